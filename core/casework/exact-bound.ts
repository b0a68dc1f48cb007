/** log n! less Stirling's main term up to here comes of n! itself, which a double still holds; beyond, of the series. */
const FACTORIALS_UP_TO = 15;
/** Half of log 2π. */
const HALF_LOG_TWO_PI = 0.918_938_533_204_672_8;
/** Deviations smaller than this share of the whole are summed as a series: their difference of logarithms would cancel. */
const NEAR = 0.1;
/** Below that share the series has all digits of a double by then. */
const LAST_TERM = 17;
/** A term below this share of its sum no longer changes a double. */
const NEGLIGIBLE = 1e-18;
/** Newton's steps from the near side of a concave function: ten do, from anywhere. */
const MAX_STEPS = 200;
const STEP_DONE = 1e-15;

const stirlingErrors: readonly number[] = Array.from({ length: FACTORIALS_UP_TO + 1 }, (_, n) => {
  let factorial = 1;
  for (let i = 2; i <= n; i++) factorial *= i;
  return n === 0 ? 0 : Math.log(factorial) - (n + 0.5) * Math.log(n) + n - HALF_LOG_TWO_PI;
});

/** log n! − (n + ½) log n + n − ½ log 2π. */
const stirlingError = (n: number): number => {
  const exact = stirlingErrors[n];
  if (exact !== undefined) return exact;
  const square = n * n;
  return (1 / 12 - (1 / 360 - (1 / 1260 - (1 / 1680 - 1 / 1188 / square) / square) / square) / square) / n;
};

/** x log(x / m) − (x − m), without the cancellation where x is near m. */
const deviance = (x: number, m: number): number => {
  const difference = x - m;
  const ratio = difference / (x + m);
  if (Math.abs(ratio) > NEAR) return x * Math.log(x / m) - difference;
  let sum = difference * ratio;
  let power = 2 * x * ratio;
  for (let odd = 3; odd <= LAST_TERM; odd += 2) {
    power *= ratio * ratio;
    sum += power / odd;
  }
  return sum;
};

/** A chance and its complement, each as exact as a double can be: 1 − p loses a small p. */
interface Chance {
  readonly p: number;
  readonly q: number;
}

const chanceOf = (logP: number): Chance => ({ p: Math.exp(logP), q: -Math.expm1(logP) });

/**
 * log of the chance of exactly `k` of `n`. By deviations from the mean: the difference of log-gammas of 10^8 would leave seven digits.
 */
const logExactly = (k: number, n: number, { p, q }: Chance): number => {
  if (k === 0) return p < NEAR ? n * Math.log1p(-p) : n * Math.log(q);
  if (k === n) return q < NEAR ? n * Math.log1p(-q) : n * Math.log(p);
  const rest = n - k;
  return (
    stirlingError(n) -
    stirlingError(k) -
    stirlingError(rest) -
    deviance(k, n * p) -
    deviance(rest, n * q) +
    0.5 * Math.log(n / k / rest) -
    HALF_LOG_TWO_PI
  );
};

/** The chance of `k` or more as a multiple of that of exactly `k`. Short where `k` is not below the mean. */
const upwards = (k: number, n: number, { p, q }: Chance): number => {
  const odds = p / q;
  let sum = 1;
  let term = 1;
  for (let j = k; j < n && term > sum * NEGLIGIBLE; j++) {
    term *= ((n - j) / (j + 1)) * odds;
    sum += term;
  }
  return sum;
};

/** The chance of `k` or fewer as a multiple of that of exactly `k`. Short where `k` is not above the mean. */
const downwards = (k: number, n: number, { p, q }: Chance): number => {
  const odds = q / p;
  let sum = 1;
  let term = 1;
  for (let j = k; j > 0 && term > sum * NEGLIGIBLE; j--) {
    term *= (j / (n - j + 1)) * odds;
    sum += term;
  }
  return sum;
};

const checkCounts = (k: number, n: number): void => {
  if (!Number.isSafeInteger(k) || !Number.isSafeInteger(n) || k < 0 || k > n)
    throw new RangeError(`counts are whole, 0 <= k <= n: ${k} of ${n}`);
};

const checkDoubt = (doubt: number): void => {
  if (!(doubt > 0 && doubt <= 0.5)) throw new RangeError(`the doubt left lies in (0, 0.5]: ${doubt}`);
};

/** The chance of `k` or more among `n` independent attempts of which each has the chance `p`. Throws RangeError unless 0 < p < 1. */
export const chanceOfAtLeast = (k: number, n: number, p: number): number => {
  checkCounts(k, n);
  if (!(p > 0 && p < 1)) throw new RangeError(`a chance lies between 0 and 1: ${p}`);
  if (k === 0) return 1;
  const chance = { p, q: 1 - p };
  if (k >= n * p) return Math.exp(logExactly(k, n, chance)) * upwards(k, n, chance);
  return 1 - Math.exp(logExactly(k - 1, n, chance)) * downwards(k - 1, n, chance);
};

/**
 * The exact one-sided lower bound of a rate (Clopper and Pearson 1934): the rate at which `k` or more of `n` still has the chance
 * `doubt`. Whatever the true rate is, the bound lies above it with a chance of at most `doubt`, which is 1 − confidence.
 * Relative error below 1e-9 for n up to 10^8 and beyond. Throws RangeError unless 0 <= k <= n and 0 < doubt <= 0.5.
 */
export const lowerBound = (k: number, n: number, doubt: number): number => {
  checkCounts(k, n);
  checkDoubt(doubt);
  if (k === 0) return 0;
  const target = Math.log(doubt);
  if (k === n) return Math.exp(target / n);
  // In log p the logarithm of the tail rises and is concave (the logarithm of a beta variable has a log-concave density), so that
  // Newton's steps come from one side and never pass the root. At k/n the median is k, and the tail at least one half.
  let logP = Math.log(k / n);
  for (let step = 0; step < MAX_STEPS; step++) {
    const chance = chanceOf(logP);
    const multiple = upwards(k, n, chance);
    const change = ((logExactly(k, n, chance) + Math.log(multiple) - target) * multiple) / k;
    logP -= change;
    if (Math.abs(change) < STEP_DONE * Math.max(1, -logP)) break;
  }
  return Math.exp(logP);
};

/** The exact one-sided upper bound: the rate at which `k` or fewer of `n` still has the chance `doubt`. As `lowerBound`; 1 for n = 0. */
export const upperBound = (k: number, n: number, doubt: number): number => {
  checkCounts(k, n);
  checkDoubt(doubt);
  if (k === n) return 1;
  const target = Math.log(doubt);
  if (k === 0) return -Math.expm1(target / n);
  let logP = Math.log(k / n);
  for (let step = 0; step < MAX_STEPS; step++) {
    const chance = chanceOf(logP);
    const multiple = downwards(k, n, chance);
    const slope = ((n - k) * chance.p) / chance.q / multiple;
    const change = (logExactly(k, n, chance) + Math.log(multiple) - target) / slope;
    // Only the first step, which comes from the other side, can leave the rates there are.
    logP = logP + change < 0 ? logP + change : logP / 2;
    if (Math.abs(change) < STEP_DONE * Math.max(1, -logP)) break;
  }
  return Math.exp(logP);
};
