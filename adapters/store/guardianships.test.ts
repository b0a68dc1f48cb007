import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { OLD_GUARDIANSHIPS } from './guardianships.ts';
import { migrate } from './migrate.ts';
import { MIGRATIONS } from './migrations.ts';
import { SqliteSession } from './session.ts';

const BEFORE = 1_000;

it('what did not come about goes by when it was asked, what stood by when it ended', async () => {
  const db = new Database(':memory:');
  migrate(db, MIGRATIONS, { nowMs: 1, backupPath: () => '' });
  const insert = db.prepare(
    `insert into guardianship (id, guardian, ward, state, hash, tries, asked_at, expires_at, stands_at, ended_at, told_at)
      values (?, 2, 1, ?, '', 0, ?, 0, null, ?, null)`,
  );
  for (const row of [
    ['stands', 'standing', 1, null],
    ['never answered', 'open', BEFORE, null],
    ['asked later', 'unsent', BEFORE + 1, null],
    ['ended long ago', 'ended', 1, BEFORE],
    ['ended of late', 'ended', 1, BEFORE + 1],
  ])
    insert.run(...row);
  await new SqliteSession(db).run(OLD_GUARDIANSHIPS, { before: BEFORE });
  expect(db.prepare('select id from guardianship order by rowid').pluck().all()).toEqual([
    'stands',
    'asked later',
    'ended of late',
  ]);
});
