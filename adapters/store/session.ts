import type { Change } from '@wurao/domain';
import Database from 'better-sqlite3';
import type { Compilable, Kysely } from 'kysely';
import { BEGIN_GROUP, postgresBuilder, sqliteBuilder } from './dialect.ts';
import type { Tables } from './schema.ts';

export type { Value } from './columns.ts';

/** Stands for a value while a query is built, so that it is compiled once and run many times. */
class Placeholder {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

/** A compiled query: its text, and which parameter goes where. */
export interface Statement<Params extends object, Row> {
  readonly sql: string;
  /** The same for PostgreSQL, whose placeholders are numbered. */
  readonly numbered: string;
  readonly names: readonly (keyof Params & string)[];
  /** Only in the types. */
  readonly row?: Row;
}

const sqlite: Kysely<Tables> = sqliteBuilder();
const postgres: Kysely<Tables> = postgresBuilder();

/** `placeholders.x` is typed as the value of x. Constants in the query become parameters that are always the same: write them as literals of SQL. */
export const statement = <Params extends object, Row = unknown>(
  build: (db: Kysely<Tables>, placeholders: Params) => Compilable<Row>,
): Statement<Params, Row> => {
  const placeholders = new Proxy({}, { get: (_, name) => new Placeholder(String(name)) }) as Params;
  const { sql, parameters } = build(sqlite, placeholders).compile();
  const names = parameters.map((parameter) => {
    if (parameter instanceof Placeholder) return parameter.name as keyof Params & string;
    throw new Error(`a constant among the parameters of ${sql}`);
  });
  // One build for both: the same query has the same parameters in the same places.
  return { sql, numbered: build(postgres, placeholders).compile().sql, names };
};

/** One connection, on which statements run one after another. */
export interface Session {
  all<Params extends object, Row>(statement: Statement<Params, Row>, params: Params): Promise<Row[]>;
  one<Params extends object, Row>(statement: Statement<Params, Row>, params: Params): Promise<Row | undefined>;
  /** Inside a group it may be done later, in its turn: what goes wrong then ends the group at its commit at the latest. */
  run<Params extends object>(statement: Statement<Params, unknown>, params: Params): Promise<void>;
  /**
   * The same statement for many rows, in order. A plain insert of one row takes few round trips: prepared multi-row inserts on
   * SQLite, COPY on PostgreSQL. Inside a group, the rows are of that group's transaction.
   */
  runMany<Params extends object>(statement: Statement<Params, unknown>, rows: readonly Params[]): Promise<void>;
}

/** The writing connection: one group at a time, and within it one savepoint at a time. */
export interface GroupSession extends Session {
  /** Begins, and answers the sequence of the last committed change, which nobody else can move until the end. */
  beginGroup(): Promise<number>;
  savepoint(): Promise<void>;
  rollbackToSavepoint(): Promise<void>;
  releaseSavepoint(): Promise<void>;
  /** `last`: what the group stated last, if it moved the head. Resolves once all of it is durable. */
  commitGroup(last: Change | undefined): Promise<void>;
  /** Never fails: where there is nothing to roll back any more, nothing is applied either. */
  rollbackGroup(): Promise<void>;
}

/** Rows of one multi-row insert, a fifth to a third faster: more spare little, and no statement nears SQLite's limit of parameters. */
const ROWS_AN_INSERT = 64;

const valuesOf = (names: readonly string[], rows: readonly object[], from: number, to: number): unknown[] => {
  const values = new Array<unknown>((to - from) * names.length);
  let at = 0;
  for (let i = from; i < to; i++) {
    const row = rows[i] as Readonly<Record<string, unknown>>;
    for (const name of names) values[at++] = row[name] ?? null;
  }
  return values;
};

/** The embedded store's session: prepares each statement once, and answers within the turn. */
export class SqliteSession implements GroupSession {
  readonly db: Database.Database;
  readonly #prepared = new Map<string, Database.Statement>();

  constructor(db: Database.Database) {
    this.db = db;
  }

  #prepare(sql: string): Database.Statement {
    const known = this.#prepared.get(sql);
    if (known) return known;
    const prepared = this.db.prepare(sql);
    this.#prepared.set(sql, prepared);
    return prepared;
  }

  async all<Params extends object, Row>({ sql, names }: Statement<Params, Row>, params: Params): Promise<Row[]> {
    return this.#prepare(sql).all(...names.map((name) => params[name])) as Row[];
  }

  async one<Params extends object, Row>(
    { sql, names }: Statement<Params, Row>,
    params: Params,
  ): Promise<Row | undefined> {
    return this.#prepare(sql).get(...names.map((name) => params[name])) as Row | undefined;
  }

  async run<Params extends object>({ sql, names }: Statement<Params, unknown>, params: Params): Promise<void> {
    this.#prepare(sql).run(...names.map((name) => params[name]));
  }

  async runMany<Params extends object>(
    { sql, names }: Statement<Params, unknown>,
    rows: readonly Params[],
  ): Promise<void> {
    const wide = rows.length < ROWS_AN_INSERT ? undefined : widened(sql);
    let at = 0;
    for (; wide !== undefined && at + ROWS_AN_INSERT <= rows.length; at += ROWS_AN_INSERT)
      this.#prepare(wide).run(valuesOf(names, rows, at, at + ROWS_AN_INSERT));
    for (; at < rows.length; at++) this.#prepare(sql).run(valuesOf(names, rows, at, at + 1));
  }

  async execute(sql: string): Promise<void> {
    this.#prepare(sql).run();
  }

  async beginGroup(): Promise<number> {
    await this.execute(BEGIN_GROUP);
    const head = this.#prepare('select sequence from feed_head').get() as { sequence: number } | undefined;
    return head?.sequence ?? 0;
  }

  savepoint = (): Promise<void> => this.execute('savepoint command');
  rollbackToSavepoint = (): Promise<void> => this.execute('rollback to savepoint command');
  releaseSavepoint = (): Promise<void> => this.execute('release savepoint command');
  commitGroup = (): Promise<void> => this.execute('commit');

  /** SQLite rolls back by itself after some failures, and then there is nothing left to roll back. */
  async rollbackGroup(): Promise<void> {
    try {
      await this.execute('rollback');
    } catch {}
  }
}

const ONE_ROW = /^(insert into .* values )(\([^()]*\))$/;

/** The same insert for many rows; undefined where the text is no plain insert of one row. */
const widened = (sql: string): string | undefined => {
  const found = ONE_ROW.exec(sql);
  return found ? `${found[1]}${new Array<string>(ROWS_AN_INSERT).fill(found[2] ?? '').join(', ')}` : undefined;
};

export const openDatabase = (path: string, options: Database.Options = {}): Database.Database =>
  new Database(path, options);
