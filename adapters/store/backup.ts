import { existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Worker } from 'node:worker_threads';
import { type Failure, failure, type Result, success } from '@wurao/domain';
import type Database from 'better-sqlite3';
import { checkStoreFile, type StoreCheck } from './check.ts';
import { attempted } from './failures.ts';
import { besides, freePath, storePath, syncPath } from './files.ts';
import { lockDirectory } from './lock.ts';
import type { BackupReport } from './ports.ts';
import { openDatabase } from './session.ts';

const exists = (path: string, remedy: string): Failure =>
  failure('conflict', 'In the way', { field: 'path', message: `${path} exists already`, remedy });

/** Beside the serving thread: reading a large store through takes seconds, and nobody must wait for it. */
export const checkInThread = (path: string): Promise<Result<StoreCheck>> => {
  const { promise, resolve: answer, reject } = Promise.withResolvers<Result<StoreCheck>>();
  const thread = new Worker(new URL('./check-thread.ts', import.meta.url), { workerData: path });
  thread.once('message', answer);
  thread.once('error', reject);
  thread.once('exit', (code) => reject(new Error(`the check of ${path} ended with ${code} and no answer`)));
  return promise;
};

/**
 * Copies page by page between turns, while the store serves: writes of the same connection go into the copy too. It
 * appears under its name only after it was checked.
 */
export const backupStore = async (db: Database.Database, target: string): Promise<Result<BackupReport>> => {
  const path = resolve(target);
  if (existsSync(path)) return exists(path, 'Name a file that does not exist yet.');
  const partial = freePath(`${path}.partial`);
  const copied = await attempted(async () => {
    mkdirSync(dirname(path), { recursive: true });
    await db.backup(partial);
    syncPath(partial);
  });
  const checked = copied.ok ? await checkInThread(partial) : copied;
  if (!checked.ok) {
    for (const file of [partial, ...besides(partial)]) rmSync(file, { force: true });
    return checked;
  }
  for (const file of besides(partial)) rmSync(file, { force: true });
  renameSync(partial, path);
  syncPath(dirname(path));
  return success({ path, sequence: checked.value.sequence, bytes: statSync(path).size });
};

export interface RestoreOptions {
  readonly backup: string;
  readonly directory: string;
  /** Move a store that is there aside; without it, one that is there is in the way. */
  readonly replace?: boolean;
  /** Moves the backup instead of copying it: it lies on the same disk and was made for this. */
  readonly take?: boolean;
}

export interface RestoreReport extends StoreCheck {
  readonly path: string;
  /** Where the former store went. */
  readonly movedAside: string | undefined;
}

/** Puts a checked copy of a backup in the place of the store. Never under a serving process. */
export const restoreStore = async ({
  backup,
  directory,
  replace = false,
  take = false,
}: RestoreOptions): Promise<Result<RestoreReport>> => {
  const checked = checkStoreFile(backup);
  if (!checked.ok) return checked;
  mkdirSync(directory, { recursive: true });
  const lock = lockDirectory(directory);
  if (!lock.ok) return lock;
  try {
    return await putInPlace(backup, directory, { replace, take }, checked.value);
  } finally {
    lock.value.release();
  }
};

const putInPlace = async (
  backup: string,
  directory: string,
  { replace, take }: { readonly replace: boolean; readonly take: boolean },
  { schema, sequence }: StoreCheck,
): Promise<Result<RestoreReport>> => {
  const path = storePath(directory);
  if (existsSync(path) && !replace) {
    return exists(path, 'Restore into an empty directory, or ask for the present store to be replaced.');
  }
  if (take) return success({ schema, sequence, path, movedAside: moveIn(backup, path) });
  const partial = freePath(`${path}.restoring`);
  const copied = await attempted(async () => copyWhole(backup, partial));
  const again = copied.ok ? checkStoreFile(partial) : copied;
  if (!again.ok) {
    for (const file of [partial, ...besides(partial)]) rmSync(file, { force: true });
    return again;
  }
  const movedAside = existsSync(path) ? moveAside(path) : undefined;
  renameSync(partial, path);
  syncPath(directory);
  return success({ schema, sequence, path, movedAside });
};

const moveIn = (backup: string, path: string): string | undefined => {
  const movedAside = existsSync(path) ? moveAside(path) : undefined;
  for (const file of besides(path)) rmSync(file, { force: true });
  renameSync(backup, path);
  syncPath(dirname(path));
  return movedAside;
};

/** Through SQLite, not as a file: a copy taken beside its own log would lack what stands in the log. */
const copyWhole = (from: string, to: string): void => {
  const db = openDatabase(from, { readonly: true });
  try {
    db.prepare('vacuum into ?').run(to);
  } finally {
    db.close();
  }
  syncPath(to);
};

const moveAside = (path: string): string => {
  const aside = freePath(`${path}.replaced`);
  // The log first goes into the file, so that one file is the whole store.
  const db = openDatabase(path);
  db.pragma('wal_checkpoint(TRUNCATE)');
  db.close();
  renameSync(path, aside);
  for (const file of besides(path)) rmSync(file, { force: true });
  return aside;
};
