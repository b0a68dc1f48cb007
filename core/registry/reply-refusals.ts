import {
  ALL_CATEGORIES,
  ALL_CHANNELS,
  ALL_PURPOSES,
  invalid,
  type Merchant,
  type MerchantId,
  type PhoneNumber,
  type Refusal,
  type Result,
  type Sequence,
} from '@wurao/domain';
import { MAX_REPLY_MERCHANTS } from './bounds.ts';
import { checkSubscriber } from './checks.ts';
import { endConsentRequests } from './consent-requests.ts';
import type { Actor, CommandOf, ReplyInput } from './envelope.ts';
import { fileNew, keptWords } from './findings.ts';
import { confirmRefusal } from './notices.ts';
import { appendPair } from './pairs.ts';
import type { CommandContext, RegisterTransaction, Reply } from './ports.ts';
import { tellMerchant } from './refusals.ts';
import { created, forbidden, replaced, unchanged } from './replies.ts';

/** A TD narrows nothing; which purposes a refusal stops is the law pack's matrix. */
const EVERYTHING = { purposes: ALL_PURPOSES, categories: ALL_CATEGORIES, channels: ALL_CHANNELS };

interface Refused {
  readonly merchant: MerchantId;
  readonly sequence: Sequence;
  /** It stood already: nothing was stated. */
  readonly repeated: boolean;
}

/**
 * A refusal by reply that still says all that a second one would: the second TD of an evening is no second fact. Whatever the
 * subscriber confirmed since is refused anew.
 */
const standing = async (
  tx: RegisterTransaction,
  subscriber: PhoneNumber,
  merchant: MerchantId,
): Promise<Refusal | undefined> => {
  const refusals = await tx.refusals(subscriber, merchant);
  const last = refusals.findLast(({ ended, reply }) => ended === undefined && reply !== undefined);
  if (!last) return undefined;
  const bases = await tx.bases(subscriber, merchant);
  return bases.some(({ confirmed, sequence }) => confirmed && sequence > last.sequence) ? undefined : last;
};

const refuse = async (
  reply: ReplyInput,
  merchant: MerchantId,
  actor: Actor,
  tx: RegisterTransaction,
  context: CommandContext,
): Promise<Refused> => {
  const { subscriber, port, text, atMs } = reply;
  await endConsentRequests(tx, subscriber, context.nowMs, merchant);
  const before = await standing(tx, subscriber, merchant);
  if (before) return { merchant, sequence: before.sequence, repeated: true };
  const refusal: Refusal = {
    subscriber,
    merchant,
    ...EVERYTHING,
    // Through a gate of ours it is the subscriber's own act; a carrier that passes it on answers for that.
    by: actor.role === 'carrier' ? 'carrier' : 'subscriber',
    words: keptWords(text),
    reply: { port, atMs },
    receivedMs: context.nowMs,
    sequence: tx.sequence,
    ended: undefined,
  };
  await tx.insertRefusal(refusal);
  await appendPair(tx, subscriber, merchant);
  await tellMerchant(tx, context, refusal);
  return { merchant, sequence: tx.sequence, repeated: false };
};

/**
 * A reply that means no (`readReply`) refuses each merchant that it is meant for (`replyTarget`), for every purpose, category and
 * channel, with the words as evidence; one confirmation goes to the outbox. Meant for nobody known, it is kept as a finding, and
 * refuses the merchants that wait for this subscriber's consent.
 * Answers `{subscriber, port, refused: [{merchant, sequence, repeated}], confirmation?, finding?}`.
 */
export const refuseByReply = async (
  { reply, merchants, language }: CommandOf<'refuseByReply'>,
  actor: Actor,
  tx: RegisterTransaction,
  context: CommandContext,
): Promise<Result<Reply>> => {
  if (actor.role !== 'admin' && actor.role !== 'carrier')
    return forbidden(`role ${actor.role} passes on no replies`, 'Networks do: use the key of a carrier.');
  const bad = checkSubscriber(reply.subscriber);
  if (bad) return bad;
  if (merchants.length > MAX_REPLY_MERCHANTS)
    return invalid('merchants', `more than ${MAX_REPLY_MERCHANTS}`, 'Send the command again for the rest.');
  const { subscriber, port } = reply;
  const finding = merchants.length === 0 ? { finding: await unresolved(reply, tx, context) } : {};
  const known: Merchant[] = [];
  for (const id of new Set(merchants.length === 0 ? await askingMerchants(reply, tx, context) : merchants)) {
    const merchant = (await tx.noun('merchant', id))?.body;
    if (!merchant) return invalid('merchants', `there is no merchant ${id}`, 'Name merchants that are registered.');
    known.push(merchant);
  }
  if (known.length === 0) return replaced({ subscriber, port, refused: [], ...finding });
  const refused: Refused[] = [];
  for (const { id } of known) refused.push(await refuse(reply, id, actor, tx, context));
  const confirmation = await confirmRefusal({ subscriber, port, language }, known, tx, context);
  const body = { subscriber, port, refused, ...(confirmation === undefined ? {} : { confirmation }), ...finding };
  if (refused.some(({ repeated }) => !repeated)) return created(body);
  return unchanged(
    body,
    refused.reduce((last, { sequence }) => (sequence > last ? sequence : last), 0 as Sequence),
  );
};

/** A no to nobody known, while merchants wait for a yes: it is theirs, whichever port a consent request went out from. */
const askingMerchants = async (
  { subscriber }: ReplyInput,
  tx: RegisterTransaction,
  { nowMs }: CommandContext,
): Promise<readonly MerchantId[]> => (await tx.openConsentRequests(subscriber, nowMs)).map(({ merchant }) => merchant);

const unresolved = async (reply: ReplyInput, tx: RegisterTransaction, context: CommandContext): Promise<string> => {
  const { subscriber, port, text, atMs, line } = reply;
  const { finding } = await fileNew(
    {
      kind: 'unresolved-reply',
      merchant: undefined,
      subscriber,
      line,
      reply: { words: text, port, atMs },
      decision: undefined,
    },
    tx,
    context,
  );
  return finding.id;
};
