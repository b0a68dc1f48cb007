import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import {
  type DuckDBAppender,
  type DuckDBConnection,
  type DuckDBDataChunk,
  DuckDBInstance,
  type DuckDBValue,
  LIST,
  listValue,
  StatementType,
  VARCHAR,
} from '@duckdb/node-api';
import { ColumnChunk } from './column-chunk.ts';
import { COLUMNS, createScreenTables, createTable, outcomesOf, type Row, screensOf } from './columns.ts';
import { CALL_COLUMNS, callsOf, createCallTable } from './outcomes.ts';
import type { RecordBatch } from './reader.ts';
import { ScreenChunks } from './screen-chunks.ts';
import { SPILL_PREFIX } from './sealed.ts';

export const MEMORY_LIMIT_MB = 512;
export const DATABASE_THREADS = 2;
/** What waits for a free thread when it is interrupted does not notice. */
const INTERRUPT_AGAIN_MS = 50;
/** Some tens of milliseconds of work: sealing a busy day must not hold up questions until they time out. */
const BATCHES_A_TURN = 2;
/** What is loaded goes over to the table in shares that the caches of a processor hold: a third less work than all at once. */
const BATCHES_A_FLUSH = 16;

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
  /** The directory below it that it spills to; left out: one of its own. */
  readonly spill?: string | undefined;
}

/** Below a journal directory. Its own: two databases would take each other's files for their own. */
export const newSpill = (directory: string): string => join(directory, `${SPILL_PREFIX}${randomUUID()}`);

export interface ListVariable {
  readonly name: string;
  readonly values: readonly string[];
}

const newChunks = () => ({
  records: new ColumnChunk(COLUMNS),
  calls: new ColumnChunk(CALL_COLUMNS),
  screens: new ScreenChunks(),
});
type Chunks = ReturnType<typeof newChunks>;

/** An in-memory DuckDB over one directory. */
export class Database {
  readonly #instance: DuckDBInstance;
  readonly #connection: DuckDBConnection;
  /** Made when first needed, as most databases only ask. */
  #chunks: Chunks | undefined;
  /** Those made by `beside` that were not disconnected. */
  readonly #others = new Set<Database>();
  #isInterrupted = false;
  #leave: () => void = () => {};

  private constructor(instance: DuckDBInstance, connection: DuckDBConnection) {
    this.#instance = instance;
    this.#connection = connection;
  }

  static async open(options: DatabaseOptions): Promise<Database> {
    const instance = await DuckDBInstance.create(':memory:', {
      memory_limit: `${options.memoryLimitMb ?? MEMORY_LIMIT_MB}MB`,
      threads: String(options.threads ?? DATABASE_THREADS),
      temp_directory: options.spill ?? newSpill(options.directory),
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

  /**
   * Breaks off what runs on this connection and on those beside it, and nothing new is begun on them: it rejects with
   * `Interrupt Error`. What waits for a free thread at that moment is not met: say it again until it has ended.
   */
  interrupt(): void {
    this.#isInterrupted = true;
    this.#connection.interrupt();
    for (const other of this.#others) other.interrupt();
  }

  /** The same as soon as `stop` is aborted, again and again until the caller ends it by the answer. */
  interruptOn(stop: AbortSignal): () => void {
    let again: NodeJS.Timeout | undefined;
    const interrupt = (): void => {
      this.interrupt();
      again ??= setInterval(() => this.interrupt(), INTERRUPT_AGAIN_MS);
    };
    if (stop.aborted) interrupt();
    else stop.addEventListener('abort', interrupt, { once: true });
    return () => {
      stop.removeEventListener('abort', interrupt);
      clearInterval(again);
    };
  }

  #goOn(): void {
    if (this.#isInterrupted) throw new Error('Interrupt Error: the database was told to stop');
  }

  async run(sql: string, parameters: Parameters = {}): Promise<void> {
    this.#goOn();
    await this.#connection.run(sql, bound(parameters));
  }

  async rows(sql: string, parameters: Parameters = {}): Promise<Row[]> {
    this.#goOn();
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
    const other = new Database(this.#instance, await this.#instance.connect());
    other.#isInterrupted = this.#isInterrupted;
    other.#leave = () => this.#others.delete(other);
    this.#others.add(other);
    return other;
  }

  /** Ends this connection alone. */
  disconnect(): void {
    this.#leave();
    this.#connection.closeSync();
  }

  /** Chunks of columns as they come; undefined = that was all. Nothing else runs on this connection meanwhile. */
  async chunks(sql: string, parameters: Parameters): Promise<() => Promise<DuckDBDataChunk | undefined>> {
    this.#goOn();
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
  async append(table: string, batches: Iterable<RecordBatch>, flushAfter = Number.POSITIVE_INFINITY): Promise<void> {
    const appenders = new Map<string, DuckDBAppender>();
    const appenderOf = async (name: string): Promise<DuckDBAppender> => {
      const appender = appenders.get(name) ?? (await this.#connection.createAppender(name));
      appenders.set(name, appender);
      return appender;
    };
    const flush = (): void => {
      for (const appender of appenders.values()) appender.flushSync();
    };
    this.#chunks ??= newChunks();
    const { records, calls, screens } = this.#chunks;
    let appended = 0;
    try {
      for (const batch of batches) {
        this.#goOn();
        const { epoch } = batch;
        if (batch.records.length > 0) (await appenderOf(table)).appendDataChunk(records.fill(batch.records, epoch));
        if (batch.outcomes.length > 0)
          (await appenderOf(callsOf(table))).appendDataChunk(calls.fill(batch.outcomes, epoch));
        if (batch.screens !== undefined) {
          for (const { of, chunk } of screens.add(batch.screens, epoch))
            (await appenderOf(of(table))).appendDataChunk(chunk);
        }
        if (++appended % flushAfter === 0) flush();
        if (appended % BATCHES_A_TURN === 0) await new Promise((resolve) => setImmediate(resolve));
      }
      for (const { of, chunk } of screens.rest()) (await appenderOf(of(table))).appendDataChunk(chunk);
      flush();
    } catch (error) {
      screens.drop();
      throw error;
    } finally {
      for (const appender of appenders.values()) appender.closeSync();
    }
  }

  /** The same in one transaction: cheaper, for a connection that nobody else uses meanwhile, and that is given up on a failure. */
  async load(table: string, batches: Iterable<RecordBatch>): Promise<void> {
    await this.run('BEGIN TRANSACTION');
    await this.append(table, batches, BATCHES_A_FLUSH);
    await this.run('COMMIT');
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
