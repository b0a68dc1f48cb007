import { invalid } from '@wurao/domain';
import { type HandlerTable, replaced } from '@wurao/registry';
import { type AuditCommand, NOTED_SUBJECTS_MAX } from './audit-commands.ts';
import type { CaseTransaction } from './case-ports.ts';

/** Its rows come with it, as those of every command do (`auditEntriesOf`). */
export const AUDIT_HANDLERS: HandlerTable<AuditCommand, CaseTransaction> = {
  noteReads: async ({ subjects }) =>
    subjects.length > 0 && subjects.length <= NOTED_SUBJECTS_MAX
      ? replaced({ noted: subjects.length })
      : invalid('subjects', `${subjects.length} subjects`, `Name 1 to ${NOTED_SUBJECTS_MAX}, or how many they were.`),
};
