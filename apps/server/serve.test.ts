import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, expect, test } from 'vitest';
import { loadConfig } from './config.ts';
import { type RunningServer, type ServeOptions, serve } from './serve.ts';

const TEN_OCLOCK_MS = Date.parse('2026-11-20T10:00:00+08:00');
const DAY_MS = 86_400_000;

const directories: string[] = [];
const servers: RunningServer[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true, force: true });
});

const newDirectory = (): string => {
  const directory = mkdtempSync(join(tmpdir(), 'wurao-serve-'));
  directories.push(directory);
  return directory;
};

const configFor = (directory: string) => {
  const flags = {
    'data-dir': directory,
    'http-port': '0',
    'sip-port': 'off',
    'smpp-port': 'off',
    'cmpp-port': 'off',
    'log-level': 'silent',
    'counter-slots': '1024',
    'sip-remembered-calls': '1024',
  };
  const config = loadConfig({ flags, env: {}, cwd: directory, readFile: () => undefined });
  if (!config.ok) throw new Error(JSON.stringify(config));
  return config.value;
};

const open = async (directory: string, options: ServeOptions = {}): Promise<RunningServer> => {
  const served = await serve(configFor(directory), {
    inline: true,
    listen: false,
    clock: () => TEN_OCLOCK_MS,
    ...options,
  });
  if (!served.ok) throw new Error(JSON.stringify(served));
  servers.push(served.value);
  return served.value;
};

const close = async (server: RunningServer): Promise<void> => {
  servers.splice(servers.indexOf(server), 1);
  await server.close();
};

interface SampleJson {
  readonly keys: Readonly<Record<string, { readonly key: string }>>;
}

const sampleOf = (directory: string): SampleJson =>
  JSON.parse(readFileSync(join(directory, 'sample.json'), 'utf8')) as SampleJson;

const ask = async (server: RunningServer, directory: string, body: object, role = 'admin') => {
  const answer = await server.inject({
    method: 'POST',
    url: '/v1/decisions',
    headers: { authorization: `Bearer ${sampleOf(directory).keys[role]?.key}`, 'content-type': 'application/json' },
    payload: JSON.stringify(body),
  });
  return { status: answer.statusCode, body: answer.json() as Record<string, unknown> };
};

const CONSENTED = {
  channel: 'voice',
  caller: '95000',
  callee: '+8613800000001',
  line: 'line-sample-1',
  purpose: 'marketing',
};

test('a second server on a directory is told who has it', async () => {
  const directory = newDirectory();
  await open(directory);
  const second = await serve(configFor(directory), { inline: true, listen: false });
  expect(second).toMatchObject({ ok: false, code: 'locked', errors: [{ field: 'dataDir' }] });
});

test('what the process keeps is readable by its owner only', async () => {
  const directory = newDirectory();
  await open(directory);
  for (const file of ['admin.key', 'permit.secret', 'sample.json']) {
    expect(statSync(join(directory, file)).mode & 0o077, file).toBe(0);
  }
});

test('counts and remembered attempts outlive a restart', async () => {
  const directory = newDirectory();
  const first = await open(directory);
  const allowed = await ask(first, directory, { ...CONSENTED, attemptId: 'a-1' });
  expect(allowed.body).toMatchObject({ decision: 'allow', reason: 'consented' });
  await close(first);
  const second = await open(directory);
  const repeated = await ask(second, directory, { ...CONSENTED, attemptId: 'a-1' });
  expect(repeated.body).toEqual(allowed.body);
  expect((await ask(second, directory, { ...CONSENTED, attemptId: 'a-2' })).body).toMatchObject({
    reason: 'too-often',
  });
});

test('the same attempt id for another attempt is a conflict', async () => {
  const directory = newDirectory();
  const server = await open(directory);
  await ask(server, directory, { ...CONSENTED, attemptId: 'a-1' });
  const other = await ask(server, directory, { ...CONSENTED, callee: '+8613800000002', attemptId: 'a-1' });
  expect(other).toMatchObject({ status: 409, body: { errors: [{ field: 'attemptId' }] } });
});

test('time does not run backwards when the clock was set back', async () => {
  const directory = newDirectory();
  const first = await open(directory);
  await ask(first, directory, CONSENTED);
  await close(first);
  const second = await open(directory, { clock: () => TEN_OCLOCK_MS - DAY_MS });
  expect((await ask(second, directory, CONSENTED)).body).toMatchObject({ reason: 'too-often' });
  const ready = await second.inject({ method: 'GET', url: '/readyz' });
  expect(ready.json()).toMatchObject({ detail: { clockSkewMs: DAY_MS } });
});

test('nor do receipts of the control thread, which has a clock of its own', async () => {
  const directory = newDirectory();
  const laterMs = Date.now() + DAY_MS;
  const first = await open(directory, { clock: () => laterMs });
  await ask(first, directory, CONSENTED);
  await close(first);
  const second = await open(directory, { inline: false, clock: Date.now });
  const wish = await second.inject({
    method: 'PUT',
    url: '/v1/subscribers/%2B8613800000001/preference',
    headers: {
      authorization: `Bearer ${sampleOf(directory).keys['admin']?.key}`,
      'content-type': 'application/json',
    },
    payload: JSON.stringify({ on: true, deny: ['95000'] }),
  });
  expect(wish.statusCode).toBe(200);
  await close(second);
  const store = new Database(join(directory, 'store.sqlite'), { readonly: true });
  const { at } = store
    .prepare('select max(at) as at from change where sequence = (select sequence from feed_head)')
    .get() as { at: number };
  store.close();
  expect(at).toBeGreaterThanOrEqual(laterMs);
});

test('an explanation makes the decision again and gets the same answer', async () => {
  const directory = newDirectory();
  const server = await open(directory);
  for (let i = 1; i <= 12; i++) {
    const callee = `+86138000000${String(i).padStart(2, '0')}`;
    for (const mode of ['attempt', 'screen']) {
      const { body } = await ask(server, directory, {
        ...CONSENTED,
        callee,
        mode,
        ...(mode === 'screen' ? { at: '2026-11-20T23:30:00+08:00' } : {}),
      });
      const answer = await server.inject({
        method: 'GET',
        url: `/v1/decisions/${String(body['id'])}/explanation`,
        headers: { authorization: `Bearer ${sampleOf(directory).keys['admin']?.key}` },
      });
      expect(answer.json(), `${callee} ${mode} ${String(body['reason'])}`).toMatchObject({ reproduced: true });
    }
  }
});

test('a permit is taken up once, and its count with it', async () => {
  const directory = newDirectory();
  const server = await open(directory);
  const issued = await server.inject({
    method: 'POST',
    url: '/v1/permits',
    headers: {
      authorization: `Bearer ${sampleOf(directory).keys['merchant']?.key}`,
      'content-type': 'application/json',
    },
    payload: JSON.stringify(CONSENTED),
  });
  const { permit } = issued.json() as { permit: string };
  expect(permit).toMatch(/^p1\./);
  expect((await ask(server, directory, { ...CONSENTED, permit }, 'merchant')).body).toMatchObject({
    decision: 'allow',
  });
  expect((await ask(server, directory, { ...CONSENTED, permit }, 'merchant')).body).toMatchObject({
    decision: 'refuse',
    reason: 'too-often',
  });
});

test('a withdrawal is in the next answer', async () => {
  const directory = newDirectory();
  const server = await open(directory);
  const { consent, keys } = sampleOf(directory) as SampleJson & { consent: string };
  expect((await ask(server, directory, { ...CONSENTED, mode: 'screen' })).body).toMatchObject({ reason: 'consented' });
  const withdrawn = await server.inject({
    method: 'POST',
    url: `/v1/consents/${consent}/withdrawal`,
    headers: { authorization: `Bearer ${keys['subscriber']?.key}`, 'content-type': 'application/json', prefer: 'wait' },
    payload: '{}',
  });
  expect(withdrawn.json()).toHaveProperty('effectiveAfterMs');
  expect((await ask(server, directory, { ...CONSENTED, mode: 'screen' })).body).toMatchObject({
    reason: 'consent-withdrawn',
  });
});
