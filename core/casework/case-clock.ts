import { type InstantMs, type Result, success } from '@wurao/domain';
import type { ClockName, ClockRule, LawPack } from '@wurao/law';
import { STATE_COUNCIL_CALENDAR, type UnknownYear } from './calendar.ts';
import type { CaseClock } from './case-file.ts';
import { type ClockRun, deadlineOf, type ReminderLevel, reminderAt } from './clocks.ts';

const isUnknownYear = (failed: object): failed is UnknownYear => 'year' in failed;

/**
 * The day of a clock. What begins is taken though the calendar ends before its day: then no day is promised, and the missing year
 * is named; it is reckoned again when the calendar has it.
 */
export const dueOf = (rule: ClockRule, run: ClockRun): Result<Pick<CaseClock, 'dueMs' | 'missingYear'>> => {
  const deadline = deadlineOf(rule, run, STATE_COUNCIL_CALENDAR);
  if (deadline.ok) return success({ dueMs: deadline.value.dueMs, missingYear: undefined });
  return isUnknownYear(deadline) ? success({ dueMs: undefined, missingYear: deadline.year }) : deadline;
};

export const clockWithDay = (name: ClockName, run: ClockRun, law: LawPack): Result<CaseClock> => {
  const due = dueOf(law.clocks[name], run);
  return due.ok ? success({ name, ...run, ...due.value }) : due;
};

/** How far a clock has gone at an instant; undefined: not so far, it stands, or it has no day. */
export const reminderOf = (
  { name, fromMs, pauses }: CaseClock,
  law: LawPack,
  atMs: InstantMs,
): ReminderLevel | undefined => {
  const deadline = deadlineOf(law.clocks[name], { fromMs, pauses }, STATE_COUNCIL_CALENDAR);
  return deadline.ok && deadline.value.dueMs !== undefined ? reminderAt(deadline.value, atMs) : undefined;
};

export const clockFrom = (name: ClockName, fromMs: InstantMs, law: LawPack): Result<CaseClock> =>
  clockWithDay(name, { fromMs, pauses: [] }, law);
