import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ran } from './testing-shell.ts';

/** A server that answers what a test says and keeps what it was asked. */
let server: Server;
let asked: { readonly call: string; readonly body: unknown }[] = [];
let answer: readonly [status: number, body: unknown];
let dataDir = '';

const read = async (request: IncomingMessage): Promise<unknown> => {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text === '' ? undefined : JSON.parse(text);
};

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'wurao-cases-'));
  asked = [];
  server = createServer(async (request, response) => {
    asked.push({ call: `${request.method} ${request.url}`, body: await read(request) });
    response.writeHead(answer[0], { 'content-type': 'application/json' }).end(JSON.stringify(answer[1]));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port: httpPort } = server.address() as AddressInfo;
  const runtime = { pid: process.pid, startedAt: '', httpAddress: '127.0.0.1', httpPort };
  writeFileSync(join(dataDir, 'runtime.json'), JSON.stringify(runtime));
  writeFileSync(join(dataDir, 'admin.key'), 'key-of-the-operator\n');
});

afterEach(async () => {
  await new Promise((resolve) => server.close(resolve));
  rmSync(dataDir, { recursive: true, force: true });
});

const wurao = (...args: readonly string[]) =>
  ran(args, { env: { WURAO_DATA_DIR: dataDir, LANG: 'C' }, terminal: false, cwd: dataDir });

const FILED = { id: 'complaint-1', case: 'case-1', state: 'received', joined: 'opened', missing: [] };
const CASE = { id: 'case-1', state: 'received', clock: 'forward', dueAt: '2026-11-25T16:00:00.000Z', complaints: 2 };

it('files a complaint: the instant with its offset, seconds as milliseconds', async () => {
  answer = [201, { ...FILED, dueAt: CASE.dueAt }];
  const told = ['--reported', '95588', '--channel', 'voice', '--at', '2026-11-20T10:04:00+08:00', '--duration', '12'];
  const { code, out } = await wurao('complaint', 'file', '--complainant', '13800000001', ...told);
  expect({ code, out }).toEqual({
    code: 0,
    out: 'complaint complaint-1: case case-1 opened, received, due 2026-11-25T16:00:00.000Z\n',
  });
  expect(asked).toEqual([
    {
      call: 'POST /v1/complaints',
      body: {
        complainant: '13800000001',
        reported: '95588',
        channel: 'voice',
        at: '2026-11-20T02:04:00.000Z',
        durationMs: 12_000,
      },
    },
  ]);
});

it('says what an incomplete complaint lacks, in the language asked for', async () => {
  const missing = [{ key: 'time', zh: '缺少时间', en: 'The time is missing' }];
  answer = [201, { ...FILED, state: 'incomplete', missing }];
  expect((await wurao('complaint', 'file', '--channel', 'sms')).out).toContain('\n  The time is missing\n');
  expect((await wurao('complaint', 'file', '--channel', 'sms', '--lang', 'zh')).out).toContain('\n  缺少时间\n');
});

it('asks nothing where time or duration are none', async () => {
  for (const wrong of [
    ['--at', 'yesterday'],
    ['--duration', 'long'],
  ]) {
    const { code, err } = await wurao('complaint', 'file', ...wrong);
    expect(code).toBe(2);
    expect(err).toContain(wrong[0]);
  }
  expect(asked).toEqual([]);
});

it('lists the queue by its filters, and says so when there is nothing', async () => {
  answer = [200, { items: [CASE, { ...CASE, id: 'case-2', dueAt: undefined, missingYear: 2027 }] }];
  const { out } = await wurao('case', 'list', '--overdue', '--state', 'received');
  expect(asked[0]?.call).toBe('GET /v1/cases?state=received&overdue=true&limit=50');
  expect(out).toMatch(/case-1 +received +forward +2026-11-25T16:00:00.000Z/);
  expect(out).toMatch(/case-2 +received +forward +calendar of 2027 missing/);
  answer = [200, { items: [] }];
  expect((await wurao('case', 'list')).out).toBe('No cases.\n');
});

it('shows a case: what it is about, the evidence, and nothing that steers the terminal', async () => {
  const decision = { id: 'd1-1', decision: 'allow', reason: 'consented', text: { zh: '已同意', en: 'Consented' } };
  const attempt = {
    at: '2026-11-20T02:00:00.000Z',
    decision,
    match: { confidence: 'certain' },
    line: { id: 'line-1', name: 'L' },
    chain: [
      { party: 'p-1', name: 'Carrier' },
      { party: 'p-2', connectedBy: 'p-1' },
    ],
    consent: { merchant: 'm-1', bases: [], refusals: [] },
  };
  const held = {
    id: 'complaint-1',
    receivedAt: '',
    state: 'stands',
    reported: '955\u001b[2J88',
    description: 'a loan',
  };
  const step = { at: 't', input: 'forward', to: 'forwarded', who: 'key-1', told: { zh: '已转交', en: 'Forwarded.' } };
  const evidence = { attempt, noAttempt: [], earlier: [{ subject: { kind: 'number', id: '95588' }, count: 3 }] };
  answer = [200, { ...CASE, complaintsHeld: [held], steps: [step], notes: [], evidence }];
  const { out } = await wurao('case', 'show', 'case-1');
  expect(out).not.toContain('\u001b');
  for (const words of ['d1-1 of 2026-11-20T02:00:00.000Z (certain)', 'Carrier → p-2', 'none on record', 'a loan'])
    expect(out).toContain(words);
  expect(out).toContain('3 about number 95588');
  expect(out).toMatch(/forward → forwarded +key-1 +Forwarded\./);
});

it('takes one step in the cases named and those of a file', async () => {
  answer = [200, { cases: [CASE, CASE] }];
  writeFileSync(join(dataDir, 'ids.txt'), 'case-2\ncase-3\n');
  const named = ['--file', join(dataDir, 'ids.txt'), '--party', 'merchant:m-1', '--reason', 'why'];
  expect((await wurao('case', 'step', 'forward', 'case-1', ...named)).code).toBe(0);
  expect(asked[0]).toEqual({
    call: 'POST /v1/cases/steps',
    body: {
      cases: ['case-1', 'case-2', 'case-3'],
      input: 'forward',
      reason: 'why',
      party: { kind: 'merchant', id: 'm-1' },
    },
  });
  expect((await wurao('case', 'step', 'forward', 'case-1', '--party', 'm-1')).err).toContain('merchant:<id>');
  expect((await wurao('case', 'step', 'forward', '--file', join(dataDir, 'none.txt'))).code).toBe(2);
  expect(asked).toHaveLength(1);
});

it('pauses, resumes, assigns and notes', async () => {
  answer = [200, { ...CASE, case: 'case-1' }];
  await wurao('case', 'pause', 'case-1', '--reason', 'waits');
  await wurao('case', 'resume', 'case-1');
  await wurao('case', 'assign', '-', 'case-1', 'case-2');
  await wurao('case', 'note', 'case-1', 'called', 'him');
  expect(asked).toEqual([
    { call: 'POST /v1/cases/case-1/pause', body: { reason: 'waits' } },
    { call: 'POST /v1/cases/case-1/resumption', body: {} },
    { call: 'POST /v1/cases/assignment', body: { cases: ['case-1', 'case-2'], to: null } },
    { call: 'POST /v1/cases/case-1/notes', body: { text: 'called him' } },
  ]);
});
