import type { MerchantId } from '@wurao/domain';
import type { Page } from '@wurao/registry';
import type { ObligationRecord, PledgeRecord } from './pledge-commands.ts';

/** Pledges and obligations in one command's view of the store. Rows are replaced. */
export interface PledgeTransaction {
  pledge(id: string): Promise<PledgeRecord | undefined>;
  pledgesOf(merchant: MerchantId): Promise<readonly PledgeRecord[]>;
  insertPledge(pledge: PledgeRecord): Promise<void>;
  replacePledge(pledge: PledgeRecord): Promise<void>;
  obligation(id: string): Promise<ObligationRecord | undefined>;
  /** Whatever its state. */
  obligationFor(complaint: string): Promise<ObligationRecord | undefined>;
  insertObligation(obligation: ObligationRecord): Promise<void>;
  replaceObligation(obligation: ObligationRecord): Promise<void>;
}

export interface PledgeAnswers {
  pledges: Page<PledgeRecord>;
  obligations: Page<ObligationRecord>;
  pledge: PledgeRecord | undefined;
  obligation: ObligationRecord | undefined;
}
