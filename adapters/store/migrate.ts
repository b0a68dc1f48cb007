import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Failure, failure, type Result, success } from '@wurao/domain';
import type Database from 'better-sqlite3';
import { freePath, syncPath } from './files.ts';
import { type Migration, SCHEMA_VERSION_TABLE } from './migrations.ts';

export interface MigrationReport {
  readonly from: number;
  readonly to: number;
  /** Where the store was copied before; undefined when it was empty or nothing was to do. */
  readonly backup: string | undefined;
}

const newerSchema = (found: number, known: number): Failure =>
  failure('newer-schema', 'The store is newer than this program', {
    field: 'directory',
    message: `the store has schema version ${found}, this program knows up to ${known}`,
    remedy: `Run the release that knows schema version ${found}, or restore a backup of schema version ${known}.`,
  });

export const schemaVersion = (db: Database.Database): number => {
  const table = db.prepare("select name from sqlite_master where type = 'table' and name = 'schema_version'").get();
  if (!table) return 0;
  return (db.prepare('select coalesce(max(version), 0) as version from schema_version').get() as { version: number })
    .version;
};

/** Brings a store up to date, step by step, each step in one transaction; a store that holds anything is copied first. */
export const migrate = (
  db: Database.Database,
  migrations: readonly Migration[],
  options: { readonly nowMs: number; readonly backupPath: (from: number) => string },
): Result<MigrationReport> => {
  const from = schemaVersion(db);
  const to = migrations.at(-1)?.version ?? 0;
  if (from > to) return newerSchema(from, to);
  if (from === to) return success({ from, to, backup: undefined });
  const backup = from === 0 ? undefined : copyBefore(db, freePath(options.backupPath(from)));
  db.exec(SCHEMA_VERSION_TABLE);
  const insert = db.prepare('insert into schema_version (version, name, at) values (?, ?, ?)');
  for (const { version, name, statements } of migrations) {
    if (version <= from) continue;
    db.transaction(() => {
      for (const sql of statements) db.exec(sql);
      insert.run(version, name, options.nowMs);
    }).immediate();
  }
  return success({ from, to, backup });
};

const copyBefore = (db: Database.Database, path: string): string => {
  mkdirSync(dirname(path), { recursive: true });
  db.prepare('vacuum into ?').run(path);
  syncPath(path);
  syncPath(dirname(path));
  return path;
};
