const DAY = /^\d{4}-\d\d-\d\d$/;
const INSTANT = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:[Zz]|[+-]\d\d:\d\d)$/;

/** A day is its midnight in China; an instant says its offset. Undefined: neither. */
export const instantOf = (text: string): number | undefined => {
  if (!DAY.test(text) && !INSTANT.test(text)) return undefined;
  const atMs = Date.parse(DAY.test(text) ? `${text}T00:00:00+08:00` : text);
  return Number.isNaN(atMs) ? undefined : atMs;
};
