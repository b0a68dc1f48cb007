// Compact facts of the case files read into domain words: masks, instants, canonical numbers.
import {
  ALL_CATEGORIES,
  ALL_CHANNELS,
  ALL_PURPOSES,
  type Attempt,
  asId,
  categoryMask,
  channelMask,
  type Filing,
  type Line,
  type LineId,
  type Mask,
  type PartyId,
  type PhoneNumber,
  parseNumber,
  purposeMask,
} from '@wurao/domain';
import type { AttemptBody, DecisionCase, Earlier, FilingFact, LineFact, ScopeWords } from './case.ts';

export const numberOf = (written: string): PhoneNumber => {
  const parsed = parseNumber(written);
  if (!parsed.ok) throw new TypeError(`${written}: ${parsed.errors[0]?.message}`);
  return parsed.value;
};

export const instantOf = (written: string): number => {
  const atMs = Date.parse(written);
  if (Number.isNaN(atMs)) throw new TypeError(`${written} is no instant`);
  return atMs;
};

export const maybeInstant = (written: string | undefined): number | undefined =>
  written === undefined ? undefined : instantOf(written);

export const scopeOf = (
  words: ScopeWords,
  purposesLeftOut = ALL_PURPOSES,
): { purposes: Mask; categories: Mask; channels: Mask } => ({
  purposes: words.purposes ? purposeMask(words.purposes) : purposesLeftOut,
  categories: words.categories ? categoryMask(words.categories) : ALL_CATEGORIES,
  channels: words.channels ? channelMask(words.channels) : ALL_CHANNELS,
});

/** A line fact may name only what changes of a line that stands. */
export const lineOf = (fact: LineFact, before: Line | undefined): Line => ({
  id: asId<LineId>(fact.id),
  name: fact.name ?? before?.name ?? fact.id,
  class: fact.class ?? before?.class ?? 'access',
  chain: fact.chain?.map((id) => asId<PartyId>(id)) ?? before?.chain ?? [],
  enforcement: fact.enforcement ?? before?.enforcement ?? { mode: 'enforce' },
  trusted: fact.trusted ?? before?.trusted ?? false,
  unknownCallers: fact.unknownCallers ?? before?.unknownCallers ?? 'refuse',
  refusalStyle: before?.refusalStyle ?? '603',
  status: fact.status ?? before?.status ?? 'active',
  entry: before?.entry,
  sip: before?.sip,
});

export const filingOf = (fact: FilingFact, receivedMs: number): Filing => ({
  id: asId(fact.id),
  caller: fact.prefix ? fact.caller : numberOf(fact.caller),
  prefix: fact.prefix ?? false,
  merchant: asId(fact.merchant),
  line: fact.line === undefined ? undefined : asId(fact.line),
  kind: fact.kind ?? 'service-number',
  ...scopeOf(fact),
  contents: (fact.contents ?? []).map((id) => asId(id)),
  fromMs: maybeInstant(fact.from) ?? receivedMs,
  toMs: maybeInstant(fact.to),
  status: 'active',
  origin: fact.origin ?? 'self',
});

const maybeId = <Id extends string>(id: string | undefined): Id | undefined =>
  id === undefined ? undefined : asId<Id>(id);
const maybeNumber = (written: string | undefined): PhoneNumber | undefined =>
  written === undefined ? undefined : numberOf(written);

export const attemptOf = (body: AttemptBody): Attempt => ({
  mode: body.mode ?? 'attempt',
  channel: body.channel,
  caller: body.caller === null ? undefined : numberOf(body.caller),
  callee: numberOf(body.callee),
  line: maybeId(body.line),
  merchant: maybeId(body.merchant),
  purpose: body.purpose,
  category: body.category,
  content: maybeId(body.content),
  text: body.text,
  permit: body.permit ? { id: 'permit-1', filing: maybeId(body.permit.filing) } : undefined,
  attemptId: undefined,
  assertedCaller: maybeNumber(body.assertedCaller),
  firstCalled: maybeNumber(body.firstCalled),
  stir: body.stir,
  roaming: body.roaming ?? false,
  classified: body.classified,
});

const following = (number: string, steps: number): string => String(BigInt(number) + BigInt(steps));

const spread = (base: AttemptBody, earlier: Earlier): { body: AttemptBody; atMs: number }[] => {
  const body = { ...base, ...earlier.attempt };
  return Array.from({ length: earlier.times ?? 1 }, (_, i) => ({
    body: earlier.eachCallee ? { ...body, callee: following(body.callee, i) } : body,
    atMs: instantOf(earlier.at) + i * 60_000,
  }));
};

/** The attempts made before, in order, all of which were allowed. */
export const historyOf = (vector: DecisionCase): readonly { readonly body: AttemptBody; readonly atMs: number }[] =>
  (vector.history ?? []).flatMap((earlier) => spread(vector.attempt, earlier));
