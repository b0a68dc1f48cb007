import { closeSync, existsSync, fsyncSync, openSync } from 'node:fs';
import { join } from 'node:path';

/** Where things lie in a data directory. */
export const STORE_FILE = 'store.sqlite';
export const BACKUP_FOLDER = 'backups';

export const storePath = (directory: string): string => join(directory, STORE_FILE);

/** A file or folder entry is durable once it is synced itself. */
export const syncPath = (path: string): void => {
  const file = openSync(path, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
};

export const besides = (path: string): readonly string[] => [`${path}-wal`, `${path}-shm`, `${path}-journal`];

export const freePath = (path: string): string => {
  for (let n = 0; ; n++) {
    const candidate = n === 0 ? path : `${path}.${n}`;
    if (!existsSync(candidate)) return candidate;
  }
};
