// The same question put to an indexed SQL database, as somebody would who had no tables of ours.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Attempt } from '@wurao/domain';
import { numberKey } from '@wurao/domain';
import Database from 'better-sqlite3';
import {
  basisAt,
  callerOf,
  type EngineWorldSizes,
  lineOf,
  MERCHANTS,
  numberOf,
  PrefixMembers,
  stateAt,
} from './engine-world.ts';

const SCHEMA = `
  CREATE TABLE filing (caller TEXT, line TEXT, merchant INTEGER, categories INTEGER, PRIMARY KEY (caller, line)) WITHOUT ROWID;
  CREATE TABLE preference (number INTEGER PRIMARY KEY, profile INTEGER NOT NULL);
  CREATE TABLE basis (
    number INTEGER, merchant INTEGER, kind TEXT, purposes INTEGER, categories INTEGER, channels INTEGER, confirmed INTEGER,
    to_sec INTEGER, refused INTEGER, PRIMARY KEY (number, merchant)
  ) WITHOUT ROWID;`;

/** One query, every look-up by primary key: filing, preference and basis of an attempt. */
const QUESTION = `
  SELECT filing.merchant, filing.categories, preference.profile, basis.kind, basis.purposes, basis.categories AS covered,
    basis.channels, basis.confirmed, basis.to_sec, basis.refused
  FROM filing
  LEFT JOIN preference ON preference.number = @number
  LEFT JOIN basis ON basis.number = @number AND basis.merchant = filing.merchant
  WHERE filing.caller = @caller AND filing.line = @line`;

export interface SqlWorld {
  readonly ask: (attempt: Attempt) => unknown;
  readonly close: () => void;
}

const fill = (db: Database.Database, { preferences, bases }: EngineWorldSizes): void => {
  const filing = db.prepare('INSERT INTO filing VALUES (?, ?, ?, ?)');
  for (let merchant = 1; merchant <= MERCHANTS; merchant++) {
    filing.run(callerOf(merchant), lineOf(merchant), merchant, 1 << (merchant % 12));
  }
  const preference = db.prepare('INSERT INTO preference VALUES (?, ?)');
  const members = new PrefixMembers(preferences);
  for (let prefix = 0; members.prefixes > prefix; prefix++) {
    members.draw(prefix);
    for (let i = 0; i < members.count; i++) {
      preference.run(numberKey(numberOf(prefix, members.suffixes[i] ?? 0)), members.profiles[i]);
    }
  }
  const basis = db.prepare('INSERT OR REPLACE INTO basis VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)');
  for (let k = 0; k < bases; k++) {
    const { prefix, suffix, merchant } = basisAt(k);
    const { entries, refusals } = stateAt(k);
    const [entry] = entries;
    if (entry === undefined) continue;
    const { kind, purposes, categories, channels, confirmed, toSec } = entry;
    const key = numberKey(numberOf(prefix, suffix));
    basis.run(key, merchant, kind, purposes, categories, channels, confirmed ? 1 : 0, toSec, refusals.length);
  }
};

export const openSqlWorld = (sizes: EngineWorldSizes): SqlWorld => {
  const folder = mkdtempSync(join(tmpdir(), 'wurao-bench-'));
  const db = new Database(join(folder, 'world.db'));
  // The whole database in memory and no locks: as fast as the engine of SQL can be asked.
  db.pragma('journal_mode = OFF');
  db.pragma('synchronous = OFF');
  db.pragma('locking_mode = EXCLUSIVE');
  db.pragma('cache_size = -2000000');
  db.exec(SCHEMA);
  db.transaction(() => fill(db, sizes))();
  const question = db.prepare(QUESTION);
  return {
    ask: ({ caller, line, callee }) => question.get({ caller, line, number: numberKey(callee) }),
    close: () => {
      db.close();
      rmSync(folder, { recursive: true });
    },
  };
};
