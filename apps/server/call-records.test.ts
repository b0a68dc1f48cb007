import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { JournalReader } from '@wurao/journal';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadConfig } from './config.ts';
import { type RunningServer, serve } from './serve.ts';

const STARTS_WITHIN_MS = 60_000;
/** In Shanghai, on a Friday. */
const TEN_OCLOCK_MS = Date.parse('2026-11-27T10:00:00+08:00');
const dataDir = mkdtempSync(join(tmpdir(), 'wurao-cdr-'));

let server: RunningServer;
const open = async (): Promise<void> => {
  const flags = {
    'data-dir': dataDir,
    'http-port': '0',
    'sip-port': 'off',
    'smpp-port': 'off',
    'cmpp-port': 'off',
    'log-level': 'silent',
    'counter-slots': '1024',
    'sip-remembered-calls': '1024',
  };
  const config = loadConfig({ flags, env: {}, cwd: dataDir, readFile: () => undefined });
  if (!config.ok) throw new Error(JSON.stringify(config.errors));
  // With its threads: the question goes to the archive's, and back.
  const served = await serve(config.value, { log: () => {}, clock: () => TEN_OCLOCK_MS });
  if (!served.ok) throw new Error(JSON.stringify(served.errors));
  server = served.value;
};
beforeAll(open, STARTS_WITHIN_MS);
afterAll(async () => {
  await server.close();
  rmSync(dataDir, { recursive: true, force: true });
});

const ask = async (method: 'GET' | 'POST', path: string, body?: object) => {
  const response = await fetch(`${server.addresses[0]}${path}`, {
    method,
    headers: { authorization: `Bearer ${server.adminKey.secret}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  expect(response.status, path).toBe(200);
  return (await response.json()) as Record<string, unknown>;
};

/** The last one has 95000 on its own allow list. */
const CALL = { channel: 'voice', caller: '95000', callee: '13800000007', line: 'line-sample-1' };
const outcomeOf = async (id: unknown) => (await ask('GET', `/v1/decisions/${id}/explanation`))['outcome'];
const outcomesKept = () =>
  [...new JournalReader(join(dataDir, 'journal')).batchesFrom(1)].flatMap((batch) => batch.outcomes);

test(
  'a call record becomes the outcome of the decision that let its call through, once, and outlives a restart',
  async () => {
    const { id, decision } = await ask('POST', '/v1/decisions', { ...CALL, mode: 'attempt' });
    expect(decision).toBe('allow');
    expect(await outcomeOf(id)).toBeUndefined();
    const told = {
      line: CALL.line,
      records: [
        {
          ...{ caller: CALL.caller, callee: CALL.callee, start: '2026-11-27T10:00:02+08:00' },
          ...{ answer: '2026-11-27T10:00:09+08:00', duration: 60, hungUpBy: 'callee' },
        },
        { caller: CALL.caller, callee: '13800000002', start: '2026-11-27T10:00:02+08:00', status: 'BUSY' },
      ],
    };
    const none = { result: 'unmatched', why: 'no-decision' };
    const dry = await ask('POST', '/v1/outcomes', { ...told, dryRun: true });
    expect(dry['items']).toEqual([{ result: 'matched', decision: id }, none]);
    expect(outcomesKept()).toEqual([]);
    expect((await ask('POST', '/v1/outcomes', told))['items']).toEqual([{ result: 'matched', decision: id }, none]);
    const shown = {
      answered: true,
      answeredAt: '2026-11-27T02:00:09.000Z',
      endedAt: '2026-11-27T02:01:09.000Z',
      durationMs: 60_000,
      endedBy: 'callee',
      status: 200,
      source: 'call-record',
    };
    expect(await outcomeOf(id)).toEqual(shown);
    const { attempts } = await ask('GET', `/v1/subscribers/${CALL.callee}/contacts`);
    expect(attempts ?? (await ask('GET', `/v1/subscribers/${CALL.callee}/attempts`))['items']).toMatchObject([
      { id, outcome: shown },
    ]);
    await server.close();
    await open();
    expect((await ask('POST', '/v1/outcomes', told))['items']).toEqual([{ result: 'known', decision: id }, none]);
    expect(outcomesKept()).toMatchObject([{ decision: id, source: 'call-record', status: 200 }]);
    expect(await outcomeOf(id)).toEqual(shown);
  },
  STARTS_WITHIN_MS,
);
