// What `decide` reads, over plain maps: independent of the tables, for tests.
import type {
  Binding,
  Change,
  Content,
  Filing,
  Line,
  Merchant,
  NounBodies,
  NounKind,
  PairState,
  PartyId,
  PersonalLists,
  PhoneNumber,
  PreferenceProfile,
  Sanction,
  Sequence,
} from '@wurao/domain';
import { asSequence } from '@wurao/domain';
import { type Counters, type Facts, joinFiling } from '@wurao/engine';
import type { LawPack } from '@wurao/law';

export interface NaiveFacts extends Facts {
  dataVersion: Sequence;
  apply(change: Change): void;
}

const covering = (filings: readonly Filing[], caller: PhoneNumber): readonly Filing[] => {
  const exact = filings.filter((filing) => !filing.prefix && filing.caller === caller);
  if (exact.length > 0) return exact;
  const prefixes = filings.filter((filing) => filing.prefix && caller.startsWith(filing.caller));
  const longest = Math.max(0, ...prefixes.map((filing) => filing.caller.length));
  return prefixes.filter((filing) => filing.caller.length === longest);
};

export const naiveFacts = (changes: Iterable<Change> = []): NaiveFacts => {
  const nouns = new Map<NounKind, Map<string, NounBodies[NounKind]>>();
  const profiles = new Map<string, PreferenceProfile | undefined>();
  const lists = new Map<string, PersonalLists | undefined>();
  const pairs = new Map<string, PairState | undefined>();
  const owners = new Map<string, PartyId>();
  const of = <K extends NounKind>(noun: K): NounBodies[K][] =>
    [...(nouns.get(noun)?.values() ?? [])] as NounBodies[K][];
  const one = <K extends NounKind>(noun: K, id: string) => nouns.get(noun)?.get(id) as NounBodies[K] | undefined;
  const facts: NaiveFacts = {
    dataVersion: asSequence(0),
    apply: ({ sequence, body }) => {
      facts.dataVersion = sequence;
      if (body.kind === 'preference') profiles.set(body.number, body.profile);
      if (body.kind === 'preference') lists.set(body.number, body.lists);
      if (body.kind === 'pair') pairs.set(`${body.number} ${body.merchant}`, body.state);
      if (body.kind === 'ownership') owners.set(body.ownership.number, body.ownership.carrier);
      if (body.kind !== 'noun') return;
      const known = nouns.get(body.noun) ?? new Map<string, NounBodies[NounKind]>();
      nouns.set(body.noun, known);
      if (body.body === undefined) known.delete(body.id);
      else known.set(body.id, body.body);
    },
    line: (id): Line | undefined => one('line', id),
    merchant: (id): Merchant | undefined => one('merchant', id),
    content: (id): Content | undefined => one('content', id),
    contentsOf: (merchant) => of('content').filter((content) => content.merchant === merchant),
    filingsOf: (caller) =>
      covering(of('filing'), caller).map((filing) =>
        joinFiling(
          filing,
          one('merchant', filing.merchant),
          filing.line === undefined ? undefined : one('line', filing.line),
        ),
      ),
    bindingsOf: (middle): readonly Binding[] => of('binding').filter((binding) => binding.x === middle),
    ownerOf: (number) => owners.get(number),
    sanctionsOn: (kind, id) => of('sanction').filter(({ target }) => target.kind === kind && target.id === id),
    hasSanctions: () => of('sanction').length > 0,
    profile: (number) => profiles.get(number),
    lists: (number) => lists.get(number),
    expectation: (number) => one('expectation', number),
    pair: (number, merchant) => pairs.get(`${number} ${merchant.id}`),
  };
  for (const change of changes) facts.apply(change);
  return facts;
};

const DAY_MS = 86_400_000;

/** Counters without bounds: every allowed contact is kept. */
export const naiveCounters = (law: LawPack): Counters => {
  const contacts = new Map<string, { readonly atMs: number; readonly voice: boolean }[]>();
  const callees = new Map<string, Map<number, Set<string>>>();
  const targets = new Map<string, number>();
  const dayOf = (atMs: number): number => Math.floor((atMs + law.zoneMinutes * 60_000) / DAY_MS);
  const targetKey = (kind: Sanction['target']['kind'], id: string, atMs: number): string =>
    `${kind} ${id} ${dayOf(atMs)}`;
  const calleesOf = (caller: string, atMs: number): Set<string> => {
    const days = callees.get(caller) ?? new Map<number, Set<string>>();
    callees.set(caller, days);
    const today = days.get(dayOf(atMs)) ?? new Set<string>();
    days.set(dayOf(atMs), today);
    return today;
  };
  return {
    contacts: (merchant, callee, group, voice, atMs, perWindow = Infinity) => {
      const all = contacts.get(`${merchant} ${callee} ${group}`) ?? [];
      const windowMs = law.caps[group].windowDays * DAY_MS;
      const inWindow = all.filter((contact) => contact.atMs + windowMs > atMs);
      const today = all.filter((contact) => contact.voice === voice && dayOf(contact.atMs) === dayOf(atMs)).length;
      const latestFirst = inWindow.map((contact) => contact.atMs).sort((a, b) => b - a);
      const leaving = latestFirst[perWindow - 1];
      const windowFreesAtMs = leaving === undefined ? undefined : leaving + windowMs;
      return { today, window: inWindow.length, windowFreesAtMs, full: false };
    },
    distinctCallees: (caller, callee, atMs) => {
      const today = calleesOf(caller, atMs);
      return { count: today.size, seen: today.has(callee) };
    },
    targetToday: (kind, id, atMs) => targets.get(targetKey(kind, id, atMs)) ?? 0,
    countContact: (merchant, callee, group, voice, atMs) => {
      const key = `${merchant} ${callee} ${group}`;
      const all = contacts.get(key) ?? [];
      all.push({ atMs, voice });
      contacts.set(key, all);
    },
    countDistinct: (caller, callee, atMs) => {
      calleesOf(caller, atMs).add(callee);
    },
    countTarget: (kind, id, atMs) => {
      const key = targetKey(kind, id, atMs);
      targets.set(key, (targets.get(key) ?? 0) + 1);
    },
  };
};
