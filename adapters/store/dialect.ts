import type Database from 'better-sqlite3';
import {
  type Dialect,
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import type { Tables } from './schema.ts';

/** Everything in which SQLite and PostgreSQL differ as languages stands here; all other SQL is spoken by both. */

const SQLITE: Dialect = {
  createAdapter: () => new SqliteAdapter(),
  createDriver: () => new DummyDriver(),
  createIntrospector: (db) => new SqliteIntrospector(db),
  createQueryCompiler: () => new SqliteQueryCompiler(),
};

const POSTGRES: Dialect = {
  createAdapter: () => new PostgresAdapter(),
  createDriver: () => new DummyDriver(),
  createIntrospector: (db) => new PostgresIntrospector(db),
  createQueryCompiler: () => new PostgresQueryCompiler(),
};

/** They build and compile queries, and never run one. */
export const sqliteBuilder = (): Kysely<Tables> => new Kysely<Tables>({ dialect: SQLITE });
export const postgresBuilder = (): Kysely<Tables> => new Kysely<Tables>({ dialect: POSTGRES });

/** Rows lie in the order of their key: facts of one number are read together, and a bulk load reads straight on. */
export const CLUSTERED = 'without rowid';

/**
 * Words of `search_text`, as `wordsOf` made them: both engines take them as they stand. SQLite has an index table beside it, which holds no
 * words of its own, and can be built again from it; PostgreSQL has an index.
 */
const INDEX_TABLE = 'search_index';
const WORDS_AS_VECTOR = "array_to_tsvector(string_to_array(words, ' '))";
export const SEARCH_INDEX = [
  `create virtual table ${INDEX_TABLE} using fts5 (words, content = 'search_text', content_rowid = 'id', tokenize = 'ascii',
    detail = 'none', columnsize = 0)`,
  `create trigger search_text_added after insert on search_text
    begin insert into ${INDEX_TABLE} (rowid, words) values (new.id, new.words); end`,
] as const;
const POSTGRES_INSTEAD: ReadonlyMap<string, string> = new Map([
  [SEARCH_INDEX[0], `create index search_text_words on search_text using gin (${WORDS_AS_VECTOR})`],
  [SEARCH_INDEX[1], ''],
]);
export const REBUILD_SEARCH_INDEX = `insert into ${INDEX_TABLE} (${INDEX_TABLE}) values ('rebuild')`;
/** The tables of SQLite that follow from others: no rows of ours. */
export const isDerivedTable = (name: string): boolean => name === INDEX_TABLE || name.startsWith(`${INDEX_TABLE}_`);

/** What is asked of the words: all of the terms, each in one of its forms. Words have letters and digits only. */
export const matchOf = (terms: readonly (readonly string[])[]): string =>
  terms.map((forms) => `(${forms.map((word) => `"${word}"`).join(' OR ')})`).join(' AND ');
const MATCH = `${INDEX_TABLE} match ?`;
const MATCH_POSTGRES = `${WORDS_AS_VECTOR} @@ replace(replace(replace($1, '"', ''''), ' OR ', '|'), ' AND ', '&')::tsquery`;
const FOUND = `from ${INDEX_TABLE} join search_text as held on held.id = ${INDEX_TABLE}.rowid`;
const FOUND_POSTGRES = 'from search_text as held';
const OF_CASE = 'join case_file on case_file.id = held.case_id';

/** Texts that match, the latest first: the last that a search goes through, and a page of them, before and after an id. */
export const SEARCH_FLOOR = `select rowid as id from ${INDEX_TABLE} where ${MATCH} order by rowid desc limit 1 offset ?`;
export const SEARCH_FLOOR_POSTGRES = `select id ${FOUND_POSTGRES} where ${MATCH_POSTGRES} order by id desc limit 1 offset $2`;
export const SEARCH_PAGE = `select held.id as id, held.case_id as case_id ${FOUND}
  where ${MATCH} and ${INDEX_TABLE}.rowid < ? and ${INDEX_TABLE}.rowid >= ? order by ${INDEX_TABLE}.rowid desc limit ?`;
export const SEARCH_PAGE_POSTGRES = `select held.id, held.case_id ${FOUND_POSTGRES}
  where ${MATCH_POSTGRES} and held.id < $2 and held.id >= $3 order by held.id desc limit $4`;
export const SEARCH_NARROWED = `select held.id as id, held.case_id as case_id ${FOUND} ${OF_CASE}
  where ${MATCH} and ${INDEX_TABLE}.rowid < ? and ${INDEX_TABLE}.rowid >= ? and state = coalesce(?, state)
    and coalesce(province, '') = coalesce(?, province, '') order by ${INDEX_TABLE}.rowid desc limit ?`;
export const SEARCH_NARROWED_POSTGRES = `select held.id, held.case_id ${FOUND_POSTGRES} ${OF_CASE}
  where ${MATCH_POSTGRES} and held.id < $2 and held.id >= $3 and state = coalesce($4, state)
    and coalesce(province, '') = coalesce($5, province, '') order by held.id desc limit $6`;

/**
 * A statement of the schema as PostgreSQL has it. It has no clustering suffix; and text is ordered by its bytes, as SQLite
 * orders it, whatever the language of the database, so that pages, chunks and comparisons go in one order on both.
 */
export const postgresSchema = (statement: string): string =>
  POSTGRES_INSTEAD.get(statement) ??
  statement.replaceAll(` ${CLUSTERED}`, '').replaceAll(/\b(\w+) text\b/g, '$1 text collate "C"');

/** Takes the only write lock at once: no group reads a head that another may still move. */
export const BEGIN_GROUP = 'begin immediate';
export const BEGIN_SNAPSHOT = 'begin deferred';

/** The lock on the head comes first, so that every later statement sees what was committed before it. */
export const BEGIN_GROUP_POSTGRES = 'begin isolation level read committed';
export const BEGIN_SNAPSHOT_POSTGRES = 'begin isolation level repeatable read read only';

/** Those of a JSON array of number keys of which any fact stands: one question for a whole batch. */
export const KNOWN_NUMBERS = `select value as number from json_each(?) as asked where
  exists (select 1 from basis where subscriber = asked.value) or exists (select 1 from refusal where subscriber = asked.value) or
  exists (select 1 from preference where subscriber = asked.value) or exists (select 1 from tenure where number = asked.value)`;
/** No `exists`: the server would answer one from a hash of the whole table, planned when the table was small. */
export const KNOWN_NUMBERS_POSTGRES = `select number from (select value::bigint as number from json_array_elements_text($1::json)) as asked
  where coalesce((select 1 from "basis" where subscriber = asked.number limit 1), (select 1 from "refusal" where subscriber = asked.number limit 1),
    (select 1 from "preference" where subscriber = asked.number limit 1), (select 1 from "tenure" as held where held.number = asked.number limit 1)) = 1`;

/** Those of a JSON array of calls ([callee, caller, start]) that are on record. `cross`: call by call, never through the whole table. */
export const KNOWN_CALLS = `select callee, caller, start_at from json_each(?) as asked cross join call_record
  where callee = asked.value ->> 0 and caller = asked.value ->> 1 and start_at = asked.value ->> 2`;
export const KNOWN_CALLS_POSTGRES = `select callee, caller, start_at from json_array_elements($1::json) as asked (call)
  join "call_record" on callee = (call ->> 0)::bigint and caller = (call ->> 1)::bigint and start_at = (call ->> 2)::bigint`;

/** Cases about those of a JSON array of sources ([kind, id]). `cross`: source by source, never through the whole table. */
export const CASES_ABOUT_SOURCES = `select case_file.id as id, state, source_kind, source_id, opened_at, steps, import from json_each(?) as asked cross join case_file
  where source_kind = asked.value ->> 0 and source_id = asked.value ->> 1`;
export const CASES_ABOUT_SOURCES_POSTGRES = `select id, state, source_kind, source_id, opened_at, steps, import from json_array_elements($1::json) as asked (source)
  join "case_file" on source_kind = source ->> 0 and source_id = source ->> 1 and source_id is not null`;

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

/** Less than a caller waits for its write, so that it hears that nothing was applied. */
const LOCK_TIMEOUT_MS = 4_000;
/** A process that hangs inside a group would keep every other from writing. */
const IDLE_IN_TRANSACTION_MS = 60_000;
/** How a server notices that the other side is gone, cable and all: seconds. */
const KEEPALIVE_S = 10;

/**
 * What each connection to PostgreSQL says first. Statements are look-ups by key, prepared once; a plan made while a table was
 * small must not become a walk through millions. Whoever turned `synchronous_commit` off gets it back for this connection.
 */
export const PREPARE_CONNECTION = [
  `set lock_timeout = ${LOCK_TIMEOUT_MS}`,
  `set idle_in_transaction_session_timeout = ${IDLE_IN_TRANSACTION_MS}`,
  `set tcp_keepalives_idle = ${KEEPALIVE_S}`,
  `set tcp_keepalives_interval = ${KEEPALIVE_S}`,
  'set enable_seqscan = off',
  // Compiling a look-up costs a hundred times what it takes.
  'set jit = off',
  'set statement_timeout = 0',
  "set client_min_messages = 'warning'",
  "select set_config('synchronous_commit', 'on', false) where current_setting('synchronous_commit') = 'off'",
].join('; ');

/** Causes outside the program that may pass: full disk, failing disk, a lock held too long. */
const SQLITE_CAUSES = /^SQLITE_(?:FULL|IOERR|BUSY|LOCKED|READONLY|CANTOPEN|NOMEM|CORRUPT|NOTADB|PROTOCOL|PERM|AUTH)/;
/** The same, as the file system says it. */
const FILE_CAUSES = /^E(?:NOSPC|DQUOT|FBIG|IO|ACCES|PERM|ROFS|NOENT|NOTDIR|ISDIR|EXIST|MFILE|NFILE)$/;
/** The same, on the way to another machine. */
const NETWORK_CAUSES =
  /^(?:E(?:CONNREFUSED|CONNRESET|PIPE|TIMEDOUT|HOSTUNREACH|NETUNREACH|NOTFOUND|AI_AGAIN)|CLOSED|SILENT)$/;
/**
 * The same, as PostgreSQL says it: connection, authorisation, no such database, rolled back for another's sake, out of resources,
 * lock not to be had, operator at work, system error, damaged data, read-only (a standby).
 */
const POSTGRES_CAUSES = /^(?:08|28|3D|40|53|55|57|58)[0-9A-Z]{3}$|^(?:25006|42501|XX001|XX002)$/;
/** The driver's own words for a connection that is gone; they carry no code. */
const DRIVER_CAUSES =
  /^(?:Connection terminated|Client has encountered a connection error|Client was closed|timeout exp|connection timeout|Query read timeout)/i;

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';

export const outsideCause = (error: unknown): string | undefined => {
  if (!(error instanceof Error)) return undefined;
  const code = codeOf(error);
  if (SQLITE_CAUSES.test(code) || FILE_CAUSES.test(code)) return code;
  if (NETWORK_CAUSES.test(code) || POSTGRES_CAUSES.test(code)) return code;
  if (DRIVER_CAUSES.test(error.message)) return 'CLOSED';
  return error.message === 'The database connection is not open' ? 'closed' : undefined;
};

export const isFull = (cause: string): boolean =>
  cause.startsWith('SQLITE_FULL') || cause === 'ENOSPC' || cause === 'EDQUOT' || cause === '53100';

/** Said by a database server, or on the way to it. */
export const isRemote = (cause: string): boolean => NETWORK_CAUSES.test(cause) || POSTGRES_CAUSES.test(cause);

/** Rolled back only because another was in the way: the same again may go through. 40001 serialisation, 40P01 deadlock. */
export const isConflict = (error: unknown): boolean => codeOf(error) === '40001' || codeOf(error) === '40P01';

/** After these the connection is gone, and what it was doing may have been done: 57P01 to 57P05, 08xxx, the network. */
export const isLost = (error: unknown): boolean =>
  error instanceof Error &&
  (NETWORK_CAUSES.test(codeOf(error)) ||
    /^(?:57P0\d|08[0-9A-Z]{3})$/.test(codeOf(error)) ||
    DRIVER_CAUSES.test(error.message));
