import { HELD_WISH_KEPT_MS } from '@wurao/registry';
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { sweepOld } from './deliveries.ts';
import { migrate } from './migrate.ts';
import { MIGRATIONS } from './migrations.ts';
import { SqliteSession } from './session.ts';

it('a wish goes a year after it was taken back, and stays while it stands', async () => {
  const db = new Database(':memory:');
  migrate(db, MIGRATIONS, { nowMs: 1, backupPath: () => '' });
  const insert = db.prepare('insert into held_wish (id, subscriber, since_at, until_at) values (?, ?, 1, ?)');
  for (const row of [
    ['stands', 1, null],
    ['ended long ago', 2, 1_000],
    ['ended of late', 3, 1_001],
  ])
    insert.run(...row);
  await sweepOld(new SqliteSession(db), 1_000 + HELD_WISH_KEPT_MS);
  expect(db.prepare('select id from held_wish order by subscriber').pluck().all()).toEqual(['stands', 'ended of late']);
});
