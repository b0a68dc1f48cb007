import type Database from 'better-sqlite3';
import { DummyDriver, Kysely, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from 'kysely';
import type { Tables } from './schema.ts';

/**
 * Everything in which SQLite and PostgreSQL differ stands here; all other SQL is spoken by both. PostgreSQL adds its own
 * compiler, `for update` on the head, no clustering suffix, and its error codes.
 */

/** Builds and compiles queries; it never runs one. */
export const queryBuilder = (): Kysely<Tables> =>
  new Kysely<Tables>({
    dialect: {
      createAdapter: () => new SqliteAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (db) => new SqliteIntrospector(db),
      createQueryCompiler: () => new SqliteQueryCompiler(),
    },
  });

/** Rows lie in the order of their key: facts of one number are read together, and a bulk load reads straight on. */
export const CLUSTERED = 'without rowid';

/** Takes the only write lock at once: no group reads a head that another may still move. */
export const BEGIN_GROUP = 'begin immediate';
export const BEGIN_SNAPSHOT = 'begin deferred';

/** Those of a JSON array of number keys of which any fact stands: one question for a whole batch. */
export const KNOWN_NUMBERS = `select value as number from json_each(?) as asked where
  exists (select 1 from basis where subscriber = asked.value) or exists (select 1 from refusal where subscriber = asked.value) or
  exists (select 1 from preference where subscriber = asked.value) or exists (select 1 from tenure where number = asked.value)`;

export const BUSY_TIMEOUT_MS = 5_000;
const CACHE_KIB = 64 * 1024;
/** 16 MiB of log before its pages go to their places: four times SQLite's own, so that a busy page is written once for many commits. */
const CHECKPOINT_PAGES = 4_000;

/** Acknowledged means durable: WAL with a sync of it at every commit. */
export const prepareWriter = (db: Database.Database): void => {
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.pragma(`busy_timeout = ${BUSY_TIMEOUT_MS}`);
  db.pragma('foreign_keys = ON');
  db.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
  db.pragma(`cache_size = -${CACHE_KIB}`);
};

export const prepareReader = (db: Database.Database): void => {
  db.pragma(`busy_timeout = ${BUSY_TIMEOUT_MS}`);
  db.pragma('query_only = ON');
  db.pragma(`cache_size = -${CACHE_KIB}`);
};

/** Causes outside the program that may pass: full disk, failing disk, a lock held too long. */
const OUTSIDE_CAUSES = /^SQLITE_(?:FULL|IOERR|BUSY|LOCKED|READONLY|CANTOPEN|NOMEM|CORRUPT|NOTADB|PROTOCOL|PERM|AUTH)/;
/** The same, as the file system says it. */
const FILE_CAUSES = /^E(?:NOSPC|DQUOT|FBIG|IO|ACCES|PERM|ROFS|NOENT|NOTDIR|ISDIR|EXIST|MFILE|NFILE)$/;

export const outsideCause = (error: unknown): string | undefined => {
  if (!(error instanceof Error)) return undefined;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (OUTSIDE_CAUSES.test(code) || FILE_CAUSES.test(code)) return code;
  return error.message === 'The database connection is not open' ? 'closed' : undefined;
};

export const isFull = (cause: string): boolean =>
  cause.startsWith('SQLITE_FULL') || cause === 'ENOSPC' || cause === 'EDQUOT';
