// The times of CMPP: digits of a clock in China, without a year or with two digits of one.

/** Asia/Shanghai is eight hours ahead of UTC and has had no other time since 1991. */
const AHEAD_MS = 8 * 3_600_000;
const TIMESTAMP_DIGITS = 10;
const CENTURY = 2000;

/** What a clock in China shows at an instant (milliseconds since 1970). */
export interface ChinaTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

export function chinaTimeOf(atMs: number): ChinaTime {
  const shown = new Date(atMs + AHEAD_MS);
  return {
    year: shown.getUTCFullYear(),
    month: shown.getUTCMonth() + 1,
    day: shown.getUTCDate(),
    hour: shown.getUTCHours(),
    minute: shown.getUTCMinutes(),
    second: shown.getUTCSeconds(),
  };
}

/** The instant at which a clock in China shows this; undefined for a time that no clock shows. */
export function instantOfChinaTime({ year, month, day, hour, minute, second }: ChinaTime): number | undefined {
  const shownMs = Date.UTC(year, month - 1, day, hour, minute, second);
  const back = new Date(shownMs);
  const isReal =
    back.getUTCMonth() === month - 1 &&
    back.getUTCDate() === day &&
    back.getUTCHours() === hour &&
    back.getUTCMinutes() === minute &&
    back.getUTCSeconds() === second;
  return isReal ? shownMs - AHEAD_MS : undefined;
}

/** Timestamp of CONNECT (8.4.1.1): the digits MMDDHHMMSS as one number. */
export function timestampOf(atMs: number): number {
  const { month, day, hour, minute, second } = chinaTimeOf(atMs);
  return (((month * 100 + day) * 100 + hour) * 100 + minute) * 100 + second;
}

/** The ten digits, as the authenticator takes them: with the zero of an early month. */
export const digitsOfTimestamp = (timestamp: number): string => String(timestamp).padStart(TIMESTAMP_DIGITS, '0');

const TIMESTAMP = /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/;

/** The instant of a Timestamp: of the years around `nearMs` the one that lies nearest. Undefined where the digits are no time. */
export function instantOfTimestamp(timestamp: number, nearMs: number): number | undefined {
  const found = TIMESTAMP.exec(digitsOfTimestamp(timestamp));
  if (found === null) return undefined;
  const [month, day, hour, minute, second] = found.slice(1).map(Number) as [number, number, number, number, number];
  const { year } = chinaTimeOf(nearMs);
  let nearest: number | undefined;
  for (const candidate of [year - 1, year, year + 1]) {
    const atMs = instantOfChinaTime({ year: candidate, month, day, hour, minute, second });
    if (atMs === undefined) continue;
    if (nearest === undefined || Math.abs(atMs - nearMs) < Math.abs(nearest - nearMs)) nearest = atMs;
  }
  return nearest;
}

const twoDigits = (value: number): string => String(value).padStart(2, '0');

/** Submit_time and Done_time of a status report: YYMMDDHHMM. */
export function reportTimeOf(atMs: number): string {
  const { year, month, day, hour, minute } = chinaTimeOf(atMs);
  return [year % 100, month, day, hour, minute].map(twoDigits).join('');
}

/** The instant of a Submit_time or Done_time, of this century; undefined where the digits are no time. */
export function instantOfReportTime(digits: string): number | undefined {
  const found = TIMESTAMP.exec(digits);
  if (found === null) return undefined;
  const [year, month, day, hour, minute] = found.slice(1).map(Number) as [number, number, number, number, number];
  return instantOfChinaTime({ year: CENTURY + year, month, day, hour, minute, second: 0 });
}
