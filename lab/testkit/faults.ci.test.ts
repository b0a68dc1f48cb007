import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, expect, test } from 'vitest';
import { apiClient } from './api-client.ts';
import { newDirectory, type ServerProcess, startServer } from './server-process.ts';
import { skipUnless } from './skip-unless.ts';
import { makeSmallWorld, SMALL_WORLD } from './small-world.ts';

/** What goes wrong around a real server: the disk, the store, a second start. A clear error each, nothing half applied, recovery. */
const undo: (() => unknown)[] = [];

afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

const start = async (directory: string): Promise<ServerProcess> => {
  const server = await startServer({ directory });
  undo.push(() => server.stop());
  return server;
};

const subscriberPath = (i: number): string =>
  `/v1/subscribers/${encodeURIComponent(`+86139000000${String(i).padStart(2, '0')}`)}/preference`;

const attempt = (i: number) => ({
  channel: 'voice',
  caller: SMALL_WORLD.caller,
  callee: `+86139000000${String(i).padStart(2, '0')}`,
  line: SMALL_WORLD.line,
  purpose: 'marketing',
});

/** A file system of its own that is soon full; undefined where this user may not mount one. */
const smallDisk = (): string | undefined => {
  const mount = mkdtempSync(join(tmpdir(), 'wurao-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=32m', 'tmpfs', mount], { stdio: 'ignore' });
    return mount;
  } catch {
    // Not root, or no mount here: the test is left out with a line that says so.
    rmSync(mount, { recursive: true });
    return undefined;
  }
};

const disk = smallDisk();

skipUnless('the right to mount a small file system (root)', disk)(
  'a full disk: clear refusals, nothing half applied, recovery by itself',
  async () => {
    const mount = disk ?? '';
    undo.push(() => {
      execFileSync('umount', [mount]);
      rmSync(mount, { recursive: true });
    });
    const server = await start(join(mount, 'data'));
    const admin = apiClient(server.url, server.adminKey);
    await makeSmallWorld(admin);
    expect((await admin.put(subscriberPath(1), { on: true })).status).toBe(200);
    const before = await admin.post('/v1/decisions', attempt(1));
    const filler = join(mount, 'filler');
    fill(filler);

    const decisions: number[] = [];
    for (let i = 0; i < 200; i++)
      decisions.push((await admin.post('/v1/decisions', { ...attempt(2), text: 'x'.repeat(3000) })).status);
    expect(new Set(decisions)).toContain(503);
    const refused = await admin.post('/v1/decisions', { ...attempt(2), text: 'x'.repeat(3000) });
    expect(refused.body).toMatchObject({ status: 503, code: 'journal-unavailable' });
    let write = await admin.put(subscriberPath(2), { on: true });
    for (let i = 3; i < 60 && write.status === 200; i++)
      write = await admin.put(subscriberPath(i), { on: true, deny: manyNumbers() });
    expect(write.body).toMatchObject({ status: 503, code: 'store-unavailable' });

    rmSync(filler);
    expect((await admin.put(subscriberPath(70), { on: true })).status).toBe(200);
    expect((await admin.post('/v1/decisions', attempt(3))).status).toBe(200);
    expect((await admin.get(`/v1/decisions/${String(before.body['id'])}/explanation`)).body).toMatchObject({
      reproduced: true,
    });
  },
);

/** Fills the disk to the last block: large pieces first, then single ones. */
const fill = (path: string): void => {
  for (const size of [1 << 20, 1 << 12, 1]) {
    try {
      for (;;) writeFileSync(path, Buffer.alloc(size), { flag: 'a' });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    }
  }
};

const manyNumbers = (): string[] => Array.from({ length: 900 }, (_, i) => `+86137${String(i).padStart(8, '0')}`);

test('a store that stops answering: writes say so, decisions go on, and it comes back', async () => {
  const directory = newDirectory();
  undo.push(() => rmSync(directory, { recursive: true, force: true }));
  const server = await start(directory);
  const admin = apiClient(server.url, server.adminKey);
  await makeSmallWorld(admin);
  const other = new Database(join(directory, 'store.sqlite'));
  other.exec('begin exclusive');
  const write = admin.put(subscriberPath(1), { on: true });
  for (let i = 0; i < 20; i++) expect((await admin.post('/v1/decisions', attempt(1))).status).toBe(200);
  const answer = await write;
  expect(answer.body).toMatchObject({ status: 503, code: 'store-unavailable' });
  expect(JSON.stringify(answer.body)).toContain('remedy');
  other.exec('rollback');
  other.close();
  expect((await admin.put(subscriberPath(1), { on: true })).status).toBe(200);
});

test('a second serve on the directory says who runs on it, and leaves it alone', async () => {
  const directory = newDirectory();
  undo.push(() => rmSync(directory, { recursive: true, force: true }));
  const server = await start(directory);
  await expect(startServer({ directory })).rejects.toThrow(
    new RegExp(`process ${server.pid} runs on it[^]*--data-dir`),
  );
  expect((await apiClient(server.url, server.adminKey).get('/readyz')).status).toBe(200);
});

test('a store of a newer version is refused by name', async () => {
  const directory = newDirectory();
  undo.push(() => rmSync(directory, { recursive: true, force: true }));
  const server = await startServer({ directory });
  await server.stop();
  const store = new Database(join(directory, 'store.sqlite'));
  store.prepare('update schema_version set version = version + 1000').run();
  store.close();
  await expect(startServer({ directory })).rejects.toThrow(/version[\s\S]*10\d\d/);
});
