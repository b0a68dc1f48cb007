import { type Failure, invalid, type Refusal, type Result } from '@wurao/domain';
import { MAX_WORDS_CHARS } from './bounds.ts';
import { checkSaid, checkScope, checkSubscriber, firstFailure } from './checks.ts';
import type { Actor, CommandOf, RefusalInput } from './envelope.ts';
import { appendPair } from './pairs.ts';
import type { CommandContext, RegisterTransaction, Reply } from './ports.ts';
import { refusalJson } from './render.ts';
import { created, forbidden } from './replies.ts';

const mayRefuse = (actor: Actor, input: RefusalInput): Failure | undefined => {
  switch (actor.role) {
    case 'subscriber':
      return actor.subscriber === input.subscriber
        ? undefined
        : forbidden('a subscriber refuses for the own number only', 'Use a session of this number.');
    case 'merchant':
      return (actor.party as string | undefined) === input.merchant
        ? undefined
        : forbidden('a merchant records refusals of itself only', 'Name your own merchant id.');
    case 'admin':
    case 'carrier':
      return undefined;
    default:
      return forbidden(
        `role ${actor.role} records no refusal`,
        'Use the key of a subscriber, a merchant or a carrier.',
      );
  }
};

const writerOf = (actor: Actor): Refusal['by'] =>
  actor.role === 'subscriber' || actor.role === 'merchant' ? actor.role : 'carrier';

/** A no is never turned away for being a repeat: each counts for the rest that follows it. */
export const recordRefusal = async (
  { refusal: input }: CommandOf<'recordRefusal'>,
  actor: Actor,
  tx: RegisterTransaction,
  context: CommandContext,
): Promise<Result<Reply>> => {
  const badWords = checkSaid('words', input.words, MAX_WORDS_CHARS);
  const bad = mayRefuse(actor, input) ?? firstFailure(checkSubscriber(input.subscriber), checkScope(input), badWords);
  if (bad) return bad;
  if (!(await tx.noun('merchant', input.merchant))) {
    return invalid('merchant', `there is no merchant ${input.merchant}`, 'Name a merchant that is registered.');
  }
  const refusal: Refusal = {
    subscriber: input.subscriber,
    merchant: input.merchant,
    purposes: input.purposes,
    categories: input.categories,
    channels: input.channels,
    by: writerOf(actor),
    words: input.words,
    receivedMs: context.nowMs,
    sequence: tx.sequence,
    ended: undefined,
  };
  await tx.insertRefusal(refusal);
  await appendPair(tx, refusal.subscriber, refusal.merchant);
  await tellMerchant(tx, context, refusal);
  return created(refusalJson(refusal));
};

/**
 * Only a merchant that holds or held a basis of this holder hears of the refusal: the register is no oracle. Of one that it
 * wrote itself it never hears, or it could tell by the silence that the number has another holder.
 */
export const tellMerchant = async (
  tx: RegisterTransaction,
  context: CommandContext,
  refusal: Refusal,
): Promise<void> => {
  if (refusal.by === 'merchant') return;
  const tenureFrom = await tx.tenureFrom(refusal.subscriber);
  const bases = await tx.bases(refusal.subscriber, refusal.merchant);
  const newest = bases.findLast((basis) => basis.sequence > tenureFrom);
  if (!newest) return;
  await tx.addMerchantEvent({
    id: context.newId('event'),
    sequence: tx.sequence,
    atMs: context.nowMs,
    type: 'refused',
    merchant: refusal.merchant,
    subscriber: refusal.subscriber,
    basis: newest.id,
  });
};
