import type { InstantMs } from '@wurao/domain';
import type { AuditSubject } from './audit-chain.ts';

/** Beyond it a reading is put down as that of a list. */
export const NOTED_SUBJECTS_MAX = 100;

/** What was read, by the question's name, before it is answered. Nothing else changes. */
export type AuditCommand = {
  readonly kind: 'noteReads';
  readonly subjects: readonly AuditSubject[];
  readonly what: string;
};

export type AuditQuery =
  /** The last row. */
  | { readonly kind: 'auditHead' }
  /** Oldest first. `subject`: as it stands in the log. `after`: a sequence. */
  | {
      readonly kind: 'auditRows';
      readonly subject: AuditSubject | undefined;
      readonly sinceMs: InstantMs | undefined;
      readonly after: string | undefined;
      readonly limit: number;
    };
