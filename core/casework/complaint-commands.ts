import type { InstantMs, LineId, MerchantId, PhoneNumber, Sequence } from '@wurao/domain';
import type { AttachmentClaim } from './attachment.ts';
import type { CaseEvidence } from './case-evidence.ts';
import type { CaseParty, ComplaintAttempt } from './case-file.ts';
import type { CaseInput, CaseState } from './case-states.ts';
import type { ComplaintClaim } from './complaint.ts';
import type { ComplaintSubject } from './count-complaints.ts';

/** What the journal had to say of a complete complaint, gathered before the command. */
export interface Gathered {
  readonly attempt: ComplaintAttempt | undefined;
  readonly evidence: CaseEvidence;
}

/** What a party says to a case, with its evidence. */
export interface PartyAnswer {
  readonly text: string;
  readonly attachments: readonly AttachmentClaim[];
}

/** Steps that a command makes; the others come with what happens to a complaint. */
export type StepInput = Exclude<CaseInput, 'supplement' | 'withdraw' | 'lapse'>;

/** Beyond it a bulk action is cut up by whoever asks: one transaction. */
export const BULK_CASES_MAX = 1_000;
/** Complaints in the cases of one bulk action, each of whose people may be written to or owed something. */
export const BULK_COMPLAINTS_MAX = 10_000;

export type ComplaintCommand =
  /** `gathered`: undefined for an incomplete one. */
  | { readonly kind: 'fileComplaint'; readonly claim: ComplaintClaim; readonly gathered: Gathered | undefined }
  | {
      readonly kind: 'supplementComplaint';
      readonly id: string;
      readonly more: Omit<ComplaintClaim, 'source'>;
      readonly gathered: Gathered | undefined;
    }
  | { readonly kind: 'withdrawComplaint'; readonly id: string }
  /** All of them or none. `answer`: with input `answer`. `party`: with `forward`, where it is not the one the case is about. */
  | {
      readonly kind: 'stepCases';
      readonly ids: readonly string[];
      readonly input: StepInput;
      readonly reason: string | undefined;
      readonly party: CaseParty | undefined;
      readonly answer: PartyAnswer | undefined;
    }
  | { readonly kind: 'pauseCase'; readonly id: string; readonly reason: string }
  | { readonly kind: 'resumeCase'; readonly id: string }
  /** `to`: a key's id; undefined: nobody's. All or none. */
  | { readonly kind: 'assignCases'; readonly ids: readonly string[]; readonly to: string | undefined }
  | { readonly kind: 'noteCase'; readonly id: string; readonly text: string }
  /** What time does by itself; by the system only. */
  | { readonly kind: 'lapseCases' };

/** Undefined: any. */
export interface CaseFilter {
  readonly state: CaseState | undefined;
  readonly province: string | undefined;
  readonly category: string | undefined;
  readonly assignee: string | undefined;
  /** Whom it is put to. */
  readonly party: string | undefined;
  /** Only those whose clock ran out before. */
  readonly overdueAtMs: InstantMs | undefined;
}

export type ComplaintQuery =
  | { readonly kind: 'complaint'; readonly id: string }
  /** Of one person, the latest first, from when the number's present tenure began. */
  | {
      readonly kind: 'complaints';
      readonly complainant: PhoneNumber;
      readonly after: string | undefined;
      readonly limit: number;
    }
  | { readonly kind: 'caseSheet'; readonly id: string }
  /** By when they are due, those without a clock last. */
  | { readonly kind: 'cases'; readonly filter: CaseFilter; readonly after: string | undefined; readonly limit: number }
  /**
   * By words, numbers and ids (`searchTerms`): cases of which a complaint or a note has all of them, that with the latest such first. Of words
   * that very many have, the latest texts are looked at (`SEARCHED_TEXTS_MAX`).
   */
  | {
      readonly kind: 'caseSearch';
      readonly text: string;
      readonly state?: CaseState | undefined;
      readonly province?: string | undefined;
      readonly limit: number;
    }
  /** `party`: of those that are put to it; undefined: of all. */
  | { readonly kind: 'caseCounts'; readonly nowMs: InstantMs; readonly party?: string | undefined }
  /** Cases that somebody decided since an instant, in order of time. */
  | {
      readonly kind: 'decidedCases';
      readonly who: string;
      readonly sinceMs: InstantMs;
      readonly after: string | undefined;
      readonly limit: number;
    }
  /** Without the complaint itself and those withdrawn. */
  | {
      readonly kind: 'earlierComplaints';
      readonly subject: ComplaintSubject;
      readonly complaintId: string;
      readonly limit: number;
    }
  /** Of these, those that a complaint or a note names. */
  | { readonly kind: 'attachmentsNamed'; readonly sha256s: readonly string[] }
  /** What the register knew of an attempt at its data version. */
  | {
      readonly kind: 'factsAt';
      readonly version: Sequence;
      readonly subscriber: PhoneNumber;
      readonly merchant: MerchantId | undefined;
      readonly line: LineId | undefined;
    };
