/**
 * Weekly windows of local time. A window is `[from, to)` on each of its days (1 = Monday … 7 = Sunday);
 * `to` may be "24:00"; `from` >= `to` runs over midnight and belongs to the day it starts on.
 */
export interface HoursWindow {
  readonly days: readonly number[];
  /** "HH:MM", 00:00–23:59 */
  readonly from: string;
  /** "HH:MM", 00:01–24:00 */
  readonly to: string;
}

/** Minute-of-week intervals [start, end), sorted, merged, within 0..10080. Empty array = never; `undefined` (elsewhere) = always. */
export type WeekMinutes = readonly (readonly [number, number])[];

export const MINUTES_PER_DAY = 1440;
export const MINUTES_PER_WEEK = 10080;
/** 1970-01-01 was a Thursday: three days after a Monday. */
const EPOCH_OFFSET_MINUTES = 3 * MINUTES_PER_DAY;
const MS_PER_MINUTE = 60_000;

export const CLOCK_TIME = /^([01]\d|2[0-3]):([0-5]\d)$|^24:00$/;

const minuteOfDay = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5));

/** Compile validated windows. Throws on an invalid clock time: validate at the edge with `CLOCK_TIME`. */
export const compileHours = (windows: readonly HoursWindow[]): WeekMinutes => {
  const spans: [number, number][] = [];
  for (const window of windows) {
    if (!CLOCK_TIME.test(window.from) || !CLOCK_TIME.test(window.to)) throw new TypeError('unvalidated hours window');
    const from = minuteOfDay(window.from);
    const to = minuteOfDay(window.to);
    for (const day of window.days) {
      const start = (day - 1) * MINUTES_PER_DAY + from;
      const end = (day - 1) * MINUTES_PER_DAY + (to > from ? to : to + MINUTES_PER_DAY);
      if (end <= MINUTES_PER_WEEK) spans.push([start, end]);
      else spans.push([start, MINUTES_PER_WEEK], [0, end - MINUTES_PER_WEEK]);
    }
  }
  return mergeSpans(spans);
};

const mergeSpans = (spans: [number, number][]): WeekMinutes => {
  spans.sort((a, b) => a[0] - b[0]);
  const merged: [number, number][] = [];
  for (const span of spans) {
    const last = merged.at(-1);
    if (last && span[0] <= last[1]) last[1] = Math.max(last[1], span[1]);
    else merged.push([span[0], span[1]]);
  }
  return merged;
};

/** By multiplication: the remainder of a division of doubles is slow, and this is asked at every decision. */
const minuteOfWeek = (atMs: number, zoneMinutes: number): number => {
  const minutes = Math.floor(atMs / MS_PER_MINUTE) + zoneMinutes + EPOCH_OFFSET_MINUTES;
  return minutes - Math.floor(minutes / MINUTES_PER_WEEK) * MINUTES_PER_WEEK;
};

const holds = (hours: WeekMinutes, minute: number): boolean => {
  for (const span of hours) if (minute >= span[0] && minute < span[1]) return true;
  return false;
};

const allHold = (all: readonly WeekMinutes[], minute: number): boolean => {
  for (const hours of all) if (!holds(hours, minute)) return false;
  return true;
};

/** Is the instant inside the windows, in a zone `zoneMinutes` east of UTC without summer time? */
export const isInside = (hours: WeekMinutes, atMs: number, zoneMinutes: number): boolean =>
  holds(hours, minuteOfWeek(atMs, zoneMinutes));

/**
 * The first instant >= `atMs` inside every one of the given windows, or `undefined` when they never meet within a week.
 * Ends are whole minutes, so every answer but `atMs` itself is.
 */
export const nextInside = (all: readonly WeekMinutes[], atMs: number, zoneMinutes: number): number | undefined => {
  const minute = minuteOfWeek(atMs, zoneMinutes);
  if (allHold(all, minute)) return atMs;
  let soonest = Number.POSITIVE_INFINITY;
  for (const hours of all) {
    for (const span of hours) {
      const start = span[0];
      const ahead = start > minute ? start - minute : start - minute + MINUTES_PER_WEEK;
      if (ahead < soonest && allHold(all, start)) soonest = ahead;
    }
  }
  if (soonest === Number.POSITIVE_INFINITY) return undefined;
  return (Math.floor(atMs / MS_PER_MINUTE) + soonest) * MS_PER_MINUTE;
};
