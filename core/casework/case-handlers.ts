import { HANDLERS, type HandlerTable } from '@wurao/registry';
import { AUDIT_HANDLERS } from './audit-handlers.ts';
import { BULLETIN_HANDLERS } from './bulletin-handlers.ts';
import type { CaseCommand, HouseCommand } from './case-envelope.ts';
import { CASE_FILE_HANDLERS } from './case-file-handlers.ts';
import type { CaseTransaction } from './case-ports.ts';
import { COMPLAINT_HANDLERS } from './complaint-handlers.ts';
import { SANCTION_HANDLERS } from './sanction-handlers.ts';

/** What casework can do. */
const CASE_HANDLERS: HandlerTable<CaseCommand, CaseTransaction> = {
  ...COMPLAINT_HANDLERS,
  ...CASE_FILE_HANDLERS,
  ...AUDIT_HANDLERS,
  ...BULLETIN_HANDLERS,
  ...SANCTION_HANDLERS,
};

/** The register's and casework's. */
export const HOUSE_HANDLERS: HandlerTable<HouseCommand, CaseTransaction> = { ...HANDLERS, ...CASE_HANDLERS };
