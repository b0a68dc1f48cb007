import type { DecisionId, InstantMs, MerchantId, PhoneNumber } from '@wurao/domain';
import type { CaseClock, CaseHand } from './case-file.ts';
import type { InquiryAnswer, InquiryInput, InquiryState } from './inquiry.ts';

/** By which the merchant shows that it has the number: its latest attempt to the subscriber. */
export interface InquiryContact {
  readonly decision: DecisionId;
  readonly atMs: InstantMs;
}

export interface InquiryRecord {
  readonly id: string;
  readonly askedMs: InstantMs;
  readonly updatedMs: InstantMs;
  readonly subscriber: PhoneNumber;
  readonly merchant: MerchantId;
  readonly state: InquiryState;
  readonly objections: number;
  /** The merchant's; at most one runs. */
  readonly clock: CaseClock | undefined;
  /** Undefined: a basis is on record. */
  readonly contact: InquiryContact | undefined;
  /** The last one. */
  readonly answer: InquiryAnswer | undefined;
  readonly steps: number;
}

/** `position`: dense within the inquiry, from 1. */
export interface InquiryStepRecord extends CaseHand {
  readonly inquiry: string;
  readonly position: number;
  readonly atMs: InstantMs;
  readonly input: InquiryInput;
  readonly from: InquiryState;
  readonly to: InquiryState;
  readonly reason: string | undefined;
  readonly answer: InquiryAnswer | undefined;
  /** The merchant's clock had run out. */
  readonly wasLate: boolean;
}

/** House default: as long as the journal is kept at least. */
export const INQUIRY_LOOKBACK_DAYS = 153;

export type InquiryCommand =
  /** `contact`: what the journal has, gathered before the command; undefined: nothing. */
  | {
      readonly kind: 'askInquiry';
      readonly subscriber: PhoneNumber;
      readonly merchant: MerchantId;
      readonly contact: InquiryContact | undefined;
    }
  /** `answer`: with input `answer`. */
  | {
      readonly kind: 'stepInquiry';
      readonly id: string;
      readonly input: InquiryInput;
      readonly reason: string | undefined;
      readonly answer: InquiryAnswer | undefined;
    }
  /** What time does by itself; by the system only. */
  | { readonly kind: 'lapseInquiries' };

export interface InquiryFilter {
  readonly merchant: MerchantId | undefined;
  /** Of the present holder. */
  readonly subscriber: PhoneNumber | undefined;
  readonly state: InquiryState | undefined;
}

export type InquiryQuery =
  /** The latest first. */
  | {
      readonly kind: 'inquiries';
      readonly filter: InquiryFilter;
      readonly after: string | undefined;
      readonly limit: number;
    }
  | { readonly kind: 'inquiry'; readonly id: string };
