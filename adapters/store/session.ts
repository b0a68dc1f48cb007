import Database from 'better-sqlite3';
import type { Compilable, Kysely } from 'kysely';
import { queryBuilder } from './dialect.ts';
import type { Tables } from './schema.ts';

export type Value = string | number | null;

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
  readonly names: readonly (keyof Params & string)[];
  /** Only in the types. */
  readonly row?: Row;
}

const builder: Kysely<Tables> = queryBuilder();

/** `placeholders.x` is typed as the value of x. Constants in the query become parameters that are always the same: write them as literals of SQL. */
export const statement = <Params extends object, Row = unknown>(
  build: (db: Kysely<Tables>, placeholders: Params) => Compilable<Row>,
): Statement<Params, Row> => {
  const placeholders = new Proxy({}, { get: (_, name) => new Placeholder(String(name)) }) as Params;
  const { sql, parameters } = build(builder, placeholders).compile();
  const names = parameters.map((parameter) => {
    if (parameter instanceof Placeholder) return parameter.name as keyof Params & string;
    throw new Error(`a constant among the parameters of ${sql}`);
  });
  return { sql, names };
};

/** One connection, on which statements run one after another. */
export interface Session {
  all<Params extends object, Row>(statement: Statement<Params, Row>, params: Params): Promise<Row[]>;
  one<Params extends object, Row>(statement: Statement<Params, Row>, params: Params): Promise<Row | undefined>;
  run<Params extends object>(statement: Statement<Params, unknown>, params: Params): Promise<void>;
  /** The same statement for many rows, in order: what an engine is fastest at. */
  runMany<Params extends object>(statement: Statement<Params, unknown>, rows: readonly Params[]): Promise<void>;
  /** Transaction control and schema statements. */
  execute(sql: string): Promise<void>;
}

/** Rows of one statement: more spare little. */
const WIDE_ROWS = 50;
const ONE_ROW = /^(insert into .* values )(\([^()]*\))$/;

/** The same insert for many rows, a fifth to a third faster; undefined where the text is no plain insert of one row. */
const widened = (sql: string): string | undefined => {
  const found = ONE_ROW.exec(sql);
  return found ? `${found[1]}${new Array<string>(WIDE_ROWS).fill(found[2] ?? '').join(', ')}` : undefined;
};

const valuesOf = <Params extends object>(
  names: readonly (keyof Params & string)[],
  rows: readonly Params[],
  from: number,
  to: number,
): unknown[] => {
  const values = new Array<unknown>((to - from) * names.length);
  let at = 0;
  for (let i = from; i < to; i++) {
    const row = rows[i] as Params;
    for (const name of names) values[at++] = row[name];
  }
  return values;
};

/** The embedded store's session: prepares each statement once, and answers within the turn. */
export class SqliteSession implements Session {
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
    const wide = rows.length < WIDE_ROWS ? undefined : widened(sql);
    let at = 0;
    for (; wide !== undefined && at + WIDE_ROWS <= rows.length; at += WIDE_ROWS)
      this.#prepare(wide).run(valuesOf(names, rows, at, at + WIDE_ROWS));
    for (; at < rows.length; at++) this.#prepare(sql).run(valuesOf(names, rows, at, at + 1));
  }

  async execute(sql: string): Promise<void> {
    this.#prepare(sql).run();
  }
}

export const openDatabase = (path: string, options: Database.Options = {}): Database.Database =>
  new Database(path, options);
