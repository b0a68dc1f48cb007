import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { checkup } from './checkup.ts';
import { type Config, loadConfig } from './config.ts';
import type { Finding } from './finding.ts';
import { takeLock, writeRuntime } from './lock.ts';
import { serve } from './serve.ts';

let root = '';
let dataDir = '';

const configOf = (env: Record<string, string> = {}) =>
  loadConfig({ flags: { dataDir }, env, cwd: root, readFile: () => undefined });

const quiet = (): Config => {
  const config = configOf({ WURAO_LOG_LEVEL: 'silent' });
  if (!config.ok) throw new Error(config.title);
  return config.value;
};

/** A directory in which a server served once and decided once: it has a store, a journal and a snapshot. */
let pastDir = '';

beforeAll(async () => {
  pastDir = dataDir = mkdtempSync(join(tmpdir(), 'wurao-past-'));
  const served = await serve(quiet(), { inline: true, listen: false, empty: true, log: () => {} });
  if (!served.ok) throw new Error(JSON.stringify(served.errors));
  const { inject, adminKey, close } = served.value;
  const payload = { channel: 'voice', caller: '95000', callee: '13800000001', line: 'no-such-line' };
  const headers = { authorization: `Bearer ${adminKey.secret}` };
  const answer = await inject({ method: 'POST', url: '/v1/decisions', headers, payload });
  expect(answer.statusCode).toBe(200);
  await close();
});

afterAll(() => rmSync(pastDir, { recursive: true, force: true }));

const lived = (): void => {
  cpSync(pastDir, dataDir, { recursive: true });
  chmodSync(dataDir, 0o700);
};

const findings = (more: Partial<Parameters<typeof checkup>[0]> = {}) =>
  checkup({ config: configOf(), nodeVersion: '24.1.0', nowMs: Date.now(), ...more });

const worst = (all: readonly Finding[], check: string): Finding => {
  const of = all.filter((finding) => finding.check === check);
  return (of.find(({ state }) => state === 'fail') ?? of.find(({ state }) => state === 'warn') ?? of[0]) as Finding;
};

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'wurao-checkup-'));
  dataDir = join(root, 'data');
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

describe('checkup', () => {
  it('finds nothing wrong where nothing was begun, and makes nothing', async () => {
    const all = await findings();
    expect(all.filter(({ state }) => state === 'fail')).toEqual([]);
    expect(worst(all, 'data directory')).toMatchObject({ state: 'warn' });
    expect(readdirSync(root)).toEqual([]);
  });

  it('finds nothing wrong with a directory that has lived', async () => {
    lived();
    const all = await findings();
    expect(all.filter(({ state }) => state !== 'ok')).toEqual([]);
    expect(worst(all, 'journal').message).toMatch(/^1 records/);
    expect(worst(all, 'store').message).toContain('whole');
    expect(worst(all, 'snapshot').message).toContain('whole');
    expect(worst(all, 'sms').message).toContain('no upstream');
  });

  it('names the wrong Node, and every fault of the configuration', async () => {
    const all = await findings({ nodeVersion: '20.19.0', config: configOf({ WURAO_HTTP_PORT: 'x', WURAO_LAW: 'y' }) });
    expect(all.map(({ state }) => state)).toEqual(['fail', 'fail', 'fail']);
  });

  it('says who may read what only its owner should', async () => {
    lived();
    chmodSync(dataDir, 0o755);
    chmodSync(join(dataDir, 'admin.key'), 0o644);
    const all = await findings();
    expect(worst(all, 'data directory')).toMatchObject({ state: 'warn', remedy: expect.stringContaining('chmod 700') });
    expect(worst(all, 'keys')).toMatchObject({ state: 'fail', remedy: expect.stringContaining('chmod 600') });
  });

  it('finds a store that is cut off', async () => {
    lived();
    truncateSync(join(dataDir, 'store.sqlite'), statSync(join(dataDir, 'store.sqlite')).size - 5_000);
    expect(worst(await findings(), 'store')).toMatchObject({
      state: 'fail',
      remedy: expect.stringContaining('wurao restore'),
    });
  });

  it('finds a snapshot that is damaged: a start does without it', async () => {
    lived();
    truncateSync(join(dataDir, 'tables.snapshot'), 1_000);
    expect(worst(await findings(), 'snapshot')).toMatchObject({
      state: 'warn',
      remedy: expect.stringContaining('Delete'),
    });
  });

  it('finds a clock that stands before the journal', async () => {
    lived();
    const all = await findings({ nowMs: Date.now() - 3_600_000 });
    expect(worst(all, 'clock')).toMatchObject({ state: 'fail', message: expect.stringContaining('later than now') });
  });

  it('finds sealed files that are cut off and segments that were set aside', async () => {
    lived();
    writeFileSync(
      join(dataDir, 'journal', 'day-2026-01-01-0000000000000001-0000000000000009-0000000001.parquet'),
      'PAR1 half',
    );
    writeFileSync(join(dataDir, 'journal', 'set-aside.damaged'), 'x');
    const states = (await findings()).filter(({ check }) => check === 'journal').map(({ state }) => state);
    expect(states).toEqual(expect.arrayContaining(['fail', 'warn']));
  });

  it('names the process that holds the directory', async () => {
    mkdirSync(dataDir, { mode: 0o700 });
    const lock = takeLock(dataDir);
    writeRuntime(dataDir, { pid: process.pid, startedAt: '' });
    expect(worst(await findings(), 'lock').message).toContain(String(process.pid));
    if (lock.ok) lock.value.release();
  });

  it('finds a server that does not answer, and one that died', async () => {
    mkdirSync(dataDir, { mode: 0o700 });
    writeRuntime(dataDir, { pid: process.pid, startedAt: '', httpAddress: '127.0.0.1', httpPort: 1 });
    expect(worst(await findings(), 'lock')).toMatchObject({
      state: 'fail',
      message: expect.stringContaining('not ready'),
    });
    writeRuntime(dataDir, { pid: 2 ** 22 - 1, startedAt: '', httpAddress: '127.0.0.1', httpPort: 1 });
    expect(worst(await findings(), 'lock')).toMatchObject({
      state: 'warn',
      message: expect.stringContaining('without closing'),
    });
  });

  it('finds a restore that was interrupted', async () => {
    mkdirSync(dataDir, { mode: 0o700 });
    writeFileSync(join(dataDir, 'restoring.json'), '{}');
    expect(worst(await findings(), 'restore')).toMatchObject({ state: 'fail' });
  });
});
