import { asId, type Failure, invalid, type PartyId, type Result } from '@wurao/domain';
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
import type { CaseTransaction } from './case-ports.ts';
import { checkPledge, type ObligationActor, stepObligation } from './pledge.ts';
import {
  BULK_OBLIGATIONS_MAX,
  type ObligationRecord,
  type PledgeCommand,
  type PledgeRecord,
} from './pledge-commands.ts';
import { handOf } from './take-step.ts';

type Of<K extends PledgeCommand['kind']> = Extract<PledgeCommand, { readonly kind: K }>;

const isMerchant = ({ role, party }: Actor, merchant: string): boolean =>
  role === 'merchant' && party === asId<PartyId>(merchant);
const worksFor = (actor: Actor, merchant: string): boolean =>
  actor.role === 'admin' || actor.role === 'handler' || isMerchant(actor, merchant);

const pledgeBody = ({ id, merchant, yuan, fromMs, toMs, madeMs }: PledgeRecord): Reply['body'] => ({
  id,
  merchant,
  yuan,
  fromMs,
  toMs,
  madeMs,
});

const overlap = (a: PledgeRecord, b: PledgeRecord): boolean =>
  a.fromMs < (b.toMs ?? Number.POSITIVE_INFINITY) && b.fromMs < (a.toMs ?? Number.POSITIVE_INFINITY);

const pledge = async (
  { merchant, yuan, fromMs, toMs }: Of<'pledge'>,
  actor: Actor,
  tx: CaseTransaction,
  { nowMs, newId }: CommandContext,
): Promise<Result<Reply>> => {
  if (!worksFor(actor, merchant))
    return forbidden('a merchant pledges for itself', 'Use its key, or that of a handler.', 'merchant');
  if (!(await tx.noun('merchant', merchant)))
    return invalid('merchant', `there is no merchant ${merchant}`, 'Name one that is registered.');
  const made = { id: newId('pledge'), merchant, yuan, fromMs: fromMs ?? nowMs, toMs, madeMs: nowMs };
  const bad = checkPledge(made);
  if (bad) return bad;
  const other = (await tx.pledgesOf(merchant)).find((one) => overlap(one, made));
  if (other)
    return conflict('merchant', `${other.id} stands for some of that time`, 'End it first, or begin after it.');
  await tx.insertPledge(made);
  return created(pledgeBody(made));
};

const endPledge = async (
  { id }: Of<'endPledge'>,
  actor: Actor,
  tx: CaseTransaction,
  { nowMs }: CommandContext,
): Promise<Result<Reply>> => {
  const found = await tx.pledge(id);
  if (!found || !worksFor(actor, found.merchant)) return notFound('pledge', id);
  if (found.toMs !== undefined && found.toMs <= nowMs) return replaced(pledgeBody(found));
  if (found.fromMs >= nowMs)
    return conflict('id', 'it has not begun yet', 'Wait until it has: a promise that was told stands.');
  const ended = { ...found, toMs: nowMs };
  await tx.replacePledge(ended);
  return replaced(pledgeBody(ended));
};

/** As whom somebody acts on it; undefined: it is none of theirs. */
const actorOn = async (
  tx: CaseTransaction,
  actor: Actor,
  { merchant, subscriber, complainedMs }: ObligationRecord,
): Promise<ObligationActor | undefined> => {
  if (actor.role === 'regulator') return 'regulator';
  if (actor.role === 'admin' || actor.role === 'handler') return 'handler';
  if (isMerchant(actor, merchant)) return 'merchant';
  const isOwn = actor.subscriber === subscriber && complainedMs >= (await tx.tenureBeganMs(subscriber));
  return isOwn ? 'subscriber' : undefined;
};

const obligationBody = ({ id, state, amountYuan, complaint, caseId, updatedMs }: ObligationRecord): Reply['body'] => ({
  id,
  state,
  amountYuan,
  complaint,
  case: caseId,
  updatedMs,
});

const checkIds = (ids: readonly string[]): Failure | undefined => {
  if (ids.length === 0 || ids.length > BULK_OBLIGATIONS_MAX)
    return invalid('ids', `${ids.length} obligations`, `Name 1 to ${BULK_OBLIGATIONS_MAX} at a time.`);
  return new Set(ids).size === ids.length ? undefined : invalid('ids', 'one stands twice', 'Name each once.');
};

const stepObligations = async (
  { ids, input, reason }: Of<'stepObligations'>,
  actor: Actor,
  tx: CaseTransaction,
  { nowMs }: CommandContext,
): Promise<Result<Reply>> => {
  const bad = checkIds(ids);
  if (bad) return bad;
  const stepped: ObligationRecord[] = [];
  for (const id of ids) {
    const found = await tx.obligation(id);
    const as = found && (await actorOn(tx, actor, found));
    if (!found || as === undefined) return notFound('obligation', id);
    const to = stepObligation(found.state, input, as, reason);
    if (!to.ok) return to;
    const next = { ...found, ...handOf(actor), state: to.value, reason, updatedMs: nowMs };
    await tx.replaceObligation(next);
    stepped.push(next);
  }
  return replaced({ obligations: stepped.map(obligationBody) });
};

export const PLEDGE_HANDLERS: HandlerTable<PledgeCommand, CaseTransaction> = { pledge, endPledge, stepObligations };
