import type { InstantMs } from '@wurao/domain';
import { dayAt, dayName, MS_PER_DAY, type WorkingCalendar } from './calendar.ts';
import { byCodeUnits } from './freeze.ts';
import { workingDaysBetween } from './working-days.ts';

/** A decision on a case by one person. */
export interface DecidedCase {
  readonly atMs: InstantMs;
  readonly openedMs: InstantMs;
  readonly wasLate: boolean;
}

export interface HandlerStatistics {
  readonly decided: number;
  readonly late: number;
  /** From the day a case opened to the day it was decided; undefined: none, or the calendar lacks a year. */
  readonly medianWorkingDays: number | undefined;
  /** By the Monday (China) that a week begins with. */
  readonly weeks: readonly { readonly monday: string; readonly decided: number; readonly late: number }[];
}

/** Day 0, 1 January 1970, was a Thursday. */
const THURSDAY = 3;
const DAYS_OF_WEEK = 7;
const mondayOf = (atMs: InstantMs): string => {
  const day = dayAt(atMs);
  return dayName(day - ((day + THURSDAY) % DAYS_OF_WEEK));
};

const medianOf = (values: readonly number[]): number | undefined => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [below, above] = [sorted[middle - 1], sorted[middle]];
  if (above === undefined) return undefined;
  return sorted.length % 2 === 1 || below === undefined ? above : (below + above) / 2;
};

const workingDaysOf = (cases: readonly DecidedCase[], calendar: WorkingCalendar): readonly number[] | undefined => {
  const counts: number[] = [];
  for (const { openedMs, atMs } of cases) {
    const count = workingDaysBetween(dayAt(openedMs), dayAt(atMs), calendar);
    if (!count.ok) return undefined;
    counts.push(count.value);
  }
  return counts;
};

/** What one person decided, and how soon. */
export const handlerStatistics = (cases: readonly DecidedCase[], calendar: WorkingCalendar): HandlerStatistics => {
  const weeks = Map.groupBy(cases, ({ atMs }) => mondayOf(atMs));
  const late = (some: readonly DecidedCase[]): number => some.filter(({ wasLate }) => wasLate).length;
  return {
    decided: cases.length,
    late: late(cases),
    medianWorkingDays: medianOf(workingDaysOf(cases, calendar) ?? []),
    weeks: [...weeks]
      .map(([monday, ofWeek]) => ({ monday, decided: ofWeek.length, late: late(ofWeek) }))
      .sort((a, b) => byCodeUnits(a.monday, b.monday)),
  };
};

/** House default: what a handler looks back on. */
export const STATISTICS_DAYS = 90;
export const statisticsSince = (nowMs: InstantMs): InstantMs => nowMs - STATISTICS_DAYS * MS_PER_DAY;
