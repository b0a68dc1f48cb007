import { asId, type Failure, invalid, type KeyId, type Result, success } from '@wurao/domain';
import {
  type Actor,
  type CommandContext,
  checkText,
  conflict,
  forbidden,
  type HandlerTable,
  notFound,
  type Reply,
  replaced,
} from '@wurao/registry';
import { ATTACHMENTS_MAX, type Attachment, wrongAttachment } from './attachment.ts';
import { clockWithDay } from './case-clock.ts';
import type { CaseFile, CaseNote, CaseParty, NoteKind } from './case-file.ts';
import type { CaseTransaction } from './case-ports.ts';
import type { CaseActor } from './case-states.ts';
import { pauseClock, resumeClock } from './clocks.ts';
import { BULK_CASES_MAX, BULK_COMPLAINTS_MAX, type ComplaintCommand, type PartyAnswer } from './complaint-commands.ts';
import { handOf, takeStep } from './take-step.ts';

type Of<K extends ComplaintCommand['kind']> = Extract<ComplaintCommand, { readonly kind: K }>;

export const NOTE_CHARS_MAX = 4_000;
/** Cases that time moves on in one transaction; the next look takes the following. */
const LAPSES_MAX = 500;

const STAFF: readonly Actor['role'][] = ['admin', 'handler', 'regulator'];

const staffOnly = (actor: Actor): Failure | undefined =>
  STAFF.includes(actor.role) ? undefined : forbidden(`role ${actor.role} works no cases`, 'Use the key of a handler.');

const isParty = ({ role, party }: Actor, asked: CaseParty | undefined): boolean =>
  asked !== undefined && party === asked.id && role === (asked.kind === 'merchant' ? 'merchant' : 'carrier');

const isComplainant = async (tx: CaseTransaction, { subscriber }: Actor, file: CaseFile): Promise<boolean> => {
  if (subscriber === undefined) return false;
  const own = await tx.complaintsBy(subscriber, BULK_CASES_MAX);
  const beganMs = await tx.tenureBeganMs(subscriber);
  return own.some(
    ({ caseId, state, receivedMs }) => caseId === file.id && state !== 'withdrawn' && receivedMs >= beganMs,
  );
};

/** As whom somebody acts in a case; undefined: it is none of theirs. */
const actorIn = async (tx: CaseTransaction, actor: Actor, file: CaseFile): Promise<CaseActor | undefined> => {
  if (actor.role === 'regulator') return 'regulator';
  if (STAFF.includes(actor.role)) return 'handler';
  if (isParty(actor, file.party)) return 'party';
  return actor.role === 'subscriber' && (await isComplainant(tx, actor, file)) ? 'subscriber' : undefined;
};

const caseBody = ({ id, state, clock, party, decision, assignee, complaints }: CaseFile): Reply['body'] => ({
  id,
  state,
  clock: clock?.name,
  dueMs: clock?.dueMs,
  missingYear: clock?.missingYear,
  party,
  decision,
  assignee,
  complaints,
});

const oneOrMany = (ids: readonly string[], files: readonly CaseFile[]): Result<Reply> => {
  const [only] = files;
  return replaced(ids.length === 1 && only !== undefined ? caseBody(only) : { cases: files.map(caseBody) });
};

const checkIds = (ids: readonly string[]): Failure | undefined => {
  if (ids.length === 0 || ids.length > BULK_CASES_MAX)
    return invalid('cases', `${ids.length} cases`, `Name 1 to ${BULK_CASES_MAX} cases at a time.`);
  const twice = ids.findIndex((id, at) => ids.indexOf(id) !== at);
  return twice < 0 ? undefined : invalid(`cases[${twice}]`, `${ids[twice]} stands twice`, 'Name each case once.');
};

const checkAnswer = ({ text, attachments }: PartyAnswer): Failure | undefined => {
  const bad = checkText('answer.text', text, NOTE_CHARS_MAX);
  if (bad) return bad;
  if (attachments.length > ATTACHMENTS_MAX)
    return invalid('answer.attachments', `more than ${ATTACHMENTS_MAX}`, 'Send the telling ones.');
  for (const [i, attachment] of attachments.entries()) {
    const wrong = wrongAttachment(attachment);
    if (wrong) return invalid(`answer.attachments[${i}].${wrong.field}`, wrong.message, wrong.remedy);
  }
  return undefined;
};

const checkExtras = ({ ids, input, answer, party }: Of<'stepCases'>): Failure | undefined => {
  if ((input === 'answer') !== (answer !== undefined))
    return input === 'answer'
      ? invalid('answer', 'missing', 'Say what the party answers.')
      : invalid('answer', `does not belong to ${input}`, 'Leave it out.');
  if (input === 'answer' && ids.length > 1)
    return invalid('cases', 'an answer is to one case', 'Answer each case by itself.');
  if (party !== undefined && input !== 'forward')
    return invalid('party', `does not belong to ${input}`, 'Leave it out.');
  return answer && checkAnswer(answer);
};

/** Whom a case is put to unless somebody else is named: the merchant it is about. */
const partyOf = async (
  tx: CaseTransaction,
  file: CaseFile,
  named: CaseParty | undefined,
): Promise<Result<CaseParty>> => {
  const party =
    named ?? (file.source?.kind === 'merchant' ? { kind: 'merchant' as const, id: file.source.id } : file.party);
  if (party === undefined)
    return invalid('party', 'nobody is known whom it is about', 'Name a merchant, or a party of the chain.');
  return (await tx.noun(party.kind, party.id))
    ? success(party)
    : invalid('party.id', `there is no ${party.kind} ${party.id}`, `Name a ${party.kind} that is registered.`);
};

const note = (context: CommandContext, actor: Actor, caseId: string, kind: NoteKind, text: string): CaseNote => ({
  id: context.newId('note'),
  caseId,
  atMs: context.nowMs,
  ...handOf(actor),
  kind,
  text,
  attachments: [],
});

/** Nobody decides an appeal against a decision of their own. */
const checkOtherHand = async (tx: CaseTransaction, actor: Actor, file: CaseFile): Promise<Failure | undefined> => {
  if (file.state !== 'appealed') return undefined;
  const decided = await tx.lastDecision(file.id);
  return decided !== undefined && decided.who === handOf(actor).who
    ? forbidden('the appeal is against a decision of the same hand', 'Let another handler decide it.')
    : undefined;
};

const stepOne = async (
  command: Of<'stepCases'>,
  actor: Actor,
  tx: CaseTransaction,
  context: CommandContext,
  id: string,
): Promise<Result<CaseFile>> => {
  const { input, reason, answer } = command;
  const file = await tx.caseFile(id);
  const as = file && (await actorIn(tx, actor, file));
  if (!file || as === undefined) return notFound('case', id);
  const decides = input === 'uphold' || input === 'reject';
  const sameHand = decides ? await checkOtherHand(tx, actor, file) : undefined;
  if (sameHand) return sameHand;
  const party = input === 'forward' ? await partyOf(tx, file, command.party) : undefined;
  if (party && !party.ok) return party;
  const order = { input, actor: as, hand: handOf(actor), reason, otherComplaints: file.complaints - 1 };
  const change = party ? { party: party.value } : {};
  const stepped = await takeStep(tx, context, file, { ...order, change });
  if (!stepped.ok) return stepped;
  if (answer) {
    const attachments = answer.attachments as readonly Attachment[];
    await tx.insertNote({ ...note(context, actor, id, 'answer', answer.text), attachments });
  }
  return stepped;
};

const stepCases = async (
  command: Of<'stepCases'>,
  actor: Actor,
  tx: CaseTransaction,
  context: CommandContext,
): Promise<Result<Reply>> => {
  const bad = checkIds(command.ids) ?? checkExtras(command);
  if (bad) return bad;
  const files: CaseFile[] = [];
  let complaints = 0;
  for (const id of command.ids) {
    const stepped = await stepOne(command, actor, tx, context, id);
    if (!stepped.ok) return command.ids.length === 1 ? stepped : ofCase(id, stepped);
    files.push(stepped.value);
    complaints += stepped.value.complaints;
    if (files.length > 1 && complaints > BULK_COMPLAINTS_MAX)
      return invalid('cases', `over ${BULK_COMPLAINTS_MAX} complaints with case ${id}`, 'Take the cases in parts.');
  }
  return oneOrMany(command.ids, files);
};

/** Of many, which one it was that stopped them all. */
const ofCase = (id: string, failed: Failure): Failure => ({
  ...failed,
  errors: failed.errors.map((error) => ({ ...error, message: `case ${id}: ${error.message}; none was changed` })),
});

const moveClock = async (
  { id }: { readonly id: string },
  actor: Actor,
  tx: CaseTransaction,
  context: CommandContext,
  kind: 'pause' | 'resume',
  reason: string,
): Promise<Result<Reply>> => {
  const no = staffOnly(actor);
  if (no) return no;
  const file = await tx.caseFile(id);
  if (!file) return notFound('case', id);
  if (file.clock === undefined) return conflict('id', 'no clock of the case runs', 'Nothing is to be done.');
  const { name, fromMs, pauses } = file.clock;
  const run =
    kind === 'pause'
      ? pauseClock({ fromMs, pauses }, context.nowMs, reason)
      : resumeClock({ fromMs, pauses }, context.nowMs);
  if (!run.ok) return run;
  const clock = clockWithDay(name, run.value, context.law);
  if (!clock.ok) return clock;
  const next = { ...file, clock: clock.value, updatedMs: context.nowMs };
  await tx.replaceCase(next);
  await tx.insertNote(note(context, actor, id, kind, reason));
  return replaced(caseBody(next));
};

/** A key of the staff's, or one of the staff who signs in: who works no more is given nothing. */
const isStaff = async (tx: CaseTransaction, id: string): Promise<boolean> => {
  const who = (await tx.noun('key', asId<KeyId>(id)))?.body ?? (await tx.memberRecord('id', id));
  return who !== undefined && who.status === 'active' && STAFF.includes(who.role);
};

const assignCases = async (
  { ids, to }: Of<'assignCases'>,
  actor: Actor,
  tx: CaseTransaction,
  context: CommandContext,
): Promise<Result<Reply>> => {
  const bad = staffOnly(actor) ?? checkIds(ids);
  if (bad) return bad;
  if (to !== undefined && !(await isStaff(tx, to)))
    return invalid('to', `${to} is no handler`, 'Name the id of a member, or of a key, of a handler or regulator.');
  const files: CaseFile[] = [];
  for (const id of ids) {
    const file = await tx.caseFile(id);
    if (!file) return ids.length === 1 ? notFound('case', id) : ofCase(id, notFound('case', id));
    const next = { ...file, assignee: to, updatedMs: context.nowMs };
    await tx.replaceCase(next);
    await tx.insertNote(note(context, actor, id, 'assign', to ?? '-'));
    files.push(next);
  }
  return oneOrMany(ids, files);
};

const noteCase = async (
  { id, text }: Of<'noteCase'>,
  actor: Actor,
  tx: CaseTransaction,
  context: CommandContext,
): Promise<Result<Reply>> => {
  const bad = staffOnly(actor) ?? checkText('text', text, NOTE_CHARS_MAX);
  if (bad) return bad;
  if (!(await tx.caseFile(id))) return notFound('case', id);
  const written = note(context, actor, id, 'note', text);
  await tx.insertNote(written);
  return replaced({ id: written.id, case: id });
};

/** Incomplete complaints whose time is over lapse; days that no calendar knew are reckoned again. */
const lapseCases = async (
  _command: Of<'lapseCases'>,
  actor: Actor,
  tx: CaseTransaction,
  context: CommandContext,
): Promise<Result<Reply>> => {
  if (actor.keyId !== undefined) return forbidden('time passes by itself', 'Nothing is to be done.');
  const out = await tx.casesRunOut('incomplete', context.nowMs, LAPSES_MAX);
  for (const file of out) {
    const order = { input: 'lapse', actor: 'system', hand: handOf(actor), reason: undefined } as const;
    const stepped = await takeStep(tx, context, file, { ...order, otherComplaints: 0 });
    if (!stepped.ok) return stepped;
  }
  const reckoned: string[] = [];
  for (const file of await tx.casesWithoutDay(LAPSES_MAX)) {
    const clock = file.clock && clockWithDay(file.clock.name, file.clock, context.law);
    if (!clock?.ok || clock.value.missingYear !== undefined) continue;
    await tx.replaceCase({ ...file, clock: clock.value });
    reckoned.push(file.id);
  }
  return replaced({ lapsed: out.map(({ id }) => id), reckoned });
};

export const CASE_FILE_HANDLERS = {
  stepCases,
  pauseCase: (command, actor, tx, context) => moveClock(command, actor, tx, context, 'pause', command.reason),
  resumeCase: (command, actor, tx, context) => moveClock(command, actor, tx, context, 'resume', '-'),
  assignCases,
  noteCase,
  lapseCases,
} satisfies Partial<HandlerTable<ComplaintCommand, CaseTransaction>>;
