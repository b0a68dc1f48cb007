import type { InstantMs } from '@wurao/domain';
import type { ReasonKey } from '@wurao/law';
import type { PeriodSpan } from './bulletin-period.ts';
import type {
  ComplaintCount,
  DecisionCount,
  ExposedFirm,
  LatenessCount,
  ProtectionCount,
  SubscriberCount,
} from './frozen-counts.ts';

/** Refusals for the subscriber's sake: the person's own wish or no, a basis that is missing, hours, caps (steps 5 and 8 to 12). */
export const PROTECTING_REASONS: readonly ReasonKey[] = [
  'personally-refused',
  'refused-by-subscriber',
  'do-not-disturb',
  'consent-withdrawn',
  'consent-of-former-holder',
  'consent-expired',
  'consent-out-of-scope',
  'consent-unconfirmed',
  'no-consent',
  'outside-hours',
  'too-often',
];

/**
 * The counts of a bulletin, asked once when they are frozen. Every span is half open, from midnight to midnight in Asia/Shanghai
 * (UTC+8, no summer time): what happened at `fromMs` counts, what happened at `toMs` belongs to the next period. An instant is
 * always that of our own record (receipt, decision), never a claimed one. Rows come in any order; rows of the same place and words
 * are added up; places and words with nothing may be left out.
 *
 * Province: of the callee or complainant, by the numbering plan. Carrier: the first of the line's chain; of a subscriber, the one that
 * holds the number by the portability feed. What is not known is `unknown`, and is never shared out.
 */
export interface BulletinCounts {
  /**
   * As it stood after the last fact before `atMs`, the end of the period. `subscribers` comes from the carriers, not from the
   * register, which knows only who set a preference.
   */
  subscribers(atMs: InstantMs): Promise<readonly SubscriberCount[]>;
  /** Attempts (never screenings) decided in the span and refused for one of `reasons`. Attempts that a line only observed pass. */
  protections(span: PeriodSpan, reasons: readonly ReasonKey[]): Promise<readonly ProtectionCount[]>;
  /**
   * Complaints that became complete in the span, by the category that the handler found, else the one complained of, else `other`. A
   * repetition of the same contact by the same complainant counts once; one withdrawn later stays counted. Carrier: of the line of
   * the attempt that was matched when the counts are taken.
   */
  complaints(span: PeriodSpan): Promise<readonly ComplaintCount[]>;
  /** Attempts (never screenings) decided in the span, by the reason on record, not by what a merchant may read of it. */
  decisions(span: PeriodSpan): Promise<readonly DecisionCount[]>;
  /**
   * Steps of cases whose deadline fell into the span, one row a party that owed them. Of a clock that ended, the deadline that it began
   * with; whether it was late, with its pauses.
   */
  lateness(span: PeriodSpan): Promise<readonly LatenessCount[]>;
  /** Publications that took effect in the span and stand when the counts are taken; `acted` as of the span's last instant. */
  exposed(span: PeriodSpan): Promise<readonly ExposedFirm[]>;
  /** Names of the given carriers and parties; whoever has none keeps its id. */
  names(ids: readonly string[]): Promise<readonly (readonly [string, string])[]>;
}
