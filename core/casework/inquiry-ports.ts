import type { InstantMs, MerchantId, PhoneNumber } from '@wurao/domain';
import type { Page } from '@wurao/registry';
import type { InquiryRecord, InquiryStepRecord } from './inquiry-commands.ts';

/** Inquiries in one command's view of the store. Rows are replaced; steps are only added. */
export interface InquiryTransaction {
  inquiry(id: string): Promise<InquiryRecord | undefined>;
  /** Not closed yet, of the present holder. */
  openInquiry(subscriber: PhoneNumber, merchant: MerchantId): Promise<InquiryRecord | undefined>;
  insertInquiry(inquiry: InquiryRecord): Promise<void>;
  replaceInquiry(inquiry: InquiryRecord): Promise<void>;
  insertInquiryStep(step: InquiryStepRecord): Promise<void>;
  /** Asked, with a clock that ran out before `nowMs`, oldest first. */
  inquiriesRunOut(nowMs: InstantMs, limit: number): Promise<readonly InquiryRecord[]>;
  /** Whose clock runs without a day, for want of a year of the calendar. */
  inquiriesWithoutDay(limit: number): Promise<readonly InquiryRecord[]>;
}

export interface InquiryAnswers {
  inquiries: Page<InquiryRecord>;
  inquiry: { readonly inquiry: InquiryRecord; readonly steps: readonly InquiryStepRecord[] } | undefined;
}
