// Chance that can be had again: every random test names its seed.

/** Mulberry32: 32 bits of state, good enough for tests, the same on every machine. Gives [0, 1). */
export const mulberry32 = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
};

export interface Dice {
  /** Whole, in [low, high). */
  int(low: number, high: number): number;
  /** True once in `n` throws. */
  once(n: number): boolean;
  pick<T>(list: readonly T[]): T;
  /** Each with a chance of one half; never none of them. */
  some<T>(list: readonly T[]): readonly T[];
}

export const diceOf = (seed: number): Dice => {
  const next = mulberry32(seed);
  const int = (low: number, high: number): number => low + Math.floor(next() * (high - low));
  const pick = <T>(list: readonly T[]): T => {
    const value = list[int(0, list.length)];
    if (value === undefined) throw new RangeError('nothing to pick from');
    return value;
  };
  const some = <T>(list: readonly T[]): readonly T[] => {
    const kept = list.filter(() => next() < 0.5);
    return kept.length > 0 ? kept : [pick(list)];
  };
  return { int, once: (n) => int(0, n) === 0, pick, some };
};
