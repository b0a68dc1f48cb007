import { existsSync } from 'node:fs';
import { asSequence, type Failure, failure, type Result, type Sequence, success } from '@wurao/domain';
import type Database from 'better-sqlite3';
import { schemaVersion } from './migrate.ts';
import { MIGRATIONS } from './migrations.ts';
import { openDatabase } from './session.ts';

export interface StoreCheck {
  readonly schema: number;
  readonly sequence: Sequence;
}

const unfit = (path: string, message: string): Failure =>
  failure('invalid', 'Not a whole copy of a store', {
    field: 'path',
    message: `${path}: ${message}`,
    remedy: 'Use another backup.',
  });

/** Reads a store file through: whole pages, a known schema, a feed without a hole at its end. */
export const checkStoreFile = (path: string): Result<StoreCheck> => {
  if (!existsSync(path))
    return failure('not-found', 'No such backup', {
      field: 'path',
      message: `there is no file ${path}`,
      remedy: 'Name a backup file.',
    });
  let db: Database.Database | undefined;
  try {
    db = openDatabase(path, { readonly: true });
    return checkOpened(db, path);
  } catch (error) {
    return unfit(path, error instanceof Error ? error.message : 'cannot be read');
  } finally {
    db?.close();
  }
};

const checkOpened = (db: Database.Database, path: string): Result<StoreCheck> => {
  const integrity = db.pragma('integrity_check', { simple: true });
  if (integrity !== 'ok') return unfit(path, String(integrity));
  const schema = schemaVersion(db);
  const known = MIGRATIONS.at(-1)?.version ?? 0;
  if (schema === 0) return unfit(path, 'it holds no schema of ours');
  if (schema > known) {
    return failure('newer-schema', 'The backup is newer than this program', {
      field: 'path',
      message: `the backup has schema version ${schema}, this program knows up to ${known}`,
      remedy: `Run the release that knows schema version ${schema}.`,
    });
  }
  const { head, last } = db
    .prepare('select (select sequence from feed_head) as head, (select max(sequence) from change) as last')
    .get() as {
    head: number;
    last: number | null;
  };
  if (head !== (last ?? 0)) return unfit(path, `its feed ends at ${last ?? 0} but its head says ${head}`);
  return success({ schema, sequence: asSequence(head) });
};
