/** Farther than this a word is another word, not a slip. */
const SLIPS_MAX = 3;

/** Edit distance, row by row. */
const slipsBetween = (a: string, b: string): number => {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const swap = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next[j] = Math.min(swap, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1);
    }
    row = next;
  }
  return row[b.length] ?? 0;
};

/** The known field that was probably meant, or undefined. */
export const nearestField = (unknown: string, known: readonly string[]): string | undefined => {
  const written = unknown.toLowerCase().replaceAll(/[_-]/g, '').slice(0, 64);
  const ranked = known
    .map((field) => ({ field, slips: slipsBetween(written, field.toLowerCase()) }))
    .sort((a, b) => a.slips - b.slips);
  const best = ranked[0];
  const allowed = Math.min(SLIPS_MAX, Math.ceil(written.length / 2));
  return best !== undefined && best.slips <= allowed ? best.field : undefined;
};
