// Facts of the case files as registry commands, for the store and for HTTP: who writes what, and when.
import type { Line, PartyId, PhoneNumber } from '@wurao/domain';
import { asId } from '@wurao/domain';
import {
  BASIS_FACTS,
  type BasisFact,
  COMMERCIAL,
  type ContentFact,
  type FilingFact,
  filingOf,
  type Given,
  instantOf,
  lineOf,
  maybeInstant,
  numberOf,
  scopeOf,
} from '@wurao/engine';
import type { Actor, BasisInput, Command } from '@wurao/registry';

/** Names of the case files to the ids that the register gave; names it kept need not be there. */
export type GivenIds = ReadonlyMap<string, string>;

/** One command of the set-up. It may need ids that earlier ones were answered with. */
export interface SetUpStep {
  readonly atMs: number;
  readonly actor: Actor;
  readonly command: (ids: GivenIds) => Command;
  /** The name under which the `id` of the answer is remembered. */
  readonly as: string | undefined;
}

const nobody = { keyId: undefined, party: undefined, subscriber: undefined };
const ADMIN: Actor = { ...nobody, role: 'admin' };
const merchantActor = (id: string): Actor => ({ ...nobody, role: 'merchant', party: asId<PartyId>(id) });
const subscriberActor = (number: PhoneNumber): Actor => ({ ...nobody, role: 'subscriber', subscriber: number });
const idIn = (ids: GivenIds, name: string): string => ids.get(name) ?? name;

const EVIDENCE = { reference: 'record-1', sha256: undefined };

const basisStep = (kind: BasisInput['kind'], fact: BasisFact, atMs: number): SetUpStep => {
  const subscriber = numberOf(fact.subscriber);
  const confirmed = !fact.migrated && (fact.confirmed ?? true);
  const actor = fact.migrated ? ADMIN : confirmed ? subscriberActor(subscriber) : merchantActor(fact.merchant);
  const basis = {
    kind,
    subscriber,
    merchant: asId<never>(fact.merchant),
    ...scopeOf(fact),
    words: 'as shown',
    method: fact.migrated ? ('migrated' as const) : ('web-form' as const),
    evidence: confirmed ? undefined : EVIDENCE,
    fromMs: maybeInstant(fact.from),
    toMs: maybeInstant(fact.to),
  };
  const matter = (ids: GivenIds): string | undefined =>
    fact.matter === undefined ? undefined : idIn(ids, fact.matter);
  return {
    atMs,
    actor,
    as: fact.id,
    command: (ids) => ({ kind: 'grantBasis', basis: { ...basis, matter: matter(ids) } }),
  };
};

const refusalStep = (fact: NonNullable<Given['refusal']>, atMs: number): SetUpStep => {
  const subscriber = numberOf(fact.subscriber);
  const by = fact.by ?? 'subscriber';
  const carrier: Actor = { ...nobody, role: 'carrier', party: asId<PartyId>('party-carrier-east') };
  const actor =
    by === 'carrier' ? carrier : by === 'merchant' ? merchantActor(fact.merchant) : subscriberActor(subscriber);
  const refusal = { subscriber, merchant: asId<never>(fact.merchant), ...scopeOf(fact), words: '退订' };
  return { atMs, actor, as: undefined, command: () => ({ kind: 'recordRefusal', refusal }) };
};

const preferenceCommand = (fact: NonNullable<Given['preference']>): Command => ({
  kind: 'setPreference',
  subscriber: numberOf(fact.subscriber),
  preference: {
    on: fact.on ?? true,
    ...scopeOf(fact, COMMERCIAL),
    hours: fact.hours,
    allow: (fact.allow ?? []).map((number) => numberOf(number)),
    deny: (fact.deny ?? []).map((number) => numberOf(number)),
    prefixes: fact.prefixes ?? [],
    keep: (fact.keep ?? []).map((id) => asId<never>(id)),
  },
});

const expectationCommand = (subscriber: PhoneNumber, fact: Given['expectation']): Command => {
  if (fact === undefined) return { kind: 'endExpectation', subscriber };
  const { categories, channels } = scopeOf(fact);
  return { kind: 'expectCall', subscriber, expectation: { categories, channels, hours: fact.hours } };
};

/** A content is registered, then (unless a draft) reviewed. */
const contentSteps = (fact: ContentFact, atMs: number): SetUpStep[] => {
  const { id, merchant, channel, purpose, category, text, variables = [], status = 'approved' } = fact;
  const content = {
    id,
    merchant: asId<never>(merchant),
    channel,
    purpose,
    category,
    text,
    variables,
    submit: status !== 'draft',
  };
  const register: SetUpStep = { atMs, actor: ADMIN, as: id, command: () => ({ kind: 'registerContent', content }) };
  if (status === 'draft' || status === 'submitted') return [register];
  const approve = status === 'approved';
  const note = approve ? undefined : 'not as filed';
  const review = (ids: GivenIds): Command => ({ kind: 'reviewContent', id: idIn(ids, id), approve, note });
  return [register, { atMs, actor: ADMIN, as: undefined, command: review }];
};

const filingCommand = (fact: FilingFact, atMs: number, ids: GivenIds): Command => {
  const { id, status: _status, ...filing } = filingOf(fact, atMs);
  return {
    kind: 'fileNumber',
    filing: { ...filing, id, contents: filing.contents.map((name) => asId<never>(idIn(ids, name))) },
  };
};

const sanctionCommand = (fact: NonNullable<Given['sanction']>, atMs: number): Command => {
  const { purposes, channels } = scopeOf(fact);
  const target = fact.on.kind === 'number' ? { kind: fact.on.kind, id: numberOf(fact.on.id) as string } : fact.on;
  const span = { fromMs: maybeInstant(fact.from) ?? atMs, toMs: maybeInstant(fact.to) };
  const words = { clause: 'draft-22', note: 'after a finding' };
  const sanction = { id: fact.id, kind: fact.kind, target, purposes, channels, perDay: fact.perDay, ...span, ...words };
  return { kind: 'imposeSanction', sanction };
};

const bindingCommand = (fact: NonNullable<Given['binding']>, ids: GivenIds): Command => ({
  kind: 'bindMiddleNumber',
  filing: idIn(ids, fact.filing),
  a: numberOf(fact.a),
  b: numberOf(fact.b),
  x: numberOf(fact.x),
  order: fact.order,
  expiresMs: instantOf(fact.expires),
});

/** Commands that an operator gives, one a fact. */
const adminCommand = (given: Given, atMs: number, ids: GivenIds, line: Line | undefined): Command => {
  const { party, merchant, ownership } = given;
  if (party)
    return { kind: 'registerParty', id: party.id, name: party.name, partyKind: party.kind, creditCode: undefined };
  if (merchant) {
    const { id, name, signatures, domains } = merchant;
    const { categories } = scopeOf(merchant);
    return { kind: 'registerMerchant', id, name, creditCode: undefined, categories, signatures, domains };
  }
  if (line) return { kind: 'registerLine', line };
  if (given.filing) return filingCommand(given.filing, atMs, ids);
  if (given.filingRevoked) return { kind: 'revokeFiling', id: idIn(ids, given.filingRevoked.id) };
  if (given.binding) return bindingCommand(given.binding, ids);
  if (given.sanction) return sanctionCommand(given.sanction, atMs);
  if (given.sanctionLifted)
    return { kind: 'liftSanction', id: idIn(ids, given.sanctionLifted.id), note: 'in order again' };
  if (ownership)
    return { kind: 'recordOwnership', number: numberOf(ownership.number), carrier: asId<never>(ownership.carrier) };
  if (given.recycling) return { kind: 'recycleNumber', number: numberOf(given.recycling.number) };
  throw new TypeError(`no command states this fact: ${JSON.stringify(given)}`);
};

/** Facts with the instants of their receipt, in order, as the steps that write them. */
export const toCommands = (facts: readonly { readonly given: Given; readonly atMs: number }[]): SetUpStep[] => {
  const lines = new Map<string, Line>();
  const withdrawers = new Map<string, Actor>();
  return facts.flatMap(({ given, atMs }): SetUpStep[] => {
    for (const kind of BASIS_FACTS) {
      const fact = given[kind];
      if (fact?.id !== undefined) withdrawers.set(fact.id, subscriberActor(numberOf(fact.subscriber)));
      if (fact?.id !== undefined) withdrawers.set(`${fact.id} merchant`, merchantActor(fact.merchant));
      if (fact) return [basisStep(kind, fact, atMs)];
    }
    if (given.withdrawal) {
      const { of, by } = given.withdrawal;
      const actor = withdrawers.get(by === 'merchant' ? `${of} merchant` : of) ?? ADMIN;
      return [{ atMs, actor, as: undefined, command: (ids) => ({ kind: 'withdrawBasis', id: asId(idIn(ids, of)) }) }];
    }
    if (given.refusal) return [refusalStep(given.refusal, atMs)];
    if (given.preference) {
      const { preference } = given;
      const actor = subscriberActor(numberOf(preference.subscriber));
      return [{ atMs, actor, as: undefined, command: () => preferenceCommand(preference) }];
    }
    const subject = given.expectation?.subscriber ?? given.expectationEnded?.subscriber;
    if (subject !== undefined) {
      const subscriber = numberOf(subject);
      const command = expectationCommand(subscriber, given.expectation);
      return [{ atMs, actor: subscriberActor(subscriber), as: undefined, command: () => command }];
    }
    if (given.content) return contentSteps(given.content, atMs);
    const line = given.line && lineOf(given.line, lines.get(given.line.id));
    if (line) lines.set(line.id, line);
    const as = given.filing?.id ?? given.sanction?.id ?? given.line?.id ?? given.merchant?.id ?? given.party?.id;
    return [{ atMs, actor: ADMIN, as, command: (ids) => adminCommand(given, atMs, ids, line) }];
  });
};
