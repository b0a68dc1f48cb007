import {
  asId,
  type Binding,
  dialledDigits,
  type Failure,
  type Filing,
  type FilingId,
  invalid,
  isSubscriberNumber,
  type Merchant,
  type PhoneNumber,
  parseNumber,
  type Result,
} from '@wurao/domain';
import { MAX_BINDING_MS, MAX_FILING_CONTENTS, MAX_ORDER_CHARS } from './bounds.ts';
import { checkId, checkScope, checkSpan, checkText, firstFailure } from './checks.ts';
import type { Actor, CommandOf, FilingInput } from './envelope.ts';
import { isSameBody, stateNoun } from './nouns.ts';
import type { CommandContext, RegisterTransaction, Reply } from './ports.ts';
import { bindingJson, filingJson } from './render.ts';
import { conflict, created, forbidden, notFound, replaced, unchanged } from './replies.ts';
import { checkUnrestricted, restrictableBy } from './restrictions.ts';

const PREFIX_DIGITS = /^\d{2,21}$/;

const isMerchantItself = (actor: Actor, merchant: string): boolean =>
  actor.role === 'merchant' && (actor.party as string | undefined) === merchant;

/** Service numbers are filed by whoever gives them out; a merchant owns up to its agents' numbers itself. */
const mayFile = (actor: Actor, filing: Pick<FilingInput, 'kind' | 'merchant' | 'origin'>): Failure | undefined => {
  if (actor.role === 'admin') return undefined;
  if (filing.origin === 'finding')
    return forbidden('only an operator ties a number to a merchant by a finding', 'Leave the origin out.');
  const byMerchant = isMerchantItself(actor, filing.merchant);
  const allowed = {
    'service-number': actor.role === 'carrier',
    'agent-number': byMerchant,
    'privacy-number': byMerchant || actor.role === 'carrier',
  }[filing.kind];
  return allowed
    ? undefined
    : forbidden(
        `this key may not file a ${filing.kind} for ${filing.merchant}`,
        'Service numbers are filed by a carrier, agents’ numbers by their merchant.',
      );
};

const checkCaller = (input: FilingInput): Failure | undefined => {
  if (input.prefix) {
    return PREFIX_DIGITS.test(input.caller)
      ? undefined
      : invalid('caller', 'not a prefix', 'Write 2 to 21 digits as dialled.');
  }
  const parsed = parseNumber(input.caller, 'caller');
  if (!parsed.ok) return parsed;
  return parsed.value === input.caller
    ? undefined
    : invalid('caller', 'not in canonical form', `Write it as ${parsed.value}.`);
};

/** Under what another filing that covers this caller may stand: itself, and every prefix of it. */
const coveringLookups = (caller: PhoneNumber): ReadonlySet<string> => {
  const lookups = new Set<string>([caller]);
  for (const digits of [dialledDigits(caller), caller.replace('+', '')]) {
    for (let length = 2; length <= digits.length; length++) lookups.add(digits.slice(0, length));
  }
  return lookups;
};

/**
 * An agent's own number is one person's: no service number, no range of numbers. And nobody takes one that is filed for
 * another merchant: with two of them on it, its calls would be refused as `caller-not-filed`.
 */
const checkAgentNumber = async (
  tx: RegisterTransaction,
  input: FilingInput,
  actor: Actor,
): Promise<Failure | undefined> => {
  if (actor.role !== 'merchant' || input.kind !== 'agent-number') return undefined;
  if (input.prefix) return invalid('prefix', 'an agent has one number, not a range', 'File each number by itself.');
  const caller = input.caller as PhoneNumber;
  if (!isSubscriberNumber(caller))
    return invalid('caller', 'a service number is no agent’s own', 'Ask the carrier of the line to file it.');
  for (const lookup of coveringLookups(caller)) {
    const filed = await tx.nounsByLookup('filing', lookup);
    const isTaken = filed.some(
      ({ body }) => body.status === 'active' && body.merchant !== input.merchant && (body.prefix || lookup === caller),
    );
    if (isTaken) return conflict('caller', 'filed for another merchant', 'Ask the operator, who can end that filing.');
  }
  return undefined;
};

const checkContents = async (tx: RegisterTransaction, input: FilingInput): Promise<Failure | undefined> => {
  if (input.contents.length > MAX_FILING_CONTENTS)
    return invalid('contents', `more than ${MAX_FILING_CONTENTS}`, 'Split the filing.');
  for (const [i, id] of input.contents.entries()) {
    const content = (await tx.noun('content', id))?.body;
    if (content?.merchant !== input.merchant)
      return invalid(`contents[${i}]`, `${input.merchant} has no content ${id}`, 'Name contents of this merchant.');
    // Whether it is approved is asked at each decision (step 6): a number may be filed while its contents are under review.
  }
  return undefined;
};

const checkReferences = async (
  tx: RegisterTransaction,
  input: FilingInput,
  actor: Actor,
): Promise<Result<Merchant>> => {
  const merchant = (await tx.noun('merchant', input.merchant))?.body;
  if (!merchant) return invalid('merchant', `there is no merchant ${input.merchant}`, 'Register the merchant first.');
  if (actor.role !== 'admin' && (input.categories & ~merchant.categories) !== 0) {
    return invalid('categories', `beyond the trade of ${input.merchant}`, 'Name categories of this merchant.');
  }
  if (input.line !== undefined && !(await tx.noun('line', input.line))) {
    return invalid('line', `there is no line ${input.line}`, 'Register the line first, or leave it out for any line.');
  }
  return (await checkContents(tx, input)) ?? { ok: true, value: merchant };
};

export const fileNumber = async (
  { filing: input }: CommandOf<'fileNumber'>,
  actor: Actor,
  tx: RegisterTransaction,
  context: CommandContext,
): Promise<Result<Reply>> => {
  const bad =
    mayFile(actor, input) ??
    firstFailure(
      checkId(input.id),
      checkCaller(input),
      checkScope(input),
      checkSpan(input.fromMs, input.toMs, context.nowMs),
    ) ??
    (await checkAgentNumber(tx, input, actor));
  if (bad) return bad;
  const references = await checkReferences(tx, input, actor);
  if (!references.ok) return references;
  const id = asId<FilingId>(input.id ?? context.newId('filing'));
  const present = await tx.noun('filing', id);
  if (
    present &&
    (present.body.merchant !== input.merchant ||
      present.body.caller !== input.caller ||
      present.body.kind !== input.kind)
  ) {
    return conflict('id', `filing ${id} is of another caller or merchant`, 'Choose another id.');
  }
  const filing: Filing = {
    id,
    caller: input.caller,
    prefix: input.prefix,
    merchant: input.merchant,
    line: input.line,
    kind: input.kind,
    purposes: input.purposes,
    categories: input.categories,
    channels: input.channels,
    contents: input.contents,
    fromMs: input.fromMs,
    toMs: input.toMs,
    status: 'active',
    origin: input.origin,
  };
  if (present && isSameBody(present.body, filing)) return unchanged(filingJson(filing), present.sequence);
  const isNew = present?.body.status !== 'active' || present.body.line !== filing.line;
  const asked = { field: 'merchant', what: 'filing', nowMs: context.nowMs };
  const restricted =
    isNew && (await checkUnrestricted(tx, await restrictableBy(tx, filing.merchant, filing.line), asked));
  if (restricted) return restricted;
  await stateNoun(tx, 'filing', id, filing, { owner: filing.merchant, lookup: filing.caller });
  return present ? replaced(filingJson(filing)) : created(filingJson(filing));
};

export const revokeFiling = async (
  { id }: CommandOf<'revokeFiling'>,
  actor: Actor,
  tx: RegisterTransaction,
): Promise<Result<Reply>> => {
  const present = await tx.noun('filing', id);
  if (!present) return notFound('filing', id);
  const filing = present.body;
  // A merchant may give up what it filed, but not shake off what a finding tied to it.
  const mayRevoke =
    actor.role === 'admin' ||
    (filing.origin === 'self' && (actor.role === 'carrier' || isMerchantItself(actor, filing.merchant)));
  if (!mayRevoke)
    return forbidden('this key may not revoke the filing', 'Use the key of the merchant, its carrier or an operator.');
  if (filing.status === 'revoked') return unchanged(filingJson(filing), present.sequence);
  const revoked: Filing = { ...filing, status: 'revoked' };
  await stateNoun(tx, 'filing', id, revoked, { owner: filing.merchant, lookup: filing.caller });
  return replaced(filingJson(revoked));
};

const filingsOf = async (tx: RegisterTransaction, number: string, status: Filing['status']): Promise<Filing[]> =>
  (await tx.nounsByLookup('filing', number))
    .map(({ body }) => body)
    .filter((filing) => !filing.prefix && filing.caller === number && filing.status === status);

const restate = (tx: RegisterTransaction, filing: Filing, status: Filing['status']): Promise<void> =>
  stateNoun(tx, 'filing', filing.id, { ...filing, status }, { owner: filing.merchant, lookup: filing.caller });

/** Who uses a number by a filing of its own, and not by that of a range. */
export const filersOf = async (tx: RegisterTransaction, number: string): Promise<readonly Filing[]> =>
  filingsOf(tx, number, 'active');

/** Every filing of the number itself is revoked; answers their ids. */
export const reclaimNumber = async (tx: RegisterTransaction, number: string): Promise<readonly string[]> => {
  const filings = await filingsOf(tx, number, 'active');
  for (const filing of filings) await restate(tx, filing, 'revoked');
  return filings.map(({ id }) => id);
};

/** What was reclaimed is filed again, but what another merchant has filed meanwhile. */
export const giveBackNumber = async (
  tx: RegisterTransaction,
  number: string,
  ids: readonly string[],
): Promise<void> => {
  const taken = await filingsOf(tx, number, 'active');
  for (const filing of await filingsOf(tx, number, 'revoked')) {
    const isAnothers = taken.some(({ merchant }) => merchant !== filing.merchant);
    if (ids.includes(filing.id) && !isAnothers) await restate(tx, filing, 'active');
  }
};

const covers = (filing: Filing, x: PhoneNumber): boolean =>
  filing.prefix
    ? dialledDigits(x).startsWith(filing.caller) || x.replace('+', '').startsWith(filing.caller)
    : filing.caller === x;

/** A privacy number's live link, for one order. */
export const bindMiddleNumber = async (
  command: CommandOf<'bindMiddleNumber'>,
  actor: Actor,
  tx: RegisterTransaction,
  context: CommandContext,
): Promise<Result<Reply>> => {
  const filing = (await tx.noun('filing', command.filing))?.body;
  if (!filing) return invalid('filing', `there is no filing ${command.filing}`, 'File the privacy number first.');
  if (actor.role !== 'admin' && actor.role !== 'carrier' && !isMerchantItself(actor, filing.merchant)) {
    return forbidden(
      'only its merchant or carrier binds a middle number',
      'Use the key of the merchant that filed it.',
    );
  }
  if (filing.kind !== 'privacy-number' || filing.status !== 'active') {
    return conflict(
      'filing',
      `${command.filing} is no active privacy-number filing`,
      'Name a filing of kind privacy-number.',
    );
  }
  if (!covers(filing, command.x))
    return invalid('x', `not covered by filing ${command.filing}`, 'Name a middle number of this filing.');
  const bad = checkText('order', command.order, MAX_ORDER_CHARS);
  if (bad) return bad;
  const { expiresMs } = command;
  if (!(expiresMs > context.nowMs) || expiresMs > context.nowMs + MAX_BINDING_MS) {
    return invalid('expires', 'not within 180 days from now', 'Name the end of the order.');
  }
  const id = context.newId('binding');
  const binding: Binding = {
    id,
    filing: filing.id,
    a: command.a,
    b: command.b,
    x: command.x,
    order: command.order,
    expiresMs,
  };
  await stateNoun(tx, 'binding', id, binding, { owner: filing.merchant, lookup: command.x });
  return created(bindingJson(binding));
};
