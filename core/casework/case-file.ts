import type { Category, Channel, InstantMs, LineClass, LineId, PhoneNumber, Role } from '@wurao/domain';
import type { ClockName } from '@wurao/law';
import type { Attachment } from './attachment.ts';
import type { CaseInput, CaseState } from './case-states.ts';
import type { TellKey } from './case-texts.ts';
import type { Pause } from './clocks.ts';
import type { Complaint, ComplaintClaim } from './complaint.ts';
import type { MatchedAttempt } from './count-complaints.ts';
import type { CaseSource } from './join-complaint.ts';
import type { Confidence } from './match-attempt.ts';

/** The attempt that a complaint is about as far as the journal can tell, in what is counted by. */
export interface ComplaintAttempt extends Omit<MatchedAttempt, 'caller' | 'line' | 'lineClass'> {
  readonly confidence: Confidence;
  readonly caller: PhoneNumber | undefined;
  readonly line: LineId | undefined;
  readonly lineClass: LineClass | undefined;
  /** The person had do-not-disturb on for it. */
  readonly doNotDisturb: boolean;
}

/** What is only possible is shown to the handler, and counted of nobody. */
export const isTrusted = (attempt: ComplaintAttempt | undefined): attempt is ComplaintAttempt =>
  attempt !== undefined && attempt.confidence !== 'possible';

export const COMPLAINT_STATES = ['incomplete', 'stands', 'withdrawn'] as const;
export type ComplaintState = (typeof COMPLAINT_STATES)[number];

/** A complaint as it is kept: `claim` while it is incomplete, `complaint` from then on. */
export interface ComplaintRecord {
  readonly id: string;
  readonly caseId: string;
  readonly receivedMs: InstantMs;
  readonly state: ComplaintState;
  readonly claim: ComplaintClaim | undefined;
  readonly complaint: Complaint | undefined;
  readonly attempt: ComplaintAttempt | undefined;
}

/** Whom a case is put to. */
export interface CaseParty {
  readonly kind: 'merchant' | 'party';
  readonly id: string;
}

/** The clock that runs. At most one does. */
export interface CaseClock {
  readonly name: ClockName;
  readonly fromMs: InstantMs;
  readonly pauses: readonly Pause[];
  /** The first instant that is too late; undefined while it stands, or where the calendar lacks a year. */
  readonly dueMs: InstantMs | undefined;
  /** That the calendar lacks: no day is promised until it is there. */
  readonly missingYear: number | undefined;
}

/** Complaints about one source, worked together. */
export interface CaseFile {
  readonly id: string;
  readonly openedMs: InstantMs;
  readonly updatedMs: InstantMs;
  readonly state: CaseState;
  readonly source: CaseSource | undefined;
  /** Of the first complaint; what a queue is divided by. */
  readonly channel: Channel | undefined;
  readonly category: Category | undefined;
  readonly province: string | undefined;
  readonly clock: CaseClock | undefined;
  readonly party: CaseParty | undefined;
  /** The decision that stands. */
  readonly decision: 'upheld' | 'rejected' | undefined;
  readonly assignee: string | undefined;
  /** Complaints that stand. */
  readonly complaints: number;
  /** Steps written down. */
  readonly steps: number;
  /** Earlier cases about the source. */
  readonly earlier: readonly string[];
  /** The import it came by. */
  readonly importId: string | undefined;
}

/** Who acted. `who`: the key's id; `system` for what happens by itself. */
export interface CaseHand {
  readonly who: string;
  readonly role: Role | 'system';
}

/** One transition, as it was written down. `position`: dense within the case, from 1. */
export interface CaseStepRecord extends CaseHand {
  readonly caseId: string;
  readonly position: number;
  readonly atMs: InstantMs;
  readonly input: CaseInput;
  readonly from: CaseState;
  readonly to: CaseState;
  readonly reason: string | undefined;
  readonly tells: TellKey;
  /** The clock that runs from then on. */
  readonly clock: ClockName | undefined;
  readonly dueMs: InstantMs | undefined;
  /** The clock that ended here had run out. */
  readonly wasLate: boolean;
}

export const NOTE_KINDS = ['note', 'answer', 'pause', 'resume', 'assign'] as const;
export type NoteKind = (typeof NOTE_KINDS)[number];

/** What is written into a case beside its steps. `answer`: of the party, with its evidence. */
export interface CaseNote extends CaseHand {
  readonly id: string;
  readonly caseId: string;
  readonly atMs: InstantMs;
  readonly kind: NoteKind;
  readonly text: string;
  readonly attachments: readonly Attachment[];
}
