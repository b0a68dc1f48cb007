import type { Merchant, PhoneNumber } from '@wurao/domain';
import type { JoinedFiling } from '../join-filing.ts';

/** One attempt in hand, with what looking ahead for it found in the directory, in its number and in the tables. */
export interface Expected {
  caller: PhoneNumber | undefined;
  callee: PhoneNumber | undefined;
  filings: readonly JoinedFiling[];
  page: number;
  suffix: number;
  /** -1: no preference. */
  profileIndex: number;
  /** The merchant that the caller's filing names, and the slot of the pair; -1: no pair. */
  merchant: Merchant | undefined;
  pairSlot: number;
}

export const MAX_IN_HAND = 64;
/** So many unknown callers in a row, and nobody expects the announced ones any more. */
const MAX_MISSES = 4;

/**
 * What was found while looking ahead, kept for the decisions that follow in the same order, so that it is not looked for twice.
 * Known by the very same strings; anything else (an attempt that was not announced, one left out) is looked up as always.
 * Filings hold for one state of the directory, `posted`; what was found in the tables for one `version` of them.
 */
export class InHand {
  readonly all: Expected[] = [];
  count = 0;
  private at = 0;
  private posted = -1;
  private version = -1;
  private misses = 0;

  begin(posted: number, version: number): void {
    this.count = 0;
    this.at = 0;
    this.misses = 0;
    this.posted = posted;
    this.version = version;
  }

  /** A place to fill in for the next attempt; undefined when there are many already. */
  next(): Expected | undefined {
    if (this.count === MAX_IN_HAND) return undefined;
    const known = this.all[this.count++];
    if (known !== undefined) return known;
    const fresh: Expected = {
      caller: undefined,
      callee: undefined,
      filings: [],
      page: -1,
      suffix: 0,
      profileIndex: -1,
      merchant: undefined,
      pairSlot: -1,
    };
    this.all.push(fresh);
    return fresh;
  }

  /** The attempt of this caller, if it is the present or the next one. */
  byCaller(caller: PhoneNumber, posted: number): Expected | undefined {
    if (this.count === 0 || posted !== this.posted) return undefined;
    const present = this.all[this.at];
    if (present !== undefined && present.caller === caller) return present;
    const next = this.at + 1 < this.count ? this.all[this.at + 1] : undefined;
    if (next === undefined || next.caller !== caller) {
      // Others are being decided: comparing with these only costs.
      if (++this.misses === MAX_MISSES) this.count = 0;
      return undefined;
    }
    this.at++;
    this.misses = 0;
    return next;
  }

  /** The present attempt, if this is its callee. */
  byCallee(callee: PhoneNumber): Expected | undefined {
    if (this.count === 0) return undefined;
    const present = this.all[this.at];
    return present !== undefined && present.callee === callee ? present : undefined;
  }

  /** The present attempt, if this is its callee and the tables are still those that were looked into. */
  found(callee: PhoneNumber, version: number): Expected | undefined {
    return version === this.version ? this.byCallee(callee) : undefined;
  }
}
