import { asId, type Failure, invalid, type PartyId, type Result, success } from '@wurao/domain';
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
import { clockFrom, clockWithDay } from './case-clock.ts';
import type { CaseHand } from './case-file.ts';
import type { CaseTransaction } from './case-ports.ts';
import {
  checkInquiryAnswer,
  INQUIRY_OPENING_CLOCK,
  type InquiryActor,
  type InquiryAnswer,
  stepInquiry as inquiryStep,
} from './inquiry.ts';
import { INQUIRY_LOOKBACK_DAYS, type InquiryCommand, type InquiryRecord } from './inquiry-commands.ts';
import { handOf } from './take-step.ts';

type Of<K extends InquiryCommand['kind']> = Extract<InquiryCommand, { readonly kind: K }>;

const DAY_MS = 86_400_000;
/** That time moves on in one transaction; the next look takes the following. */
const LAPSES_MAX = 500;

const inquiryBody = ({ id, merchant, state, clock, objections, askedMs }: InquiryRecord): Reply['body'] => ({
  id,
  merchant,
  state,
  objections,
  askedMs,
  dueMs: clock?.dueMs,
  missingYear: clock?.missingYear,
});

/** A merchant is told no number that it did not have: it called it, or said itself that it has a basis. */
const hasNumber = async (
  { subscriber, merchant, contact }: Of<'askInquiry'>,
  tx: CaseTransaction,
  nowMs: number,
): Promise<boolean> => {
  if (contact !== undefined && contact.atMs >= nowMs - INQUIRY_LOOKBACK_DAYS * DAY_MS) return true;
  const tenure = await tx.tenureFrom(subscriber);
  return (await tx.bases(subscriber, merchant)).some(({ sequence }) => sequence > tenure);
};

const askInquiry = async (
  command: Of<'askInquiry'>,
  actor: Actor,
  tx: CaseTransaction,
  context: CommandContext,
): Promise<Result<Reply>> => {
  const { subscriber, merchant, contact } = command;
  const { nowMs, law, newId } = context;
  if (actor.role !== 'admin' && (actor.role !== 'subscriber' || actor.subscriber !== subscriber))
    return forbidden('only the person may ask where their number comes from', 'Use a session of the number.');
  if (!(await tx.noun('merchant', merchant)))
    return invalid('merchant', `there is no merchant ${merchant}`, 'Name one of your contacts.');
  if (!(await hasNumber(command, tx, nowMs)))
    return conflict(
      'merchant',
      `it made no attempt to reach you within ${INQUIRY_LOOKBACK_DAYS} days, and has no basis on record`,
      'Name a merchant that called or wrote to you: GET /v1/subscribers/{number}/attempts lists them.',
    );
  const open = await tx.openInquiry(subscriber, merchant);
  if (open) return conflict('merchant', `${open.id} is open`, 'Wait for its answer, or object to the one it got.');
  const clock = clockFrom(INQUIRY_OPENING_CLOCK, nowMs, law);
  if (!clock.ok) return clock;
  const asked: InquiryRecord = {
    id: newId('inquiry'),
    askedMs: nowMs,
    updatedMs: nowMs,
    subscriber,
    merchant,
    state: 'asked',
    objections: 0,
    clock: clock.value,
    contact,
    answer: undefined,
    steps: 0,
  };
  await tx.insertInquiry(asked);
  return created(inquiryBody(asked));
};

/** As whom somebody acts on it; undefined: it is none of theirs. */
const actorOn = async (
  tx: CaseTransaction,
  { role, party, subscriber }: Actor,
  inquiry: InquiryRecord,
): Promise<InquiryActor | undefined> => {
  if (role === 'regulator') return 'regulator';
  if (role === 'admin' || role === 'handler') return 'handler';
  if (role === 'merchant') return party === asId<PartyId>(inquiry.merchant) ? 'merchant' : undefined;
  const isOwn = subscriber === inquiry.subscriber && inquiry.askedMs >= (await tx.tenureBeganMs(inquiry.subscriber));
  return isOwn ? 'subscriber' : undefined;
};

/** A basis that is named must be one of the register: this merchant's, with this person, of this kind. */
const checkAnswer = async (
  tx: CaseTransaction,
  { merchant, subscriber }: InquiryRecord,
  answer: InquiryAnswer,
): Promise<Failure | undefined> => {
  const bad = checkInquiryAnswer(answer);
  if (bad || answer.basis === undefined) return bad;
  const basis = await tx.basis(answer.basis);
  const tenure = await tx.tenureFrom(subscriber);
  const isIts =
    basis !== undefined &&
    basis.merchant === merchant &&
    basis.subscriber === subscriber &&
    basis.kind === answer.source &&
    basis.sequence > tenure;
  return isIts
    ? undefined
    : invalid('answer.basis', `no ${answer.source} of that id is on record`, 'Name one of your own with this person.');
};

interface InquiryOrder {
  readonly input: Of<'stepInquiry'>['input'];
  readonly actor: InquiryActor;
  readonly hand: CaseHand;
  readonly reason: string | undefined;
  readonly answer: InquiryAnswer | undefined;
}

const takeInquiryStep = async (
  tx: CaseTransaction,
  { nowMs, law }: CommandContext,
  inquiry: InquiryRecord,
  { input, actor, hand, reason, answer }: InquiryOrder,
): Promise<Result<InquiryRecord>> => {
  const clockDueMs = inquiry.clock?.dueMs;
  const facts = { actor, atMs: nowMs, clockDueMs, objections: inquiry.objections, reason };
  const taken = inquiryStep(inquiry.state, input, facts);
  if (!taken.ok) return taken;
  const { to, begins, objections } = taken.value;
  const clock = begins && clockFrom(begins.clock, begins.fromMs, law);
  if (clock && !clock.ok) return clock;
  const next: InquiryRecord = {
    ...inquiry,
    updatedMs: nowMs,
    state: to,
    objections,
    clock: clock?.value,
    answer: answer ?? inquiry.answer,
    steps: inquiry.steps + 1,
  };
  await tx.replaceInquiry(next);
  const wasLate = clockDueMs !== undefined && nowMs >= clockDueMs;
  const step = { position: next.steps, atMs: nowMs, ...hand, input, from: inquiry.state, to, reason, answer, wasLate };
  await tx.insertInquiryStep({ inquiry: inquiry.id, ...step });
  return success(next);
};

const stepInquiry = async (
  { id, input, reason, answer }: Of<'stepInquiry'>,
  actor: Actor,
  tx: CaseTransaction,
  context: CommandContext,
): Promise<Result<Reply>> => {
  const inquiry = await tx.inquiry(id);
  const as = inquiry && (await actorOn(tx, actor, inquiry));
  if (!inquiry || as === undefined) return notFound('inquiry', id);
  if ((input === 'answer') !== (answer !== undefined))
    return input === 'answer'
      ? invalid('answer', 'missing', 'Say where the number comes from.')
      : invalid('answer', `does not belong to ${input}`, 'Leave it out.');
  const bad = answer && (await checkAnswer(tx, inquiry, answer));
  if (bad) return bad;
  const order = { input, actor: as, hand: handOf(actor), reason, answer };
  const stepped = await takeInquiryStep(tx, context, inquiry, order);
  return stepped.ok ? replaced(inquiryBody(stepped.value)) : stepped;
};

/** Those that were left without an answer go to a handler; days that no calendar knew are reckoned again. */
const lapseInquiries = async (
  _command: Of<'lapseInquiries'>,
  actor: Actor,
  tx: CaseTransaction,
  context: CommandContext,
): Promise<Result<Reply>> => {
  if (actor.keyId !== undefined) return forbidden('time passes by itself', 'Nothing is to be done.');
  const out = await tx.inquiriesRunOut(context.nowMs, LAPSES_MAX);
  for (const inquiry of out) {
    const order = { input: 'escalate', actor: 'system', hand: handOf(actor) } as const;
    const stepped = await takeInquiryStep(tx, context, inquiry, { ...order, reason: undefined, answer: undefined });
    if (!stepped.ok) return stepped;
  }
  const reckoned: string[] = [];
  for (const inquiry of await tx.inquiriesWithoutDay(LAPSES_MAX)) {
    const clock = inquiry.clock && clockWithDay(inquiry.clock.name, inquiry.clock, context.law);
    if (!clock?.ok || clock.value.missingYear !== undefined) continue;
    await tx.replaceInquiry({ ...inquiry, clock: clock.value });
    reckoned.push(inquiry.id);
  }
  return replaced({ lapsed: out.map(({ id }) => id), reckoned });
};

export const INQUIRY_HANDLERS: HandlerTable<InquiryCommand, CaseTransaction> = {
  askInquiry,
  stepInquiry,
  lapseInquiries,
};
