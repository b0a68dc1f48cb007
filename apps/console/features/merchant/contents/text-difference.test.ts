import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { differenceOf, markedText, type Run } from './text-difference.ts';

const written = (runs: readonly Run[]): string =>
  runs.map(({ kind, text }) => (kind === 'same' ? text : kind === 'added' ? `[+${text}]` : `[-${text}]`)).join('');

describe('the difference of two texts', () => {
  it.each([
    ['same', 'same', 'same'],
    ['', 'new', '[+new]'],
    ['您的帐户', '您的账户', '您的[-帐][+账]户'],
    ['回复R拒收', '拒收请回复R', '[+拒收请]回复R[-拒收]'],
    ['a👍c', 'a👎c', 'a[-👍][+👎]c'],
  ])('of %j and %j', (before, after, expected) => expect(written(differenceOf(before, after))).toBe(expected));

  it('gives back both texts, whatever they are', () => {
    const short = fc.string({ unit: fc.constantFrom('a', 'b', '好', '👍'), maxLength: 12 });
    const side = (runs: readonly Run[], other: Run['kind']): string =>
      runs.map(({ kind, text }) => (kind === other ? '' : text)).join('');
    fc.assert(
      fc.property(short, short, (before, after) => {
        const runs = differenceOf(before, after);
        expect([side(runs, 'added'), side(runs, 'gone')]).toEqual([before, after]);
      }),
      { numRuns: 300 },
    );
  });

  it('of very long texts that have nothing in common says so without a table', () => {
    expect(differenceOf('a'.repeat(4_000), 'b'.repeat(4_000)).map(({ kind }) => kind)).toEqual(['gone', 'added']);
  });
});

it('a checked text is marked where it differs from its content', () => {
  const differences = [
    { position: 4, found: '见t.cn', expected: '' },
    { position: 1, found: '帐', expected: '账' },
  ];
  expect(written(markedText('的帐户,见t.cn', differences))).toBe('的[-账][+帐]户,[+见t.cn]');
});
