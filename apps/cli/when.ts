const DAY = /^\d{4}-\d\d-\d\d$/;
const INSTANT = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:[Zz]|[+-]\d\d:\d\d)$/;

/** `Date.parse` would roll 31 February over. */
const isRealDay = (day: string): boolean => {
  const atMs = Date.parse(`${day}T00:00:00Z`);
  return !Number.isNaN(atMs) && new Date(atMs).toISOString().startsWith(day);
};

/** A day is its midnight in China; an instant says its offset. Undefined: neither. */
export const instantOf = (text: string): number | undefined => {
  if ((!DAY.test(text) && !INSTANT.test(text)) || !isRealDay(text.slice(0, 10))) return undefined;
  const atMs = Date.parse(DAY.test(text) ? `${text}T00:00:00+08:00` : text);
  return Number.isNaN(atMs) ? undefined : atMs;
};
