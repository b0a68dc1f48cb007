import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scaledRatio, sharesOf } from './shares.ts';

describe('shares', () => {
  it('add up to 100.0 %, each within a tenth of what it is', () => {
    const counts = fc.array(fc.integer({ min: 0, max: 10_000_000_000_000 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(counts, (given) => {
        const total = given.reduce((sum, count) => sum + count, 0);
        const shares = sharesOf(given);
        if (total === 0) {
          expect(shares).toBeUndefined();
          return;
        }
        expect(shares?.reduce((sum, share) => sum + share, 0)).toBe(1_000);
        for (const [at, share] of (shares ?? []).entries())
          expect(Math.abs(share - ((given[at] as number) / total) * 1_000)).toBeLessThan(1.000_001);
      }),
      { examples: [[[0]]] },
    );
  });

  it('give what is left to the largest remainders, then to the larger count, then to the first', () => {
    expect(sharesOf([1, 1, 1])).toEqual([334, 333, 333]);
    expect(sharesOf([2, 3, 1])).toEqual([333, 500, 167]);
    // 40.05, 59.95: both have half a tenth left.
    expect(sharesOf([801, 1199])).toEqual([400, 600]);
    expect(sharesOf([0, 5, 0])).toEqual([0, 1_000, 0]);
  });
});

describe('a ratio', () => {
  it('rounds halves away from zero, both ways', () => {
    expect(scaledRatio(1, 1_000, 2_000)).toBe(1);
    expect(scaledRatio(-1, 1_000, 2_000)).toBe(-1);
    expect(scaledRatio(-1, 1_000, 2_001)).toBe(0);
    expect(Object.is(scaledRatio(-1, 1_000, 9_999), -0)).toBe(false);
    expect(scaledRatio(1, 1_000, 0)).toBeUndefined();
    expect(scaledRatio(9_999_999_999_999, 100_000_000, 3)).toBe(Number(333_333_333_333_300_000_000n));
  });
});
