import { basename } from 'node:path';
import { type Failure, failure } from '@wurao/domain';
import { databaseErrorCode } from './database.ts';
import { systemErrorCode } from './files.ts';
import { SEGMENT_VERSION } from './segment.ts';

const REMEDIES: ReadonlyMap<string, string> = new Map([
  ['ENOSPC', 'free space on the disk of the data directory; the journal goes on by itself'],
  ['EDQUOT', 'raise the disk quota of the data directory; the journal goes on by itself'],
  ['EROFS', 'mount the disk of the data directory for writing'],
  ['EACCES', 'give the server write access to the data directory'],
  ['Out of Memory Error', 'give sealing a larger memory limit; the segments go on counting'],
  ['EIO', 'check the disk of the data directory: it reports errors'],
]);

/** The journal cannot take or give records: the decision that needed it must not be answered. */
export const unavailable = (what: string, code: string): Failure =>
  failure('journal-unavailable', 'The journal cannot be written', {
    field: '',
    message: `${what} failed with ${code}`,
    remedy: REMEDIES.get(code) ?? 'check the disk of the data directory',
  });

/** A sealed file that is cut off or overwritten. */
const damageOf = (error: unknown): string | undefined =>
  error instanceof Error && /parquet file|magic bytes/i.test(error.message) ? 'a damaged Parquet file' : undefined;

/** A question that the machine could not carry (memory, a file that cannot be read); anything else is a programmer's error. */
export const questionFailure = (error: unknown): Failure => {
  const code = databaseErrorCode(error) ?? systemErrorCode(error) ?? damageOf(error);
  if (code === undefined) throw error;
  return failure('journal-unavailable', 'The journal cannot be asked', {
    field: '',
    message: `the question failed with ${code}`,
    remedy:
      'Ask for a shorter period, or run `wurao doctor` and check disk and memory of the machine. Decisions go on meanwhile.',
  });
};

export const newerFormat = (path: string, what = 'journal', version = SEGMENT_VERSION): Failure =>
  failure('newer-schema', `The ${what} was written by a newer version`, {
    field: basename(path),
    message: `this version reads segment formats up to ${version}`,
    remedy: 'start the version that wrote it, or a later one',
  });
