import { type InstantMs, type Result, success } from '@wurao/domain';
import type { ClockName, LawPack } from '@wurao/law';
import { STATE_COUNCIL_CALENDAR, type UnknownYear } from './calendar.ts';
import type { CaseClock } from './case-file.ts';
import { type ClockRun, deadlineOf } from './clocks.ts';

const isUnknownYear = (failed: object): failed is UnknownYear => 'year' in failed;

/**
 * The clock with its day. A complaint is taken though the calendar ends before its day: then no day is promised, and the missing year
 * is named; it is reckoned again when the calendar has it.
 */
export const clockWithDay = (name: ClockName, run: ClockRun, law: LawPack): Result<CaseClock> => {
  const deadline = deadlineOf(law.clocks[name], run, STATE_COUNCIL_CALENDAR);
  if (deadline.ok) return success({ name, ...run, dueMs: deadline.value.dueMs, missingYear: undefined });
  if (!isUnknownYear(deadline)) return deadline;
  return success({ name, ...run, dueMs: undefined, missingYear: deadline.year });
};

export const clockFrom = (name: ClockName, fromMs: InstantMs, law: LawPack): Result<CaseClock> =>
  clockWithDay(name, { fromMs, pauses: [] }, law);
