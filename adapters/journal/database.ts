import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import {
  type DuckDBAppender,
  type DuckDBConnection,
  DuckDBDataChunk,
  DuckDBInstance,
  type DuckDBValue,
  LIST,
  listValue,
  StatementType,
  VARCHAR,
} from '@duckdb/node-api';
import { COLUMNS, createScreenTables, createTable, outcomesOf, type Row, screensOf } from './columns.ts';
import { CALL_COLUMNS, callsOf, createCallTable } from './outcomes.ts';
import type { RecordBatch } from './reader.ts';
import type { JournalOutcome } from './record.ts';
import { COLUMN_TYPES, ScreenChunks, TYPES } from './screen-chunks.ts';
import { SPILL_PREFIX } from './sealed.ts';

export const MEMORY_LIMIT_MB = 512;
export const DATABASE_THREADS = 2;
/** Some tens of milliseconds of work: sealing a busy day must not hold up questions until they time out. */
const BATCHES_A_TURN = 2;

/** What may be bound. Whole numbers are bound as BIGINT: against a double, DuckDB would not prune by column statistics. */
export type Parameter = string | number | boolean | undefined;
export type Parameters = Readonly<Record<string, Parameter>>;

/** The kind of a failure of the world as DuckDB reports it; undefined: a programmer's error, such as wrong SQL. */
export const databaseErrorCode = (error: unknown): string | undefined =>
  error instanceof Error ? /^(IO|Out of Memory|Interrupt) Error/i.exec(error.message)?.[0] : undefined;

const bound = (parameters: Parameters): Record<string, DuckDBValue> =>
  Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [
      name,
      typeof value === 'number' && Number.isInteger(value) ? BigInt(value) : (value ?? null),
    ]),
  );

export interface DatabaseOptions {
  readonly memoryLimitMb?: number;
  readonly threads?: number;
  /** The only directory that SQL may read from and write to; what exceeds memory spills below it. */
  readonly directory: string;
}

export interface ListVariable {
  readonly name: string;
  readonly values: readonly string[];
}

/** An in-memory DuckDB over one directory. */
export class Database {
  readonly #instance: DuckDBInstance;
  readonly #connection: DuckDBConnection;
  readonly #screens = new ScreenChunks();

  private constructor(instance: DuckDBInstance, connection: DuckDBConnection) {
    this.#instance = instance;
    this.#connection = connection;
  }

  static async open(options: DatabaseOptions): Promise<Database> {
    const instance = await DuckDBInstance.create(':memory:', {
      memory_limit: `${options.memoryLimitMb ?? MEMORY_LIMIT_MB}MB`,
      threads: String(options.threads ?? DATABASE_THREADS),
      // Its own: two databases would take each other's files for their own.
      temp_directory: join(options.directory, `${SPILL_PREFIX}${randomUUID()}`),
      // Nothing is ever fetched or installed.
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
    });
    const connection = await instance.connect();
    const database = new Database(instance, connection);
    await connection.run(
      'SET allowed_directories = $directories',
      { directories: listValue([options.directory]) },
      {
        directories: LIST(VARCHAR),
      },
    );
    await connection.run('SET enable_external_access = false');
    return database;
  }

  async run(sql: string, parameters: Parameters = {}): Promise<void> {
    await this.#connection.run(sql, bound(parameters));
  }

  async rows(sql: string, parameters: Parameters = {}): Promise<Row[]> {
    return (await this.#connection.runAndReadAll(sql, bound(parameters))).getRowObjects();
  }

  /** Sets a list variable that views read: file names are bound, too. */
  async setList(name: string, values: readonly string[]): Promise<void> {
    await this.#connection.run(
      `SET VARIABLE ${name} = $values`,
      { values: listValue(values) },
      { values: LIST(VARCHAR) },
    );
  }

  /** Whether the text is one SELECT and nothing else. */
  async isQuestion(sql: string): Promise<boolean> {
    // DuckDB fails in native code over a text without a statement.
    if (sql.trim() === '') return false;
    const statements = await this.#connection.extractStatements(sql);
    if (statements.count !== 1) return false;
    const prepared = await statements.prepare(0);
    try {
      return prepared.statementType === StatementType.SELECT;
    } finally {
      prepared.destroySync();
    }
  }

  /** Rows as they come, on a connection of their own, which takes a list variable along. */
  async *stream(sql: string, parameters: Parameters, list?: ListVariable): AsyncGenerator<Row[]> {
    const own = new Database(this.#instance, await this.#instance.connect());
    try {
      if (list) await own.setList(list.name, list.values);
      const result = await own.#connection.stream(sql, bound(parameters));
      yield* result.yieldRowObjects();
    } finally {
      own.#connection.closeSync();
    }
  }

  /** Sets a text variable that statements read which take no parameters. */
  async setText(name: string, value: string): Promise<void> {
    await this.#connection.run(`SET VARIABLE ${name} = $value`, { value });
  }

  /** The same database by a connection of its own, for work beside this one's. */
  async beside(): Promise<Database> {
    return new Database(this.#instance, await this.#instance.connect());
  }

  /** Ends this connection alone. */
  disconnect(): void {
    this.#connection.closeSync();
  }

  /** Chunks of columns as they come; undefined = that was all. Nothing else runs on this connection meanwhile. */
  async chunks(sql: string, parameters: Parameters): Promise<() => Promise<DuckDBDataChunk | undefined>> {
    const result = await this.#connection.stream(sql, bound(parameters));
    return async () => {
      const chunk = await result.fetchChunk();
      return chunk === null || chunk.rowCount === 0 ? undefined : chunk;
    };
  }

  async createRecordTable(name: string): Promise<void> {
    for (const sql of [createTable(name), ...createScreenTables(name), createCallTable(name)]) await this.run(sql);
  }

  /** Appends batches of records by whole columns; whoever else runs in this thread has a turn now and then. */
  async append(table: string, batches: Iterable<RecordBatch>): Promise<void> {
    const appenders = new Map<string, DuckDBAppender>();
    const append = async (name: string, chunk: DuckDBDataChunk): Promise<void> => {
      const appender = appenders.get(name) ?? (await this.#connection.createAppender(name));
      appenders.set(name, appender);
      appender.appendDataChunk(chunk);
    };
    let appended = 0;
    try {
      for (const batch of batches) {
        if (batch.records.length > 0) await append(table, chunkOf(batch));
        if (batch.outcomes.length > 0) await append(callsOf(table), callChunk(batch.outcomes));
        if (batch.screens !== undefined) {
          for (const full of this.#screens.add(batch.screens, batch.epoch)) await append(full.of(table), full.chunk);
        }
        if (++appended % BATCHES_A_TURN === 0) await new Promise((resolve) => setImmediate(resolve));
      }
      for (const rest of this.#screens.rest()) await append(rest.of(table), rest.chunk);
      for (const appender of appenders.values()) appender.flushSync();
    } finally {
      for (const appender of appenders.values()) appender.closeSync();
    }
  }

  /** Records between two sequences, both included, every screen of them and what was told of calls. A frame of screens lies inside or outside. */
  async forget(table: string, first: number, last: number): Promise<void> {
    for (const name of [table, screensOf(table), outcomesOf(table), callsOf(table)]) {
      await this.run(`DELETE FROM ${name} WHERE sequence BETWEEN $first AND $last`, { first, last });
    }
  }

  close(): void {
    this.#connection.closeSync();
    this.#instance.closeSync();
  }
}

const chunkOf = ({ records, epoch }: RecordBatch): DuckDBDataChunk => {
  const chunk = DuckDBDataChunk.create(COLUMN_TYPES, records.length);
  for (const [index, column] of COLUMNS.entries()) {
    const big = column.type === 'BIGINT';
    const values = records.map((record): DuckDBValue => {
      const value = column.of(record, epoch);
      if (value === undefined) return null;
      return big ? BigInt(value) : value;
    });
    chunk.setColumnValues(index, values);
  }
  return chunk;
};

const CALL_TYPES = CALL_COLUMNS.map(({ type }) => TYPES[type]);

const callChunk = (outcomes: readonly JournalOutcome[]): DuckDBDataChunk => {
  const chunk = DuckDBDataChunk.create(CALL_TYPES, outcomes.length);
  for (const [index, { type, of }] of CALL_COLUMNS.entries()) {
    const values = outcomes.map((outcome): DuckDBValue => {
      const value = of(outcome);
      return value === undefined ? null : type === 'BIGINT' ? BigInt(value) : value;
    });
    chunk.setColumnValues(index, values);
  }
  return chunk;
};
