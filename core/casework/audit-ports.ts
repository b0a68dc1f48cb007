import type { Page } from '@wurao/registry';
import type { AuditHead, AuditRow } from './audit-chain.ts';

export interface AuditAnswers {
  auditHead: AuditHead;
  auditRows: Page<AuditRow>;
}
