import { createHash } from 'node:crypto';
import { asSequence, failure, type Result, type Sequence, success } from '@wurao/domain';
import type Database from 'better-sqlite3';
import { columnList, FILLED_TABLES, type FilledTable } from '../columns.ts';
import { schemaVersion } from '../migrate.ts';
import { MIGRATIONS } from '../migrations.ts';
import { type RowSource, SqliteRows } from './rows.ts';

/** An embedded store as it stands, read in the order of each table's key. */
export interface CopySource extends RowSource {
  readonly head: Sequence;
  /** What a copy that goes on must find again: schema, feed, and all that moves without the feed. */
  readonly identity: string;
  readonly rows: Readonly<Record<FilledTable, number>>;
  readonly totalRows: number;
}

/** They change without taking a sequence, and are small. */
const BESIDE_THE_FEED: readonly FilledTable[] = [
  'idempotency',
  'outbox',
  'code',
  'webhook',
  'webhook_delivery',
  'appeal',
  'case_file',
  'case_count',
  'case_note',
  'frozen_counts',
  'complaint_finding',
  'sanction_file',
  'sanction_step',
  'pledge',
  'obligation',
  'inquiry',
  'row_version',
  'member',
];

export const openCopySource = (db: Database.Database): Result<CopySource> => {
  const schema = schemaVersion(db);
  const known = MIGRATIONS.at(-1)?.version ?? 0;
  if (schema !== known)
    return failure(schema > known ? 'newer-schema' : 'invalid', 'The store has another schema', {
      field: 'from',
      message: `the store has schema version ${schema}, this program copies version ${known}`,
      remedy:
        schema > known
          ? `Run the release that knows schema version ${schema}.`
          : 'Start this program on the directory once (`wurao serve`): it brings the store up to date.',
    });
  // One snapshot for all of it.
  db.prepare('begin').run();
  const reading = new SqliteRows(db);
  const { sequence } = db.prepare('select sequence from feed_head').get() as { sequence: number };
  const rows = Object.fromEntries(FILLED_TABLES.map((table) => [table, reading.count(table)])) as CopySource['rows'];
  return success({
    head: asSequence(sequence),
    identity: identityOf(db, { schema, sequence, rows }),
    rows,
    totalRows: Object.values(rows).reduce((sum, count) => sum + count, 0),
    rowsAfter: (table, after, limit) => reading.rowsAfter(table, after, limit),
  });
};

const identityOf = (db: Database.Database, facts: object): string => {
  const hash = createHash('sha256').update(JSON.stringify(facts));
  for (const end of ['asc', 'desc'])
    hash.update(
      JSON.stringify(db.prepare(`select * from change order by sequence ${end}, position ${end} limit 1`).all()),
    );
  for (const table of BESIDE_THE_FEED) {
    for (const row of db
      .prepare(`select ${columnList(table)} from "${table}" order by 1, 2`)
      .raw()
      .iterate())
      hash.update(JSON.stringify(row));
  }
  return hash.digest('hex');
};
