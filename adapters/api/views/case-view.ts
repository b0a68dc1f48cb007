import {
  type CaseEvidence,
  type CaseFile,
  type CaseNote,
  type CaseSheet,
  type CaseStepRecord,
  type ComplaintRecord,
  noAttemptText,
  previewSteps,
  reminderOf,
  stepsNow,
  tellText,
} from '@wurao/casework';
import { type InstantMs, maskNumber, type PhoneNumber, parseNumber, REPLY_LANGUAGES, type Role } from '@wurao/domain';
import type { LawPack } from '@wurao/law';
import { decisionView } from './decision-view.ts';
import { instantText, type WireRecord, wireForm } from './wire-form.ts';

/** Who works cases sees all of them. */
export const CASE_STAFF: readonly Role[] = ['admin', 'handler', 'regulator'];
const isStaff = (role: Role): boolean => CASE_STAFF.includes(role);

const at = (ms: InstantMs | undefined): string | undefined => (ms === undefined ? undefined : instantText(ms));

/** What is undefined is left out. */
const said = (fields: Readonly<Record<string, unknown>>): WireRecord =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

/** `masked`: as asked for; staff read whole numbers unless they do. */
export type NumbersShown = 'whole' | 'masked';
const seesWhole = (role: Role, numbers: NumbersShown): boolean =>
  numbers === 'whole' && (isStaff(role) || role === 'subscriber');

/** By which law clocks run, and when it is. */
export interface CaseSight {
  readonly law: LawPack;
  readonly nowMs: InstantMs;
  /** By whom it is looked at, as steps name it. */
  readonly who: string | undefined;
}

const lookOf = (role: Role, { law, nowMs, who }: CaseSight) =>
  ({ actor: role === 'regulator' ? 'regulator' : 'handler', who, atMs: nowMs, law }) as const;

/** A day that no calendar knows is not promised: the year that is missing is named in its place. */
export const caseView = (role: Role, file: CaseFile, sight: CaseSight): WireRecord => {
  const { law, nowMs } = sight;
  return said({
    id: file.id,
    state: file.state,
    openedAt: at(file.openedMs),
    updatedAt: at(file.updatedMs),
    clock: file.clock?.name,
    dueAt: at(file.clock?.dueMs),
    reminder: file.clock && reminderOf(file.clock, law, nowMs),
    missingYear: file.clock?.missingYear,
    isPaused: file.clock === undefined ? undefined : file.clock.pauses.some(({ toMs }) => toMs === undefined),
    channel: file.channel,
    category: file.category,
    province: file.province,
    party: file.party,
    decision: file.decision,
    complaints: file.complaints,
    ...(isStaff(role)
      ? {
          source: file.source,
          assignee: file.assignee,
          earlier: file.earlier,
          import: file.importId,
          possible: stepsNow(file, lookOf(role, sight)),
        }
      : {}),
  });
};

const shownNumber = (role: Role, numbers: NumbersShown, number: PhoneNumber): string =>
  seesWhole(role, numbers) ? number : maskNumber(number);

const partiesSee = (
  { id, receivedMs, state, complaint, attempt }: ComplaintRecord,
  role: Role,
  numbers: NumbersShown,
): WireRecord =>
  said({
    id,
    receivedAt: at(receivedMs),
    state,
    complainant: complaint?.complainant && shownNumber(role, numbers, complaint.complainant),
    reported: complaint?.reported.written,
    channel: complaint?.channel,
    at: at(complaint?.atMs),
    durationMs: complaint?.durationMs,
    text: complaint?.text,
    description: complaint?.description,
    category: complaint?.category,
    province: complaint?.province,
    attachments: complaint?.attachments,
    decision: attempt?.decision,
  });

/** As it was written, where the role may see it; else masked, or left out where it is no number. */
const claimedFor = (role: Role, numbers: NumbersShown, written: string | undefined): string | undefined => {
  if (written === undefined || seesWhole(role, numbers)) return written;
  const number = parseNumber(written, 'complainant');
  return number.ok ? maskNumber(number.value) : undefined;
};

/** A complaint; of one that is not complete what was said so far, and what is missing. */
export const complaintView = (role: Role, record: ComplaintRecord, numbers: NumbersShown = 'whole'): WireRecord => {
  const { caseId, claim, complaint, attempt } = record;
  if (complaint === undefined)
    return said({
      ...partiesSee(record, role, numbers),
      case: caseId,
      complainant: claimedFor(role, numbers, claim?.complainant),
      reported: claim?.reported,
      channel: claim?.channel,
      at: at(claim?.atMs),
      text: claim?.text,
      description: claim?.description,
    });
  return said({
    ...partiesSee(record, role, numbers),
    case: caseId,
    ...(isStaff(role) ? { proved: complaint.proved, source: complaint.source, attempt: wireForm(attempt) } : {}),
  });
};

/** What the person was told at a step, in both languages, with the day that was promised then. */
const toldAt = ({ caseId, atMs, tells, dueMs }: CaseStepRecord) =>
  Object.fromEntries(REPLY_LANGUAGES.map((language) => [language, tellText(tells, language, { caseId, atMs, dueMs })]));

/** Who acted is for staff; why is told to both sides, as they have to answer it. */
export const stepView = (role: Role, step: CaseStepRecord): WireRecord =>
  said({
    at: at(step.atMs),
    input: step.input,
    from: step.from,
    to: step.to,
    reason: step.reason,
    told: toldAt(step),
    clock: step.clock,
    dueAt: at(step.dueMs),
    ...(isStaff(role) ? { who: step.who, role: step.role, wasLate: step.wasLate } : {}),
  });

const noteView = ({ id, atMs, who, role, kind, text, attachments }: CaseNote): WireRecord => ({
  id,
  at: at(atMs),
  who,
  role,
  kind,
  text,
  attachments,
});

const noAttemptView = (findings: CaseEvidence['noAttempt']): readonly WireRecord[] =>
  findings.map((finding) => ({
    ...finding,
    text: Object.fromEntries(REPLY_LANGUAGES.map((language) => [language, noAttemptText(finding, language)])),
  }));

/** All of it for staff; for a party only which attempt it was, and for a merchant what it had shown of consent: a carrier is no side of that. */
const evidenceView = (role: Role, evidence: CaseEvidence, law: LawPack): WireRecord => {
  const { attempt } = evidence;
  const found =
    attempt &&
    said({
      decision: decisionView(role, attempt.record, law),
      at: at(attempt.record.atMs),
      match: attempt.match,
      line: attempt.line,
      chain: attempt.chain,
      consent: role === 'carrier' ? undefined : wireForm(attempt.consent),
      content: wireForm(attempt.content),
      recording: attempt.recording,
      explanation: isStaff(role) ? attempt.explanation : undefined,
    });
  return said({
    gatheredAt: at(evidence.gatheredMs),
    attempt: found,
    noAttempt: noAttemptView(evidence.noAttempt),
    earlier: isStaff(role) ? evidence.earlier : undefined,
  });
};

/** A case on one screen, as its role sees it. Notes are for staff; answers of the party for both sides. */
export const sheetView = (
  role: Role,
  sheet: CaseSheet,
  sight: CaseSight,
  numbers: NumbersShown = 'whole',
): WireRecord => {
  const { file, complaints, steps, notes, evidence } = sheet;
  const shownNotes = isStaff(role) ? notes : notes.filter(({ kind }) => kind === 'answer');
  return said({
    ...caseView(role, file, sight),
    complaintsHeld: complaints.map((complaint) => complaintView(role, complaint, numbers)),
    steps: steps.map((step) => stepView(role, step)),
    notes: shownNotes.map(noteView),
    evidence: evidence && evidenceView(role, evidence, sight.law),
    next: isStaff(role) ? previewSteps(file, steps, lookOf(role, sight)).map((step) => said({ ...step })) : undefined,
  });
};
