import type {
  Binding,
  Content,
  ContentId,
  Expectation,
  InstantMs,
  Line,
  LineId,
  Merchant,
  MerchantId,
  PairState,
  PartyId,
  PersonalLists,
  PhoneNumber,
  PreferenceProfile,
  Sanction,
  Sequence,
} from '@wurao/domain';
import type { CapGroup } from '@wurao/law';
import type { JoinedFiling } from './join-filing.ts';

/**
 * What `decide` reads. Two makers: the shared tables of a gate, and a small set built from the store as of a data version
 * (explain, replay). Reading never waits, never throws for absent keys, and sees one data version throughout a decision.
 */
export interface Facts {
  readonly dataVersion: Sequence;
  line(id: LineId): Line | undefined;
  merchant(id: MerchantId): Merchant | undefined;
  content(id: ContentId): Content | undefined;
  /** Contents of a merchant, any status: for finding the template of a text. */
  contentsOf(merchant: MerchantId): readonly Content[];
  /** Filings that cover this caller on any line: the exact ones, else those of the longest covering prefix. */
  filingsOf(caller: PhoneNumber, key?: number | undefined): readonly JoinedFiling[];
  /** Privacy-number bindings of X = caller or callee. */
  bindingsOf(middle: PhoneNumber): readonly Binding[];
  ownerOf(number: PhoneNumber): PartyId | undefined;
  /** Any sanction at all: spares the common case five look-ups. */
  hasSanctions(): boolean;
  /** Sanctions on one target, any kind and status. */
  sanctionsOn(kind: Sanction['target']['kind'], id: string): readonly Sanction[];
  /** Says that these will be asked for next, so that slow memory is on its way: the answers do not depend on it. */
  touch?(number: PhoneNumber, merchant: Merchant | undefined, key?: number | undefined): void;
  /** Receipt sequence of the preference fact is not held here: explain finds it in the store. */
  profile(number: PhoneNumber): PreferenceProfile | undefined;
  lists(number: PhoneNumber): PersonalLists | undefined;
  /** The latest of the number, over or not: asked only where its preference would bar or its hours bind. */
  expectation(number: PhoneNumber): Expectation | undefined;
  pair(number: PhoneNumber, merchant: Merchant): PairState | undefined;
}

/** Contacts of one merchant with one callee in one cap group, before this attempt. */
export interface ContactReading {
  /** Allowed today (law's zone) on this channel group (voice | messages). */
  readonly today: number;
  /** Allowed in the last `windowDays` days, all channels. */
  readonly window: number;
  /** When the `perWindow`-th latest leaves the window; undefined = there are fewer. */
  readonly windowFreesAtMs: InstantMs | undefined;
  /** The table is full and this pair has no place: counts as too often. */
  readonly full: boolean;
}

/**
 * Counters as pure state transitions over bounded tables: readings take the instant, counting is one call after an allow.
 * Owned by one gate (the callee's shard).
 */
export interface Counters {
  contacts(
    merchantIndex: number,
    callee: PhoneNumber,
    group: CapGroup,
    voice: boolean,
    atMs: InstantMs,
    perWindow?: number | undefined,
  ): ContactReading;
  /** Distinct callees of a personal caller today, and whether this callee is already among them. */
  distinctCallees(
    caller: PhoneNumber,
    callee: PhoneNumber,
    atMs: InstantMs,
  ): { readonly count: number; readonly seen: boolean };
  /** Allowed attempts today over a sanction target. */
  targetToday(kind: Sanction['target']['kind'], id: string, atMs: InstantMs): number;
  countContact(merchantIndex: number, callee: PhoneNumber, group: CapGroup, voice: boolean, atMs: InstantMs): void;
  countDistinct(caller: PhoneNumber, callee: PhoneNumber, atMs: InstantMs): void;
  countTarget(kind: Sanction['target']['kind'], id: string, atMs: InstantMs): void;
}
