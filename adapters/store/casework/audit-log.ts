import type { AuditRow } from '@wurao/casework';
import { type Failure, failure, type Result, success } from '@wurao/domain';
import { columnsOf } from '../columns.ts';
import { type Row, type RowSource, SqliteRows } from '../copy/rows.ts';
import { BEGIN_SNAPSHOT, prepareReader } from '../dialect.ts';
import { outsideFailure } from '../failures.ts';
import { storePath } from '../files.ts';
import { schemaVersion } from '../migrate.ts';
import { openDatabase } from '../session.ts';
import { auditRowOf } from './audit.ts';
import type { AuditTableRow } from './schema.ts';

/** The whole log in one snapshot, on a connection of its own: nothing is written, and whoever serves the store goes on. */
export interface AuditLog {
  /** The last row's sequence; 0: there is none. */
  readonly last: number;
  /** In order, once. */
  rows(): AsyncIterable<AuditRow>;
  close(): Promise<void>;
}

/** Casework came with it. */
const FIRST_SCHEMA = 6;
const ROWS_AT_ONCE = 5_000;
export const LAST_AUDIT_ROW = 'select max(sequence) as last from audit';

export const noAuditLog = (schema: number): Failure =>
  failure('invalid', 'There is no log yet', {
    field: '--data-dir',
    message: schema === 0 ? 'it holds no store' : `the store has schema version ${schema}, without a log`,
    remedy: 'Start this program on it once (`wurao serve`): it brings the store up to date.',
  });

export const hasAuditLog = (schema: number): boolean => schema >= FIRST_SCHEMA;

const COLUMNS = columnsOf('audit');
const rowOf = (values: Row): AuditRow =>
  auditRowOf(Object.fromEntries(COLUMNS.map((name, i) => [name, values[i]])) as unknown as AuditTableRow);

export async function* auditRowsOf(source: RowSource): AsyncIterable<AuditRow> {
  for (let after: Row | undefined; ; ) {
    const rows = await source.rowsAfter('audit', after, ROWS_AT_ONCE);
    for (const row of rows) yield rowOf(row);
    const last = rows.at(-1);
    if (last === undefined || rows.length < ROWS_AT_ONCE) return;
    after = [last[0] as number];
  }
}

export const openEmbeddedAuditLog = (directory: string): Result<AuditLog> => {
  try {
    const db = openDatabase(storePath(directory), { readonly: true, fileMustExist: true });
    prepareReader(db);
    db.prepare(BEGIN_SNAPSHOT).run();
    const schema = schemaVersion(db);
    if (!hasAuditLog(schema)) {
      db.close();
      return noAuditLog(schema);
    }
    const { last } = db.prepare(LAST_AUDIT_ROW).get() as { last: number | null };
    return success({
      last: last ?? 0,
      rows: () => auditRowsOf(new SqliteRows(db)),
      close: async () => void db.close(),
    });
  } catch (error) {
    return outsideFailure(error);
  }
};
