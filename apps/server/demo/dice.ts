/** Chance, handed in: from 0 to 1. */
export type Chance = () => number;

export const oneOf = <T>(chance: Chance, items: readonly [T, ...T[]] | readonly T[]): T => {
  const found = items[Math.floor(chance() * items.length)];
  if (found === undefined) throw new Error('nothing to choose from');
  return found;
};

/** One of them, by how often each comes. */
export const oneByWeight = <T extends { readonly weight: number }>(chance: Chance, items: readonly T[]): T => {
  const whole = items.reduce((sum, { weight }) => sum + weight, 0);
  let left = chance() * whole;
  for (const item of items) {
    left -= item.weight;
    if (left < 0) return item;
  }
  return oneOf(chance, items);
};
