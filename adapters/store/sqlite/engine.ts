import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { asSequence, type InstantMs, type Result, type Sequence, success } from '@wurao/domain';
import type Database from 'better-sqlite3';
import { backupStore } from '../backup.ts';
import { BEGIN_SNAPSHOT, prepareReader, prepareWriter } from '../dialect.ts';
import type { Engine } from '../engine.ts';
import { outsideFailure, unavailable } from '../failures.ts';
import { BACKUP_FOLDER, storePath } from '../files.ts';
import { HEAD } from '../group.ts';
import { loadTables } from '../load.ts';
import { type DirectoryLock, lockDirectory } from '../lock.ts';
import { migrate } from '../migrate.ts';
import { MIGRATIONS } from '../migrations.ts';
import type { BackupReport, TableLoad } from '../ports.ts';
import { openDatabase, type Session, SqliteSession } from '../session.ts';
import { createTurns, type Turns } from '../turns.ts';

interface SqliteParts {
  readonly path: string;
  readonly writer: SqliteSession;
  readonly reader: SqliteSession;
  readonly lock: DirectoryLock;
  readonly head: Sequence;
}

/** Locks the directory, brings the schema up to date, opens. */
export const openSqlite = async (directory: string, clock: () => InstantMs): Promise<Result<SqliteEngine>> => {
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
    return success(
      new SqliteEngine({ path, writer: session, reader: new SqliteSession(reader), lock: lock.value, head }),
    );
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

/** One writing connection, one reading, another for each bulk load. */
export class SqliteEngine implements Engine {
  readonly head: Sequence;
  readonly writer: SqliteSession;
  readonly #parts: SqliteParts;
  readonly #reading: Turns = createTurns();
  /** Connections of bulk loads that were not read to their end. */
  readonly #loads = new Set<Database.Database>();

  constructor(parts: SqliteParts) {
    this.#parts = parts;
    this.head = parts.head;
    this.writer = parts.writer;
  }

  read<T>(work: (session: Session) => Promise<T>): Promise<T> {
    const { reader } = this.#parts;
    return this.#reading.run(async () => {
      await reader.execute(BEGIN_SNAPSHOT);
      try {
        return await work(reader);
      } finally {
        await reader.execute('commit');
      }
    });
  }

  write<T>(work: (session: Session) => Promise<T>): Promise<T> {
    return work(this.writer);
  }

  async load(nowMs: InstantMs): Promise<TableLoad> {
    const db = openReader(this.#parts.path);
    this.#loads.add(db);
    return loadTables(db, nowMs, () => this.#loads.delete(db));
  }

  backup(path: string): Promise<Result<BackupReport>> {
    return backupStore(this.writer.db, path);
  }

  /** The directory is locked: nobody else writes. */
  follow(): void {}

  delivers(): boolean {
    return true;
  }

  async close(): Promise<void> {
    await this.#reading.run(async () => this.#parts.reader.db.close());
    for (const db of this.#loads) db.close();
    this.writer.db.close();
    this.#parts.lock.release();
  }
}
