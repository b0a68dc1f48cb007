import { type Failure, type InstantMs, invalid, parseNumber, type Result, success } from '@wurao/domain';
import {
  type Actor,
  type CommandContext,
  conflict,
  created,
  forbidden,
  type HandlerTable,
  notFound,
  type Reply,
  replaced,
} from '@wurao/registry';
import { ATTACHMENTS_MAX } from './attachment.ts';
import { clockFrom } from './case-clock.ts';
import { type CaseFile, type ComplaintAttempt, type ComplaintRecord, isTrusted } from './case-file.ts';
import type { CaseTransaction } from './case-ports.ts';
import { CASE_OPENINGS, stepCase } from './case-states.ts';
import { tellText } from './case-texts.ts';
import {
  type Complaint,
  type ComplaintClaim,
  MISSING,
  type MissingKey,
  readComplaint,
  supplemented,
  type ToldComplaint,
} from './complaint.ts';
import type { ComplaintCommand, Gathered } from './complaint-commands.ts';
import { OWN_COMPLAINTS_LOOKED_AT_MAX } from './complaint-ports.ts';
import {
  type CaseSource,
  caseSourceOf,
  EARLIER_CASES_MAX,
  type EarlierComplaint,
  joinComplaint,
} from './join-complaint.ts';
import { handOf, messageTo, takeStep } from './take-step.ts';

type Of<K extends ComplaintCommand['kind']> = Extract<ComplaintCommand, { readonly kind: K }>;

/** A person for itself, staff for somebody, a carrier what was forwarded to it by message. */
const mayFile = ({ claim }: Of<'fileComplaint'>, actor: Actor): Failure | undefined => {
  if (actor.role === 'merchant') return forbidden('a merchant files no complaint', 'Complaints are of subscribers.');
  if (actor.role !== 'subscriber' || claim.complainant === actor.subscriber) return undefined;
  return forbidden(
    'another number than that of the session',
    'Complain about what reached your own number.',
    'complainant',
  );
};

const sourceOf = (complaint: Complaint, attempt: ComplaintAttempt | undefined): CaseSource | undefined =>
  caseSourceOf(complaint.reported, isTrusted(attempt) ? attempt.merchant : undefined);

const openedCase = (
  context: CommandContext,
  state: keyof typeof CASE_OPENINGS,
  about: Pick<CaseFile, 'source' | 'channel' | 'category' | 'province' | 'earlier'>,
): Result<CaseFile> => {
  const { nowMs, law } = context;
  const clock = clockFrom(CASE_OPENINGS[state].clock, nowMs, law);
  if (!clock.ok) return clock;
  return success({
    id: context.newId('case'),
    openedMs: nowMs,
    updatedMs: nowMs,
    state,
    ...about,
    clock: clock.value,
    party: undefined,
    decision: undefined,
    assignee: undefined,
    complaints: 1,
    steps: 0,
    importId: undefined,
  });
};

/** How it went, for whoever complained. `joined`: what became of it. */
const filed = (
  complaintId: string,
  file: CaseFile,
  joined: 'opened' | 'joined' | 'duplicate',
  missing: readonly MissingKey[] = [],
): Reply['body'] => ({
  id: complaintId,
  case: file.id,
  state: file.state,
  joined,
  missing: missing.map((key) => ({ key, ...MISSING[key] })),
  dueMs: file.clock?.dueMs,
});

const fileIncomplete = async (
  tx: CaseTransaction,
  context: CommandContext,
  id: string,
  claim: ComplaintClaim,
  missing: readonly MissingKey[],
): Promise<Result<Reply>> => {
  const about = { source: undefined, channel: undefined, category: undefined, province: undefined };
  const opened = openedCase(context, 'incomplete', { ...about, earlier: [] });
  if (!opened.ok) return opened;
  const file = opened.value;
  await tx.insertCase(file);
  const record = { id, caseId: file.id, receivedMs: context.nowMs, state: 'incomplete', claim } as const;
  await tx.insertComplaint({ ...record, complaint: undefined, attempt: undefined });
  return created(filed(id, file, 'opened', missing));
};

const earlierOf = ({ id, caseId, state, complaint, attempt }: ComplaintRecord): readonly EarlierComplaint[] =>
  complaint?.complainant === undefined
    ? []
    : [
        {
          id,
          caseId,
          withdrawn: state === 'withdrawn',
          complainant: complaint.complainant,
          reported: complaint.reported,
          source: sourceOf(complaint, attempt),
          channel: complaint.channel,
          atMs: complaint.atMs,
          receivedMs: complaint.receivedMs,
          decision: isTrusted(attempt) ? attempt.decision : undefined,
        },
      ];

/** Told twice: what is new in it goes to the first. */
const addToFirst = async (
  tx: CaseTransaction,
  first: ComplaintRecord,
  again: Complaint,
  attempt: ComplaintAttempt | undefined,
): Promise<void> => {
  const before = first.complaint;
  if (before === undefined) return;
  const known = new Set(before.attachments.map(({ sha256 }) => sha256));
  const more = again.attachments.filter(({ sha256 }) => !known.has(sha256));
  const attachments = [...before.attachments, ...more].slice(0, ATTACHMENTS_MAX);
  const complaint: Complaint = {
    ...before,
    text: before.text ?? again.text,
    description: before.description ?? again.description,
    category: before.category ?? again.category,
    proved: before.proved || again.proved,
    attachments,
  };
  await tx.replaceComplaint({ ...first, complaint, attempt: first.attempt ?? attempt });
};

const fileComplete = async (
  tx: CaseTransaction,
  context: CommandContext,
  complaint: ToldComplaint,
  { attempt, evidence }: Gathered,
): Promise<Result<Reply>> => {
  const { id } = complaint;
  const source = sourceOf(complaint, attempt);
  const held = await tx.complaintsBy(complaint.complainant, OWN_COMPLAINTS_LOOKED_AT_MAX);
  const beganMs = await tx.tenureBeganMs(complaint.complainant);
  const own = held.filter(({ receivedMs }) => receivedMs >= beganMs);
  const about = source === undefined ? [] : await tx.casesAbout(source, EARLIER_CASES_MAX + 1);
  const decision = isTrusted(attempt) ? attempt.decision : undefined;
  const joining = joinComplaint({ ...complaint, source, decision }, own.flatMap(earlierOf), about);
  if (joining.kind === 'duplicate') {
    const first = own.find((one) => one.id === joining.complaintId);
    const file = await tx.caseFile(joining.caseId);
    if (first === undefined || file === undefined) throw new Error(`case ${joining.caseId} is gone`);
    await addToFirst(tx, first, complaint, attempt);
    return replaced(filed(first.id, file, 'duplicate'));
  }
  const record = { id, receivedMs: context.nowMs, state: 'stands', claim: undefined, complaint, attempt } as const;
  if (joining.kind === 'joins') {
    const open = about.find((one) => one.id === joining.caseId) as CaseFile;
    const file = { ...open, complaints: open.complaints + 1, updatedMs: context.nowMs };
    await tx.replaceCase(file);
    await tx.insertComplaint({ ...record, caseId: file.id });
    return created(filed(id, file, 'joined'));
  }
  const { channel, category, province } = complaint;
  const opened = openedCase(context, 'received', {
    source,
    channel,
    category,
    province,
    earlier: joining.earlier,
  });
  if (!opened.ok) return opened;
  await tx.insertCase(opened.value);
  await tx.insertEvidence(opened.value.id, evidence);
  await tx.insertComplaint({ ...record, caseId: opened.value.id });
  return created(filed(id, opened.value, 'opened'));
};

/** It was completed, or came to be complete, while the journal was asked. */
const notGathered = (): Failure =>
  conflict('', 'it changed while the journal was asked', 'Send it again: it is taken as it stands then.');

const fileComplaint = async (
  command: Of<'fileComplaint'>,
  actor: Actor,
  tx: CaseTransaction,
  context: CommandContext,
): Promise<Result<Reply>> => {
  const no = mayFile(command, actor);
  if (no) return no;
  const id = context.newId('complaint');
  const read = readComplaint(command.claim, { id, receivedMs: context.nowMs });
  if (!read.ok) return read;
  if (read.kind === 'complete' && command.gathered === undefined) return notGathered();
  const done =
    read.kind === 'incomplete'
      ? await fileIncomplete(tx, context, id, read.claim, read.missing)
      : await fileComplete(tx, context, read.complaint, command.gathered as Gathered);
  if (done.ok && command.claim.source === 'sms-forward') await answerBySms(tx, context, command.claim, done.value);
  return done;
};

/** Whoever complains by message hears by message: that it is on record, or what it lacks. */
const answerBySms = async (
  tx: CaseTransaction,
  context: CommandContext,
  { complainant }: ComplaintClaim,
  { body }: Reply,
): Promise<void> => {
  const to = parseNumber(complainant ?? '', 'complainant');
  if (!to.ok) return;
  const said = body as { case: string; state: string; missing: readonly { zh: string }[]; dueMs?: InstantMs };
  const { case: caseId, state, missing } = said;
  const tells = missing.length === 0 ? 'received' : 'incomplete';
  // Told twice, it may have been forwarded: its day is then another's.
  const dueMs = ['incomplete', 'received', 'reopened'].includes(state) ? said.dueMs : undefined;
  const told = tellText(tells, 'zh', { caseId, atMs: context.nowMs, dueMs });
  await tx.addOutbox(messageTo(context, to.value, `${told}${missing.map(({ zh }) => zh).join('')}`));
};

const complainantOf = ({ claim, complaint }: ComplaintRecord): string | undefined =>
  complaint?.complainant ?? claim?.complainant;

/** Of whoever holds the number now: what a former holder complained of is not theirs. */
const isOwn = async (tx: CaseTransaction, { role, subscriber }: Actor, record: ComplaintRecord): Promise<boolean> =>
  role === 'subscriber' &&
  subscriber !== undefined &&
  complainantOf(record) === subscriber &&
  record.receivedMs >= (await tx.tenureBeganMs(subscriber));

/** The record and its case, where the actor may change it: the complainant, or staff for them. */
const ownComplaint = async (
  tx: CaseTransaction,
  actor: Actor,
  id: string,
): Promise<Result<{ readonly record: ComplaintRecord; readonly file: CaseFile }>> => {
  const record = await tx.complaint(id);
  const isStaff = actor.role === 'admin' || actor.role === 'handler';
  if (!record || !(isStaff || (await isOwn(tx, actor, record)))) return notFound('complaint', id);
  const file = await tx.caseFile(record.caseId);
  if (!file) throw new Error(`complaint ${id} has no case`);
  return success({ record, file });
};

const supplementComplaint = async (
  { id, more, gathered }: Of<'supplementComplaint'>,
  actor: Actor,
  tx: CaseTransaction,
  context: CommandContext,
): Promise<Result<Reply>> => {
  const found = await ownComplaint(tx, actor, id);
  if (!found.ok) return found;
  const { record, file } = found.value;
  if (record.claim === undefined)
    return conflict(
      'id',
      'the complaint is complete',
      'Say what is new as a complaint of its own: it is put to this one.',
    );
  const claim = supplemented(record.claim, more);
  if (actor.role === 'subscriber' && claim.complainant !== actor.subscriber)
    return invalid('complainant', 'another number than that of the session', 'Leave it out.');
  const read = readComplaint(claim, { id, receivedMs: record.receivedMs });
  if (!read.ok) return read;
  if (read.kind === 'incomplete') {
    await tx.replaceComplaint({ ...record, claim });
    return replaced(filed(id, file, 'opened', read.missing));
  }
  if (gathered === undefined) return notGathered();
  const { complaint } = read;
  const { attempt, evidence } = gathered;
  const source = sourceOf(complaint, attempt);
  const about = source === undefined ? [] : await tx.casesAbout(source, EARLIER_CASES_MAX);
  const { channel, category, province } = complaint;
  const earlier = about.map((one) => one.id);
  const known: CaseFile = { ...file, source, channel, category, province, earlier };
  const order = { input: 'supplement', hand: handOf(actor), reason: undefined, otherComplaints: 0 } as const;
  const who = actor.role === 'subscriber' ? 'subscriber' : 'handler';
  const stepped = await takeStep(tx, context, known, { ...order, actor: who });
  if (!stepped.ok) return stepped;
  await tx.replaceComplaint({ ...record, state: 'stands', claim: undefined, complaint, attempt });
  await tx.insertEvidence(file.id, evidence);
  return replaced(filed(id, stepped.value, 'opened'));
};

const withdrawComplaint = async (
  { id }: Of<'withdrawComplaint'>,
  actor: Actor,
  tx: CaseTransaction,
  context: CommandContext,
): Promise<Result<Reply>> => {
  const found = await ownComplaint(tx, actor, id);
  if (!found.ok) return found;
  const { record, file } = found.value;
  if (record.state === 'withdrawn') return replaced(filed(id, file, 'opened'));
  const complaints = file.complaints - 1;
  const facts = {
    actor: 'subscriber',
    atMs: context.nowMs,
    clockDueMs: undefined,
    otherComplaints: 0,
    wasDecided: false,
  } as const;
  const may = stepCase(file.state, 'withdraw', { ...facts, reason: undefined });
  if (!may.ok) return may;
  await tx.replaceComplaint({ ...record, state: 'withdrawn' });
  if (complaints > 0) {
    const next = { ...file, complaints, updatedMs: context.nowMs };
    await tx.replaceCase(next);
    return replaced(filed(id, next, 'joined'));
  }
  const order = { input: 'withdraw', actor: 'subscriber', hand: handOf(actor), reason: undefined } as const;
  const stepped = await takeStep(tx, context, file, { ...order, otherComplaints: 0, change: { complaints: 0 } });
  return stepped.ok ? replaced(filed(id, stepped.value, 'opened')) : stepped;
};

export const COMPLAINT_HANDLERS = { fileComplaint, supplementComplaint, withdrawComplaint } satisfies Partial<
  HandlerTable<ComplaintCommand, CaseTransaction>
>;
