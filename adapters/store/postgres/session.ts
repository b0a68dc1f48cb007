import type { Change } from '@wurao/domain';
import type pg from 'pg';
import type { Value } from '../columns.ts';
import { BEGIN_GROUP_POSTGRES, isLost } from '../dialect.ts';
import type { GroupSession, Session, Statement } from '../session.ts';
import { copyIn, copyTargetOf, copyText } from './copy-in.ts';
import type { Link } from './link.ts';
import { settleCommit } from './settle-commit.ts';

/** A statement is prepared under its name once a connection. */
const names = new Map<string, string>();
const nameOf = (sql: string): string => {
  const known = names.get(sql);
  if (known !== undefined) return known;
  const name = `w${names.size + 1}`;
  names.set(sql, name);
  return name;
};

const valuesOf = <Params extends object>(statement: Statement<Params, unknown>, params: Params): Value[] =>
  statement.names.map((name) => (params[name] ?? null) as Value);

/** Statements on one connection, each answered before its promise resolves. */
export class PostgresSession implements Session {
  readonly client: pg.Client;

  constructor(client: pg.Client) {
    this.client = client;
  }

  async all<Params extends object, Row>(statement: Statement<Params, Row>, params: Params): Promise<Row[]> {
    const { numbered } = statement;
    const query = { name: nameOf(numbered), text: numbered, values: valuesOf(statement, params) };
    return (await this.client.query(query)).rows as Row[];
  }

  async one<Params extends object, Row>(statement: Statement<Params, Row>, params: Params): Promise<Row | undefined> {
    return (await this.all(statement, params))[0];
  }

  async run<Params extends object>(statement: Statement<Params, unknown>, params: Params): Promise<void> {
    await this.all(statement, params);
  }

  async runMany<Params extends object>(statement: Statement<Params, unknown>, rows: readonly Params[]): Promise<void> {
    const target = copyTargetOf(statement.numbered);
    if (rows.length === 0) return;
    // Every parameter is a column of its own, in the order of both.
    if (target !== undefined) await copyIn(this.client, target, copyText(statement.names, rows));
    else await Promise.all(rows.map((row) => this.run(statement, row)));
  }
}

/** Small, read by nearly every command, and written only by commands that take a sequence. */
const REMEMBERED_TABLES: ReadonlySet<string> = new Set(['fact', 'merchant_index', 'wording']);
const MAX_REMEMBERED = 20_000;
const TABLES_OF = /\b(?:from|into|update|join) "(\w+)"/g;

const isRemembered = new Map<string, boolean>();
/** Does a statement touch remembered tables alone? */
const touchesOnlyRemembered = (sql: string): boolean => {
  const known = isRemembered.get(sql);
  if (known !== undefined) return known;
  const tables = [...sql.matchAll(TABLES_OF)].map(([, table]) => table as string);
  const only = tables.length > 0 && tables.every((table) => REMEMBERED_TABLES.has(table));
  isRemembered.set(sql, only);
  return only;
};

/** The server rolled back instead of committing, because of what failed before. */
class RolledBack extends Error {}

const ABORTED = '25P02';
/** After a failed statement the server answers every other alike, and a commit with a rollback. */
const isAftermath = (error: unknown): boolean =>
  error instanceof RolledBack || (error instanceof Error && 'code' in error && error.code === ABORTED);

const LOCK_HEAD = 'select sequence, pg_current_xact_id()::text as transaction from feed_head where id = 1 for update';

/**
 * The writing connection. A group's writes are sent without waiting for their answers, so that a round trip is paid for
 * reads only; what goes wrong with one shows at the next read, or at the commit, which the server then turns into a rollback.
 * Savepoints are set when a command first writes: one that only reads needs none.
 */
export class WritingSession implements GroupSession {
  readonly #link: Link;
  readonly #notify: (head: number) => { text: string; values: string[] };
  /** Rows of remembered tables as of `#rememberedAt`, the head that this session left behind. */
  readonly #remembered = new Map<string, unknown[]>();
  #rememberedAt = -1;
  #session: PostgresSession | undefined;
  #transaction = '';
  #failed: unknown;
  #savepoint: 'none' | 'asked' | 'set' = 'none';
  #inGroup = false;
  /** Rows are on their way: nothing else may be sent before the server has taken them. */
  #copying: Promise<unknown> | undefined;

  constructor(link: Link, notify: (head: number) => { text: string; values: string[] }) {
    this.#link = link;
    this.#notify = notify;
  }

  /** The process of the server behind this connection: its own notifications are no news. */
  get backend(): number | undefined {
    return (this.#session?.client as { processID?: number } | undefined)?.processID;
  }

  async #open(): Promise<PostgresSession> {
    const client = await this.#link.client();
    if (this.#session?.client !== client) this.#session = new PostgresSession(client);
    return this.#session;
  }

  get #present(): PostgresSession {
    if (this.#session === undefined) throw new Error('no group was begun');
    return this.#session;
  }

  async beginGroup(): Promise<number> {
    const { client } = await this.#open();
    this.#failed = undefined;
    this.#savepoint = 'none';
    this.#inGroup = true;
    this.#later(client.query(BEGIN_GROUP_POSTGRES));
    const { rows } = await client.query<{ sequence: number; transaction: string }>({ name: 'lock', text: LOCK_HEAD });
    const [head] = rows;
    if (head === undefined) throw new Error('the feed has no head');
    if (head.sequence !== this.#rememberedAt || this.#remembered.size > MAX_REMEMBERED) this.#remembered.clear();
    this.#transaction = head.transaction;
    return head.sequence;
  }

  #later(answer: Promise<unknown>): void {
    answer.catch((error: unknown) => {
      if (this.#failed === undefined || isAftermath(this.#failed)) this.#failed = error;
    });
  }

  /** What failed first. Its promise may settle a turn later than that of what failed for its sake. */
  async #reasonFor(error: unknown): Promise<unknown> {
    if (isAftermath(error)) await new Promise((resolve) => setImmediate(resolve));
    return this.#failed ?? error;
  }

  async all<Params extends object, Row>(statement: Statement<Params, Row>, params: Params): Promise<Row[]> {
    if (!this.#inGroup) return (await this.#open()).all(statement, params);
    const key = touchesOnlyRemembered(statement.numbered)
      ? JSON.stringify([statement.numbered, valuesOf(statement, params)])
      : undefined;
    const known = key === undefined ? undefined : this.#remembered.get(key);
    if (known !== undefined) return known as Row[];
    while (this.#copying !== undefined) await this.#copying;
    try {
      const rows = await this.#present.all(statement, params);
      if (key !== undefined) this.#remembered.set(key, rows);
      return rows;
    } catch (error) {
      throw await this.#reasonFor(error);
    }
  }

  async one<Params extends object, Row>(statement: Statement<Params, Row>, params: Params): Promise<Row | undefined> {
    return (await this.all(statement, params))[0];
  }

  async run<Params extends object>(statement: Statement<Params, unknown>, params: Params): Promise<void> {
    if (!this.#inGroup) return (await this.#open()).run(statement, params);
    while (this.#copying !== undefined) await this.#copying;
    this.#beforeWrite(statement.numbered);
    this.#later(this.#present.run(statement, params));
  }

  async runMany<Params extends object>(statement: Statement<Params, unknown>, rows: readonly Params[]): Promise<void> {
    if (rows.length === 0) return;
    if (!this.#inGroup) return (await this.#open()).runMany(statement, rows);
    await this.#copy(statement.numbered, (session) => session.runMany(statement, rows));
  }

  async #copy(sql: string, copy: (session: PostgresSession) => Promise<void>): Promise<void> {
    while (this.#copying !== undefined) await this.#copying;
    this.#beforeWrite(sql);
    const copied = copy(this.#present);
    this.#copying = copied
      .catch(() => {})
      .finally(() => {
        this.#copying = undefined;
      });
    try {
      await copied;
    } catch (error) {
      throw await this.#reasonFor(error);
    }
  }

  #beforeWrite(sql: string): void {
    if (this.#savepoint === 'asked') {
      this.#savepoint = 'set';
      this.#send('savepoint command');
    }
    for (const [, table] of sql.matchAll(TABLES_OF)) {
      if (REMEMBERED_TABLES.has(table as string)) this.#remembered.clear();
    }
  }

  #send(sql: string): void {
    this.#later(this.#present.client.query({ name: nameOf(sql), text: sql }));
  }

  async savepoint(): Promise<void> {
    this.#savepoint = 'asked';
  }

  async rollbackToSavepoint(): Promise<void> {
    if (this.#savepoint !== 'set') return;
    this.#send('rollback to savepoint command');
    this.#remembered.clear();
  }

  async releaseSavepoint(): Promise<void> {
    if (this.#savepoint === 'set') this.#send('release savepoint command');
    this.#savepoint = 'none';
  }

  async commitGroup(last: Change | undefined): Promise<void> {
    const { client } = this.#present;
    const movedTo = last?.sequence;
    if (movedTo !== undefined) this.#later(client.query(this.#notify(movedTo)));
    try {
      const { command } = await client.query('commit');
      if (command !== 'COMMIT') throw new RolledBack(`the server answered ${command} to a commit`);
    } catch (error) {
      if (!isLost(error)) throw await this.#reasonFor(error);
      // It may have been done. An answer that says so is as good as the one that was lost.
      if (!(await settleCommit(this.#link, this.#transaction, last))) throw error;
    }
    this.#inGroup = false;
    if (movedTo !== undefined) this.#rememberedAt = movedTo;
  }

  async rollbackGroup(): Promise<void> {
    const wasInGroup = this.#inGroup;
    this.#inGroup = false;
    this.#remembered.clear();
    this.#rememberedAt = -1;
    if (!wasInGroup || this.#session === undefined) return;
    try {
      await this.#session.client.query('rollback');
    } catch {
      this.#link.drop();
    }
  }
}
