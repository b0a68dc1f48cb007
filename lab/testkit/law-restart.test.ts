import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig, type RunningServer, serve } from '@wurao/server';
import { afterAll, expect, test } from 'vitest';

const START_MS = Date.parse('2026-11-20T10:00:00+08:00');
const FROM_MS = Date.parse('2026-12-01T00:00:00+08:00');
const directory = mkdtempSync(join(tmpdir(), 'wurao-law-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const withServer = async (
  nowMs: number,
  flags: Record<string, string>,
  work: (ask: (method: 'GET' | 'POST', url: string, payload?: object) => Promise<unknown>) => Promise<void>,
): Promise<void> => {
  const said = {
    'data-dir': directory,
    'http-port': '0',
    'sip-port': 'off',
    'smpp-port': 'off',
    'cmpp-port': 'off',
    'log-level': 'silent',
    'counter-slots': '1024',
    'sip-remembered-calls': '1024',
    ...flags,
  };
  const config = loadConfig({ flags: said, env: {}, cwd: directory, readFile: () => undefined });
  if (!config.ok) throw new Error(JSON.stringify(config));
  const served = await serve(config.value, {
    inline: true,
    listen: false,
    empty: true,
    clock: () => nowMs,
    log: () => {},
  });
  if (!served.ok) throw new Error(JSON.stringify(served));
  const server: RunningServer = served.value;
  try {
    await work(async (method, url, payload) => {
      const headers = { authorization: `Bearer ${server.adminKey.secret}` };
      const answer = await server.inject({ method, url, headers, ...(payload === undefined ? {} : { payload }) });
      return answer.json();
    });
  } finally {
    await server.close();
  }
};

const inForce = async (ask: (method: 'GET', url: string) => Promise<unknown>): Promise<string> =>
  ((await ask('GET', '/v1/law')) as { inForce: string }).inForce;

test('an installed law and its date outlive restarts, by the snapshot and by the store', {
  timeout: 60_000,
}, async () => {
  const pack = { extends: 'cn-2015', id: 'cn-mine-1' };
  await withServer(START_MS, {}, async (ask) => {
    await ask('POST', '/v1/laws', { pack, from: new Date(FROM_MS).toISOString() });
  });
  await withServer(START_MS + 1, {}, async (ask) => expect(await inForce(ask)).toBe('cn-2020-draft'));
  await withServer(FROM_MS, {}, async (ask) => expect(await inForce(ask)).toBe('cn-mine-1'));
  rmSync(join(directory, 'tables.snapshot'));
  await withServer(FROM_MS, {}, async (ask) => {
    expect(await inForce(ask)).toBe('cn-mine-1');
    expect(await ask('GET', '/v1/laws/cn-mine-1')).toMatchObject({ requestHours: 72, inForce: true });
  });
});

test('a law of the configuration does not undo one that took effect on its day', { timeout: 60_000 }, async () => {
  await withServer(FROM_MS, { law: 'cn-2015' }, async (ask) => expect(await inForce(ask)).toBe('cn-mine-1'));
});
