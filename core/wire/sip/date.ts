// Date (RFC 3261, 20.17): the one form of RFC 1123 that SIP has, always GMT.
import { textOf } from './bytes.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const FORM =
  /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), (\d\d) (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) (\d{4}) (\d\d):(\d\d):(\d\d) GMT$/;

/** Milliseconds since 1970, or undefined where the bytes are no date of SIP. */
export function readDate(bytes: Uint8Array, start: number, end: number): number | undefined {
  const found = FORM.exec(textOf(bytes, start, end));
  if (found === null) return undefined;
  const [day, year, hour, minute, second] = [found[1], found[3], found[4], found[5], found[6]].map(Number);
  const month = MONTHS.indexOf(found[2]!);
  if (hour! > 23 || minute! > 59 || second! > 60) return undefined;
  const atMs = Date.UTC(year!, month, day!, hour!, minute!, second!);
  return new Date(atMs).getUTCMonth() === month || second === 60 ? atMs : undefined;
}
