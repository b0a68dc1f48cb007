import { type Result, success } from '@wurao/domain';
import { type AuditLog, auditRowsOf, hasAuditLog, LAST_AUDIT_ROW, noAuditLog } from '../casework/audit-log.ts';
import { PostgresRows } from '../copy/rows.ts';
import { BEGIN_SNAPSHOT_POSTGRES } from '../dialect.ts';
import { notReached } from './engine.ts';
import { Link } from './link.ts';
import { inspect } from './migrate.ts';

export const openPostgresAuditLog = async (url: string): Promise<Result<AuditLog>> => {
  const link = new Link(url);
  let isOpen = false;
  try {
    const client = await link.client();
    const { schema } = await inspect(client);
    if (!hasAuditLog(schema)) return noAuditLog(schema);
    await client.query(BEGIN_SNAPSHOT_POSTGRES);
    const { rows } = await client.query<{ last: number | null }>(LAST_AUDIT_ROW);
    isOpen = true;
    return success({
      last: rows[0]?.last ?? 0,
      rows: () => auditRowsOf(new PostgresRows(client)),
      close: () => link.close(),
    });
  } catch (error) {
    return notReached(url, error);
  } finally {
    if (!isOpen) await link.close();
  }
};
