import { createHash } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  constants,
  copyFileSync,
  createReadStream,
  existsSync,
  fsyncSync,
  openSync,
} from 'node:fs';
import { type Failure, failure } from '@wurao/domain';

export const PRIVATE_FILE = 0o600;
export const PRIVATE_DIRECTORY = 0o700;
export const JOURNAL = 'journal';
export const SNAPSHOT_FILE = 'tables.snapshot';
export const NUMBERING = 'numbering';
/** Evidence of cases: files by their SHA-256. */
export const ATTACHMENTS = 'attachments';
/** Opens and signs what is in the store; small, and private. */
export const SECRET_FILES = ['admin.key', 'permit.secret', 'member.secret', 'sample.json'];
/** Made again from the journal; half written ones are nobody's. */
export const NOT_COPIED = /\.(checkpoint|tmp)$|^spill-/;

export const syncPath = (path: string): void => {
  const file = openSync(path, 'r');
  fsyncSync(file);
  closeSync(file);
};

/** Shares blocks where the file system can (copy on write), else copies. */
export const copyPrivately = (from: string, to: string): void => {
  copyFileSync(from, to, constants.COPYFILE_FICLONE);
  chmodSync(to, PRIVATE_FILE);
  syncPath(to);
};

export const isGone = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOENT';

export const hashOf = async (path: string): Promise<string> => {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 })) hash.update(chunk as Buffer);
  return hash.digest('hex');
};

export const inTheWay = (directory: string): Failure =>
  failure('conflict', 'In the way', {
    field: 'directory',
    message: `${directory} exists already and is not empty`,
    remedy: 'Name a directory that does not exist yet.',
  });

export const unusable = (field: string, path: string, error: unknown): Failure =>
  failure('invalid', 'Cannot be read or written', {
    field,
    message: `${path}: ${error instanceof Error ? error.message : String(error)}`,
    remedy: 'Choose a place with room that this account may write.',
  });

export const asideOf = (path: string): string => {
  for (let n = 0; ; n++) {
    const candidate = n === 0 ? `${path}.replaced` : `${path}.replaced.${n}`;
    if (!existsSync(candidate)) return candidate;
  }
};
