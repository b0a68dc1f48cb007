import type { InstantMs, MerchantId, PhoneNumber } from '@wurao/domain';
import type { CaseHand } from './case-file.ts';
import type { Obligation, ObligationInput, ObligationState, Pledge } from './pledge.ts';

/** A pledge as it is kept. */
export interface PledgeRecord extends Pledge {
  readonly id: string;
  readonly madeMs: InstantMs;
}

/** An obligation as it is kept, with its last step: who, and why. */
export interface ObligationRecord extends Omit<Obligation, 'state'>, CaseHand {
  readonly id: string;
  readonly pledge: string;
  readonly caseId: string;
  /** When the complaint came: whoever holds the number since later has nothing to do with it. */
  readonly complainedMs: InstantMs;
  readonly updatedMs: InstantMs;
  readonly state: ObligationState;
  readonly reason: string | undefined;
}

/** Beyond it a bulk step is cut up by whoever asks. */
export const BULK_OBLIGATIONS_MAX = 1_000;

export type PledgeCommand =
  /** `fromMs`: undefined = now. */
  | {
      readonly kind: 'pledge';
      readonly merchant: MerchantId;
      readonly yuan: number;
      readonly fromMs: InstantMs | undefined;
      readonly toMs: InstantMs | undefined;
    }
  /** From now on; what is owed stays so. */
  | { readonly kind: 'endPledge'; readonly id: string }
  /** All of them or none. */
  | {
      readonly kind: 'stepObligations';
      readonly ids: readonly string[];
      readonly input: ObligationInput;
      readonly reason: string | undefined;
    };

/** Undefined: any. */
export interface ObligationFilter {
  readonly merchant: MerchantId | undefined;
  /** Of the present holder. */
  readonly subscriber: PhoneNumber | undefined;
  readonly caseId: string | undefined;
  readonly state: ObligationState | undefined;
}

export type PledgeQuery =
  /** The latest first. */
  | {
      readonly kind: 'pledges';
      readonly merchant: MerchantId | undefined;
      readonly after: string | undefined;
      readonly limit: number;
    }
  /** The latest first. */
  | {
      readonly kind: 'obligations';
      readonly filter: ObligationFilter;
      readonly after: string | undefined;
      readonly limit: number;
    }
  | { readonly kind: 'pledge'; readonly id: string }
  | { readonly kind: 'obligation'; readonly id: string };
