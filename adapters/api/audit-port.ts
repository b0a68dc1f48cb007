import type { AuditCheckpoint, AuditSubject } from '@wurao/casework';
import type { Result } from '@wurao/domain';

/** The log of who read and who changed what, as far as it takes the house's key. */
export interface AuditPort {
  /** The end of the log now, signed. Failures: `store-unavailable`. */
  checkpoint(): Promise<Result<AuditCheckpoint & { readonly line: string }>>;
  /** As the subject stands in the log: a number by its keyed reference. */
  subject(asked: AuditSubject): AuditSubject;
}
