/** What `<input type="datetime-local">` holds, read by China's clock whatever the reader's machine says. */
export const instantOfField = (text: string): string => new Date(`${text}:00+08:00`).toISOString();

const ZONE_MS = 8 * 3_600_000;
const DAY_CHARS = 10;

/** The day in China, as `<input type="date">` holds it. */
export const dayOf = (atMs: number): string => new Date(atMs + ZONE_MS).toISOString().slice(0, DAY_CHARS);

/** From midnight to midnight in China. */
export const spanOfDay = (day: string): { readonly since: string; readonly until: string } => {
  const fromMs = Date.parse(`${day}T00:00:00+08:00`);
  return { since: new Date(fromMs).toISOString(), until: new Date(fromMs + 24 * 3_600_000).toISOString() };
};
