/** How much a fuzz test does: `inCi` rounds, or ten million in a soak; another seed by WURAO_SEED. */
export const fuzzSize = (
  inCi: number,
  seed: number,
): { readonly rounds: number; readonly timeoutMs: number; readonly seed: number } => {
  const isSoak = process.env['WURAO_TIER'] === 'soak';
  return {
    rounds: isSoak ? 10_000_000 : inCi,
    timeoutMs: isSoak ? 7_200_000 : 240_000,
    seed: Number(process.env['WURAO_SEED'] ?? seed),
  };
};
