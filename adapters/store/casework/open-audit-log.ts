import type { Result } from '@wurao/domain';
import { type AuditLog, openEmbeddedAuditLog } from './audit-log.ts';

export interface AuditPlace {
  readonly directory: string;
  /** The store is this database. */
  readonly databaseUrl?: string | undefined;
}

/** Beside a server that runs, too. */
export const openAuditLog = async ({ directory, databaseUrl }: AuditPlace): Promise<Result<AuditLog>> => {
  if (databaseUrl === undefined) return openEmbeddedAuditLog(directory);
  const { openPostgresAuditLog } = await import('../postgres/audit-log.ts');
  return openPostgresAuditLog(databaseUrl);
};
