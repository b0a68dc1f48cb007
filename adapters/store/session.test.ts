import Database from 'better-sqlite3';
import { sql } from 'kysely';
import { beforeEach, describe, expect, it } from 'vitest';
import { migrate } from './migrate.ts';
import { MIGRATIONS } from './migrations.ts';
import { SqliteSession, statement } from './session.ts';

let session: SqliteSession;
beforeEach(() => {
  const db = new Database(':memory:');
  migrate(db, MIGRATIONS, { nowMs: 1, backupPath: () => '' });
  session = new SqliteSession(db);
});
const rows = (): unknown[] =>
  session.db.prepare('select number, from_sequence, to_sequence, carrier from ownership').raw().all();

const INSERT = statement<{ number: number; carrier: string }>((db, p) =>
  db
    .insertInto('ownership')
    .values({ number: p.number, from_sequence: sql.lit(1), to_sequence: sql`null`, carrier: p.carrier }),
);

describe('many rows at once', () => {
  it('are all there, and in the group’s transaction', async () => {
    const owned = Array.from({ length: 200 }, (_, i) => ({ number: i, carrier: `party-${i}` }));
    await session.beginGroup();
    await session.runMany(INSERT, owned);
    await session.rollbackGroup();
    expect(rows()).toEqual([]);
    await session.beginGroup();
    await session.runMany(INSERT, owned);
    await session.commitGroup();
    expect(rows()).toEqual(owned.map(({ number, carrier }) => [number, 1, null, carrier]));
  });

  it('of one statement are as many of it, one after another', async () => {
    const owned = Array.from({ length: 200 }, (_, i) => ({ number: i, carrier: `party-${i}` }));
    await session.runMany(INSERT, owned);
    expect(rows()).toEqual(owned.map(({ number, carrier }) => [number, 1, null, carrier]));
  });

  it('may be none', async () => {
    await session.runMany(INSERT, []);
    expect(rows()).toEqual([]);
  });
});
