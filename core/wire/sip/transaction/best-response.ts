// The best of the final answers that branches gave: RFC 3261, 16.7, step 6.

/** A final answer that may go upstream. `branch`: whose; `isOwn`: nobody sent it, a timeout or an error stands for it. */
export interface Candidate {
  readonly status: number;
  readonly branch: number;
  readonly isOwn: boolean;
}

/** Answers that tell the caller what to send instead: first among those of their class. */
const INSTRUCTIVE: readonly number[] = [401, 407, 415, 420, 484];
/** Answers that say the least: last among those of their class. */
const SAY_LITTLE: readonly number[] = [408, 503];

/** Less is better: a 6xx before all, else the lowest class, within it what helps the caller most. */
function rankOf({ status }: Candidate): number {
  const group = status >= 600 ? 0 : Math.floor(status / 100);
  if (INSTRUCTIVE.includes(status)) return group * 10;
  return group * 10 + (SAY_LITTLE.includes(status) ? 2 : 1);
}

/** The better of two; of equals the later, but an answer of somebody before one of our own. */
export function better(earlier: Candidate | undefined, later: Candidate): Candidate {
  if (earlier === undefined) return later;
  const difference = rankOf(later) - rankOf(earlier);
  if (difference !== 0) return difference < 0 ? later : earlier;
  return later.isOwn && !earlier.isOwn ? earlier : later;
}
