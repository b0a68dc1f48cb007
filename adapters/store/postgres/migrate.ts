import { type Failure, failure, type InstantMs, type Result, success } from '@wurao/domain';
import type pg from 'pg';
import { postgresSchema } from '../dialect.ts';
import { type Migration, SCHEMA_VERSION_TABLE } from '../migrations.ts';

/** `wurao store copy` holds its progress here until every row was compared. */
export const COPY_TABLE = 'store_copy';
export const LEAST_SERVER_VERSION = 150_000;
const ENCODING = 'UTF8';
/** One server at a time brings a schema up to date; the second finds it done. */
const MIGRATION_LOCK = 0x77757261;

export interface Inspection {
  /** As PostgreSQL counts: 150012 is 15.12. */
  readonly serverVersion: number;
  readonly encoding: string;
  /** 0 = it holds no schema of ours. */
  readonly schema: number;
  /** A copy into it was begun and not ended. */
  readonly isHalfCopied: boolean;
  /** Where our tables stand: the connection's own schema. */
  readonly namespace: number;
  readonly fsync: string;
  readonly fullPageWrites: string;
}

interface InspectionRow {
  server: number;
  encoding: string;
  versions: string | null;
  copy: string | null;
  namespace: string | null;
  fsync: string;
  pages: string;
}

const INSPECT = `select current_setting('server_version_num')::int as server, current_setting('server_encoding') as encoding,
  to_regclass('schema_version')::text as versions, to_regclass('${COPY_TABLE}')::text as copy,
  (select oid::text from pg_namespace where nspname = current_schema()) as namespace,
  current_setting('fsync') as fsync, current_setting('full_page_writes') as pages`;

export const inspect = async (client: pg.Client): Promise<Inspection> => {
  const row = (await client.query<InspectionRow>(INSPECT)).rows[0] as InspectionRow;
  const schema = row.versions === null ? 0 : await schemaVersion(client);
  return {
    serverVersion: row.server,
    encoding: row.encoding,
    schema,
    isHalfCopied: row.copy !== null,
    namespace: Number(row.namespace ?? 0),
    fsync: row.fsync,
    fullPageWrites: row.pages,
  };
};

const schemaVersion = async (client: pg.Client): Promise<number> =>
  (await client.query<{ version: number }>('select coalesce(max(version), 0) as version from schema_version')).rows[0]
    ?.version ?? 0;

const unfit = (message: string, remedy: string): Failure =>
  failure('invalid', 'The database cannot hold a store', { field: 'databaseUrl', message, remedy });

export const newerSchema = (found: number, known: number): Failure =>
  failure('newer-schema', 'The store is newer than this program', {
    field: 'databaseUrl',
    message: `the database has schema version ${found}, this program knows up to ${known}`,
    remedy: `Run the release that knows schema version ${found}.`,
  });

export const halfCopied = (): Failure =>
  failure('conflict', 'A copy into this database is not finished', {
    field: 'databaseUrl',
    message: 'the database holds a part of another store',
    remedy: 'Run the same `wurao store copy` again: it goes on where it stopped. Or name an empty database.',
  });

/** What keeps a database from holding a store, whether or not it holds one already. */
export const faultOf = (found: Inspection, known: number): Failure | undefined => {
  if (found.serverVersion < LEAST_SERVER_VERSION)
    return unfit(`the server is PostgreSQL ${Math.floor(found.serverVersion / 10_000)}`, 'Use PostgreSQL 15 or later.');
  if (found.encoding !== ENCODING)
    return unfit(
      `the database is encoded in ${found.encoding}`,
      "Create one with: encoding 'UTF8' template template0.",
    );
  if (found.namespace === 0)
    return unfit('the search path names no schema that exists', 'Create the schema, or mend the search_path.');
  return found.schema > known ? newerSchema(found.schema, known) : undefined;
};

/**
 * Brings the schema up to date, all steps in one transaction: when one fails the database is as it was, so that no copy is
 * taken before.
 */
export const migratePostgres = async (
  client: pg.Client,
  migrations: readonly Migration[],
  nowMs: InstantMs,
): Promise<Result<Inspection>> => {
  const known = migrations.at(-1)?.version ?? 0;
  const found = await inspect(client);
  const fault = faultOf(found, known);
  if (fault) return fault;
  if (found.schema === known) return success(found);
  await client.query('begin');
  try {
    await client.query('select pg_advisory_xact_lock($1, $2)', [MIGRATION_LOCK, found.namespace]);
    await client.query(SCHEMA_VERSION_TABLE.replace(/\btext\b/, 'text collate "C"'));
    const from = await schemaVersion(client);
    for (const { version, name, statements } of migrations) {
      if (version <= from) continue;
      await client.query(statements.map(postgresSchema).join('; '));
      await client.query('insert into schema_version (version, name, at) values ($1, $2, $3)', [version, name, nowMs]);
    }
    await client.query('commit');
  } catch (error) {
    await client.query('rollback').catch(() => {});
    throw error;
  }
  return success({ ...found, schema: known });
};
