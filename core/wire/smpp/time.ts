// Times of schedule_delivery_time, validity_period and final_date (SMPP v3.4 issue 1.2, 7.1.1): YYMMDDhhmmsstnnp, where p is
// `+` or `-` with nn quarters of an hour ahead of or behind UTC, or `R`: from now on.

const FORM = /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d)(\d\d)([+\-R])$/;
const CENTURY = 2_000;
const TENTH_MS = 100;
const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
const QUARTER_MS = 900_000;
const QUARTERS_MAX = 48;
/** Behind the days stand months and years, which have no length of their own. */
const RELATIVE_DAYS_MAX = 99;

const twoDigits = (value: number): string => String(value).padStart(2, '0');

/**
 * The instant that a time means, in milliseconds since 1970; undefined where it is none (an empty one included). Of a relative one,
 * years and months are those of the calendar.
 */
export function readSmppTime(text: string, nowMs: number): number | undefined {
  const parts = FORM.exec(text);
  if (parts === null) return undefined;
  const [years, months, days, hours, minutes, seconds, tenths, quarters] = parts.slice(1, 9).map(Number) as number[];
  const timeMs = hours! * HOUR_MS + minutes! * MINUTE_MS + seconds! * SECOND_MS + tenths! * TENTH_MS;
  if (parts[9] === 'R') {
    const from = new Date(nowMs);
    const month = from.getUTCMonth() + months!;
    const day = Date.UTC(from.getUTCFullYear() + years!, month, from.getUTCDate() + days!);
    return day + (nowMs - Math.floor(nowMs / DAY_MS) * DAY_MS) + timeMs;
  }
  if (hours! > 23 || minutes! > 59 || seconds! > 59 || quarters! > QUARTERS_MAX) return undefined;
  const dayMs = Date.UTC(CENTURY + years!, months! - 1, days);
  // A 31st of February runs over into March: no time.
  if (new Date(dayMs).toISOString().slice(2, 10).replaceAll('-', '') !== text.slice(0, 6)) return undefined;
  return dayMs + timeMs - (parts[9] === '+' ? quarters! : -quarters!) * QUARTER_MS;
}

/** An instant of this century as a clock that many quarters of an hour ahead of UTC shows it (-48 to 48), to the tenth of a second. */
export function writeSmppTime(atMs: number, quarters = 0): string {
  const shown = new Date(atMs + quarters * QUARTER_MS).toISOString();
  const digits = shown.replaceAll(/[-:T.]/g, '').slice(2, 15);
  return `${digits}${twoDigits(Math.abs(quarters))}${quarters < 0 ? '-' : '+'}`;
}

/** A while from now, in whole seconds; undefined where it is below zero or takes 100 days or more. */
export function writeSmppPeriod(durationMs: number): string | undefined {
  const days = Math.floor(durationMs / DAY_MS);
  if (!(durationMs >= 0) || days > RELATIVE_DAYS_MAX) return undefined;
  const hours = Math.floor((durationMs % DAY_MS) / HOUR_MS);
  const minutes = Math.floor((durationMs % HOUR_MS) / MINUTE_MS);
  const seconds = Math.floor((durationMs % MINUTE_MS) / SECOND_MS);
  return `0000${[days, hours, minutes, seconds].map(twoDigits).join('')}000R`;
}
