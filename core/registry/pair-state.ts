import type { MerchantId, PairEntry, PairRefusal, PairState, Preference, Refusal, Sequence } from '@wurao/domain';
import type { BasisRecord } from './answers.ts';
import { MAX_ENDED_ENTRIES, MAX_LIVE_BASES_A_PAIR, MAX_REFUSAL_ENTRIES } from './bounds.ts';

/** What a basis says to the tables; its words and evidence do not matter there. */
export type PairBasis = Pick<
  BasisRecord,
  | 'kind'
  | 'purposes'
  | 'categories'
  | 'channels'
  | 'matter'
  | 'method'
  | 'confirmed'
  | 'fromMs'
  | 'toMs'
  | 'receivedMs'
  | 'sequence'
  | 'ended'
  | 'endedBy'
> & {
  /** Only whether: the merchant gave up a basis of a former holder. */
  readonly toldEnd: object | undefined;
};
export type PairNo = Pick<Refusal, 'purposes' | 'categories' | 'channels' | 'receivedMs' | 'sequence' | 'ended'>;

export interface PairFacts {
  readonly merchant: MerchantId;
  /** Of every tenure, by sequence. */
  readonly bases: readonly PairBasis[];
  /** By sequence. */
  readonly refusals: readonly PairNo[];
  /** Of the present tenure. */
  readonly preference: Pick<Preference, 'keep' | 'barredSince'> | undefined;
  /** Where the present tenure began; 0 = never recycled. */
  readonly tenureFrom: Sequence;
}

const SECOND_MS = 1_000;
const NO_REFUSALS: readonly PairRefusal[] = [];
const NEVER = 0 as Sequence;

/**
 * All that the decision needs to know of one (subscriber, merchant); undefined = nothing. A pure function of the facts,
 * not of the time, so that tables built by changes, by bulk load and as of an older version hold the same.
 * Entries and refusals stand in order of receipt.
 */
export const pairStateOf = (facts: PairFacts): PairState | undefined => {
  const { merchant, preference, tenureFrom } = facts;
  const present = facts.refusals.length === 0 ? facts.refusals : facts.refusals.filter((no) => no.ended === undefined);
  const kept = preference?.keep.includes(merchant) ?? false;
  const entries = entriesOf(facts, present);
  if (entries.length === 0 && present.length === 0 && !kept) return undefined;
  const state = {
    entries,
    refusals: present.length === 0 ? NO_REFUSALS : refusalEntries(present),
    kept,
    lastNoSec: 0,
    lastNoSequence: NEVER,
  };
  for (const no of present) noteNo(state, no.sequence, no.receivedMs);
  for (const { ended, endedBy } of facts.bases) {
    if (ended?.how === 'withdrawn' && endedBy === 'subscriber' && ended.sequence > tenureFrom)
      noteNo(state, ended.sequence, ended.atMs);
  }
  return state;
};

const noteNo = (state: { lastNoSec: number; lastNoSequence: Sequence }, sequence: Sequence, atMs: number): void => {
  if (sequence <= state.lastNoSequence) return;
  state.lastNoSequence = sequence;
  // Up: the rest after a no is never shorter than promised.
  state.lastNoSec = Math.ceil(atMs / SECOND_MS);
};

const entryOf = (basis: PairBasis, barredSince: Sequence): PairEntry => ({
  kind: basis.kind,
  purposes: basis.purposes,
  categories: basis.categories,
  channels: basis.channels,
  confirmed: basis.confirmed,
  migrated: basis.method === 'migrated',
  withdrawn: basis.ended?.how === 'withdrawn',
  former: basis.ended?.how === 'recycled',
  lifts: basis.confirmed && basis.sequence > barredSince,
  // Rounding up must not delay a basis that begins with its receipt: that is "at once".
  fromSec: basis.fromMs <= basis.receivedMs ? 0 : Math.ceil(basis.fromMs / SECOND_MS),
  toSec: basis.toMs === undefined ? 0 : Math.floor(basis.toMs / SECOND_MS),
  receivedSec: Math.floor(basis.receivedMs / SECOND_MS),
  matter: basis.matter,
  sequence: basis.sequence,
});

/** What a former holder had withdrawn, or let expire, or its merchant has given up, says nothing about the present one. */
const saysNothing = (basis: PairBasis, tenureFrom: Sequence): boolean => {
  if (basis.sequence > tenureFrom || basis.ended === undefined) return false;
  if (basis.toldEnd !== undefined) return true;
  return basis.ended.how === 'withdrawn' || (basis.toMs !== undefined && basis.toMs <= basis.ended.atMs);
};

const entriesOf = (facts: PairFacts, present: readonly PairNo[]): readonly PairEntry[] => {
  const barredSince = facts.preference?.barredSince ?? NEVER;
  const all: PairEntry[] = [];
  for (const basis of facts.bases) if (!saysNothing(basis, facts.tenureFrom)) all.push(entryOf(basis, barredSince));
  return all.length < 2 ? all : pruned(all, newestInstantSec(facts.bases, present));
};

/** The newest instant that the facts themselves name: what ended before it has ended for every later decision. */
const newestInstantSec = (bases: readonly PairBasis[], refusals: readonly PairNo[]): number => {
  let newestMs = 0;
  for (const basis of bases) newestMs = Math.max(newestMs, basis.receivedMs, basis.ended?.atMs ?? 0);
  for (const no of refusals) newestMs = Math.max(newestMs, no.receivedMs);
  return Math.floor(newestMs / SECOND_MS);
};

/**
 * A merchant may assert the same consent every day, so a pair keeps what can still answer: live entries that no newer one
 * of the same scope covers; of the withdrawn, expired and former, which only lend their name to a refusal, the newest
 * of each (kind, scope). What a former holder confirmed is kept apart: on it hangs whether its merchant reads `refused` or
 * `no-basis`, and nothing that the merchant asserts may push it out.
 */
const pruned = (entries: readonly PairEntry[], newestSec: number): readonly PairEntry[] => {
  const live: PairEntry[] = [];
  const held: PairEntry[] = [];
  const ended = new Map<string, PairEntry>();
  for (let i = entries.length - 1; i >= 0; i--) {
    const entry = entries[i] as PairEntry;
    const way = wayEnded(entry, newestSec);
    if (way === undefined) {
      if (!live.some((newer) => covers(newer, entry))) live.push(entry);
    } else if (way === 'former' && entry.confirmed) {
      const isNew = held.length < MAX_LIVE_BASES_A_PAIR && !held.some((newer) => covers(newer, entry));
      if (isNew) held.push(entry);
    } else if (ended.size < MAX_ENDED_ENTRIES) {
      const scope = `${way}/${entry.kind}/${entry.purposes}/${entry.categories}/${entry.channels}`;
      if (!ended.has(scope)) ended.set(scope, entry);
    }
  }
  return [...live, ...held, ...ended.values()].sort((a, b) => a.sequence - b.sequence);
};

const wayEnded = (entry: PairEntry, newestSec: number): 'withdrawn' | 'former' | 'expired' | undefined => {
  if (entry.withdrawn) return 'withdrawn';
  if (entry.former) return 'former';
  return entry.toSec !== 0 && entry.toSec <= newestSec ? 'expired' : undefined;
};

/** Whatever `older` answers at any later instant, `newer` answers too. */
const covers = (newer: PairEntry, older: PairEntry): boolean =>
  newer.kind === older.kind &&
  newer.purposes === older.purposes &&
  newer.categories === older.categories &&
  newer.channels === older.channels &&
  newer.confirmed === older.confirmed &&
  newer.migrated === older.migrated &&
  newer.matter === older.matter &&
  (newer.fromSec === 0 || (older.fromSec !== 0 && newer.fromSec <= older.fromSec)) &&
  (newer.toSec === 0 || (older.toSec !== 0 && newer.toSec >= older.toSec));

const refusalEntries = (refusals: readonly PairNo[]): readonly PairRefusal[] => {
  const kept: PairRefusal[] = [];
  for (let i = refusals.length - 1; i >= 0; i--) {
    const { purposes, categories, channels, receivedMs, sequence } = refusals[i] as PairNo;
    if (kept.some((newer) => isWithin({ purposes, categories, channels }, newer))) continue;
    kept.push({ purposes, categories, channels, receivedSec: Math.floor(receivedMs / SECOND_MS), sequence });
  }
  while (kept.length > MAX_REFUSAL_ENTRIES) {
    const oldest = kept.pop() as PairRefusal;
    kept.push(joined(kept.pop() as PairRefusal, oldest));
  }
  return kept.reverse();
};

type Scope = Pick<PairRefusal, 'purposes' | 'categories' | 'channels'>;

const isWithin = (inner: Scope, outer: Scope): boolean =>
  (inner.purposes & ~outer.purposes) === 0 &&
  (inner.categories & ~outer.categories) === 0 &&
  (inner.channels & ~outer.channels) === 0;

const joined = (newer: PairRefusal, older: PairRefusal): PairRefusal => ({
  ...newer,
  purposes: newer.purposes | older.purposes,
  categories: newer.categories | older.categories,
  channels: newer.channels | older.channels,
});
