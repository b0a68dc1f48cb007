import type { BasisId, ContentId, InstantMs, MerchantId, PhoneNumber, Sequence } from './brands.ts';
import type { BasisKind, Mask } from './words.ts';

/** How the words of a consent were agreed to. `migrated`: taken over from an older system by an operator. */
export const METHODS = ['web-form', 'app', 'paper', 'sms', 'voice', 'wurao', 'migrated'] as const;
export type Method = (typeof METHODS)[number];

/** Evidence: a reference and its SHA-256 (hex), so that what is shown later can be checked. */
export interface Evidence {
  readonly reference: string;
  readonly sha256: string | undefined;
}

/** A consent, request or relation as stored: a versioned fact, never overwritten. */
export interface Basis {
  readonly id: BasisId;
  readonly kind: BasisKind;
  readonly subscriber: PhoneNumber;
  readonly merchant: MerchantId;
  readonly purposes: Mask;
  readonly categories: Mask;
  readonly channels: Mask;
  /** A request is for that matter only: the content it asked for, when named. */
  readonly matter: ContentId | undefined;
  /** The exact words shown or said. */
  readonly words: string;
  readonly method: Method;
  readonly evidence: Evidence | undefined;
  /** By the subscriber through us; else the merchant's word. */
  readonly confirmed: boolean;
  readonly fromMs: InstantMs;
  readonly toMs: InstantMs | undefined;
  readonly receivedMs: InstantMs;
  readonly sequence: Sequence;
  /** How it ended, if it did, and at which sequence. */
  readonly ended:
    | { readonly how: 'withdrawn' | 'recycled'; readonly sequence: Sequence; readonly atMs: InstantMs }
    | undefined;
}

/** A subscriber's explicit no to one merchant, as stored. Masks narrow it only where the subscriber said so. */
export interface Refusal {
  readonly subscriber: PhoneNumber;
  readonly merchant: MerchantId;
  readonly purposes: Mask;
  readonly categories: Mask;
  readonly channels: Mask;
  /** Who wrote it: the subscriber, or a merchant or carrier for its own traffic. */
  readonly by: 'subscriber' | 'merchant' | 'carrier';
  readonly words: string;
  /** It came as a reply to a message, whose port this is; `atMs`: when, as the network says. */
  readonly reply?: { readonly port: PhoneNumber; readonly atMs: InstantMs } | undefined;
  readonly receivedMs: InstantMs;
  readonly sequence: Sequence;
  /** A refusal ends only with the tenure. */
  readonly ended: { readonly how: 'recycled'; readonly sequence: Sequence; readonly atMs: InstantMs } | undefined;
}

/** One basis as the tables see it. Instants are whole seconds (`toSec` rounds down, `fromSec` up: never longer than agreed). */
export interface PairEntry {
  readonly kind: BasisKind;
  readonly purposes: Mask;
  readonly categories: Mask;
  readonly channels: Mask;
  readonly confirmed: boolean;
  readonly migrated: boolean;
  readonly withdrawn: boolean;
  /** Given by a former holder of the number. */
  readonly former: boolean;
  /** Confirmed, and received after the subscriber's preference last began to bar: lifts do-not-disturb. */
  readonly lifts: boolean;
  /** 0 = at once. */
  readonly fromSec: number;
  /** 0 = until withdrawn. */
  readonly toSec: number;
  readonly receivedSec: number;
  readonly matter: ContentId | undefined;
  /** Receipt sequence: also the fact's identity in the journal. */
  readonly sequence: Sequence;
}

/** A refusal as the tables see it. Only those of the present tenure. */
export interface PairRefusal {
  readonly purposes: Mask;
  readonly categories: Mask;
  readonly channels: Mask;
  readonly receivedSec: number;
  readonly sequence: Sequence;
}

/**
 * All that the decision needs to know of one (subscriber, merchant), law-independent: live, expired, withdrawn and former
 * bases, refusals, and "keep". The change feed carries it whole, so that applying a change is one put.
 */
export interface PairState {
  readonly entries: readonly PairEntry[];
  readonly refusals: readonly PairRefusal[];
  /** "Keep this merchant" stands in the subscriber's preference. */
  readonly kept: boolean;
  /** Last withdrawal of a basis or refusal by this subscriber, for the cool-off; 0 = none. */
  readonly lastNoSec: number;
  readonly lastNoSequence: Sequence;
}
