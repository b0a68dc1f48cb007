import {
  COMMERCIAL_PURPOSES,
  type Failure,
  failure,
  type InstantMs,
  invalid,
  type MerchantId,
  type PhoneNumber,
  purposeMask,
  type Result,
} from '@wurao/domain';
import { basisRecord, checkReferences, checkRoom } from './bases.ts';
import {
  CONSENT_CODE_LIFETIME_MS,
  HOUR_MS,
  MAX_ACT_REFERENCE_CHARS,
  MAX_CODE_TRIES,
  MAX_OPEN_CONSENT_REQUESTS,
  MAX_REFERENCE_CHARS,
  NOTICE_REST_MS,
} from './bounds.ts';
import { checkScope, checkSha256, checkSpan, checkSubscriber, checkText, firstFailure } from './checks.ts';
import { askingText, consentWords } from './consent-words.ts';
import type { Actor, BasisInput, CommandOf, ConsentRequestInput, ReplyInput } from './envelope.ts';
import { appendPair } from './pairs.ts';
import type { CommandContext, ConsentRequest, HandlerResult, RegisterTransaction, Reply } from './ports.ts';
import { created, forbidden } from './replies.ts';

const COMMERCIAL = purposeMask(COMMERCIAL_PURPOSES);

const mayAsk = (actor: Actor, { merchant }: ConsentRequestInput): Failure | undefined => {
  if (actor.role === 'admin') return undefined;
  return actor.role === 'merchant' && (actor.party as string | undefined) === merchant
    ? undefined
    : forbidden('a merchant asks for itself only', 'Name your own merchant id.');
};

/** An act of long ago is no reason to write today: as long as a request lives. */
const checkAct = (
  { reference, sha256, atMs }: ConsentRequestInput['act'],
  { nowMs, requestHours }: CommandContext,
): Failure | undefined => {
  if (!(atMs <= nowMs)) return invalid('act.at', 'not yet', 'Name the instant at which the subscriber did it.');
  if (atMs < nowMs - requestHours * HOUR_MS)
    return invalid('act.at', `more than ${requestHours} h ago`, 'Ask only soon after an act of the subscriber.');
  return firstFailure(
    checkText('act.reference', reference, MAX_ACT_REFERENCE_CHARS),
    checkSha256('act.sha256', sha256),
  );
};

const checkAsked = (request: ConsentRequestInput, actor: Actor, context: CommandContext): Failure | undefined =>
  mayAsk(actor, request) ??
  firstFailure(
    checkSubscriber(request.subscriber),
    checkScope(request),
    (request.purposes & ~COMMERCIAL) === 0
      ? undefined
      : invalid('purposes', 'not commercial', `Ask for ${COMMERCIAL_PURPOSES.join(', ')}: nothing else needs consent.`),
    checkSpan(context.nowMs, request.toMs, context.nowMs),
    checkAct(request.act, context),
  );

const tooSoon = (restMs: number): Failure => ({
  ...failure('too-many-requests', 'Asked already', {
    field: 'subscriber',
    message: 'this merchant asked this subscriber within 30 days',
    remedy: 'Wait; silence is no consent.',
  }),
  retryAfterMs: restMs,
});

/**
 * Is there a reason of the subscriber's not to write? A no to this merchant within the rest that is not taken back, or others that
 * ask at the same time. The merchant must not see it by the answer (rule 5).
 */
const isUnwelcome = async (
  tx: RegisterTransaction,
  subscriber: PhoneNumber,
  merchant: MerchantId,
  nowMs: InstantMs,
): Promise<boolean> => {
  const open = await tx.openConsentRequests(subscriber, nowMs);
  const bases = await tx.bases(subscriber, merchant);
  const refusals = await tx.refusals(subscriber, merchant);
  if (open.length >= MAX_OPEN_CONSENT_REQUESTS) return true;
  return refusals.some(
    ({ ended, receivedMs, sequence }) =>
      ended === undefined &&
      receivedMs > nowMs - NOTICE_REST_MS &&
      !bases.some((basis) => basis.confirmed && basis.sequence > sequence),
  );
};

/** Number and code together, as with the codes of sessions. */
const hashOf = (context: CommandContext, subscriber: PhoneNumber, code: string): string =>
  context.hashSecret(`consent:${subscriber}:${code}`);

/**
 * Asks a subscriber for consent by message, in fixed words, after an act of the subscriber's; once for each merchant in 30 days.
 * The answer is the same whether the message goes out or not. Answers `{id, subscriber, merchant, words, expires}`.
 */
export const requestConsent = async (
  { request }: CommandOf<'requestConsent'>,
  actor: Actor,
  tx: RegisterTransaction,
  context: CommandContext,
): Promise<Result<Reply>> => {
  const bad = checkAsked(request, actor, context);
  if (bad) return bad;
  const merchant = await checkReferences(tx, { ...request, matter: undefined });
  if (!merchant.ok) return merchant;
  const { nowMs } = context;
  const { subscriber, language, ...asked } = request;
  const kind = 'consent-request';
  // By time alone, whoever holds the number since: room that a recycling made would tell of it.
  const last = await tx.lastNotice(subscriber, asked.merchant, kind);
  if (last && last.atMs + NOTICE_REST_MS > nowMs) return tooSoon(last.atMs + NOTICE_REST_MS - nowMs);
  await tx.insertNotice({ subscriber, merchant: asked.merchant, kind, atMs: nowMs, sequence: tx.sequence });
  const isSent = !(await isUnwelcome(tx, subscriber, asked.merchant, nowMs));
  const code = context.newCode();
  const { name } = merchant.value;
  const words = consentWords(name, request);
  const expiresMs = nowMs + CONSENT_CODE_LIFETIME_MS;
  const id = context.newId('consent-request');
  const text = askingText(name, words, code, CONSENT_CODE_LIFETIME_MS, language);
  await tx.insertConsentRequest({
    ...asked,
    id,
    subscriber,
    words,
    hash: hashOf(context, subscriber, code),
    atMs: nowMs,
    expiresMs,
    tries: 0,
    state: isSent ? 'open' : 'unsent',
    endedMs: isSent ? undefined : nowMs,
  });
  if (isSent) {
    const messageId = context.newId('message');
    await tx.addOutbox({ id: messageId, atMs: nowMs, to: subscriber, from: undefined, purpose: kind, text, expiresMs });
  }
  return created({ id, subscriber, merchant: asked.merchant, words, expires: new Date(expiresMs).toISOString() });
};

/** One answer for a wrong, an expired, a used and a never sent code. */
const wrongCode = (): Failure =>
  failure('unauthenticated', 'Wrong code', {
    field: 'code',
    message: 'not the code of a request for consent, or no longer valid',
    remedy: 'Nothing was agreed to. The merchant may ask again after 30 days.',
  });

const basisInputOf = (request: ConsentRequest, reply: ReplyInput): BasisInput => {
  const { act } = request;
  const said = `${request.id}: code replied to ${reply.port} at ${new Date(reply.atMs).toISOString()}; act: ${act.reference}`;
  return {
    kind: 'consent',
    subscriber: request.subscriber,
    merchant: request.merchant,
    purposes: request.purposes,
    categories: request.categories,
    channels: request.channels,
    matter: undefined,
    words: request.words,
    method: 'sms',
    evidence: { reference: said.slice(0, MAX_REFERENCE_CHARS), sha256: act.sha256 },
    fromMs: undefined,
    toMs: request.toMs,
  };
};

/**
 * The code of a request, from the number that it was sent to, makes the consent: confirmed by the subscriber through us. A wrong
 * one counts against each request that is open, and five end it. Answers `{subscriber, merchant, basis}`.
 */
export const confirmConsent = async (
  { reply, code }: CommandOf<'confirmConsent'>,
  actor: Actor,
  tx: RegisterTransaction,
  context: CommandContext,
): Promise<HandlerResult> => {
  if (actor.role !== 'admin' && actor.role !== 'carrier')
    return forbidden(`role ${actor.role} passes on no replies`, 'Networks do: use the key of a carrier.');
  const { subscriber } = reply;
  const bad = checkSubscriber(subscriber);
  if (bad) return bad;
  const { nowMs } = context;
  const open = await tx.openConsentRequests(subscriber, nowMs);
  const hash = hashOf(context, subscriber, code);
  const meant = open.find((request) => request.hash === hash);
  if (!meant) {
    for (const request of open) await countTry(tx, request, nowMs);
    return open.length === 0 ? wrongCode() : { ...wrongCode(), traced: true };
  }
  const checked = { fromMs: nowMs, toMs: meant.toMs, confirmed: true };
  const receipt = { id: context.newId('basis'), nowMs, sequence: tx.sequence };
  const basis = basisRecord(basisInputOf(meant, reply), checked, receipt);
  const full = checkRoom(await tx.bases(subscriber, meant.merchant), basis, 'subscriber', nowMs);
  if (full) return full;
  await tx.endConsentRequest(meant.id, 'confirmed', nowMs);
  await tx.insertBasis(basis);
  await appendPair(tx, subscriber, meant.merchant);
  return created({ subscriber, merchant: meant.merchant, basis: basis.id });
};

const countTry = async (tx: RegisterTransaction, request: ConsentRequest, nowMs: InstantMs): Promise<void> => {
  await tx.countConsentTry(request.id);
  if (request.tries + 1 >= MAX_CODE_TRIES) await tx.endConsentRequest(request.id, 'ended', nowMs);
};

/** Who says no, or no longer holds the number, is not waited for. */
export const endConsentRequests = async (
  tx: RegisterTransaction,
  subscriber: PhoneNumber,
  nowMs: InstantMs,
  merchant?: MerchantId,
): Promise<void> => {
  for (const request of await tx.openConsentRequests(subscriber, nowMs)) {
    if (merchant === undefined || request.merchant === merchant) await tx.endConsentRequest(request.id, 'ended', nowMs);
  }
};
