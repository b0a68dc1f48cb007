import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { loadConfig, type RunningServer, serve } from '@wurao/server';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ran } from './testing-shell.ts';

/** A first start reads and compiles everything. */
const STARTS_WITHIN_MS = 60_000;
let dataDir = '';
let served: RunningServer | undefined;

const open = async (): Promise<RunningServer> => {
  const config = loadConfig({
    flags: { dataDir, logLevel: 'silent' },
    env: {},
    cwd: dataDir,
    readFile: () => undefined,
  });
  if (!config.ok) throw new Error(config.title);
  const opened = await serve(config.value, { inline: true, listen: false, log: () => {} });
  if (!opened.ok) throw new Error(JSON.stringify(opened.errors));
  return opened.value;
};

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'wurao-audit-'));
  await (await open()).close();
}, STARTS_WITHIN_MS);
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));
beforeEach(async () => {
  served = await open();
}, STARTS_WITHIN_MS);
const stop = async () => {
  await served?.close();
  served = undefined;
};
afterEach(stop);

const wurao = (...args: readonly string[]) => ran(args, { env: { WURAO_DATA_DIR: dataDir, LANG: 'C' }, cwd: dataDir });
const call = async (method: 'GET' | 'POST', url: string, payload?: object) => {
  const { inject, adminKey } = served as RunningServer;
  const headers = { authorization: `Bearer ${adminKey.secret}` };
  const answer = await inject({ method, url, headers, ...(payload === undefined ? {} : { payload }) });
  if (answer.statusCode >= 300) throw new Error(answer.body);
  return answer.json();
};
const complain = () =>
  call('POST', '/v1/complaints', {
    complainant: '13800000001',
    reported: '01012345678',
    channel: 'voice',
    at: new Date().toISOString(),
    durationMs: 0,
    description: 'a call about loans',
  });
const tamper = (sql: string): void => {
  const db = new DatabaseSync(join(dataDir, 'store.sqlite'));
  db.prepare(sql).run();
  db.close();
};

describe('wurao audit', () => {
  it('is whole beside a server that runs, with every change and reading in it', async () => {
    const filed = (await complain()) as { id: string; case: string };
    await call('GET', `/v1/cases/${filed.case}`);
    await call('GET', '/v1/subscribers/13800000001/preference');
    const whole = await wurao('audit', 'verify', '--json');
    expect(whole.code, whole.err).toBe(0);
    expect(JSON.parse(whole.out)).toMatchObject({ ok: true, checkpoints: 0 });
    await stop();
    const listed = await wurao('audit', 'list', '--subject', `case:${filed.case}`, '--json');
    const items = JSON.parse(listed.out).items as { act: string; what: string }[];
    expect(items.map(({ act, what }) => `${act} ${what}`)).toEqual(['change fileComplaint', 'read readCase']);
    expect((await wurao('audit', 'list', '--since', '2100-01-01')).out).toBe('No rows.\n');
    expect((await wurao('audit', 'list', '--since', '2026-02-31')).code).toBe(2);
  });

  it('says which row was changed, and exits 1', async () => {
    await complain();
    await stop();
    const { rows } = JSON.parse((await wurao('audit', 'verify', '--json')).out) as { rows: number };
    tamper(`update audit set who = 'key-other' where sequence = ${rows}`);
    const found = await wurao('audit', 'verify');
    tamper(`update audit set who = 'key-admin' where sequence = ${rows}`);
    expect(found.code).toBe(1);
    expect(found.out).toContain(`changed: row ${rows} was changed`);
    expect((await wurao('audit', 'verify')).out).toMatch(/^whole: \d+ rows.*\nNo checkpoint was given/);
  });

  it('finds by a checkpoint that the end was cut off, from a line or a file of them', async () => {
    await complain();
    await stop();
    const line = (await wurao('audit', 'checkpoint')).out;
    expect(line).toMatch(/^wurao-audit 1 \d+ [0-9a-f]{64} \d+ [0-9a-f]{64}\n$/);
    const file = join(dataDir, 'kept');
    writeFileSync(file, `${line}\n${line}`);
    expect((await wurao('audit', 'verify', '--checkpoint', file)).out).toContain('2 of 2 checkpoints hold.');
    tamper('delete from audit where sequence = (select max(sequence) from audit)');
    expect((await wurao('audit', 'verify')).code).toBe(0);
    const cut = await wurao('audit', 'verify', '--checkpoint', line);
    expect(cut).toMatchObject({ code: 1, out: expect.stringMatching(/^cut: row \d+ missing at the end/) });
    const forged = await wurao('audit', 'verify', '--checkpoint', line.replace('wurao-audit 1 ', 'wurao-audit 1 9'));
    expect(forged).toMatchObject({ code: 2, err: expect.stringContaining('checkpoint') });
  });

  it('reads nothing where there is nothing', async () => {
    const empty = mkdtempSync(join(tmpdir(), 'wurao-audit-none-'));
    const none = await wurao('audit', 'verify', '--data-dir', empty);
    expect(none.code).not.toBe(0);
    rmSync(empty, { recursive: true, force: true });
  });
});
