import type {
  Attempt,
  Content,
  Filing,
  InstantMs,
  Line,
  Mask,
  Merchant,
  PairEntry,
  PairState,
  PhoneNumber,
  PreferenceProfile,
  Purpose,
  Sequence,
} from '@wurao/domain';
import { asSequence, channelBit, purposeBit } from '@wurao/domain';
import type { LawPack, PurposeRule, ReasonKey } from '@wurao/law';
import type { ContactReading, Counters, Facts } from './ports.ts';

const NONE_PERMITTED: readonly string[] = [];
const NO_FACT = asSequence(0);

/**
 * Everything one decision has found out so far. One object of a fixed shape; the leaves fill it in, `decide` alone branches on
 * it. `take` makes it ready for the next decision: a thread decides one attempt at a time, and needs no new one for each.
 */
export class Context {
  attempt!: Attempt;
  facts!: Facts;
  counters!: Counters;
  law!: LawPack;
  atMs: InstantMs = 0;
  atSec = 0;
  channel: Mask = 0;
  /** The person whose basis and lists count: the party first called, else the callee. */
  subscriber!: PhoneNumber;
  /** The callee, when it is somebody else than the subscriber. */
  finalTarget: PhoneNumber | undefined = undefined;
  line: Line | undefined = undefined;
  merchant: Merchant | undefined = undefined;
  filing: Filing | undefined = undefined;
  purpose: Purpose = 'personal';
  purposeMask: Mask = 0;
  rule!: PurposeRule;
  categories: Mask = 0;
  contentsRequired = false;
  permitted: readonly string[] = NONE_PERMITTED;
  content: Content | undefined = undefined;
  pair: PairState | undefined = undefined;
  profile: PreferenceProfile | undefined = undefined;
  basis: PairEntry | undefined = undefined;
  holdsConfirmed = false;
  fact: Sequence = asSequence(0);
  retryAtMs: InstantMs | undefined = undefined;
  lawfulRetryAtMs: InstantMs | undefined = undefined;
  contacts: ContactReading | undefined = undefined;
  distinctCallees = 0;
  sanctioned = 0;

  /** For another attempt, nothing found out yet. */
  take(attempt: Attempt, facts: Facts, counters: Counters, law: LawPack, atMs: InstantMs): this {
    this.attempt = attempt;
    this.facts = facts;
    this.counters = counters;
    this.law = law;
    this.atMs = atMs;
    this.atSec = Math.floor(atMs / 1000);
    this.channel = channelBit(attempt.channel);
    this.subscriber = attempt.callee;
    this.finalTarget = undefined;
    this.line = undefined;
    this.merchant = undefined;
    this.filing = undefined;
    this.purpose = 'personal';
    this.purposeMask = 0;
    this.rule = law.matrix.personal;
    this.categories = 0;
    this.contentsRequired = false;
    this.permitted = NONE_PERMITTED;
    this.content = undefined;
    this.pair = undefined;
    this.profile = undefined;
    this.basis = undefined;
    this.holdsConfirmed = false;
    this.fact = NO_FACT;
    this.retryAtMs = undefined;
    this.lawfulRetryAtMs = undefined;
    this.contacts = undefined;
    this.distinctCallees = 0;
    this.sanctioned = 0;
    return this;
  }

  setPurpose(purpose: Purpose, bit: Mask = purposeBit(purpose)): void {
    this.purpose = purpose;
    this.purposeMask = bit;
    this.rule = this.law.matrix[purpose];
  }
}

/** A leaf that can only refuse: the reason, or undefined to go on. */
export type Refusal = ReasonKey | undefined;

/** Has the purpose, the channel and every possible category; a request with a matter is for that content only. */
export const covers = (c: Context, entry: PairEntry): boolean =>
  (entry.purposes & c.purposeMask) !== 0 &&
  (entry.channels & c.channel) !== 0 &&
  (entry.categories & c.categories) === c.categories &&
  (entry.matter === undefined || entry.matter === c.attempt.content);

export const hasBegun = (c: Context, entry: PairEntry): boolean => entry.fromSec <= c.atSec;
export const hasEnded = (c: Context, entry: PairEntry): boolean => entry.toSec !== 0 && entry.toSec <= c.atSec;

export const isLiving = (c: Context, entry: PairEntry): boolean =>
  !entry.withdrawn && !entry.former && hasBegun(c, entry) && !hasEnded(c, entry);

/** A living, covering basis confirmed by the subscriber after `sequence`: the only thing that outlives a no. */
export const confirmedSince = (c: Context, pair: PairState, sequence: Sequence): boolean => {
  for (const entry of pair.entries) {
    if (entry.confirmed && entry.sequence > sequence && isLiving(c, entry) && covers(c, entry)) return true;
  }
  return false;
};
