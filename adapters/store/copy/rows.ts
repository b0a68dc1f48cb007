import type Database from 'better-sqlite3';
import type pg from 'pg';
import { chunkSql, type FilledTable, keyValues, type Value } from '../columns.ts';

export type Row = readonly Value[];

/** The rows of a table in the order of its key, as arrays in the order of its columns; the same on both engines. */
export interface RowSource {
  rowsAfter(table: FilledTable, after: readonly Value[] | undefined, limit: number): Promise<Row[]>;
}

export class SqliteRows implements RowSource {
  readonly #db: Database.Database;

  constructor(db: Database.Database) {
    this.#db = db;
  }

  async rowsAfter(table: FilledTable, after: readonly Value[] | undefined, limit: number): Promise<Row[]> {
    const sql = chunkSql(table, after === undefined, limit, () => '?');
    return this.#db
      .prepare(sql)
      .raw()
      .all(...(after ?? [])) as Row[];
  }

  count(table: FilledTable): number {
    return (this.#db.prepare(`select count(*) as rows from "${table}"`).get() as { rows: number }).rows;
  }
}

export class PostgresRows implements RowSource {
  readonly #client: pg.Client;

  constructor(client: pg.Client) {
    this.#client = client;
  }

  async rowsAfter(table: FilledTable, after: readonly Value[] | undefined, limit: number): Promise<Row[]> {
    const text = chunkSql(table, after === undefined, limit, (i) => `$${i}`);
    const name = `rows_${table}_${after === undefined ? 'first' : 'next'}_${limit}`;
    const { rows } = await this.#client.query({ name, text, values: [...(after ?? [])], rowMode: 'array' });
    return rows as Row[];
  }
}

/** One row that two stores do not agree on. */
export interface Difference {
  readonly table: FilledTable;
  /** Its primary key. */
  readonly key: readonly Value[];
  readonly what: 'missing' | 'too much' | 'differs';
}

const ROWS_AT_ONCE = 10_000;

/** Row by row, cell by cell; the first difference, or how many rows are the same. */
export const compareTable = async (
  table: FilledTable,
  wanted: RowSource,
  found: RowSource,
  onRows: (rows: number) => void,
): Promise<{ readonly rows: number; readonly difference: Difference | undefined }> => {
  const keyOf = (row: Row): Row => keyValues(table, row);
  let rows = 0;
  for (let after: Row | undefined; ; ) {
    const theirs = found.rowsAfter(table, after, ROWS_AT_ONCE);
    const ours = await wanted.rowsAfter(table, after, ROWS_AT_ONCE);
    const got = await theirs;
    for (let i = 0; i < Math.max(ours.length, got.length); i++) {
      const [a, b] = [ours[i], got[i]];
      if (a === undefined) return { rows, difference: { table, key: keyOf(b as Row), what: 'too much' } };
      if (b === undefined) return { rows, difference: { table, key: keyOf(a), what: 'missing' } };
      if (isSame(a, b)) rows += 1;
      else return { rows, difference: differenceOf(table, a, b) };
    }
    onRows(ours.length);
    const last = ours.at(-1);
    if (last === undefined || ours.length < ROWS_AT_ONCE) return { rows, difference: undefined };
    after = keyOf(last);
  }
};

/** In order of key, whichever comes first is the one that the other side lacks. */
const differenceOf = (table: FilledTable, ours: Row, theirs: Row): Difference => {
  const [a, b] = [keyValues(table, ours), keyValues(table, theirs)];
  const at = a.findIndex((value, i) => value !== b[i]);
  if (at < 0) return { table, key: a, what: 'differs' };
  const isOursFirst = isBefore(a[at] as Value, b[at] as Value);
  return isOursFirst ? { table, key: a, what: 'missing' } : { table, key: b, what: 'too much' };
};

const isBefore = (a: Value, b: Value): boolean =>
  typeof a === 'number' ? a < Number(b) : Buffer.compare(Buffer.from(String(a)), Buffer.from(String(b))) < 0;

const isSame = (a: Row, b: Row): boolean => {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return a.length === b.length;
};
