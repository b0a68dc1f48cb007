// A register in plain lists, for turning facts into changes: an independent twin of core/registry, without its checks.
import type {
  Basis,
  ChangeBody,
  MerchantId,
  NounBodies,
  NounKind,
  PairEntry,
  PairState,
  PhoneNumber,
  Preference,
  Refusal,
} from '@wurao/domain';
import { asSequence, compileHours } from '@wurao/domain';

export interface Register {
  sequence: number;
  readonly bases: Map<PhoneNumber, Basis[]>;
  readonly refusals: Map<PhoneNumber, Refusal[]>;
  /** Whose each basis is. */
  readonly givers: Map<string, PhoneNumber>;
  readonly preferences: Map<PhoneNumber, Preference>;
  readonly nouns: Map<string, NounBodies[NounKind]>;
  /** Where the present tenure of a number began. */
  readonly tenures: Map<PhoneNumber, number>;
  /** Withdrawals by the merchant itself: they are no "no" of the subscriber. */
  readonly quiet: Set<string>;
}

export const newRegister = (): Register => ({
  sequence: 0,
  bases: new Map(),
  refusals: new Map(),
  givers: new Map(),
  preferences: new Map(),
  nouns: new Map(),
  tenures: new Map(),
  quiet: new Set(),
});

export const nounOf = <K extends NounKind>(register: Register, noun: K, id: string): NounBodies[K] | undefined =>
  register.nouns.get(`${noun} ${id}`) as NounBodies[K] | undefined;

export const putNoun = <K extends NounKind>(
  register: Register,
  noun: K,
  id: string,
  body: NounBodies[K],
): ChangeBody[] => {
  register.nouns.set(`${noun} ${id}`, body);
  return [{ kind: 'noun', noun, id, body } as ChangeBody];
};

const entryOf = (basis: Basis, barredSince: number, tenureFrom: number): PairEntry => ({
  kind: basis.kind,
  purposes: basis.purposes,
  categories: basis.categories,
  channels: basis.channels,
  confirmed: basis.confirmed,
  migrated: basis.method === 'migrated',
  withdrawn: basis.ended?.how === 'withdrawn',
  former: basis.sequence <= tenureFrom,
  lifts: basis.confirmed && basis.sequence > barredSince,
  fromSec: basis.fromMs <= basis.receivedMs ? 0 : Math.ceil(basis.fromMs / 1000),
  toSec: basis.toMs === undefined ? 0 : Math.floor(basis.toMs / 1000),
  receivedSec: Math.floor(basis.receivedMs / 1000),
  matter: basis.matter,
  sequence: basis.sequence,
});

/** What a former holder had withdrawn, or let run out, before the number was given to another says nothing of this one. */
const saysNothing = (basis: Basis, tenureFrom: number): boolean => {
  if (basis.sequence > tenureFrom || !basis.ended) return false;
  return basis.ended.how === 'withdrawn' || (basis.toMs !== undefined && basis.toMs <= basis.ended.atMs);
};

export const pairOf = (register: Register, number: PhoneNumber, merchant: MerchantId): PairState => {
  const isTheirs = (fact: Basis | Refusal): boolean => fact.merchant === merchant;
  const tenureFrom = register.tenures.get(number) ?? 0;
  const preference = register.preferences.get(number);
  const bases = (register.bases.get(number) ?? []).filter(isTheirs);
  const refusals = (register.refusals.get(number) ?? []).filter((no) => isTheirs(no) && no.sequence > tenureFrom);
  const withdrawals = bases.filter(
    (b) => b.ended?.how === 'withdrawn' && !register.quiet.has(b.id) && b.sequence > tenureFrom,
  );
  const noes = [
    ...refusals.map((refusal) => ({ sequence: refusal.sequence, atMs: refusal.receivedMs })),
    ...withdrawals.map((basis) => ({ sequence: basis.ended?.sequence ?? 0, atMs: basis.ended?.atMs ?? 0 })),
  ];
  const last = noes.sort((a, b) => a.sequence - b.sequence).at(-1);
  const spoken = bases.filter((basis) => !saysNothing(basis, tenureFrom));
  return {
    entries: spoken.map((basis) => entryOf(basis, preference?.barredSince ?? 0, tenureFrom)),
    refusals: refusals.map(({ purposes, categories, channels, receivedMs, sequence }) => {
      return { purposes, categories, channels, receivedSec: Math.floor(receivedMs / 1000), sequence };
    }),
    kept: preference?.keep.includes(merchant) ?? false,
    lastNoSec: last ? Math.ceil(last.atMs / 1000) : 0,
    lastNoSequence: asSequence(last?.sequence ?? 0),
  };
};

const pairChange = (register: Register, number: PhoneNumber, merchant: MerchantId): ChangeBody => ({
  kind: 'pair',
  number,
  merchant,
  state: pairOf(register, number, merchant),
});

/** Every pair of a number again: after a preference or a new tenure. */
const pairsOf = (register: Register, number: PhoneNumber, kept: readonly MerchantId[]): ChangeBody[] => {
  const facts = [...(register.bases.get(number) ?? []), ...(register.refusals.get(number) ?? [])];
  const merchants = new Set([...facts.map((fact) => fact.merchant), ...kept]);
  return [...merchants].map((merchant) => pairChange(register, number, merchant));
};

const addTo = <T>(lists: Map<PhoneNumber, T[]>, number: PhoneNumber, fact: T): void => {
  if (lists.get(number)?.push(fact) === undefined) lists.set(number, [fact]);
};

export const addBasis = (register: Register, basis: Basis): ChangeBody[] => {
  addTo(register.bases, basis.subscriber, basis);
  register.givers.set(basis.id, basis.subscriber);
  return [pairChange(register, basis.subscriber, basis.merchant)];
};

export const addRefusal = (register: Register, refusal: Refusal): ChangeBody[] => {
  addTo(register.refusals, refusal.subscriber, refusal);
  return [pairChange(register, refusal.subscriber, refusal.merchant)];
};

export const withdraw = (register: Register, id: string, atMs: number, quietly: boolean): ChangeBody[] => {
  const bases = register.bases.get(register.givers.get(id) ?? ('' as PhoneNumber)) ?? [];
  const index = bases.findIndex((basis) => basis.id === id);
  const basis = bases[index];
  if (!basis) throw new TypeError(`there is no basis ${id} to withdraw`);
  // It ends once: a former holder's cannot be withdrawn by the present one.
  if (basis.ended) return [];
  if (quietly) register.quiet.add(basis.id);
  bases[index] = { ...basis, ended: { how: 'withdrawn', sequence: asSequence(register.sequence), atMs } };
  return [pairChange(register, basis.subscriber, basis.merchant)];
};

export const setPreference = (register: Register, wish: Omit<Preference, 'barredSince' | 'sequence'>): ChangeBody[] => {
  const before = register.preferences.get(wish.subscriber);
  const sequence = asSequence(register.sequence);
  const barring = (p: Pick<Preference, 'on' | 'channels' | 'categories' | 'purposes'>): string =>
    [p.on, p.channels, p.categories, p.purposes].join();
  const barredSince = before && barring(before) === barring(wish) ? before.barredSince : sequence;
  register.preferences.set(wish.subscriber, { ...wish, barredSince, sequence });
  const { on, channels, categories, purposes, allow, deny, prefixes } = wish;
  const hours = wish.hours ? compileHours(wish.hours) : undefined;
  const hasLists = allow.length + deny.length + prefixes.length > 0;
  const change: ChangeBody = {
    kind: 'preference',
    number: wish.subscriber,
    profile: { on, channels, categories, purposes, hours, hasLists },
    lists: hasLists ? { allow, deny, prefixes } : undefined,
    fact: sequence,
  };
  return [change, ...pairsOf(register, wish.subscriber, [...wish.keep, ...(before?.keep ?? [])])];
};

export const endExpectation = (register: Register, number: PhoneNumber): ChangeBody[] =>
  register.nouns.delete(`expectation ${number}`)
    ? [{ kind: 'noun', noun: 'expectation', id: number, body: undefined }]
    : [];

export const recycle = (register: Register, number: PhoneNumber, atMs: number): ChangeBody[] => {
  const sequence = asSequence(register.sequence);
  const kept = register.preferences.get(number)?.keep ?? [];
  const ended = { how: 'recycled', sequence, atMs } as const;
  const bases = register.bases.get(number) ?? [];
  for (const [i, basis] of bases.entries()) if (!basis.ended) bases[i] = { ...basis, ended };
  register.preferences.delete(number);
  register.tenures.set(number, register.sequence);
  const cleared: ChangeBody = { kind: 'preference', number, profile: undefined, lists: undefined, fact: sequence };
  return [cleared, ...endExpectation(register, number), ...pairsOf(register, number, kept)];
};
