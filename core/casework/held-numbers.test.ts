import { expect, it } from 'vitest';
import { subscribersOf } from './bulletin-counts.ts';
import { readHeldNumbers } from './held-numbers.ts';

const HEAD = 'province,carrier,subscribers';

it('reads a count of numbers held, whatever ends its lines', () => {
  const rows = [
    { province: '110000', carrier: 'party-a', subscribers: 21_000_000 },
    { province: 'unknown', carrier: 'unknown', subscribers: 0 },
  ];
  const text = `${HEAD}\n110000,party-a,21000000\nunknown,unknown,0\n`;
  for (const written of [text, text.replaceAll('\n', '\r\n'), `\uFEFF${text}`, text.trimEnd()])
    expect(readHeldNumbers(written)).toEqual({ ok: true, value: rows });
});

it.each([
  ['', 'line 1: province,carrier,subscribers'],
  ['province,subscribers\n', 'line 1: province,carrier,subscribers'],
  [`${HEAD}\n119000,a,1`, 'line 2: province'],
  [`${HEAD}\n110000,a b,1`, 'line 2: carrier'],
  [`${HEAD}\n110000,a,1\n110000,a,-1`, 'line 3: subscribers'],
  [`${HEAD}\n110000,a,1.5`, 'line 2: subscribers'],
  [`${HEAD}\n110000,a,1,2`, 'line 2: subscribers'],
])('names the line and the column of what is wrong: %j', (text, field) => {
  expect(readHeldNumbers(text)).toMatchObject({ ok: false, code: 'invalid', errors: [{ field }] });
});

it('never has fewer numbers held than protected, and says nothing without a count', () => {
  const here = [
    { province: '110000', carrier: 'party-a', count: 4 },
    { province: '330000', carrier: 'party-a', count: 2 },
  ];
  const held = { province: '110000', carrier: 'party-a', subscribers: 3 };
  expect(subscribersOf(here, undefined)).toEqual({ ok: true, value: [] });
  expect(subscribersOf(here, [held, held])).toEqual({
    ok: true,
    value: [
      { province: '110000', carrier: 'party-a', subscribers: 6, protected: 4 },
      { province: '330000', carrier: 'party-a', subscribers: 2, protected: 2 },
    ],
  });
  expect(subscribersOf(here, [held])).toMatchObject({
    ok: false,
    errors: [{ field: 'subscribers', message: expect.stringContaining('110000 with party-a') }],
  });
});
