import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { asSequence, type Change, type PhoneNumber, type Result, type Sequence, success } from '@wurao/domain';
import type { Answer, Envelope, Outcome, Query } from '@wurao/registry';
import type Database from 'better-sqlite3';
import { factBySequence, factsAsOf, lawAsOf } from './as-of.ts';
import { backupStore } from './backup.ts';
import { changesAfter, DEFAULT_CHANGE_ROWS } from './changes.ts';
import { markDelivered, markFailed, markSent, sweepOld, webhooksDue } from './deliveries.ts';
import { BEGIN_SNAPSHOT, prepareReader, prepareWriter } from './dialect.ts';
import { attempted, outsideFailure, unavailable } from './failures.ts';
import { BACKUP_FOLDER, storePath } from './files.ts';
import { type Committed, type GroupParts, HEAD, MAX_GROUP_COMMANDS, runGroup } from './group.ts';
import { importStore } from './imports.ts';
import { loadTables } from './load.ts';
import { type DirectoryLock, lockDirectory } from './lock.ts';
import { migrate } from './migrate.ts';
import { MIGRATIONS } from './migrations.ts';
import type { ImportStore, SecretSource, Store, StoreOptions } from './ports.ts';
import { answer } from './questions.ts';
import { keyAsked } from './rows.ts';
import { RANDOM_SECRETS } from './secrets.ts';
import { openDatabase, type Session, SqliteSession } from './session.ts';
import { LATEST, tenureAsOf } from './statements.ts';
import { createTurns, type Turns } from './turns.ts';

interface StoreParts {
  readonly path: string;
  readonly writer: SqliteSession;
  readonly reader: SqliteSession;
  readonly lock: DirectoryLock;
  readonly secrets: SecretSource;
  readonly clock: () => number;
  readonly head: Sequence;
}

/** What of the connections a fault test may reach. */
export interface OpenedStore {
  readonly store: Store;
  readonly writer: Database.Database;
}

export const openStore = async (options: StoreOptions): Promise<Result<Store>> => {
  const opened = await openStoreParts(options);
  return opened.ok ? success(opened.value.store) : opened;
};

export const openStoreParts = async ({
  directory,
  clock = Date.now,
  secrets = RANDOM_SECRETS,
}: StoreOptions): Promise<Result<OpenedStore>> => {
  try {
    mkdirSync(directory, { recursive: true });
  } catch (error) {
    return unavailable(error instanceof Error ? error.message : 'no directory');
  }
  const lock = lockDirectory(directory);
  if (!lock.ok) return lock;
  const path = storePath(directory);
  const databases: Database.Database[] = [];
  try {
    const writer = openDatabase(path);
    databases.push(writer);
    prepareWriter(writer);
    const backupPath = (from: number) =>
      join(directory, BACKUP_FOLDER, `schema-${from}-${new Date(clock()).toISOString().replaceAll(':', '')}.sqlite`);
    const migrated = migrate(writer, MIGRATIONS, { nowMs: clock(), backupPath });
    if (!migrated.ok) return release(databases, lock.value, migrated);
    const reader = openReader(path);
    databases.push(reader);
    const session = new SqliteSession(writer);
    const head = asSequence((await session.one(HEAD, {}))?.sequence ?? 0);
    const parts = { path, writer: session, reader: new SqliteSession(reader), lock: lock.value, secrets, clock, head };
    return success({ store: new EmbeddedStore(parts), writer });
  } catch (error) {
    return release(databases, lock.value, outsideFailure(error));
  }
};

const release = <T>(databases: readonly Database.Database[], lock: DirectoryLock, result: T): T => {
  for (const db of databases) db.close();
  lock.release();
  return result;
};

const openReader = (path: string): Database.Database => {
  const db = openDatabase(path, { readonly: true });
  prepareReader(db);
  return db;
};

interface Waiting {
  readonly envelope: Envelope;
  readonly answer: (result: Result<Outcome>) => void;
  readonly fail: (error: unknown) => void;
}

/** The commands stand in the store: whoever waits for them must not have them run again. */
class NotTold extends Error {}

/** SQLite behind the store's port: one writing connection, one reading, another for each bulk load. */
class EmbeddedStore implements Store {
  readonly #parts: StoreParts;
  readonly #writing: Turns = createTurns();
  readonly #reading: Turns = createTurns();
  readonly #listeners = new Set<(changes: readonly Change[]) => void | Promise<void>>();
  /** Connections of bulk loads that were not read to their end. */
  readonly #loads = new Set<Database.Database>();
  #waiting: Waiting[] = [];
  #head: Sequence;
  #isClosed = false;
  readonly imports: ImportStore;

  constructor(parts: StoreParts) {
    this.#parts = parts;
    this.#head = parts.head;
    this.imports = importStore({
      read: (work) => this.#read(work),
      write: (work) => this.#write(work),
      commit: (work) => this.#commit(work),
      clock: parts.clock,
    });
  }

  head(): Sequence {
    return this.#head;
  }

  /** Those that arrive in one turn of the event loop are committed, and synced, together. */
  execute(envelope: Envelope): Promise<Result<Outcome>> {
    return new Promise((resolve, reject) => {
      if (this.#waiting.push({ envelope, answer: resolve, fail: reject }) === 1) setImmediate(() => this.#flush());
    });
  }

  #flush(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (let from = 0; from < waiting.length; from += MAX_GROUP_COMMANDS) {
      void this.#runWaiting(waiting.slice(from, from + MAX_GROUP_COMMANDS));
    }
  }

  async #runWaiting(group: readonly Waiting[]): Promise<void> {
    try {
      const results = await this.executeGroup(group.map(({ envelope }) => envelope));
      for (const [i, { answer: tell }] of group.entries()) tell(results[i] as Result<Outcome>);
    } catch (error) {
      if (group.length === 1 || error instanceof NotTold) for (const { fail } of group) fail(error);
      // A programmer's error in one command must not take its neighbours with it: each alone, only the culprit fails.
      else for (const one of group) void this.#runWaiting([one]);
    }
  }

  executeGroup(envelopes: readonly Envelope[]): Promise<readonly Result<Outcome>[]> {
    return this.#writing.run(async () => {
      if (this.#isClosed) return envelopes.map(() => unavailable('closed'));
      const { writer, secrets, clock } = this.#parts;
      const { results, changes, head } = await runGroup({ session: writer, secrets, clock }, envelopes);
      if (head !== undefined) this.#head = head;
      if (changes.length > 0) await this.#tell(changes);
      return results;
    });
  }

  #commit<T>(work: (parts: GroupParts) => Promise<Result<Committed<T>>>): Promise<Result<T>> {
    return this.#writing.run(async () => {
      if (this.#isClosed) return unavailable('closed');
      const { writer, secrets, clock } = this.#parts;
      const done = await work({ session: writer, secrets, clock });
      if (!done.ok) return done;
      const { value, changes } = done.value;
      const last = changes.at(-1);
      if (last !== undefined) {
        this.#head = last.sequence;
        await this.#tell(changes);
      }
      return success(value);
    });
  }

  async #tell(changes: readonly Change[]): Promise<void> {
    try {
      for (const listener of this.#listeners) await listener(changes);
    } catch (error) {
      throw new NotTold('committed, but a listener failed', { cause: error });
    }
  }

  onCommit(listener: (changes: readonly Change[]) => void | Promise<void>): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** In one snapshot, so that an answer of several reads is of one sequence. */
  #read<T>(work: (session: Session) => Promise<T>): Promise<Result<T>> {
    return this.#reading.run(() =>
      attempted(async () => {
        const { reader } = this.#parts;
        await reader.execute(BEGIN_SNAPSHOT);
        try {
          return await work(reader);
        } finally {
          await reader.execute('commit');
        }
      }),
    );
  }

  #write<T>(work: (session: Session) => Promise<T>): Promise<Result<T>> {
    return this.#writing.run(() => attempted(() => work(this.#parts.writer)));
  }

  ask<Q extends Query>(query: Q): Promise<Result<Answer<Q>>> {
    return this.#read((session) => answer(session, query) as Promise<Answer<Q>>);
  }

  changesSince(sequence: Sequence, limit = DEFAULT_CHANGE_ROWS) {
    return this.#read((session) => changesAfter(session, sequence, limit));
  }

  loadTables() {
    if (this.#isClosed) return unavailable('closed');
    try {
      const db = openReader(this.#parts.path);
      this.#loads.add(db);
      return success(loadTables(db, this.#parts.clock(), () => this.#loads.delete(db)));
    } catch (error) {
      return outsideFailure(error);
    }
  }

  factsAsOf(...[sequence, keys]: Parameters<Store['factsAsOf']>) {
    return this.#read((session) => factsAsOf(session, sequence, keys));
  }

  factBySequence(sequence: Sequence) {
    return this.#read((session) => factBySequence(session, sequence));
  }

  law(sequence?: Sequence) {
    return this.#read((session) => lawAsOf(session, sequence ?? LATEST));
  }

  tenureFromMs(number: PhoneNumber) {
    return this.#read(async (session) => (await tenureAsOf(session, keyAsked(number), LATEST))?.at);
  }

  webhooksDue(nowMs: number, limit: number) {
    return this.#read((session) => webhooksDue(session, nowMs, limit));
  }

  webhookDelivered(id: string, to: Sequence) {
    return this.#write((session) => markDelivered(session, id, to));
  }

  webhookFailed(id: string, nextMs: number) {
    return this.#write((session) => markFailed(session, id, nextMs));
  }

  outboxSent(id: string) {
    return this.#write((session) => markSent(session, id));
  }

  sweep() {
    return this.#write((session) => sweepOld(session, this.#parts.clock()));
  }

  backup(path: string) {
    return backupStore(this.#parts.writer.db, path);
  }

  async close(): Promise<void> {
    await this.#writing.run(async () => {
      this.#isClosed = true;
    });
    await this.#reading.run(async () => this.#parts.reader.db.close());
    for (const db of this.#loads) db.close();
    this.#parts.writer.db.close();
    this.#parts.lock.release();
  }
}
