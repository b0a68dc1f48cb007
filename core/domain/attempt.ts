import type {
  ContentId,
  DecisionId,
  FilingId,
  InstantMs,
  LineId,
  MerchantId,
  PartyId,
  PhoneNumber,
  Sequence,
} from './brands.ts';
import type { Category, Channel, Purpose } from './words.ts';

export type Mode = 'attempt' | 'screen';

/** What became of the call's Identity fields (STIR, RFC 8224): evidence about the caller, never a right of its own. */
export interface StirEvidence {
  /** `failed`: it was looked at and is wrong. `not-checked`: nothing is known of it. */
  readonly status: 'verified' | 'failed' | 'absent' | 'not-checked';
  /** What the signer attests (RFC 8588, 4), of a verified one. */
  readonly attest?: 'A' | 'B' | 'C' | undefined;
  /** The gate's stable word for why it is not verified. */
  readonly reason?: string | undefined;
}

/** One call or message about to be made, as every door translates it. Everything optional was not said. */
export interface Attempt {
  readonly mode: Mode;
  readonly channel: Channel;
  /** As presented (From). Undefined: anonymous or malformed, which only a gate can deliver. */
  readonly caller: PhoneNumber | undefined;
  readonly callee: PhoneNumber;
  /**
   * `numberKey` of caller and callee, from a door that read their digits anyway: what else has to be read from text again.
   * Never anything else than that.
   */
  readonly callerKey?: number | undefined;
  readonly calleeKey?: number | undefined;
  readonly line: LineId | undefined;
  /** Narrowing only: each must lie inside what is filed. */
  readonly merchant: MerchantId | undefined;
  readonly purpose: Purpose | undefined;
  readonly category: Category | undefined;
  readonly content: ContentId | undefined;
  readonly text: string | undefined;
  /** A permit that was found live and matching, by the edge; selects its filing and carries its count. */
  readonly permit: { readonly id: string; readonly filing: FilingId | undefined } | undefined;
  /** Unique on its line. */
  readonly attemptId: string | undefined;
  /** Network identity (P-Asserted-Identity). Read on trusted lines only. */
  readonly assertedCaller: PhoneNumber | undefined;
  /** The party first called, when the call was forwarded (Diversion, History-Info). Read on trusted lines only. */
  readonly firstCalled: PhoneNumber | undefined;
  /** What STIR says of this call. Undefined: the door knows no STIR, or nobody signed. */
  readonly stir?: StirEvidence | undefined;
  /** A roaming look-up confirmed that the +86 caller is abroad. */
  readonly roaming: boolean;
  /** Screens only: asked as of this instant instead of now. */
  readonly asOfMs?: InstantMs | undefined;
  /** What the classifier says of `text`; it may only move the purpose towards marketing. */
  readonly classified: Purpose | undefined;
}

/** What the decision was made of beyond the attempt: enough to make it again. */
export interface Decision {
  readonly decision: 'allow' | 'refuse';
  /** Key of the reasons file. */
  readonly reason: string;
  readonly reasonCode: number;
  /** The step of DESIGN's table that answered, 1–13. */
  readonly step: number;
  /** On a line that observes or enforces in part: what it would have refused with. */
  readonly wouldBe: string | undefined;
  readonly law: string;
  readonly dataVersion: Sequence;
  /** Next allowed instant, for `outside-hours` and `too-often`. */
  readonly retryAtMs: InstantMs | undefined;
  /** Next instant by law alone: all that a merchant is told. */
  readonly lawfulRetryAtMs: InstantMs | undefined;
  readonly merchant: MerchantId | undefined;
  readonly filing: FilingId | undefined;
  readonly carrier: PartyId | undefined;
  readonly purpose: Purpose | undefined;
  /** Possible categories (mask): one bit when known. */
  readonly categories: number;
  /** The basis, refusal, preference, sanction or list entry that answered, by receipt sequence; 0 = none. */
  readonly fact: Sequence;
  /** The merchant holds a live subscriber-confirmed basis here: what its own view of a refusal turns on. */
  readonly holdsConfirmed: boolean;
  /** Allowed, counted (mode attempt). */
  readonly counted: boolean;
  /** Counter values that steps 3, 7 and 12 saw, for explain and replay. */
  readonly counters: CounterReading;
}

/** What the counters held before this attempt. */
export interface CounterReading {
  /** Contacts by this merchant with this callee today (law's zone), on this channel group. */
  readonly today: number;
  /** Contacts in the rolling window (30 days). */
  readonly window: number;
  /** Distinct callees of this caller today (personal lines). */
  readonly distinctCallees: number;
  /** Allowed attempts today under the tightest capped sanction target. */
  readonly sanctioned: number;
}

export interface JournalledDecision {
  readonly id: DecisionId;
  readonly atMs: InstantMs;
  readonly attempt: Attempt;
  readonly decision: Decision;
}
