import { existsSync } from 'node:fs';
import { type Failure, failure, type Result, type Sequence, success } from '@wurao/domain';
import type pg from 'pg';
import { columnsOf, FILLED_TABLES, type FilledTable, keyValues, type Value } from '../columns.ts';
import { outsideCause } from '../dialect.ts';
import { storePath } from '../files.ts';
import { lockDirectory } from '../lock.ts';
import { MIGRATIONS } from '../migrations.ts';
import { copyIn, copyTextOfArrays } from '../postgres/copy-in.ts';
import { Link } from '../postgres/link.ts';
import { COPY_TABLE, faultOf, inspect, migratePostgres } from '../postgres/migrate.ts';
import { faultOfUrl, placeOf } from '../postgres/url.ts';
import { openDatabase } from '../session.ts';
import { compareTable, PostgresRows, type Row } from './rows.ts';
import { type CopySource, openCopySource } from './source.ts';

export interface CopyProgress {
  readonly stage: 'copy' | 'check';
  readonly table: FilledTable;
  /** Of this stage, over all tables, those of an earlier run included. */
  readonly rows: number;
  readonly totalRows: number;
}

export interface CopyOptions {
  /** A data directory with a store that no process serves. */
  readonly directory: string;
  readonly databaseUrl: string;
  readonly nowMs: number;
  readonly onProgress?: (progress: CopyProgress) => void;
  /** Stops after the chunk at hand; the same copy run again goes on from there. */
  readonly signal?: AbortSignal;
  /** Rows of one transaction. */
  readonly chunkRows?: number;
}

export interface CopyReport {
  readonly to: string;
  readonly sequence: Sequence;
  readonly rows: Readonly<Record<string, number>>;
  readonly totalRows: number;
  /** Rows that an earlier, interrupted run had copied. */
  readonly resumedAfterRows: number;
  /** Rows compared cell by cell at the end: all of them. */
  readonly checkedRows: number;
  readonly copyMs: number;
  readonly checkMs: number;
}

const CHUNK_ROWS = 20_000;

/** Where a copy stands; moves with the rows, in their transaction. */
interface Place {
  readonly table: FilledTable;
  readonly after: readonly Value[] | undefined;
  readonly rows: number;
}

const conflict = (message: string, remedy: string): Failure =>
  failure('conflict', 'The database is not free', { field: 'to', message, remedy });

const notWhole = (message: string): Failure =>
  failure('invalid', 'The copy is not the same', {
    field: 'to',
    message,
    remedy: 'Empty the database (drop and create it), then copy again; keep the source until a copy was found whole.',
  });

const interrupted = (rows: number, totalRows: number): Failure =>
  failure('not-ready', 'The copy was interrupted', {
    field: '',
    message: `${rows} of ${totalRows} rows stand in the database`,
    remedy: 'Run the same command again: it goes on from there.',
  });

/**
 * Copies the embedded store of a data directory into an empty PostgreSQL database, and compares every row of every table
 * at the end. Interrupted, in whatever way, the same call goes on where it stopped; until it is done, no server opens the
 * half of it. The source is only read.
 */
export const copyStore = async (options: CopyOptions): Promise<Result<CopyReport>> => {
  const { directory, databaseUrl } = options;
  const fault = faultOfUrl(databaseUrl);
  if (fault !== undefined)
    return failure('invalid', 'Invalid target', {
      field: 'to',
      message: `it ${fault}`,
      remedy: 'Write postgres://account:password@host:5432/database.',
    });
  if (!existsSync(storePath(directory)))
    return failure('not-found', 'There is no store to copy', {
      field: 'from',
      message: `there is no ${storePath(directory)}`,
      remedy: 'Name a data directory whose store is embedded.',
    });
  const lock = lockDirectory(directory);
  if (!lock.ok) return lock;
  const db = openDatabase(storePath(directory), { readonly: true });
  const link = new Link(databaseUrl);
  try {
    const source = openCopySource(db);
    if (!source.ok) return source;
    return await copyInto(await link.client(), source.value, options);
  } catch (error) {
    if (outsideCause(error) === undefined) throw error;
    return failure('store-unavailable', 'The copy stopped', {
      field: 'to',
      message: `${placeOf(databaseUrl)}: ${error instanceof Error ? error.message : ''}`,
      remedy: 'When the server answers again, run the same command: it goes on where it stopped.',
    });
  } finally {
    await link.close();
    db.close();
    lock.value.release();
  }
};

const copyInto = async (client: pg.Client, source: CopySource, options: CopyOptions): Promise<Result<CopyReport>> => {
  const started = await begin(client, source, options.nowMs);
  if (!started.ok) return started;
  const copyFromMs = performance.now();
  const copied = await copyRows(client, source, started.value, options);
  if (!copied.ok) return copied;
  const checkFromMs = performance.now();
  const checked = await checkRows(client, source, options);
  if (!checked.ok) return checked;
  await finish(client, source);
  return success({
    to: placeOf(options.databaseUrl),
    sequence: source.head,
    rows: source.rows,
    totalRows: source.totalRows,
    resumedAfterRows: started.value.rows,
    checkedRows: checked.value,
    copyMs: checkFromMs - copyFromMs,
    checkMs: performance.now() - checkFromMs,
  });
};

interface PlaceRow {
  source: string;
  stage: string;
  after: string;
  rows: number;
}

/** Where to go on: at the first table of an empty database, or where the same copy stopped. */
const begin = async (client: pg.Client, source: CopySource, nowMs: number): Promise<Result<Place>> => {
  const found = await inspect(client);
  const fault = faultOf(found, MIGRATIONS.at(-1)?.version ?? 0);
  if (fault) return fault;
  if (found.isHalfCopied) return resume(client, source);
  const migrated = await migratePostgres(client, MIGRATIONS, nowMs);
  if (!migrated.ok) return migrated;
  for (const table of FILLED_TABLES) {
    const { rows } = await client.query(`select 1 from "${table}" limit 1`);
    if (rows.length > 0)
      return conflict(
        `it holds a store already (${table} has rows), and no unfinished copy`,
        'Name an empty database: a copy never mixes two stores.',
      );
  }
  const first: Place = { table: FILLED_TABLES[0] as FilledTable, after: undefined, rows: 0 };
  await client.query(`begin;
    create table ${COPY_TABLE} (source text not null, stage text not null, after text not null, rows bigint not null);
    insert into ${COPY_TABLE} values ('${source.identity}', '${first.table}', 'null', 0); commit`);
  return success(first);
};

const resume = async (client: pg.Client, source: CopySource): Promise<Result<Place>> => {
  const [place] = (await client.query<PlaceRow>(`select source, stage, after, rows from ${COPY_TABLE}`)).rows;
  if (place?.source !== source.identity)
    return conflict(
      'it holds the unfinished copy of another store, or of this one before it went on',
      'Empty the database (drop and create it), then copy again.',
    );
  const after = (JSON.parse(place.after) as Value[] | null) ?? undefined;
  return success({ table: place.stage as FilledTable, after, rows: place.rows });
};

const copyRows = async (
  client: pg.Client,
  source: CopySource,
  start: Place,
  { onProgress = () => {}, signal, chunkRows = CHUNK_ROWS }: CopyOptions,
): Promise<Result<void>> => {
  const { totalRows } = source;
  let { rows } = start;
  for (const table of FILLED_TABLES.slice(FILLED_TABLES.indexOf(start.table))) {
    let after = table === start.table ? start.after : undefined;
    let chunk = await source.rowsAfter(table, after, chunkRows);
    while (chunk.length > 0) {
      if (signal?.aborted) return interrupted(rows, totalRows);
      rows += chunk.length;
      after = keyValues(table, chunk.at(-1) as Row);
      const written = writeChunk(client, chunk, { table, after, rows });
      // The next chunk is read while the server takes this one.
      const next = source.rowsAfter(table, after, chunkRows);
      await written;
      onProgress({ stage: 'copy', table, rows, totalRows });
      chunk = await next;
    }
  }
  return success(undefined);
};

/** All or nothing, with the place reached. Should another have begun to write there, its commit comes before or after. */
const writeChunk = async (client: pg.Client, chunk: readonly Row[], place: Place): Promise<void> => {
  const sent: Promise<unknown>[] = [
    client.query('begin'),
    client.query('select sequence from feed_head where sequence = 0 for update'),
  ];
  const copied = copyIn(client, { table: place.table, columns: columnsOf(place.table) }, copyTextOfArrays(chunk));
  sent.push(copied);
  const moved = copied.then(() =>
    client.query(`update ${COPY_TABLE} set stage = $1, after = $2, rows = $3`, [
      place.table,
      JSON.stringify(place.after),
      place.rows,
    ]),
  );
  sent.push(moved);
  try {
    await Promise.all(sent);
    await client.query('commit');
  } catch (error) {
    await Promise.allSettled(sent);
    await client.query('rollback').catch(() => {});
    throw error;
  }
};

const checkRows = async (
  client: pg.Client,
  source: CopySource,
  { onProgress = () => {}, signal }: CopyOptions,
): Promise<Result<number>> => {
  const { totalRows } = source;
  const copy = new PostgresRows(client);
  let checked = 0;
  for (const table of FILLED_TABLES) {
    const { difference } = await compareTable(table, source, copy, (rows) => {
      checked += rows;
      onProgress({ stage: 'check', table, rows: checked, totalRows });
    });
    if (difference) return notWhole(`${table} ${JSON.stringify(difference.key)}: ${difference.what} in the database`);
    if (signal?.aborted) return interrupted(totalRows, totalRows);
  }
  return success(checked);
};

/** From here on a server may open it. */
const finish = async (client: pg.Client, source: CopySource): Promise<void> => {
  await client.query(`begin; update feed_head set sequence = ${source.head}; drop table ${COPY_TABLE}; commit`);
  for (const table of FILLED_TABLES) await client.query(`analyze "${table}"`);
};
