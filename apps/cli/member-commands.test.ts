import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ran } from './testing-shell.ts';

/** A server with two members, that keeps what it was asked. */
let server: Server;
let asked: string[] = [];
let dataDir = '';

const member = (name: string, more: object = {}) => ({
  id: `member-${name}`,
  name,
  displayName: name,
  role: 'handler',
  lines: [],
  status: 'active',
  secondFactor: 'required',
  hasTotp: true,
  passkeys: [],
  hasOidc: false,
  ...more,
});

const answerTo = (method: string, url: string): object => {
  if (method === 'GET')
    return url.includes('after=')
      ? { items: [member('wang', { secondFactor: 'waived', party: 'merchant-1' })] }
      : { items: [member('li.na')], next: 'more' };
  return member('li.na', /status/.test(url) ? {} : { link: 'http://127.0.0.1/invitation#wi_1' });
};

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'wurao-cli-'));
  asked = [];
  server = createServer(async (request, response) => {
    const { method = '', url = '' } = request;
    let text = '';
    for await (const chunk of request) text += chunk;
    asked.push(`${method} ${url} ${text}`.trim());
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answerTo(method, url)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port: httpPort } = server.address() as AddressInfo;
  writeFileSync(
    join(dataDir, 'runtime.json'),
    JSON.stringify({ pid: process.pid, startedAt: '', httpAddress: '127.0.0.1', httpPort }),
  );
  writeFileSync(join(dataDir, 'admin.key'), 'key-of-the-operator\n');
});

afterEach(async () => {
  await new Promise((resolve) => server.close(resolve));
  rmSync(dataDir, { recursive: true, force: true });
});

const wurao = (...args: readonly string[]) =>
  ran(['member', ...args], { env: { WURAO_DATA_DIR: dataDir, LANG: 'C' }, terminal: false, cwd: dataDir });

it('invites, and prints the link of the invitation', async () => {
  const { code, out } = await wurao('invite', 'li.na', '--role', 'handler', '--second-factor', 'waived');
  expect([code, asked]).toEqual([
    0,
    ['POST /v1/members {"name":"li.na","displayName":"li.na","role":"handler","secondFactor":"waived"}'],
  ]);
  expect(out).toContain('http://127.0.0.1/invitation#wi_1\n');
});

it('lists all of them, and what each signs in with', async () => {
  const { out } = await wurao('list');
  expect(out).toMatch(/member-li\.na +li\.na +handler +- +active +codes/);
  expect(out).toMatch(/member-wang +wang +handler +merchant-1 +active +waived/);
});

it.each([
  ['lock', 'status {"to":"locked"}'],
  ['unlock', 'status {"to":"active"}'],
  ['end', 'status {"to":"ended"}'],
  ['reset', 'invitation {}'],
])('finds a member by its name to %s it', async (word, call) => {
  const { code, out } = await wurao(word, 'Wang');
  expect([code, asked.at(-1)]).toEqual([0, `POST /v1/members/member-wang/${call}`]);
  expect(out).toMatch(/^li\.na /);
  expect(await wurao(word, 'nobody')).toMatchObject({ code: 2 });
});
