import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
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

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'wurao-sanctions-'));
  asked = [];
  server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += chunk;
    asked.push({ call: `${request.method} ${request.url}`, body: text === '' ? undefined : JSON.parse(text) });
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
  ran(['sanction', ...args], { env: { WURAO_DATA_DIR: dataDir, LANG: 'C' }, terminal: false, cwd: dataDir });

const SANCTION = {
  id: 'sanction-1',
  state: 'in-force',
  kind: 'cap',
  target: { kind: 'line', id: 'line-1' },
  grounds: [{ kind: 'case', id: 'case-1' }],
  clause: 'draft-22',
  endsAt: '2026-03-31T02:00:00.000Z',
};
const TABLE = `id          kind  of           state     until
sanction-1  cap   line line-1  in-force  2026-03-31T02:00:00.000Z
`;

it('proposes one on its grounds, and shows it', async () => {
  answer = [201, SANCTION];
  const cap = ['cap', 'line:line-1', '--case', 'case-1', '--finding', 'finding-1', '--days', '7', '--per-day', '100'];
  expect(await wurao('propose', ...cap, '--purpose', 'marketing', '--impose')).toMatchObject({ code: 0, out: TABLE });
  expect(asked).toEqual([
    {
      call: 'POST /v1/sanctions',
      body: {
        kind: 'cap',
        target: { kind: 'line', id: 'line-1' },
        grounds: [
          { kind: 'case', id: 'case-1' },
          { kind: 'finding', id: 'finding-1' },
        ],
        purposes: ['marketing'],
        termDays: 7,
        perDay: 100,
        impose: true,
      },
    },
  ]);
});

it('takes many from a file, where what names no kind is a number', async () => {
  answer = [201, { items: [SANCTION, SANCTION], sequence: 1 }];
  writeFileSync(join(dataDir, 'numbers.txt'), '95588\n13800000001\r\nline:line-1\n');
  const many = ['suspend', '--file', join(dataDir, 'numbers.txt'), '--case', 'case-1', '--days', '7'];
  expect((await wurao('propose', ...many)).code).toBe(0);
  expect(asked[0]?.body).toMatchObject({
    targets: [
      { kind: 'number', id: '95588' },
      { kind: 'number', id: '13800000001' },
      { kind: 'line', id: 'line-1' },
    ],
  });
  expect((await wurao('propose', 'suspend', '--file', 'nowhere.txt')).code).toBe(2);
  expect((await wurao('propose', 'suspend', '--case', 'case-1')).err).toContain('--file');
  expect(asked).toHaveLength(1);
});

it('a dry run is a preview', async () => {
  answer = [
    200,
    {
      noticeDays: 5,
      days: 30,
      ids: ['merchant-1', 'merchant-2'],
      groups: [
        { carrier: 'carrier-1', lines: [{ id: 'line-1' }], numbers: [], stopped: { marketing: 12 }, passes: {} },
      ],
      stopped: { marketing: 12 },
      passes: {},
      agentFine: { agentYuan: 500 },
    },
  ];
  const fine = [
    'fine',
    'merchant:merchant-1',
    '--amount',
    '20000',
    '--firm-contacts',
    '1000',
    '--agent-contacts',
    '25',
  ];
  const { code, out } = await wurao('propose', ...fine, '--case', 'case-1', '--dry-run');
  expect(code).toBe(0);
  expect(out).toBe(`Comes into force 5 working days after a notice.
The same organisation: merchant-1, merchant-2 (--along reaches the others)
province  carrier    lines  numbers  stops (30 days)  passes
-         carrier-1  1      0        12 marketing     -
In all it would have stopped 12 marketing; passed -.
The agent would owe 500 yuan.
`);
  const body = {
    kind: 'fine',
    target: { kind: 'merchant', id: 'merchant-1' },
    amountYuan: 20_000,
    agent: { firmContacts: 1_000, agentContacts: 25 },
  };
  expect(asked).toEqual([{ call: 'POST /v1/sanctions/preview', body }]);
  await wurao('preview', ...fine);
  expect(asked[1]).toEqual(asked[0]);
});

it('steps, lists and shows; what is refused is told with what is possible', async () => {
  answer = [200, { items: [SANCTION], sequence: 1 }];
  writeFileSync(join(dataDir, 'ids.txt'), 'sanction-2\nsanction-3\n');
  expect((await wurao('step', 'lift', 'sanction-1', '--file', join(dataDir, 'ids.txt'), '--reason', 'ok')).out).toBe(
    TABLE,
  );
  expect((await wurao('list', '--state', 'in-force')).out).toBe(TABLE);
  const by = { role: 'handler', name: 'key-1' };
  const told = { zh: '已作出', en: 'It is in force.' };
  answer = [
    200,
    { ...SANCTION, steps: [{ at: '2026-03-01T02:00:00.000Z', input: 'impose', to: 'in-force', by, told }] },
  ];
  expect((await wurao('show', 'sanction-1')).out).toBe(`sanction-1: cap of line line-1, in-force
until: 2026-03-31T02:00:00.000Z
on: case case-1
clause: draft-22
2026-03-01T02:00:00.000Z impose -> in-force, handler key-1
  It is in force.
`);
  answer = [
    200,
    { items: [{ name: '示例', creditCode: 'X', licence: 'A2', onDay: '2026-03-01', reason: 'spam', listedBy: 'r' }] },
  ];
  expect((await wurao('bad-list')).out).toContain('2026-03-01  X            A2       示例  spam');
  expect(asked.map(({ call }) => call)).toEqual([
    'POST /v1/sanctions/steps',
    'GET /v1/sanctions?state=in-force&limit=50',
    'GET /v1/sanctions/sanction-1',
    'GET /v1/bad-list?limit=200',
  ]);
  expect(asked[0]?.body).toEqual({ ids: ['sanction-1', 'sanction-2', 'sanction-3'], input: 'lift', reason: 'ok' });
  const errors = [
    {
      field: 'input',
      message: 'a sanction that is lifted takes no lift',
      remedy: 'Nothing is for regulator to do now.',
    },
  ];
  answer = [409, { title: 'Not possible in this state', errors }];
  expect(await wurao('step', 'lift', 'sanction-1')).toMatchObject({
    code: 2,
    err: expect.stringContaining('takes no lift'),
  });
});
