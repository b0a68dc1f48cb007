import { describe, expect, test } from 'vitest';
import { chanceOfAtLeast, lowerBound, upperBound } from './exact-bound.ts';

/** A double as the fraction that it is. */
const fractionOf = (value: number): readonly [bigint, bigint] => {
  let below = 1n;
  let scaled = value;
  while (!Number.isInteger(scaled)) {
    scaled *= 2;
    below *= 2n;
  }
  return [BigInt(scaled), below];
};

const choose = (n: number, k: number): bigint => {
  let product = 1n;
  for (let i = 1; i <= k; i++) product = (product * BigInt(n - k + i)) / BigInt(i);
  return product;
};

/** The chance of `from` to `to` among `n`, as a fraction: no rounding anywhere. */
const exactly = (from: number, to: number, n: number, p: number): readonly [bigint, bigint] => {
  const [top, below] = fractionOf(p);
  let sum = 0n;
  for (let j = from; j <= to; j++) sum += choose(n, j) * top ** BigInt(j) * (below - top) ** BigInt(n - j);
  return [sum, below ** BigInt(n)];
};

const isLess = ([a, b]: readonly [bigint, bigint], [c, d]: readonly [bigint, bigint]): boolean => a * d < c * b;

const PRECISION = 1e-9;
const DOUBTS = [0.5, 0.05, 0.001, 1e-6];
const counts = (sizes: readonly number[]) =>
  sizes.flatMap((n) => Array.from({ length: n + 1 }, (_, k): readonly [number, number] => [k, n]));

describe('against sums of whole numbers that round nowhere', () => {
  test.each(DOUBTS)('lower bounds leave a doubt of %f, to nine digits', (doubt) => {
    for (const [k, n] of counts([1, 2, 7, 40]).filter(([k]) => k > 0)) {
      const bound = lowerBound(k, n, doubt);
      const said = fractionOf(doubt);
      expect(isLess(exactly(k, n, n, bound * (1 - PRECISION)), said), `${k} of ${n}`).toBe(true);
      expect(isLess(said, exactly(k, n, n, Math.min(1, bound * (1 + PRECISION)))), `${k} of ${n}`).toBe(true);
    }
  });

  test.each(DOUBTS)('upper bounds leave a doubt of %f, to nine digits', (doubt) => {
    for (const [k, n] of counts([1, 2, 7, 40]).filter(([k, n]) => k < n)) {
      const bound = upperBound(k, n, doubt);
      const said = fractionOf(doubt);
      expect(isLess(said, exactly(0, k, n, bound * (1 - PRECISION))), `${k} of ${n}`).toBe(true);
      expect(isLess(exactly(0, k, n, Math.min(1, bound * (1 + PRECISION))), said), `${k} of ${n}`).toBe(true);
    }
  });

  test('tails on both sides of the mean', () => {
    for (const [k, n] of counts([1, 9, 30])) {
      for (const p of [0.001, 0.2, 0.5, 0.97]) {
        const [top, below] = exactly(k, n, n, p);
        const naive = Number((top * 10n ** 120n) / below) / 1e120;
        expect(chanceOfAtLeast(k, n, p) / naive, `${k} of ${n} at ${p}`).toBeCloseTo(1, 12);
      }
    }
  });
});

/** Numbers with seven hundred digits behind the point: the chance of none of 10^8 is as small as e^-1150 here. */
const SCALE = 10n ** 700n;
const times = (a: bigint, b: bigint): bigint => (a * b) / SCALE;
const scaled = (value: number): bigint => {
  const [top, below] = fractionOf(value);
  return (top * SCALE) / below;
};

/** The chance of fewer than `k` of `n`, from the chance of none upwards. */
const fewerThan = (k: number, n: number, p: number): bigint => {
  const rate = scaled(p);
  const rest = SCALE - rate;
  let term = SCALE;
  for (let power = rest, left = n; left > 0; left = Math.floor(left / 2), power = times(power, power))
    if (left % 2 === 1) term = times(term, power);
  let sum = 0n;
  for (let j = 0; j < k; j++) {
    sum += term;
    term = (times(term, rate) * BigInt(n - j) * SCALE) / (BigInt(j + 1) * rest);
  }
  return sum;
};

describe('at the size of a network', () => {
  const N = 100_000_000;

  test.each([1, 2, 3, 12, 100, 1_000])('%i of 10^8 against seven hundred digits', (k) => {
    for (const doubt of [0.05, 0.001, 1e-7]) {
      const lower = lowerBound(k, N, doubt);
      expect(SCALE - fewerThan(k, N, lower * (1 - PRECISION)) < scaled(doubt)).toBe(true);
      expect(SCALE - fewerThan(k, N, lower * (1 + PRECISION)) > scaled(doubt)).toBe(true);
      const upper = upperBound(k, N, doubt);
      expect(fewerThan(k + 1, N, upper * (1 - PRECISION)) > scaled(doubt)).toBe(true);
      expect(fewerThan(k + 1, N, upper * (1 + PRECISION)) < scaled(doubt)).toBe(true);
    }
  });

  test('none of 10^8: nothing below, three in 10^8 above', () => {
    expect(lowerBound(0, N, 0.05)).toBe(0);
    expect(upperBound(0, N, 0.05) * N).toBeCloseTo(-Math.log(0.05), 6);
    expect(upperBound(0, N, 0.05) / (Math.log(20) / N - Math.log(20) ** 2 / N ** 2 / 2)).toBeCloseTo(1, 12);
  });

  test('half of 10^8: as the normal law has it', () => {
    const width = 1.959_963_985 * Math.sqrt(0.25 / N);
    expect((0.5 - lowerBound(N / 2, N, 0.025)) / width).toBeCloseTo(1, 3);
    expect((upperBound(N / 2, N, 0.025) - 0.5) / width).toBeCloseTo(1, 3);
  });

  test('all of 10^8, and all but one', () => {
    expect(upperBound(N, N, 0.05)).toBe(1);
    expect((1 - lowerBound(N, N, 0.05)) * N).toBeCloseTo(Math.log(20), 6);
    expect((1 - lowerBound(N - 1, N, 0.05)) * N).toBeCloseTo(4.743_865, 4);
    expect(upperBound(N - 1, N, 0.05)).toBeLessThan(1);
  });
});

describe('as tables have it', () => {
  // Clopper and Pearson's limits at 95 % on two sides, as printed: n, k, lower, upper.
  test.each([
    [10, 0, 0, 0.3085],
    [10, 1, 0.0025, 0.445],
    [10, 5, 0.1871, 0.8129],
    [20, 3, 0.0321, 0.3789],
    [30, 30, 0.8843, 1],
  ])('%i attempts, %i complaints', (n, k, lower, upper) => {
    expect(lowerBound(k, n, 0.025)).toBeCloseTo(lower, 4);
    expect(upperBound(k, n, 0.025)).toBeCloseTo(upper, 4);
  });

  // Limits of a Poisson mean at 95 % on two sides, as printed: what rare complaints among many attempts come to.
  test.each([
    [1, 0.0253, 5.572],
    [2, 0.2422, 7.225],
    [10, 4.795, 18.39],
  ])('%i rare ones', (k, lower, upper) => {
    expect(lowerBound(k, 100_000_000, 0.025) * 1e8).toBeCloseTo(lower, 3);
    expect(upperBound(k, 100_000_000, 0.025) * 1e8).toBeCloseTo(upper, 2);
  });

  test('1 in 300 is not 12 in 40,000: the lower share convicts, the higher does not', () => {
    expect(1 / 300).toBeGreaterThan(12 / 40_000);
    expect(lowerBound(1, 300, 0.001)).toBeLessThan(1 / 10_000);
    expect(lowerBound(12, 40_000, 0.001)).toBeGreaterThan(1 / 10_000);
  });
});

describe('what no bound can be of', () => {
  test.each([
    [-1, 10],
    [11, 10],
    [1.5, 10],
    [1, Number.POSITIVE_INFINITY],
  ])('%f of %f', (k, n) => {
    for (const bound of [lowerBound, upperBound]) expect(() => bound(k, n, 0.05)).toThrow(RangeError);
  });

  test.each([0, 0.6, Number.NaN])('a doubt of %f', (doubt) => {
    for (const bound of [lowerBound, upperBound]) expect(() => bound(1, 10, doubt)).toThrow(RangeError);
  });

  test.each([0, 1, Number.NaN])('a chance of %f', (p) => {
    expect(() => chanceOfAtLeast(1, 10, p)).toThrow(RangeError);
  });

  test('no attempt says nothing', () => {
    expect([lowerBound(0, 0, 0.05), upperBound(0, 0, 0.05)]).toEqual([0, 1]);
  });
});
