import { existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { failure, type Result, success } from '@wurao/domain';
import type Database from 'better-sqlite3';
import { checkInThread } from '../backup.ts';
import { columnList, columnsOf, FILLED_TABLES, type FilledTable, keyValues, type Value } from '../columns.ts';
import { PostgresRows, type Row } from '../copy/rows.ts';
import { BEGIN_SNAPSHOT_POSTGRES } from '../dialect.ts';
import { attempted } from '../failures.ts';
import { besides, freePath, syncPath } from '../files.ts';
import { migrate } from '../migrate.ts';
import { MIGRATIONS } from '../migrations.ts';
import type { BackupReport } from '../ports.ts';
import { openDatabase } from '../session.ts';
import { Link } from './link.ts';

const ROWS_AT_ONCE = 10_000;

/**
 * A backup of a store on PostgreSQL is a file of the embedded store: every row as of one snapshot, taken while others write. It
 * is checked, restored and opened as any other, and `wurao store copy` brings it into a database again.
 */
export const backupPostgres = async (url: string, target: string): Promise<Result<BackupReport>> => {
  const path = resolve(target);
  if (existsSync(path))
    return failure('conflict', 'In the way', {
      field: 'path',
      message: `${path} exists already`,
      remedy: 'Name a file that does not exist yet.',
    });
  const partial = freePath(`${path}.partial`);
  const copied = await attempted(async () => {
    mkdirSync(dirname(path), { recursive: true });
    await writeFile(url, partial);
    syncPath(partial);
  });
  const checked = copied.ok ? await checkInThread(partial) : copied;
  if (!checked.ok) {
    for (const file of [partial, ...besides(partial)]) rmSync(file, { force: true });
    return checked;
  }
  renameSync(partial, path);
  syncPath(dirname(path));
  return success({ path, sequence: checked.value.sequence, bytes: statSync(path).size });
};

const writeFile = async (url: string, path: string): Promise<void> => {
  const link = new Link(url);
  const db = openDatabase(path);
  try {
    // Synced as a whole at the end: a half written file is thrown away.
    db.pragma('journal_mode = MEMORY');
    db.pragma('synchronous = OFF');
    const migrated = migrate(db, MIGRATIONS, { nowMs: Date.now(), backupPath: () => path });
    if (!migrated.ok) throw new Error(migrated.title);
    const client = await link.client();
    await client.query(BEGIN_SNAPSHOT_POSTGRES);
    const head = (await client.query<{ sequence: number }>('select sequence from feed_head')).rows[0]?.sequence ?? 0;
    const rows = new PostgresRows(client);
    for (const table of FILLED_TABLES) await copyTable(rows, table, db);
    db.prepare('update feed_head set sequence = ?').run(head);
    await client.query('commit');
  } finally {
    db.close();
    await link.close();
  }
};

const copyTable = async (source: PostgresRows, table: FilledTable, db: Database.Database): Promise<void> => {
  const marks = columnsOf(table).map(() => '?');
  const insert = db.prepare(`insert into "${table}" (${columnList(table)}) values (${marks.join(', ')})`);
  const insertAll = db.transaction((rows: readonly Row[]) => {
    for (const row of rows) insert.run(row as Value[]);
  });
  let rows = await source.rowsAfter(table, undefined, ROWS_AT_ONCE);
  while (rows.length > 0) {
    // The next rows are on their way while these are written.
    const next = source.rowsAfter(table, keyValues(table, rows.at(-1) as Row), ROWS_AT_ONCE);
    next.catch(() => {});
    insertAll(rows);
    rows = await next;
  }
};
