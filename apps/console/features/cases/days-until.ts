const DAY_MS = 86_400_000;
/** China's clock, which has no other in summer. */
const ZONE_MS = 8 * 3_600_000;

const dayOf = (ms: number): number => Math.floor((ms + ZONE_MS) / DAY_MS);

/** Calendar days in China from today to the last day in time; `dueAt` is the first instant that is too late. Below 0: it is over. */
export const daysUntil = (dueAt: string, nowMs: number): number => dayOf(Date.parse(dueAt) - 1) - dayOf(nowMs);
