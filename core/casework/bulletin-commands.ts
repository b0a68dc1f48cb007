import type { Category, Channel, InstantMs, Mask, PartyId, PhoneNumber } from '@wurao/domain';
import type { ClockName } from '@wurao/law';
import type { PeriodSpan } from './bulletin-period.ts';
import type { CaseParty } from './case-file.ts';
import type { ComplaintFinding } from './complaint-rates.ts';
import type { CountableComplaint } from './count-complaints.ts';
import type { FrozenCounts } from './frozen-counts.ts';

/** Rows of one question: some milliseconds of a store's time, so that nobody's "no" waits for a count. */
export const COUNTED_AT_ONCE_MAX = 5_000;
/** Findings of one command. */
export const FINDINGS_AT_ONCE_MAX = 1_000;

export type BulletinCommand =
  /** Once for each period, for good. */
  | { readonly kind: 'keepFrozenCounts'; readonly frozen: FrozenCounts }
  /** What a look at the rates found; by the house itself. */
  | { readonly kind: 'fileComplaintFindings'; readonly findings: readonly ComplaintFinding[] };

/** `after`: the cursor of the page before. */
interface Paged {
  readonly after: string | undefined;
  readonly limit: number;
}

export type BulletinQuery =
  /** The latest first. */
  | { readonly kind: 'frozenPeriods' }
  /** Those of the named ones that are there. */
  | { readonly kind: 'frozenTexts'; readonly periods: readonly string[] }
  /** That became complete in the span, whatever became of them; of two about one attempt by one person the first. */
  | ({ readonly kind: 'completedComplaints'; readonly how: CompletedHow; readonly span: PeriodSpan } & Paged)
  | ({ readonly kind: 'owedSteps'; readonly how: OwedHow; readonly span: PeriodSpan } & Paged)
  /** Numbers whose do-not-disturb was on after the last fact before an instant, by number. */
  | ({ readonly kind: 'protectedNumbers'; readonly atMs: InstantMs } & Paged)
  /** Proved ones that stand, received since. */
  | ({ readonly kind: 'countableComplaints'; readonly sinceMs: InstantMs } & Paged)
  /** The latest first. */
  | ({ readonly kind: 'complaintFindings' } & Paged);

/** `told`: complete when it came. `supplemented`: what was missing came in the span. */
export const COMPLETED_HOW = ['told', 'supplemented'] as const;
export type CompletedHow = (typeof COMPLETED_HOW)[number];

/** `ended`: clocks that a step began. `first`: those that a case began with. `running`: those that still run at the end of the span. */
export const OWED_HOW = ['ended', 'first', 'running'] as const;
export type OwedHow = (typeof OWED_HOW)[number];

export interface CompletedComplaint {
  /** Undefined: imported without. */
  readonly complainant: PhoneNumber | undefined;
  /** As it was said. */
  readonly province: string | undefined;
  readonly channel: Channel;
  readonly category: Category | undefined;
  /** Of the attempt that was surely or likely meant. */
  readonly carrier: PartyId | undefined;
}

/** A clock that had, or has, a day. */
export interface OwedStep {
  readonly clock: ClockName;
  /** From when it ran; the day due is counted from it where `dueMs` is undefined. */
  readonly fromMs: InstantMs;
  readonly dueMs: InstantMs | undefined;
  /** Whom the case is put to now. */
  readonly party: CaseParty | undefined;
  readonly late: boolean;
}

export interface ProtectedNumber {
  readonly number: PhoneNumber;
  /** That serves it by the portability feed; undefined: not known. */
  readonly carrier: PartyId | undefined;
  /** That the person bars. */
  readonly categories: Mask;
}

export interface FrozenPeriod {
  readonly period: string;
  readonly frozenMs: InstantMs;
}

export interface FrozenText extends FrozenPeriod {
  readonly text: string;
}

export interface FiledComplaintFinding {
  readonly id: string;
  readonly atMs: InstantMs;
  readonly finding: ComplaintFinding;
}

export interface BulletinAnswers {
  frozenPeriods: readonly FrozenPeriod[];
  frozenTexts: readonly FrozenText[];
  completedComplaints: CountedPage<CompletedComplaint>;
  owedSteps: CountedPage<OwedStep>;
  protectedNumbers: CountedPage<ProtectedNumber>;
  countableComplaints: CountedPage<CountableComplaint>;
  complaintFindings: CountedPage<FiledComplaintFinding>;
}

export interface CountedPage<T> {
  readonly items: readonly T[];
  readonly next: string | undefined;
}

/** What bulletins and findings keep, in one command's view of the store. */
export interface BulletinTransaction {
  frozenPeriods(): Promise<readonly FrozenPeriod[]>;
  insertFrozen(text: FrozenText): Promise<void>;
  /** One for each subject, rule and period. */
  complaintFinding(key: string): Promise<FiledComplaintFinding | undefined>;
  insertComplaintFinding(filed: FiledComplaintFinding, key: string): Promise<void>;
}
