import { describe, expect, it } from 'vitest';
import { partsOf, sampleOf } from './sample-of.ts';

describe('a sample', () => {
  it('takes each at most once, and no more than there are', () => {
    expect([...sampleOf(['a', 'b', 'c'], 5, () => 0.99)].sort()).toEqual(['a', 'b', 'c']);
    expect(sampleOf(['a', 'b', 'c'], 2, () => 0)).toEqual(['a', 'b']);
    expect(sampleOf([], 2, () => 0)).toEqual([]);
  });
});

describe('a text in parts', () => {
  it('keeps every character, variables apart', () => {
    const parts = partsOf('尾号{card}入账{amount}');
    expect(parts.map(({ text }) => text)).toEqual(['尾号', '{card}', '入账', '{amount}']);
    expect(parts.map(({ isVariable }) => isVariable)).toEqual([false, true, false, true]);
  });
});
