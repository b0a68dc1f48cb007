import type { Basis, InstantMs, Line, PhoneNumber, Preference, Refusal } from '@wurao/domain';
import type { Page } from '@wurao/registry';
import type { CaseEvidence, EarlierComplaints } from './case-evidence.ts';
import type { CaseFile, CaseNote, CaseStepRecord, ComplaintRecord } from './case-file.ts';
import type { CaseState } from './case-states.ts';
import type { DecidedCase } from './decided-cases.ts';
import type { CaseSource } from './join-complaint.ts';

/** A complainant's own that are looked at for another telling of the same. */
export const OWN_COMPLAINTS_LOOKED_AT_MAX = 200;

/** Complaints and cases in one command's view of the store. Rows are replaced; steps and notes are only added. */
export interface ComplaintTransaction {
  complaint(id: string): Promise<ComplaintRecord | undefined>;
  /** The latest first, at most `limit`. */
  complaintsBy(complainant: PhoneNumber, limit: number): Promise<readonly ComplaintRecord[]>;
  /** Those that stand, of people whose number was proved, oldest first. */
  provedComplaints(caseId: string, limit: number): Promise<readonly ComplaintRecord[]>;
  /** When the number's present holder began, as received; 0 = it never changed hands. */
  tenureBeganMs(number: PhoneNumber): Promise<InstantMs>;
  insertComplaint(complaint: ComplaintRecord): Promise<void>;
  replaceComplaint(complaint: ComplaintRecord): Promise<void>;

  caseFile(id: string): Promise<CaseFile | undefined>;
  /** The latest first, at most `limit`. */
  casesAbout(source: CaseSource, limit: number): Promise<readonly CaseFile[]>;
  insertCase(file: CaseFile): Promise<void>;
  /** What a case opened with; once. */
  insertEvidence(caseId: string, evidence: CaseEvidence): Promise<void>;
  replaceCase(file: CaseFile): Promise<void>;
  /** The last one by which it was decided. */
  lastDecision(caseId: string): Promise<CaseStepRecord | undefined>;
  insertStep(step: CaseStepRecord): Promise<void>;
  insertNote(note: CaseNote): Promise<void>;
  /** In this state with a clock that ran out before `nowMs`, oldest first. */
  casesRunOut(state: CaseState, nowMs: InstantMs, limit: number): Promise<readonly CaseFile[]>;
  /** Whose clock runs without a day, for want of a year of the calendar. */
  casesWithoutDay(limit: number): Promise<readonly CaseFile[]>;
}

/** A case on one screen. */
export interface CaseSheet {
  readonly file: CaseFile;
  /** Oldest first; the first `SHEET_COMPLAINTS_MAX`. */
  readonly complaints: readonly ComplaintRecord[];
  readonly steps: readonly CaseStepRecord[];
  readonly notes: readonly CaseNote[];
  /** Undefined: nothing was to be asked (incomplete, or imported). */
  readonly evidence: CaseEvidence | undefined;
}
export const SHEET_COMPLAINTS_MAX = 200;
/** Texts that one search goes through, the latest of those that have the words. */
export const SEARCHED_TEXTS_MAX = 20_000;

/** How many cases are in a state, and of them how many with a clock that has run out. */
export interface CaseCount {
  readonly state: CaseState;
  readonly cases: number;
  readonly overdue: number;
}

/** As of a data version; bases and refusals of the pair are all there are, later ones, too. */
export interface FactsAt {
  readonly line: Line | undefined;
  readonly bases: readonly Basis[];
  readonly refusals: readonly Refusal[];
  readonly preference: Preference | undefined;
}

export interface ComplaintAnswers {
  factsAt: FactsAt;
  attachmentsNamed: readonly string[];
  complaint: ComplaintRecord | undefined;
  complaints: Page<ComplaintRecord>;
  caseSheet: CaseSheet | undefined;
  cases: Page<CaseFile>;
  caseSearch: readonly CaseFile[];
  caseCounts: readonly CaseCount[];
  decidedCases: Page<DecidedCase>;
  earlierComplaints: Omit<EarlierComplaints, 'subject'>;
}
