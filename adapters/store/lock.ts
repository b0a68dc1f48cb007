import { join } from 'node:path';
import { type Failure, failure, type Result, success } from '@wurao/domain';
import { openDatabase } from './session.ts';

const LOCK_FILE = 'store.lock';

export interface DirectoryLock {
  release(): void;
}

const locked = (directory: string): Failure =>
  failure('locked', 'The store is in use', {
    field: 'directory',
    message: `another process serves the store in ${directory}`,
    remedy: 'Talk to that process, or stop it first.',
  });

/**
 * One process per data directory. The lock is an exclusive transaction on a file of its own: the operating system gives
 * it back when the process ends in whatever way, so that no stale lock is ever left.
 */
export const lockDirectory = (directory: string): Result<DirectoryLock> => {
  const db = openDatabase(join(directory, LOCK_FILE), { timeout: 0 });
  try {
    db.pragma('journal_mode = MEMORY');
    db.exec('begin exclusive');
    return success({ release: () => db.close() });
  } catch (error) {
    db.close();
    if (error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_BUSY'))
      return locked(directory);
    throw error;
  }
};
