import {
  asId,
  type BasisId,
  type ContentId,
  type Failure,
  invalid,
  type Merchant,
  type Result,
  type Sequence,
} from '@wurao/domain';
import type { BasisRecord } from './answers.ts';
import { HOUR_MS, MAX_LIVE_BASES_A_PAIR, MAX_REFERENCE_CHARS, MAX_WORDS_CHARS } from './bounds.ts';
import { checkSaid, checkScope, checkSha256, checkSpan, checkSubscriber, checkText, firstFailure } from './checks.ts';
import { FORM_EVIDENCE } from './consent-form.ts';
import type { Actor, BasisInput, CommandOf } from './envelope.ts';
import { appendPair } from './pairs.ts';
import type { CommandContext, Ending, RegisterTransaction, Reply } from './ports.ts';
import { asMerchantSees, basisJson } from './render.ts';
import { conflict, created, forbidden, notFound, replaced, unchanged } from './replies.ts';

const mayGrant = (actor: Actor, input: BasisInput): Failure | undefined => {
  switch (actor.role) {
    case 'subscriber':
      return actor.subscriber === input.subscriber
        ? undefined
        : forbidden('a subscriber gives a basis for the own number only', 'Use a session of this number.');
    case 'merchant':
      return actor.party !== undefined && (actor.party as string) === input.merchant
        ? undefined
        : forbidden('a merchant asserts a basis for itself only', 'Name your own merchant id.');
    case 'admin':
    case 'carrier':
      return undefined;
    default:
      return forbidden(`role ${actor.role} writes no basis`, 'Use the key of a merchant, a carrier or an operator.');
  }
};

const checkProof = (input: BasisInput, confirmed: boolean): Failure | undefined => {
  if (input.evidence !== undefined) {
    return firstFailure(
      checkText('evidence.reference', input.evidence.reference, MAX_REFERENCE_CHARS),
      checkSha256('evidence.sha256', input.evidence.sha256),
    );
  }
  // Confirmed through us, the act itself is the proof.
  return confirmed
    ? undefined
    : invalid(
        'evidence',
        `a ${input.kind} on the merchant's word needs evidence`,
        'Refer to the record that proves it.',
      );
};

const checkWords = (input: BasisInput): Failure | undefined => {
  if (input.kind === 'consent') return checkText('words', input.words, MAX_WORDS_CHARS);
  return checkSaid('words', input.words, MAX_WORDS_CHARS);
};

/** A request is for one matter and a short time, counted from our receipt; never longer. */
const requestEnd = (
  input: BasisInput,
  context: Pick<CommandContext, 'nowMs' | 'requestHours'>,
): Result<number | undefined> => {
  if (input.kind !== 'request') return { ok: true, value: input.toMs };
  const latestMs = context.nowMs + context.requestHours * HOUR_MS;
  if (input.toMs === undefined) return { ok: true, value: latestMs };
  return input.toMs > latestMs
    ? invalid(
        'to',
        `a request lives at most ${context.requestHours} h from its receipt`,
        'Name a nearer end, or leave it out.',
      )
    : { ok: true, value: input.toMs };
};

export const checkReferences = async (
  tx: Pick<RegisterTransaction, 'noun'>,
  input: Pick<BasisInput, 'merchant' | 'matter'>,
): Promise<Result<Merchant>> => {
  const merchant = (await tx.noun('merchant', input.merchant))?.body;
  if (!merchant) return invalid('merchant', `there is no merchant ${input.merchant}`, 'Register the merchant first.');
  if (merchant.status !== 'active')
    return conflict('merchant', `merchant ${input.merchant} is closed`, 'Name a merchant in business.');
  if (input.matter !== undefined && (await tx.noun('content', input.matter))?.body.merchant !== input.merchant) {
    return invalid(
      'matter',
      `merchant ${input.merchant} has no content ${input.matter}`,
      'Name one of its contents, or leave it out.',
    );
  }
  return { ok: true, value: merchant };
};

/** Beside those present of its pair. A merchant's own count goes by what it knows: recycling must not make room that it could notice. */
export const checkRoom = (
  present: readonly BasisRecord[],
  basis: BasisRecord,
  role: Actor['role'],
  nowMs: number,
): Failure | undefined => {
  const isOther = (other: BasisRecord) =>
    other.ended === undefined &&
    other.confirmed === basis.confirmed &&
    (other.toMs === undefined || other.toMs > nowMs) &&
    !(
      other.kind === basis.kind &&
      other.purposes === basis.purposes &&
      other.categories === basis.categories &&
      other.channels === basis.channels &&
      other.matter === basis.matter
    );
  const others = (role === 'merchant' ? present.map(asMerchantSees) : present).filter(isOther);
  const scopes = new Set(others.map((o) => `${o.kind}/${o.purposes}/${o.categories}/${o.channels}/${o.matter ?? ''}`));
  return scopes.size < MAX_LIVE_BASES_A_PAIR
    ? undefined
    : conflict(
        '',
        `${MAX_LIVE_BASES_A_PAIR} live bases of different scope stand already`,
        'Withdraw those that a wider one replaces.',
      );
};

/** What a basis comes to once it was checked, apart from what the register knows. */
export interface CheckedBasis {
  readonly fromMs: number;
  readonly toMs: number | undefined;
  readonly confirmed: boolean;
}

/** Everything that can be said of a basis without the register. */
export const checkBasis = (
  input: BasisInput,
  actor: Actor,
  context: Pick<CommandContext, 'nowMs' | 'requestHours'>,
): Result<CheckedBasis> => {
  const { nowMs } = context;
  const confirmed = actor.role === 'subscriber';
  const fromMs = input.fromMs ?? nowMs;
  const bad =
    mayGrant(actor, input) ??
    checkMethod(actor, input) ??
    firstFailure(
      checkSubscriber(input.subscriber),
      checkScope(input),
      checkWords(input),
      checkProof(input, confirmed),
      checkSpan(fromMs, input.toMs, nowMs),
    );
  if (bad) return bad;
  const end = requestEnd(input, context);
  return end.ok ? { ok: true, value: { fromMs, toMs: end.value, confirmed } } : end;
};

/** The fact, as received now. */
export const basisRecord = (
  input: BasisInput,
  checked: CheckedBasis,
  receipt: { readonly id: string; readonly nowMs: number; readonly sequence: Sequence },
): BasisRecord => ({
  id: asId<BasisId>(receipt.id),
  kind: input.kind,
  subscriber: input.subscriber,
  merchant: input.merchant,
  purposes: input.purposes,
  categories: input.categories,
  channels: input.channels,
  matter: input.matter === undefined ? undefined : asId<ContentId>(input.matter),
  words: input.words,
  method: input.method,
  evidence: input.evidence,
  confirmed: checked.confirmed,
  fromMs: checked.fromMs,
  toMs: checked.toMs,
  receivedMs: receipt.nowMs,
  sequence: receipt.sequence,
  ended: undefined,
  endedBy: undefined,
  toldEnd: undefined,
});

/** A form's evidence says what was shown: nobody may claim it by writing it. */
const checkNoForm = ({ evidence }: BasisInput): Failure | undefined =>
  evidence?.reference.startsWith(FORM_EVIDENCE)
    ? invalid(
        'evidence.reference',
        `begins with "${FORM_EVIDENCE.trim()}", which only a form's own evidence does`,
        'Name your record otherwise.',
      )
    : undefined;

export const grantBasis = async (
  { basis: input }: CommandOf<'grantBasis'>,
  actor: Actor,
  tx: RegisterTransaction,
  context: CommandContext,
): Promise<Result<Reply>> => checkNoForm(input) ?? grantProved(input, actor, tx, context);

/** Whatever its evidence says. */
export const grantProved = async (
  input: BasisInput,
  actor: Actor,
  tx: RegisterTransaction,
  context: CommandContext,
): Promise<Result<Reply>> => {
  const checked = checkBasis(input, actor, context);
  if (!checked.ok) return checked;
  const references = await checkReferences(tx, input);
  if (!references.ok) return references;
  const receipt = { id: context.newId('basis'), nowMs: context.nowMs, sequence: tx.sequence };
  const basis = basisRecord(input, checked.value, receipt);
  const present = await tx.bases(basis.subscriber, basis.merchant);
  const full = checkRoom(present, basis, actor.role, context.nowMs);
  if (full) return full;
  await tx.insertBasis(basis);
  await appendPair(tx, basis.subscriber, basis.merchant);
  return created(basisJson(basis, actor.role));
};

/**
 * A basis on a merchant's word that is older than the present tenure: it is stated as what it is, one of the former holder, and
 * so gives nothing. Its merchant reads it as standing, as it reads every basis of a recycled number (rule 5).
 */
export const grantFormerBasis = async (
  { basis: input }: CommandOf<'grantBasis'>,
  actor: Actor,
  tx: RegisterTransaction,
  context: CommandContext,
): Promise<Result<Reply>> => {
  const granted = await grantBasis({ kind: 'grantBasis', basis: input }, actor, withoutAppending(tx), context);
  if (!granted.ok) return granted;
  const basis = (await tx.bases(input.subscriber, input.merchant)).findLast(({ sequence }) => sequence === tx.sequence);
  if (basis) await tx.endBasis(basis, { how: 'recycled', by: 'admin', atMs: context.nowMs });
  await appendPair(tx, input.subscriber, input.merchant);
  return granted;
};

/** The pair is stated once, when it is what it is to be. */
const withoutAppending = (tx: RegisterTransaction): RegisterTransaction => ({ ...tx, append: async () => {} });

const checkMethod = (actor: Actor, input: BasisInput): Failure | undefined =>
  input.method === 'migrated' && actor.role !== 'admin'
    ? forbidden('only an operator takes over bases from an older system', 'Name the method by which it was given.')
    : undefined;

/** A new holder is not the subscriber of a former holder's basis, and is not told that there was one. */
const mayWithdraw = async (tx: RegisterTransaction, actor: Actor, basis: BasisRecord): Promise<Failure | undefined> => {
  if (actor.role === 'admin') return undefined;
  if (actor.role === 'merchant' && (actor.party as string | undefined) === basis.merchant) return undefined;
  if (
    actor.role === 'subscriber' &&
    actor.subscriber === basis.subscriber &&
    basis.sequence > (await tx.tenureFrom(basis.subscriber))
  ) {
    return undefined;
  }
  return notFound('basis', basis.id);
};

export const withdrawBasis = async (
  { id }: CommandOf<'withdrawBasis'>,
  actor: Actor,
  tx: RegisterTransaction,
  context: CommandContext,
): Promise<Result<Reply>> => {
  const basis = await tx.basis(id);
  if (!basis) return notFound('basis', id);
  const bad = await mayWithdraw(tx, actor, basis);
  if (bad) return bad;
  if (basis.ended) return alreadyEnded(basis, actor, tx, context);
  const by = actor.role === 'subscriber' || actor.role === 'merchant' ? actor.role : 'admin';
  const ending: Ending = { how: 'withdrawn', by, atMs: context.nowMs };
  await tx.endBasis(basis, ending);
  await appendPair(tx, basis.subscriber, basis.merchant);
  if (by === 'subscriber') {
    await tx.addMerchantEvent({
      id: context.newId('event'),
      sequence: tx.sequence,
      atMs: context.nowMs,
      type: 'basis-withdrawn',
      merchant: basis.merchant,
      subscriber: basis.subscriber,
      basis: basis.id,
    });
  }
  const ended = { how: 'withdrawn', sequence: tx.sequence, atMs: context.nowMs } as const;
  return replaced(basisJson({ ...basis, ended, endedBy: by }, actor.role));
};

/** The first answer again. */
const alreadyEnded = async (
  basis: BasisRecord,
  actor: Actor,
  tx: RegisterTransaction,
  context: CommandContext,
): Promise<Result<Reply>> => {
  const ended = basis.ended as NonNullable<BasisRecord['ended']>;
  if (actor.role !== 'merchant' || ended.how === 'withdrawn')
    return unchanged(basisJson(basis, actor.role), ended.sequence);
  if (basis.toldEnd) return unchanged(basisJson(basis, actor.role), basis.toldEnd.sequence);
  // Rule 5: a merchant must not see that the number was recycled. To it the withdrawal takes place, with a number of its own.
  await tx.tellEnd(basis, context.nowMs);
  await appendPair(tx, basis.subscriber, basis.merchant);
  const toldEnd = { sequence: tx.sequence, atMs: context.nowMs };
  return replaced(basisJson({ ...basis, toldEnd }, actor.role));
};
