import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Failure, failure, type Result, success } from '@wurao/domain';
import Database from 'better-sqlite3';

/**
 * One process per data directory. The lock is a file lock of the kernel's, taken through an empty SQLite file, so that it
 * dies with its holder, however that ends. `runtime.json` beside it only tells who holds it and where it listens.
 */
export interface DirectoryLock {
  release(): void;
}

export interface Runtime {
  readonly pid: number;
  readonly startedAt: string;
  readonly httpAddress?: string;
  readonly httpPort?: number;
  /** UDP and TCP; absent: no SIP gate. */
  readonly sipPort?: number | undefined;
  readonly sipsPort?: number | undefined;
  /** Absent: no such SMS gate. */
  readonly smppPort?: number | undefined;
  readonly smppsPort?: number | undefined;
  readonly cmppPort?: number | undefined;
}

const LOCK_FILE = 'lock.sqlite';
const RUNTIME_FILE = 'runtime.json';
const PRIVATE_MODE = 0o700;
const PRIVATE_UMASK = 0o077;

/** The first thing done to a data directory, by whatever command: from here on the process writes for its owner alone. */
/** With its parents. Node's own recursive way never ends where a parent stands but takes nothing new, such as /proc. */
const makeDirectory = (directory: string): void => {
  if (statSync(directory, { throwIfNoEntry: false })?.isDirectory()) return;
  const parent = dirname(directory);
  if (parent !== directory) makeDirectory(parent);
  mkdirSync(directory, { mode: PRIVATE_MODE });
};

export const takeLock = (directory: string): Result<DirectoryLock> => {
  process.umask(PRIVATE_UMASK);
  try {
    makeDirectory(directory);
  } catch (error) {
    return unusable(directory, error);
  }
  let database: Database.Database | undefined;
  try {
    database = new Database(join(directory, LOCK_FILE), { timeout: 0 });
    database.pragma('journal_mode = DELETE');
    database.pragma('locking_mode = EXCLUSIVE');
    database.exec('begin exclusive');
  } catch (error) {
    database?.close();
    return isBusy(error) ? held(directory) : unusable(directory, error);
  }
  const taken = database;
  return success({
    release: () => {
      rmSync(join(directory, RUNTIME_FILE), { force: true });
      taken.close();
    },
  });
};

const isBusy = (error: unknown): boolean =>
  error instanceof Database.SqliteError &&
  (error.code.startsWith('SQLITE_BUSY') || error.code.startsWith('SQLITE_LOCKED'));

const held = (directory: string): Failure => {
  const runtime = readRuntime(directory);
  const who = runtime === undefined ? 'another process' : `process ${runtime.pid}`;
  return failure('locked', 'The data directory is in use', {
    field: 'dataDir',
    message: `${who} runs on it`,
    remedy: 'Stop that process, or give this one a directory of its own with --data-dir.',
  });
};

const unusable = (directory: string, error: unknown): Failure =>
  failure('store-unavailable', 'The data directory cannot be used', {
    field: 'dataDir',
    message: `${directory}: ${error instanceof Error ? error.message : String(error)}`,
    remedy: 'Make it writable for this user, free some space, or choose another with --data-dir.',
  });

export const readRuntime = (directory: string): Runtime | undefined => {
  const path = join(directory, RUNTIME_FILE);
  if (!existsSync(path)) return undefined;
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Runtime;
  } catch {
    // Half written by a process that died: it tells nothing.
    return undefined;
  }
};

export const writeRuntime = (directory: string, runtime: Runtime): void => {
  writeFileSync(join(directory, RUNTIME_FILE), `${JSON.stringify(runtime, null, 2)}\n`, { mode: 0o600 });
};
