// Facts of the case files as changes, for the engine and the reference.
import type { Basis, Change, ChangeBody, Merchant, PartyId, Refusal, SanctionId } from '@wurao/domain';
import { asId, asSequence, COMMERCIAL_PURPOSES, purposeMask } from '@wurao/domain';
import {
  BASIS_FACTS,
  type BasisFact,
  type ContentFact,
  type ExpectationFact,
  type Given,
  type PreferenceFact,
  type RefusalFact,
  type SanctionFact,
} from './case.ts';
import { filingOf, instantOf, lineOf, maybeInstant, numberOf, scopeOf } from './read-facts.ts';
import {
  addBasis,
  addRefusal,
  endExpectation,
  nounOf,
  putNoun,
  type Register,
  recycle,
  setPreference,
  withdraw,
} from './register.ts';

const HOUR_MS = 3_600_000;
const REQUEST_MS = 72 * HOUR_MS;
export const COMMERCIAL = purposeMask(COMMERCIAL_PURPOSES);

const basisOf = (kind: Basis['kind'], fact: BasisFact, sequence: number, atMs: number): Basis => ({
  id: asId(fact.id ?? `basis-${sequence}`),
  kind,
  subscriber: numberOf(fact.subscriber),
  merchant: asId(fact.merchant),
  ...scopeOf(fact),
  matter: fact.matter === undefined ? undefined : asId(fact.matter),
  words: 'as shown',
  method: fact.migrated ? 'migrated' : 'web-form',
  evidence: undefined,
  confirmed: !fact.migrated && (fact.confirmed ?? true),
  fromMs: maybeInstant(fact.from) ?? atMs,
  toMs: maybeInstant(fact.to) ?? (kind === 'request' ? atMs + REQUEST_MS : undefined),
  receivedMs: atMs,
  sequence: asSequence(sequence),
  ended: undefined,
});

const refusalOf = (fact: RefusalFact, sequence: number, atMs: number): Refusal => ({
  subscriber: numberOf(fact.subscriber),
  merchant: asId(fact.merchant),
  ...scopeOf(fact),
  by: fact.by ?? 'subscriber',
  words: '退订',
  receivedMs: atMs,
  sequence: asSequence(sequence),
  ended: undefined,
});

const preferenceOf = (fact: PreferenceFact) => ({
  subscriber: numberOf(fact.subscriber),
  on: fact.on ?? true,
  ...scopeOf(fact, COMMERCIAL),
  hours: fact.hours,
  allow: (fact.allow ?? []).map((number) => numberOf(number)),
  deny: (fact.deny ?? []).map((number) => numberOf(number)),
  prefixes: fact.prefixes ?? [],
  keep: (fact.keep ?? []).map((id) => asId<Merchant['id']>(id)),
});

const putExpectation = (register: Register, fact: ExpectationFact, atMs: number): ChangeBody[] => {
  const subscriber = numberOf(fact.subscriber);
  const { categories, channels } = scopeOf(fact);
  return putNoun(register, 'expectation', subscriber, {
    subscriber,
    channels,
    categories,
    fromMs: atMs,
    expiresMs: atMs + fact.hours * HOUR_MS,
    sequence: asSequence(register.sequence),
  });
};

const putContent = (register: Register, fact: ContentFact): ChangeBody[] => {
  const { id, merchant, channel, purpose, category, text } = fact;
  const variables = fact.variables ?? [];
  const status = fact.status ?? 'approved';
  const body = {
    id: asId<never>(id),
    merchant: asId<Merchant['id']>(merchant),
    version: 1,
    channel,
    purpose,
    category,
    text,
    variables,
    status,
    reviewNote: undefined,
  };
  return putNoun(register, 'content', id, body);
};

const putSanction = (register: Register, fact: SanctionFact, atMs: number): ChangeBody[] => {
  const { purposes, channels } = scopeOf(fact);
  const target = fact.on.kind === 'number' ? { kind: fact.on.kind, id: numberOf(fact.on.id) as string } : fact.on;
  return putNoun(register, 'sanction', fact.id, {
    id: asId<SanctionId>(fact.id),
    kind: fact.kind,
    target,
    purposes,
    channels,
    perDay: fact.perDay,
    fromMs: maybeInstant(fact.from) ?? atMs,
    toMs: maybeInstant(fact.to),
    clause: 'draft-22',
    note: 'after a finding',
    status: 'active',
    sequence: asSequence(register.sequence),
  });
};

const putMerchant = (register: Register, fact: NonNullable<Given['merchant']>): ChangeBody[] => {
  const index = [...register.nouns.keys()].filter((key) => key.startsWith('merchant ')).length + 1;
  const { categories } = scopeOf(fact);
  const body = {
    id: asId<never>(fact.id),
    name: fact.name,
    creditCode: undefined,
    categories,
    index,
    status: 'active',
    signatures: fact.signatures,
    domains: fact.domains,
  } as const;
  return putNoun(register, 'merchant', fact.id, body);
};

const endNoun = (register: Register, given: Given): ChangeBody[] => {
  if (given.filingRevoked) {
    const filing = nounOf(register, 'filing', given.filingRevoked.id);
    if (filing) return putNoun(register, 'filing', filing.id, { ...filing, status: 'revoked' });
  }
  if (given.sanctionLifted) {
    const sanction = nounOf(register, 'sanction', given.sanctionLifted.id);
    if (sanction) return putNoun(register, 'sanction', sanction.id, { ...sanction, status: 'lifted' });
  }
  if (given.merchantClosed) {
    const merchant = nounOf(register, 'merchant', given.merchantClosed.id);
    if (merchant) return putNoun(register, 'merchant', merchant.id, { ...merchant, status: 'closed' });
  }
  throw new TypeError(`not a fact, or of something unknown: ${JSON.stringify(given)}`);
};

const nounChanges = (register: Register, given: Given, atMs: number): ChangeBody[] => {
  if (given.party) {
    const { id, name, kind } = given.party;
    return putNoun(register, 'party', id, {
      id: asId<PartyId>(id),
      name,
      kind,
      creditCode: undefined,
      status: 'active',
    });
  }
  if (given.merchant) return putMerchant(register, given.merchant);
  if (given.line)
    return putNoun(register, 'line', given.line.id, lineOf(given.line, nounOf(register, 'line', given.line.id)));
  if (given.filing) return putNoun(register, 'filing', given.filing.id, filingOf(given.filing, atMs));
  if (given.binding) {
    const { id, filing, a, b, x, order, expires } = given.binding;
    const numbers = { a: numberOf(a), b: numberOf(b), x: numberOf(x) };
    return putNoun(register, 'binding', id, {
      id,
      filing: asId(filing),
      ...numbers,
      order,
      expiresMs: instantOf(expires),
    });
  }
  if (given.content) return putContent(register, given.content);
  if (given.sanction) return putSanction(register, given.sanction, atMs);
  return endNoun(register, given);
};

const changesOf = (register: Register, given: Given, atMs: number): ChangeBody[] => {
  const { sequence } = register;
  for (const kind of BASIS_FACTS) {
    const fact = given[kind];
    if (fact) return addBasis(register, basisOf(kind, fact, sequence, atMs));
  }
  if (given.withdrawal) return withdraw(register, given.withdrawal.of, atMs, given.withdrawal.by === 'merchant');
  if (given.refusal) return addRefusal(register, refusalOf(given.refusal, sequence, atMs));
  if (given.recycling) return recycle(register, numberOf(given.recycling.number), atMs);
  if (given.preference) return setPreference(register, preferenceOf(given.preference));
  if (given.expectation) return putExpectation(register, given.expectation, atMs);
  if (given.expectationEnded) return endExpectation(register, numberOf(given.expectationEnded.subscriber));
  if (given.ownership) {
    const { number, carrier } = given.ownership;
    return [{ kind: 'ownership', ownership: { number: numberOf(number), carrier: asId(carrier) } }];
  }
  return nounChanges(register, given, atMs);
};

/** Facts with the instants of their receipt, in order: each takes the next sequence. */
export const toChanges = (
  register: Register,
  facts: readonly { readonly given: Given; readonly atMs: number }[],
): Change[] =>
  facts.flatMap(({ given, atMs }) => {
    register.sequence += 1;
    return changesOf(register, given, atMs).map((body) => ({ sequence: asSequence(register.sequence), atMs, body }));
  });
