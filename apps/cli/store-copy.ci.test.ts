import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type PostgresServer, postgresPrograms, skipUnless, startPostgres } from '@wurao/testkit';
import { afterAll, afterEach, beforeEach, expect } from 'vitest';
import { ran } from './testing-shell.ts';

const test = skipUnless('PostgreSQL 15 or later', postgresPrograms());
const SLOW = 120_000;
let postgres: PostgresServer | undefined;
let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'wurao-cli-copy-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));
afterAll(() => postgres?.stop(), SLOW);

test('store copy, then doctor, backup and restore on the database', { timeout: SLOW }, async () => {
  postgres = await startPostgres();
  const server = postgres;
  const newUrl = async (): Promise<string> => server.urlOf(await server.createDatabase());
  const { serve, loadConfig } = await import('@wurao/server');
  const dataDir = join(root, 'data');
  const flags = { 'data-dir': dataDir, 'log-level': 'silent' };
  const config = loadConfig({ flags, env: {}, cwd: root, readFile: () => undefined });
  if (!config.ok) throw new Error(JSON.stringify(config));
  // The sample world, on the embedded store.
  const served = await serve(config.value, { inline: true, listen: false, log: () => {} });
  if (!served.ok) throw new Error(JSON.stringify(served));
  await served.value.close();

  const url = await newUrl();
  expect((await ran(['store', 'copy', '--from', dataDir])).code).toBe(2);
  expect((await ran(['store', 'copy', '--from', join(root, 'none'), '--to', url])).code).toBe(2);
  const copied = await ran(['store', 'copy', '--from', dataDir, '--to', url]);
  expect(copied.code, copied.err).toBe(0);
  expect(copied.out).toMatch(/The same: \d+ rows compared cell by cell/);
  expect(copied.err).toMatch(/compared \d+ of \d+ rows .* a second/);
  const again = await ran(['store', 'copy', '--from', dataDir, '--json'], { env: { WURAO_DATABASE_URL: url } });
  expect([again.code, JSON.parse(again.out).code]).toEqual([2, 'conflict']);

  const env = { WURAO_DATABASE_URL: url, WURAO_DATA_DIR: dataDir, LANG: 'C' };
  const healthy = await ran(['doctor', '--json'], { env });
  const findings = JSON.parse(healthy.out).findings as { check: string; state: string; message: string }[];
  const ofStore = findings.filter(({ check }) => check === 'store');
  // This server was started without fsync, for speed; and the embedded store was left where it was.
  expect(ofStore.map(({ state }) => state)).toEqual(['ok', 'fail', 'fail', 'warn']);
  expect(ofStore[0]?.message).toMatch(/PostgreSQL \d+\.\d+.*sequence [1-9]/);

  const asked = await ran(['law', 'list'], { env });
  expect(asked.code, asked.err).toBe(0);
  const backup = join(root, 'backup');
  const made = await ran(['backup', backup, '--json'], { env });
  expect(made.code, made.err + made.out).toBe(0);
  const restoredDir = join(root, 'restored');
  const restored = await ran(['restore', backup, '--data-dir', restoredDir], { env });
  expect(restored.code, restored.err).toBe(0);
  expect(restored.out).toContain('The configured database was not touched');
  const twin = await newUrl();
  const twice = await ran(['store', 'copy', '--from', restoredDir, '--to', twin, '--json']);
  expect(twice.code, twice.err).toBe(0);
  expect(JSON.parse(twice.out).sequence).toBe(JSON.parse(made.out).sequence);
  expect(readFileSync(join(restoredDir, 'permit.secret'))).toEqual(readFileSync(join(dataDir, 'permit.secret')));
});
