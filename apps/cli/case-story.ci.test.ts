import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig, loadServer, type RunningServer, serve } from '@wurao/server';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ran } from './testing-shell.ts';

/** As docs/casework.md shows it, command by command, on the sample world: it is ten in the morning, and time goes on. */
const TEN_MS = Date.parse('2026-11-23T10:00:00+08:00');
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const CALLEE = '13800000001';

let dataDir = '';
let server: RunningServer;
let nowMs = TEN_MS;

beforeAll(async () => {
  await loadServer();
  dataDir = mkdtempSync(join(tmpdir(), 'wurao-story-'));
  const flags = { dataDir, httpPort: '0', sipPort: 'off', smppPort: 'off', cmppPort: 'off', logLevel: 'silent' };
  const config = loadConfig({ flags, env: {}, cwd: dataDir, readFile: () => undefined });
  if (!config.ok) throw new Error(config.title);
  const served = await serve(config.value, { inline: true, clock: () => nowMs, log: () => {} });
  if (!served.ok) throw new Error(JSON.stringify(served.errors));
  server = served.value;
});

afterAll(async () => {
  await server?.close();
  rmSync(dataDir, { recursive: true, force: true });
});

const wurao = async (...args: readonly string[]): Promise<string> => {
  nowMs += MINUTE_MS;
  const { out, err } = await ran(args, { env: { WURAO_DATA_DIR: dataDir, LANG: 'C' }, cwd: dataDir });
  return `${out}${err}`;
};
const asked = async (...args: readonly string[]): Promise<Record<string, unknown>> =>
  JSON.parse(await wurao(...args, '--json')) as Record<string, unknown>;

const CALL = ['--caller', '95000', '--callee', CALLEE, '--line', 'line-sample-1', '--purpose', 'marketing'];
const call = () => asked('decide', ...CALL, '--mode', 'attempt');
const keyOf = async (role: string, ...more: readonly string[]) =>
  String((await asked('key', 'create', '--role', role, ...more))['key']);

it('an attempt, a complaint, a case with its evidence, a suspension, a refusal, an appeal, and the call again', async () => {
  const allowed = await call();
  expect(allowed).toMatchObject({ decision: 'allow', reason: 'consented' });

  const told = ['--reported', '95000', '--channel', 'voice', '--at', '2026-11-23T10:02:00+08:00', '--duration', '0'];
  const filed = await asked('complaint', 'file', '--complainant', CALLEE, ...told, '--description', 'a loan, again');
  expect(filed).toMatchObject({ state: 'received', joined: 'opened' });
  const id = String(filed['case']);
  const sheet = await wurao('case', 'show', id);
  for (const words of [String(allowed['id']), 'consented', 'line-sample-1', 'consent', 'a loan, again'])
    expect(sheet).toContain(words);

  const handler = await keyOf('handler');
  const other = await keyOf('handler');
  const merchant = ['--party', 'merchant-sample-bank', '--line', 'line-sample-1'];
  const bank = await keyOf('merchant', ...merchant);
  await asked('case', 'step', 'forward', id, '--key', handler);
  await asked('case', 'step', 'answer', id, '--answer', 'They had agreed.', '--key', bank);
  await asked('case', 'step', 'uphold', id, '--reason', 'Not to be called again and again.', '--key', handler);

  const ground = ['--case', id, '--days', '30', '--impose', '--key', handler];
  const suspended = await asked('sanction', 'propose', 'suspend', 'merchant:merchant-sample-bank', ...ground);
  expect(suspended).toMatchObject({ state: 'in-force' });
  const sanction = String(suspended['id']);
  const refused = await call();
  expect(refused).toMatchObject({ decision: 'refuse', reason: 'sanctioned' });
  expect(await asked('decide', ...CALL, '--purpose', 'service')).not.toMatchObject({ reason: 'sanctioned' });

  await asked('sanction', 'step', 'appeal', sanction, '--reason', 'It was one call.', '--key', bank);
  expect(await wurao('sanction', 'step', 'overturn', sanction, '--reason', 'So it was.', '--key', handler)).toMatch(
    /hand|another/,
  );
  expect(await call()).toMatchObject({ reason: 'sanctioned' });
  const overturned = await asked('sanction', 'step', 'overturn', sanction, '--reason', 'So it was.', '--key', other);
  expect(overturned).toMatchObject({ state: 'overturned' });
  // One call a day is the law's own measure.
  nowMs = TEN_MS + DAY_MS;
  expect(await call()).toMatchObject({ decision: 'allow', reason: 'consented' });

  expect(await wurao('audit', 'verify')).toMatch(/whole|holds/);
});
