const DAY_MS = 86_400_000;
const OFFSET_MS = 8 * 3_600_000;
const MINUTE_CHARS = 16;
const DAY_CHARS = 10;

/** Of a deadline as the contract has it, the first instant that is too late: an instant of the last day that is in time. */
export const lastInTime = (dueAt: string): Date => new Date(Date.parse(dueAt) - 1);

/** `2026-03-01T10:00` of a field, by China's clock, as an instant. Undefined: it is none. */
export const instantOfField = (value: string): string | undefined => {
  const atMs = Date.parse(`${value}:00+08:00`);
  return Number.isNaN(atMs) ? undefined : new Date(atMs).toISOString();
};

/** And back, for the field. */
export const fieldOfInstant = (at: string | number): string =>
  new Date(new Date(at).getTime() + OFFSET_MS).toISOString().slice(0, MINUTE_CHARS);

/** `2026-03-01` by China's clock. */
export const dayOfInstant = (at: string | number): string => fieldOfInstant(at).slice(0, DAY_CHARS);

/** Whether an instant lies on the day of another, or so many days before it. */
export const isDaysBefore = (at: string, now: number, days: number): boolean =>
  dayOfInstant(at) === dayOfInstant(now - days * DAY_MS);
