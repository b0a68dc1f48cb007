import { bySubject } from './complaint-rates.ts';
import type { ComplaintSubject } from './count-complaints.ts';
import { isAbove, judgeRate, type RateTest, type Verdict } from './judge-rate.ts';

/** Rows of a preview; what is beyond is counted and left out. */
export const MAX_PREVIEW_ROWS = 1_000;

/** What one day of a period brought: complaints that count (by the day of their attempt) and attempts. */
export interface DayCount {
  readonly complaints: number;
  readonly attempts: number;
}

/** A subject's period, day by day. */
export interface SubjectDays {
  readonly subject: ComplaintSubject;
  readonly days: readonly DayCount[];
}

export interface PreviewRow {
  readonly subject: ComplaintSubject;
  /** Of the whole period. */
  readonly complaints: number;
  readonly attempts: number;
  readonly verdict: Verdict;
  /** The day after which it would have been found above, from 0; undefined: on none. Found though it ends below. */
  readonly foundAfterDay: number | undefined;
  /** Attempts of the days that followed. */
  readonly stoppedAttempts: number;
}

export interface ThresholdPreview {
  readonly rows: readonly PreviewRow[];
  readonly leftOut: number;
  /** Over all subjects, those left out too. */
  readonly found: number;
  readonly attempts: number;
  readonly stoppedAttempts: number;
}

/** The first day after which a look finds the subject above. Undefined: none does. */
export const dayFound = (days: readonly DayCount[], test: RateTest): number | undefined => {
  let complaints = 0;
  let attempts = 0;
  for (const [day, counts] of days.entries()) {
    complaints += counts.complaints;
    attempts += counts.attempts;
    // Without a new complaint the bound only falls.
    if (counts.complaints > 0 && isAbove(complaints, attempts, test)) return day;
  }
  return undefined;
};

const sumOf = (days: readonly DayCount[], count: keyof DayCount): number =>
  days.reduce((sum, day) => sum + day[count], 0);

const rowOf = ({ subject, days }: SubjectDays, test: RateTest): PreviewRow => {
  const complaints = sumOf(days, 'complaints');
  const attempts = sumOf(days, 'attempts');
  const foundAfterDay = dayFound(days, test);
  return {
    subject,
    complaints,
    attempts,
    verdict: judgeRate(complaints, attempts, test).verdict,
    foundAfterDay,
    stoppedAttempts: foundAfterDay === undefined ? 0 : sumOf(days.slice(foundAfterDay + 1), 'attempts'),
  };
};

const inOrder = (a: PreviewRow, b: PreviewRow): number =>
  Number(b.foundAfterDay !== undefined) - Number(a.foundAfterDay !== undefined) ||
  b.stoppedAttempts - a.stoppedAttempts ||
  bySubject(a.subject, b.subject);

/**
 * What a threshold would have found over a period, had one looked at the end of each day: subjects found first, then by the traffic it
 * would have stopped, then by name. At most `maxRows` rows; the sums are of all.
 */
export const previewThreshold = (
  subjects: readonly SubjectDays[],
  test: RateTest,
  maxRows: number = MAX_PREVIEW_ROWS,
): ThresholdPreview => {
  const rows = subjects.map((one) => rowOf(one, test)).sort(inOrder);
  const kept = rows.slice(0, Math.min(maxRows, MAX_PREVIEW_ROWS));
  return {
    rows: kept,
    leftOut: rows.length - kept.length,
    found: rows.filter(({ foundAfterDay }) => foundAfterDay !== undefined).length,
    attempts: rows.reduce((sum, { attempts }) => sum + attempts, 0),
    stoppedAttempts: rows.reduce((sum, { stoppedAttempts }) => sum + stoppedAttempts, 0),
  };
};
