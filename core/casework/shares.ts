/** Whole-number arithmetic of the figures: no machine rounds these another way. */

/** 100.0 % in tenths of a percent. */
export const WHOLE_TENTHS = 1_000;

/**
 * Shares of the sum, in tenths of a percent, that add up to 100.0 % (largest remainder: each is rounded down, and the tenths that
 * are left go to the largest remainders; of equal ones to the larger count, then to the first). None of nothing.
 */
export const sharesOf = (counts: readonly number[]): readonly number[] | undefined => {
  const total = counts.reduce((sum, count) => sum + BigInt(count), 0n);
  if (total === 0n) return undefined;
  const parts = counts.map((count, at) => {
    const scaled = BigInt(count) * BigInt(WHOLE_TENTHS);
    return { at, count, tenths: Number(scaled / total), rest: scaled % total };
  });
  const left = WHOLE_TENTHS - parts.reduce((sum, { tenths }) => sum + tenths, 0);
  const first = [...parts].sort((a, b) =>
    a.rest === b.rest ? b.count - a.count || a.at - b.at : a.rest < b.rest ? 1 : -1,
  );
  const more = new Set(first.slice(0, left).map(({ at }) => at));
  return parts.map(({ at, tenths }) => tenths + (more.has(at) ? 1 : 0));
};

/** `count * scale / of`, rounded to a whole number, halves away from zero; undefined when `of` is 0. */
export const scaledRatio = (count: number, scale: number, of: number): number | undefined => {
  if (of === 0) return undefined;
  const twice = 2n * BigInt(Math.abs(count)) * BigInt(scale) + BigInt(of);
  const size = Number(twice / (2n * BigInt(of)));
  return count < 0 && size > 0 ? -size : size;
};
