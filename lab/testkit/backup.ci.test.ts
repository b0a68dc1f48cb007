import { spawn } from 'node:child_process';
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { JournalArchive, parseDecisionId } from '@wurao/journal';
import { listBackups, restoreBackup, runningAt, verifyBackup } from '@wurao/server';
import { mulberry32 } from '@wurao/vectors';
import Database from 'better-sqlite3';
import { afterAll, expect, test } from 'vitest';
import { type ApiClient, apiClient } from './api-client.ts';
import { newDirectory, type ServerProcess, startServer } from './server-process.ts';
import { makeSmallWorld, SMALL_WORLD } from './small-world.ts';

/**
 * Backups of a real server under concurrent writes and decisions: what is restored elsewhere equals, row by row and record by
 * record, what the server held at the cut; a kill at any moment leaves nothing that passes for whole.
 */
const KILLS = { test: 1, ci: 2, soak: 20 }[process.env['WURAO_TIER'] ?? 'test'] ?? 2;
const LOAD_MS = { test: 500, ci: 900, soak: 20_000 }[process.env['WURAO_TIER'] ?? 'test'] ?? 900;
const WRITERS = 6;
const DECIDERS = 4;
const SEED = 20261125;
const CLI = fileURLToPath(new URL('./main.ts', import.meta.resolve('@wurao/cli')));

const root = newDirectory();
let running: ServerProcess | undefined;
afterAll(async () => {
  await running?.stop();
  rmSync(root, { recursive: true, force: true });
});

const random = mulberry32(SEED);
const numberOf = (): string => `+861390000${String(Math.floor(random() * 3000)).padStart(4, '0')}`;

const write = async (admin: ApiClient): Promise<void> => {
  const subscriber = numberOf();
  const path = `/v1/subscribers/${encodeURIComponent(subscriber)}`;
  const dice = random();
  const answer =
    dice < 0.4
      ? await admin.put(`${path}/preference`, { on: dice < 0.2 })
      : dice < 0.9
        ? await admin.post('/v1/refusals', { subscriber, merchant: SMALL_WORLD.merchant, words: `no ${dice}` })
        : await admin.post(`/v1/numbers/${encodeURIComponent(subscriber)}/recycling`, {});
  expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);
};

const decide = async (admin: ApiClient): Promise<string> => {
  const body = { channel: 'voice', caller: SMALL_WORLD.caller, line: SMALL_WORLD.line, purpose: 'marketing' };
  const answer = await admin.post('/v1/decisions', { ...body, callee: numberOf() });
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  return String(answer.body['id']);
};

/** Writes and decides side by side until told to stop, or until the server is gone. */
const underLoad = (admin: ApiClient) => {
  const stopped = { is: false };
  const loop = async (work: () => Promise<unknown>): Promise<void> => {
    while (!stopped.is) {
      try {
        await work();
      } catch (error) {
        if (!(error instanceof TypeError)) throw error;
        await pause(5);
      }
    }
  };
  const loops = [
    ...Array.from({ length: WRITERS }, () => loop(() => write(admin))),
    ...Array.from({ length: DECIDERS }, () => loop(() => decide(admin))),
  ];
  return async (): Promise<void> => {
    stopped.is = true;
    await Promise.all(loops);
  };
};

type Rows = Readonly<Record<string, readonly string[]>>;
/** Rows of these have no place in the order of facts: idempotency, codes and the like are compared in the store's own tests. */
const VERSIONED = ['fact', 'preference', 'basis', 'refusal', 'ownership'];
const ENDS = ['to_sequence', 'ended_how', 'ended_by', 'ended_at'];

/** The log of who changed what is a chain of its own: a copy has its beginning, as far as it had come. */
const chainIn = (path: string): readonly string[] => {
  const db = new Database(path, { readonly: true });
  const rows = db.prepare('select * from audit order by sequence').all();
  db.close();
  return rows.map((row) => JSON.stringify(row));
};
const expectBeginning = (copy: string, whole: string): void => {
  const held = chainIn(copy);
  expect(held.length).toBeGreaterThan(0);
  expect(held).toEqual(chainIn(whole).slice(0, held.length));
};

/** Every row as it was right after a sequence, read apart from the code that restores. */
const rowsAsOf = (path: string, sequence: number): Rows => {
  const db = new Database(path, { readonly: true });
  const all = (table: string) => db.prepare(`select * from "${table}"`).all() as Record<string, number | null>[];
  const tables = (
    db.prepare("select name from sqlite_master where type = 'table' and name not like 'search_index%'").all() as {
      name: string;
    }[]
  )
    .map((one) => one.name)
    // By its own order, below.
    .filter((name) => name !== 'audit');
  const asOf = (table: string): object[] => {
    const rows = all(table);
    if (table === 'feed_head') return [{ id: 1, sequence }];
    if (table === 'change' || table === 'merchant_event')
      return rows.filter((row) => (row['sequence'] ?? 0) <= sequence);
    if (table === 'tenure') return rows.filter((row) => (row['from_sequence'] ?? 0) <= sequence);
    if (!VERSIONED.includes(table)) return rows;
    const living = (row: Record<string, number | null>) =>
      (row['to_sequence'] ?? 0) > sequence
        ? Object.fromEntries(Object.entries(row).map(([name, value]) => [name, ENDS.includes(name) ? null : value]))
        : row;
    return rows.filter((row) => (row['from_sequence'] ?? 0) <= sequence).map(living);
  };
  const wordings = new Set(
    (
      db
        .prepare(
          'select wording from refusal where from_sequence <= ? union select wording from basis_proof where from_sequence <= ?',
        )
        .all(sequence, sequence) as { wording: number }[]
    ).map(({ wording }) => wording),
  );
  const of = (table: string): object[] =>
    table === 'wording' ? all(table).filter((row) => wordings.has(row['id'] ?? 0)) : asOf(table);
  const dumped = Object.fromEntries(
    tables.map((table) => [
      table,
      of(table)
        .map((row) => JSON.stringify(row))
        .sort(),
    ]),
  );
  db.close();
  return dumped;
};

const recordsIn = async (directory: string, upTo = Number.MAX_SAFE_INTEGER): Promise<string[]> => {
  const archive = await JournalArchive.open({ directory: join(directory, 'journal') });
  const records: string[] = [];
  for await (const record of archive.recordsFrom(1)) if (record.sequence <= upTo) records.push(JSON.stringify(record));
  await archive.close();
  return records;
};

const headOf = (path: string): number => {
  const db = new Database(path, { readonly: true });
  const { sequence } = db.prepare('select sequence from feed_head').get() as { sequence: number };
  db.close();
  return sequence;
};

test('under load: restored elsewhere it is row by row what was, now and at a point in time', {
  timeout: 180_000,
}, async () => {
  const directory = join(root, 'data');
  const place = join(root, 'place');
  const keyFile = join(root, 'backup.key');
  writeFileSync(keyFile, 'correct horse battery staple\n');
  running = await startServer({ directory });
  const admin = apiClient(running.url, running.adminKey);
  await makeSmallWorld(admin);
  let stop = underLoad(admin);
  await pause(LOAD_MS);
  await stop();
  // A moment of quiet, written down.
  const then = {
    record: parseDecisionId(await decide(admin))?.sequence ?? 0,
    sequence: headOf(join(directory, 'store.sqlite')),
  };
  const recorded = rowsAsOf(join(directory, 'store.sqlite'), then.sequence);
  stop = underLoad(admin);
  const made: { directory: string; sequence: number; journalSequence: number }[] = [];
  for (const more of [{}, { keyFile }, { keyFile }]) {
    await pause(LOAD_MS / 3);
    const answer = await admin.post('/v1/backups', { into: place, ...more });
    expect(answer.status, JSON.stringify(answer.body)).toBe(201);
    made.push(answer.body as unknown as (typeof made)[number]);
  }
  await pause(LOAD_MS / 3);
  await stop();
  expect(await running.stop()).toBe(0);
  running = undefined;
  const live = join(directory, 'store.sqlite');
  expect(headOf(live)).toBeGreaterThan(made[2]?.sequence ?? 0);
  for (const [i, backup] of made.entries()) {
    const opening = i === 0 ? {} : { keyFile };
    expect(await verifyBackup(backup.directory, opening)).toMatchObject({ ok: true, value: { opened: true } });
    const to = join(root, `restored-${i}`);
    const restored = await restoreBackup(backup.directory, to, { intoEmpty: true, ...opening });
    expect(restored).toMatchObject({
      ok: true,
      value: { sequence: backup.sequence, journalSequence: backup.journalSequence },
    });
    expect(rowsAsOf(join(to, 'store.sqlite'), backup.sequence)).toEqual(rowsAsOf(live, backup.sequence));
    expectBeginning(join(to, 'store.sqlite'), live);
    expect(headOf(join(to, 'store.sqlite'))).toBe(backup.sequence);
    expect(await recordsIn(to)).toEqual(await recordsIn(directory, backup.journalSequence));
  }
  const last = made[2]?.directory ?? '';
  const to = join(root, 'point');
  expect(await restoreBackup(last, to, { intoEmpty: true, keyFile, atSequence: then.record })).toMatchObject({
    ok: true,
    value: then.sequence > 0 ? { sequence: then.sequence, journalSequence: then.record } : {},
  });
  expect(rowsAsOf(join(to, 'store.sqlite'), then.sequence)).toEqual(recorded);
  expectBeginning(join(to, 'store.sqlite'), live);
  expect(await recordsIn(to)).toEqual(await recordsIn(directory, then.record));
  // And it serves: from the restored store, with the key that was backed up.
  running = await startServer({ directory: to });
  const again = apiClient(running.url, running.adminKey);
  expect((await again.get('/readyz')).status).toBe(200);
  await decide(again);
  expect(await running.stop()).toBe(0);
  running = undefined;
});

const restoreUntilKilled = async (from: string, to: string, afterMs: number): Promise<void> => {
  const child = spawn(process.execPath, [CLI, 'restore', from, '--to', to], { stdio: 'ignore' });
  const gone = new Promise((resolve) => child.once('exit', resolve));
  await Promise.race([pause(afterMs), gone]);
  child.kill('SIGKILL');
  await gone;
};

test(`${KILLS} kills during a backup and during a restore leave nothing that passes for whole`, {
  timeout: 120_000 + KILLS * 30_000,
}, async () => {
  const directory = join(root, 'killed');
  const place = join(root, 'killed-place');
  running = await startServer({ directory });
  await makeSmallWorld(apiClient(running.url, running.adminKey));
  for (let round = 0; round < KILLS; round++) {
    const server: ServerProcess = running;
    const admin = apiClient(server.url, server.adminKey);
    const stop = underLoad(admin);
    const asked = admin.post('/v1/backups', { into: place }).catch(() => undefined);
    await pause(20 + random() * 700);
    await server.kill();
    await stop();
    await asked;
    for (const { directory: found, manifest } of existsSync(place) ? await listBackups(place) : []) {
      expect(manifest.ok, found).toBe(true);
      expect(await verifyBackup(found)).toMatchObject({ ok: true });
    }
    running = await startServer({ directory });
  }
  const admin = apiClient(running.url, running.adminKey);
  const made = await admin.post('/v1/backups', { into: place });
  expect(made.status, JSON.stringify(made.body)).toBe(201);
  expect(readdirSync(place).filter((name) => name.endsWith('.partial'))).toEqual([]);
  expect(readdirSync(directory)).not.toContain('backup.staging');
  expect(await running.stop()).toBe(0);
  running = undefined;
  const { directory: from, sequence } = made.body as unknown as { directory: string; sequence: number };
  for (let round = 0; round < KILLS; round++) {
    const to = join(root, `cut-off-${round}`);
    await restoreUntilKilled(from, to, 150 + random() * 1_200);
    expect(runningAt(to)).toBeUndefined();
    const isWhole = existsSync(join(to, 'store.sqlite')) && !existsSync(join(to, 'restoring.json'));
    if (isWhole) expect(headOf(join(to, 'store.sqlite'))).toBe(sequence);
    else if (existsSync(join(to, 'restore.staging')))
      await expect(startServer({ directory: to })).rejects.toThrow('restore was interrupted');
    if (!isWhole)
      expect(await restoreBackup(from, to, { intoEmpty: true })).toMatchObject({ ok: true, value: { sequence } });
    expect(rowsAsOf(join(to, 'store.sqlite'), sequence)).toEqual(rowsAsOf(join(directory, 'store.sqlite'), sequence));
  }
});
