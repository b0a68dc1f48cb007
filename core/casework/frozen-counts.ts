import type { Category, Channel, InstantMs, PartyId } from '@wurao/domain';
import type { ReasonKey } from '@wurao/law';

/** Where the province or the carrier of something counted is not known. */
export const UNKNOWN_PLACE = 'unknown';

/** What each count is told apart by. */
export interface Place {
  /** GB/T 2260 code of six digits, or `unknown`. */
  readonly province: string;
  /** Id of a party of kind carrier, or `unknown`. */
  readonly carrier: string;
}

export interface SubscriberCount extends Place {
  /** Numbers held by somebody. */
  readonly subscribers: number;
  /** Of these, numbers whose do-not-disturb is on. */
  readonly protected: number;
}

export interface ProtectionCount extends Place {
  readonly category: Category;
  readonly count: number;
}

export interface ComplaintCount extends Place {
  readonly channel: Channel;
  readonly category: Category;
  readonly count: number;
}

export interface DecisionCount extends Place {
  readonly reason: ReasonKey;
  readonly count: number;
}

/** One row a party: `province` is where it is registered, `carrier` the one that connects most of its lines. */
export interface LatenessCount extends Place {
  readonly party: PartyId;
  /** Steps whose deadline fell into the period. */
  readonly due: number;
  /** Of these, steps not taken by their deadline. */
  readonly late: number;
}

/** A firm published by name: fields that the law lets be published (Order 42, bad list), no more. */
export interface ExposedFirm extends Place {
  readonly name: string;
  /** Unified social credit code, or empty. */
  readonly creditCode: string;
  /** As published. */
  readonly reason: string;
  /** Day in Asia/Shanghai, `2024-05-31`. */
  readonly onDay: string;
  /** A sanction that bites was in force at the end of the period. */
  readonly acted: boolean;
}

/** All that a bulletin is made of; the same text whenever the same counts were frozen (`frozenText`). */
export interface FrozenCounts {
  readonly form: 1;
  /** `2024Q2` or `2024-05`. */
  readonly period: string;
  readonly takenAtMs: InstantMs;
  /** Data version: the last fact that was counted. */
  readonly sequence: number;
  /** Law in force when they were taken. */
  readonly law: string;
  /** Of carriers and parties, by id. */
  readonly names: readonly (readonly [string, string])[];
  readonly subscribers: readonly SubscriberCount[];
  readonly protections: readonly ProtectionCount[];
  readonly complaints: readonly ComplaintCount[];
  readonly decisions: readonly DecisionCount[];
  readonly lateness: readonly LatenessCount[];
  readonly exposed: readonly ExposedFirm[];
}
