import { PURPOSES } from '@wurao/domain';
import { describe, expect, it } from 'vitest';
import { instantOf, maskWords, RowValues } from './row-values.ts';

const valuesOf = (row: Readonly<Record<string, unknown>>): RowValues => new RowValues((field) => row[field]);

describe('instants', () => {
  it.each([
    ['2026-03-01T09:30:00Z', '2026-03-01T09:30:00.000Z'],
    ['2026-03-01T09:30:00.25+08:00', '2026-03-01T01:30:00.250Z'],
    ['2026-03-01 09:30:00', '2026-03-01T01:30:00.000Z'],
    ['2026/3/1 9:30', '2026-03-01T01:30:00.000Z'],
    ['2026-03-01', '2026-02-28T16:00:00.000Z'],
    ['2026-03-01T09:30:00-0500', '2026-03-01T14:30:00.000Z'],
  ])('%s', (text, instant) => {
    expect(new Date(instantOf(text) ?? 0).toISOString()).toBe(instant);
  });

  it.each(['', 'yesterday', '2026-02-30', '2026-13-01', '2026-03-01T25:00:00Z', '20260301', '2026-03-01T09:60:00Z'])(
    '%j is none',
    (text) => {
      expect(instantOf(text)).toBeUndefined();
    },
  );
});

describe('values of a row', () => {
  it('reads lists of words from one cell or from an array, and remembers cells', () => {
    const words = maskWords(PURPOSES);
    for (const purposes of ['marketing; care', 'marketing、care', 'marketing|care', ['marketing', 'care']]) {
      for (let time = 0; time < 2; time++) expect(valuesOf({ purposes }).mask('purposes', words, 0)).toBe(0b101);
    }
    expect(valuesOf({ purposes: ' ' }).mask('purposes', words, 7)).toBe(7);
    const wrong = valuesOf({ purposes: 'selling' });
    wrong.mask('purposes', words, 0);
    expect(wrong.errors.pop()).toMatchObject({ fault: 'unknown-word', expected: PURPOSES.join(', ') });
    for (let time = 1; time <= 2; time++) {
      wrong.mask('purposes', words, 0);
      expect(wrong.errors.length, 'each time it is wrong').toBe(time);
    }
  });

  it('names each field that is wrong, with a remedy', () => {
    const row = valuesOf({ number: '12', on: 'perhaps', from: 'then', hours: '1.5' });
    row.number('number');
    row.boolean('on', true);
    row.instant('from');
    row.whole('hours');
    row.needed('missing');
    expect(row.errors.map(({ field }) => field)).toEqual(['number', 'on', 'from', 'hours', 'missing']);
    for (const { message, remedy } of row.errors) expect(message && remedy).toBeTruthy();
    expect(row.errors.map(({ fault }) => fault)).toEqual([
      'not-a-number',
      'not-yes-or-no',
      'not-an-instant',
      'not-whole',
      'missing',
    ]);
  });

  it.each([
    ['13812345678', '+8613812345678'],
    [' 010-62345678 ', '+861062345678'],
    [13812345678, '+8613812345678'],
  ])('reads the number %s', (number, canonical) => {
    expect(valuesOf({ number }).number('number')).toBe(canonical);
  });
});
