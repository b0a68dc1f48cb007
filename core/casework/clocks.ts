import { failure, type InstantMs, invalid, type Result, success } from '@wurao/domain';
import type { ClockRule } from '@wurao/law';
import {
  type ChinaDay,
  type Counted,
  dayAt,
  startOfDayMs,
  type UnknownYear,
  type WorkingCalendar,
} from './calendar.ts';
import { isWorkingDay, workingDaysBetween } from './working-days.ts';

/** A stretch in which a clock stands still, [fromMs, toMs). `toMs` undefined: still standing. */
export interface Pause {
  readonly fromMs: InstantMs;
  readonly toMs: InstantMs | undefined;
  readonly reason: string;
}

/** What a clock has gone through. `fromMs`: the event that set it going. */
export interface ClockRun {
  readonly fromMs: InstantMs;
  readonly pauses: readonly Pause[];
}

export const PAUSE_REASON_CHARS_MAX = 500;
export const PAUSES_MAX = 100;
/** Beyond it a pause is a slip of the pen, and its days would be walked one by one. */
const LATEST_MS = Date.UTC(2100, 0, 1);

/** By how far a clock has gone, in order; each begins where so many of its days are over. */
export const REMINDERS = [
  {
    level: 'half-gone',
    text: { zh: '期限已过半', en: 'Half of the time is gone' },
    after: (days: number): number => Math.floor(days / 2),
  },
  { level: 'last-day', text: { zh: '仅剩一天', en: 'One day is left' }, after: (days: number): number => days - 1 },
  { level: 'overdue', text: { zh: '已逾期', en: 'Overdue' }, after: (days: number): number => days },
] as const;
export type ReminderLevel = (typeof REMINDERS)[number]['level'];

export interface Deadline {
  /** The days counted, in order: the last is the day due. Fewer than the clock has while it stands still. */
  readonly counted: readonly ChinaDay[];
  /** The first instant that is too late: 00:00 in China of the day after the one due. Undefined while the clock stands still. */
  readonly dueMs: InstantMs | undefined;
  /** When each level begins; those that a standing clock has not reached are not there. */
  readonly reminders: readonly { readonly level: ReminderLevel; readonly atMs: InstantMs }[];
}

const isInstant = (atMs: number): boolean => Number.isSafeInteger(atMs) && atMs >= 0 && atMs < LATEST_MS;

const wrongRun = ({ fromMs, pauses }: ClockRun): Result<never> | undefined => {
  if (!isInstant(fromMs)) return invalid('fromMs', 'no instant of use', 'Give milliseconds since 1970, before 2100.');
  if (pauses.length > PAUSES_MAX) return invalid('pauses', `more than ${PAUSES_MAX}`, 'Join those that meet.');
  for (const [i, { fromMs: from, toMs }] of pauses.entries()) {
    const isSpan = isInstant(from) && (toMs === undefined || (isInstant(toMs) && toMs >= from));
    if (!isSpan) return invalid(`pauses[${i}]`, 'ends before it begins, or is no time', 'Give its instants in order.');
  }
  return undefined;
};

/**
 * A day counts if the clock runs at its end: a day on which it is paused and goes on again counts, one at whose last instant it stands
 * does not. So a pause costs as many days as it holds midnights, however it is cut into pieces, and none within a day.
 */
const standsAtEnd = (day: ChinaDay, pauses: readonly Pause[]): boolean => {
  const lastMs = startOfDayMs(day + 1) - 1;
  return pauses.some(({ fromMs, toMs }) => fromMs <= lastMs && (toMs === undefined || lastMs < toMs));
};

const counts = (day: ChinaDay, { dayKind }: ClockRule, calendar: WorkingCalendar): Counted<boolean> =>
  dayKind === 'calendar' ? success(true) : isWorkingDay(day, calendar);

/** Days of the clock, one by one, until all are counted or it stands for good. */
const countedDays = (rule: ClockRule, { fromMs, pauses }: ClockRun, calendar: WorkingCalendar): Counted<ChinaDay[]> => {
  const stopMs = Math.min(
    ...pauses.map((pause) => (pause.toMs === undefined ? pause.fromMs : Number.POSITIVE_INFINITY)),
  );
  const counted: ChinaDay[] = [];
  for (let day = dayAt(fromMs) + 1; counted.length < rule.days && startOfDayMs(day + 1) <= stopMs; day += 1) {
    const isCounted = counts(day, rule, calendar);
    if (!isCounted.ok) return isCounted;
    if (isCounted.value && !standsAtEnd(day, pauses)) counted.push(day);
  }
  return success(counted);
};

/**
 * By when, under a clock of the law pack: at the end of its n-th day, days of Asia/Shanghai, the day of the event not counted. A day of
 * kind `calendar` is any day: nothing is put off to the next working day, for it is the house that is bound. Fails with `year` where a
 * working day would have to be guessed; with `invalid` on times that are none.
 */
export const deadlineOf = (
  rule: ClockRule,
  run: ClockRun,
  calendar: WorkingCalendar,
): Result<Deadline> | UnknownYear => {
  const wrong = wrongRun(run);
  if (wrong) return wrong;
  const days = countedDays(rule, run, calendar);
  if (!days.ok) return days;
  const counted = days.value;
  const endMs = (n: number): InstantMs =>
    startOfDayMs((n === 0 ? dayAt(run.fromMs) : (counted[n - 1] as ChinaDay)) + 1);
  const reached = REMINDERS.filter(({ after }) => after(rule.days) <= counted.length);
  return success({
    counted,
    dueMs: counted.length === rule.days ? endMs(rule.days) : undefined,
    reminders: reached.map(({ level, after }) => ({ level, atMs: endMs(after(rule.days)) })),
  });
};

/** The level at an instant; undefined: none yet. */
export const reminderAt = ({ reminders }: Deadline, atMs: InstantMs): ReminderLevel | undefined =>
  reminders.findLast((one) => one.atMs <= atMs)?.level;

export interface Lateness {
  readonly isLate: boolean;
  /** Days of the clock's kind after the one due, that of the act included. 0 on a Saturday after a Friday due: late all the same. */
  readonly days: number;
}

/** How late an act of `atMs` is, or would be. A clock that stands still is never late. */
export const latenessAt = (
  { dayKind }: ClockRule,
  { counted, dueMs }: Deadline,
  atMs: InstantMs,
  calendar: WorkingCalendar,
): Counted<Lateness> => {
  const due = counted.at(-1);
  if (dueMs === undefined || due === undefined || atMs < dueMs) return success({ isLate: false, days: 0 });
  if (dayKind === 'calendar') return success({ isLate: true, days: dayAt(atMs) - due });
  const late = workingDaysBetween(due, dayAt(atMs), calendar);
  return late.ok ? success({ isLate: true, days: late.value }) : late;
};

const standing = (pauses: readonly Pause[]): Pause | undefined => pauses.find(({ toMs }) => toMs === undefined);

/** Lets a clock stand. Refused where it stands already, and without a reason. */
export const pauseClock = (run: ClockRun, atMs: InstantMs, reason: string): Result<ClockRun> => {
  if (reason.trim() === '' || reason.length > PAUSE_REASON_CHARS_MAX)
    return invalid('reason', 'missing or too long', `Say why in 1 to ${PAUSE_REASON_CHARS_MAX} characters.`);
  if (standing(run.pauses))
    return failure('conflict', 'The clock stands already', {
      field: 'pause',
      message: `it stands: ${standing(run.pauses)?.reason}`,
      remedy: 'Let it go on first.',
    });
  const paused = { ...run, pauses: [...run.pauses, { fromMs: atMs, toMs: undefined, reason }] };
  return wrongRun(paused) ?? success(paused);
};

/** Lets it go on. Refused where it does. */
export const resumeClock = (run: ClockRun, atMs: InstantMs): Result<ClockRun> => {
  if (!standing(run.pauses))
    return failure('conflict', 'The clock runs', {
      field: 'pause',
      message: 'it does not stand',
      remedy: 'Nothing is to be done.',
    });
  const pauses = run.pauses.map((pause) => (pause.toMs === undefined ? { ...pause, toMs: atMs } : pause));
  return wrongRun({ ...run, pauses }) ?? success({ ...run, pauses });
};
