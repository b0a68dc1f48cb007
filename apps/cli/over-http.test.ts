import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openAccess } from './access.ts';
import type { Shell } from './shell.ts';
import { ran } from './testing-shell.ts';

/** A server that answers what a test says and keeps what it was asked. */
let server: Server;
let asked: { readonly method: string; readonly url: string; readonly key: string; readonly body: unknown }[] = [];
let answer: (url: string) => readonly [status: number, body: unknown];
let dataDir = '';

const read = async (request: IncomingMessage): Promise<unknown> => {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text === '' ? undefined : JSON.parse(text);
};

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'wurao-cli-'));
  asked = [];
  server = createServer(async (request, response) => {
    const { method = '', url = '', headers } = request;
    asked.push({ method, url, key: headers.authorization ?? '', body: await read(request) });
    const [status, body] = answer(url);
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  writeRuntime((server.address() as AddressInfo).port);
  writeFileSync(join(dataDir, 'admin.key'), 'key-of-the-operator\n');
});

afterEach(async () => {
  await new Promise((resolve) => server.close(resolve));
  rmSync(dataDir, { recursive: true, force: true });
});

const writeRuntime = (httpPort: number, pid = process.pid): void =>
  writeFileSync(
    join(dataDir, 'runtime.json'),
    JSON.stringify({ pid, startedAt: '', httpAddress: '127.0.0.1', httpPort }),
  );

const wurao = (args: readonly string[], env: Record<string, string> = {}, terminal = false) =>
  ran(args, { env: { WURAO_DATA_DIR: dataDir, LANG: 'C', ...env }, terminal, cwd: dataDir });

const DECIDED = {
  id: 'd1l-25k',
  decision: 'refuse',
  reason: 'do-not-disturb',
  reasonCode: 110,
  text: { zh: '用户已开启免打扰。', en: 'The subscriber has do-not-disturb on for this.' },
  clause: 'draft-23',
  law: 'cn-2020-draft',
  dataVersion: 45,
  retryAt: '2026-03-03T01:00:00.000Z',
};
const PROBLEM = {
  type: 'about:blank',
  title: 'Invalid callee',
  status: 422,
  code: 'invalid',
  errors: [{ field: 'callee', position: 3, message: 'not a number', remedy: 'Write it as +86…' }],
};
const ASK = [
  'decide',
  '--caller',
  '95000',
  '--callee',
  '13800000002',
  '--line',
  'line-sample-1',
  '--purpose',
  'marketing',
];

describe('decide over HTTP', () => {
  it('prints one line and exits 1 when refused', async () => {
    answer = () => [200, DECIDED];
    const { code, out } = await wurao(ASK);
    expect(code).toBe(1);
    expect(out).toBe(
      'REFUSE do-not-disturb: The subscriber has do-not-disturb on for this. [clause draft-23 (cn-2020-draft), data 45, next allowed 2026-03-03T01:00:00.000Z, id d1l-25k]\n',
    );
    const body = {
      channel: 'voice',
      caller: '95000',
      callee: '13800000002',
      line: 'line-sample-1',
      purpose: 'marketing',
      mode: 'screen',
    };
    expect(asked).toEqual([{ method: 'POST', url: '/v1/decisions', key: 'Bearer key-of-the-operator', body }]);
  });

  it('exits 0 when allowed, and speaks Chinese', async () => {
    answer = () => [200, { ...DECIDED, decision: 'allow', wouldBe: 'no-consent' }];
    const { code, out } = await wurao([...ASK, '--lang', 'zh']);
    expect(code).toBe(0);
    expect(out).toMatch(/^允许 .*本应拒绝 no-consent/);
  });

  it('prints the answer as it came with --json', async () => {
    answer = () => [200, DECIDED];
    expect(JSON.parse((await wurao([...ASK, '--json'])).out)).toEqual(DECIDED);
  });

  it.each([
    [['--key', 'said'], { WURAO_KEY: 'of-the-environment' }, 'said'],
    [[], { WURAO_KEY: 'of-the-environment', WURAO_ADMIN_KEY: 'configured' }, 'of-the-environment'],
    [[], { WURAO_ADMIN_KEY: 'configured' }, 'configured'],
    [[], {}, 'key-of-the-operator'],
  ])('asks with the key of %j %j', async (args, env, key) => {
    answer = () => [200, DECIDED];
    await wurao([...ASK, ...args], env as Record<string, string>);
    expect(asked[0]?.key).toBe(`Bearer ${key}`);
  });

  it('shows field, message and remedy of a problem: 2 when it is the input', async () => {
    answer = () => [422, PROBLEM];
    const { code, out, err } = await wurao(ASK);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toBe('wurao: Invalid callee\n  callee at 3: not a number\n    Write it as +86…\n');
    expect(JSON.parse((await wurao([...ASK, '--json'])).out)).toEqual(PROBLEM);
  });

  it.each([429, 500, 503])('exits 1 when the server cannot (%i)', async (status) => {
    answer = () => [status, { ...PROBLEM, status }];
    expect((await wurao(ASK)).code).toBe(1);
  });

  it('says what to do when there is no key', async () => {
    rmSync(join(dataDir, 'admin.key'));
    const { code, err } = await wurao(ASK);
    expect(code).toBe(2);
    expect(err).toContain('WURAO_KEY');
  });

  it('sends bytes as they are', async () => {
    answer = () => [202, { received: 8 }];
    const shell = { env: { WURAO_DATA_DIR: dataDir, WURAO_KEY: 'mine' }, cwd: dataDir, readFile: () => undefined };
    const house = () => import('@wurao/server');
    const access = await openAccess({ ...shell, house } as unknown as Shell, {});
    if (!access.ok) throw new Error(access.title);
    const bytes = Buffer.from('{"a":"号"}');
    expect(await access.value.call('PUT', '/v1/imports/1/content?offset=0', bytes)).toEqual({
      ok: true,
      value: { status: 202, body: { received: 8 } },
    });
    expect(asked).toEqual([
      { method: 'PUT', url: '/v1/imports/1/content?offset=0', key: 'Bearer mine', body: { a: '号' } },
    ]);
    await new Promise((resolve) => server.close(resolve).closeAllConnections());
    expect(await access.value.call('PUT', '/v1/imports/1/content?offset=8', bytes)).toMatchObject({
      code: 'not-ready',
      errors: [{ message: expect.stringContaining('http://127.0.0.1:') }],
    });
  });

  it('says so when the server does not answer', async () => {
    writeRuntime(1);
    const { code, err } = await wurao(ASK);
    expect(code).toBe(1);
    expect(err).toContain('wurao doctor');
  });

  it('makes no directory where nothing is', async () => {
    const { code, err } = await wurao([...ASK, '--data-dir', join(dataDir, 'mistyped')]);
    expect(code).toBe(2);
    expect(err).toContain('wurao serve');
  });

  it('passes over the word of a server that died', async () => {
    writeRuntime(1, 2 ** 22 - 1);
    expect((await wurao(ASK)).err).toContain('There is nothing to ask');
  });

  it('colours for a terminal only, and not against NO_COLOR', async () => {
    answer = () => [200, DECIDED];
    const isColoured = async (env: Record<string, string>, terminal: boolean) =>
      (await wurao(ASK, env, terminal)).out.includes('\u001b[');
    expect(await isColoured({}, true)).toBe(true);
    expect(await isColoured({}, false)).toBe(false);
    expect(await isColoured({ NO_COLOR: '1' }, true)).toBe(false);
    expect(await isColoured({ TERM: 'dumb' }, true)).toBe(false);
  });
});

describe('import --resume over HTTP', () => {
  it.each(['checking', 'running', 'failed'])(
    'starts one that is %s without sending the file again, and follows it',
    async (state) => {
      writeFileSync(join(dataDir, 'list.csv'), '[1]');
      let isStarted = false;
      const view = { id: 'import-1', kind: 'bases', name: 'list.csv', bytes: 3, rows: 1, position: 1 };
      const counts = { stated: 1, unchanged: 0, bad: 0, held: 0, patterns: {} };
      answer = (url) => {
        if (url.endsWith('/start')) isStarted = true;
        return [200, { ...view, ...counts, state: isStarted ? 'done' : state, items: [] }];
      };
      const args = ['import', 'bases', 'list.csv', '--resume', 'import-1', '--json'];
      const { code, out } = await wurao(args);
      expect(JSON.parse(out)).toMatchObject({ id: 'import-1', state: 'done' });
      expect(code).toBe(0);
      const said = asked.map(({ method, url }) => `${method} ${url.split('?')[0]}`);
      expect(said.slice(0, 3)).toEqual([
        'GET /v1/imports/import-1',
        'POST /v1/imports/import-1/start',
        'GET /v1/imports/import-1',
      ]);
      expect(said.some((one) => one.startsWith('PUT') || one === 'POST /v1/imports')).toBe(false);
      // The server holds it against the file that it has.
      expect(asked[1]?.body).toEqual({ bytes: 3 });
    },
  );

  it('leaves one that is done at that', async () => {
    writeFileSync(join(dataDir, 'list.csv'), '[1]');
    const counts = { stated: 1, unchanged: 0, bad: 0, held: 0, patterns: {}, rows: 1, position: 1 };
    answer = () => [
      200,
      { id: 'import-1', kind: 'bases', name: 'list.csv', state: 'done', bytes: 3, ...counts, items: [] },
    ];
    expect((await wurao(['import', 'bases', 'list.csv', '--resume', 'import-1'])).code).toBe(0);
    expect(asked.filter(({ method }) => method !== 'GET')).toEqual([]);
  });
});

describe('other commands over HTTP', () => {
  it('key list follows the pages', async () => {
    answer = (url) =>
      url.includes('after=key-1')
        ? [200, { items: [{ id: 'key-2', role: 'regulator', status: 'revoked' }] }]
        : [
            200,
            {
              items: [
                { id: 'key-1', role: 'merchant', party: 'm', lines: ['l'], status: 'active', expiresAt: '2026-03-04' },
              ],
              next: 'key-1',
            },
          ];
    const { code, out } = await wurao(['key', 'list']);
    expect(code).toBe(0);
    expect(out).toMatch(/key-1 +merchant +m +l +active +2026-03-04/);
    expect(out).toMatch(/key-2 +regulator +- +- +revoked/);
  });

  it('key create names party and lines', async () => {
    answer = () => [201, { id: 'key-1', role: 'merchant', key: 'the-secret' }];
    const { out } = await wurao(['key', 'create', '--role', 'merchant', '--party', 'm', '--line', 'a', '--line', 'b']);
    expect(asked[0]?.body).toEqual({ role: 'merchant', party: 'm', lines: ['a', 'b'] });
    expect(out).toMatch(/^the-secret\nkey-1/);
  });

  it('key revoke', async () => {
    answer = () => [200, { id: 'key-1', status: 'revoked' }];
    expect((await wurao(['key', 'revoke', 'key-1'])).out).toBe('key-1 is revoked.\n');
    expect(asked[0]).toMatchObject({ method: 'DELETE', url: '/v1/keys/key-1' });
  });

  it('backup names an absolute directory', async () => {
    answer = () => [201, { directory: join(dataDir, 'copy'), sequence: 7, files: 3, bytes: 2 ** 20 }];
    const { code, out } = await wurao(['backup', 'copy']);
    expect(code).toBe(0);
    expect(asked[0]).toMatchObject({ method: 'POST', url: '/v1/backups', body: { directory: join(dataDir, 'copy') } });
    expect(out).toContain('1.0 MiB in 3 files, up to sequence 7');
  });

  it('restore refuses, naming the process', async () => {
    mkdirSync(join(dataDir, 'copy'));
    const { code, err } = await wurao(['restore', 'copy']);
    expect(code).toBe(1);
    expect(err).toContain(`process ${process.pid}`);
    expect(asked).toEqual([]);
  });

  it('appeal list reads page by page; appeal show keeps what strangers wrote from the terminal', async () => {
    const appeal = { id: 'a-1', decision: 'd1-1', status: 'open', receivedAt: '2026-03-01T02:00:00.000Z' };
    const said = { ...appeal, merchant: 'm', contact: 'x@example.com', statement: 'first\u001b[2J\nsecond' };
    answer = (url) =>
      url.includes('after=')
        ? [200, { items: [{ ...said, id: 'a-2' }] }]
        : [200, url.includes('?') ? { items: [said], next: '1/a-1' } : said];
    const { code, out } = await wurao(['appeal', 'list']);
    expect(code).toBe(0);
    expect(out).toMatch(/a-1 +d1-1 +- +m +open[\s\S]*a-2/);
    expect(asked.map(({ url }) => url)).toEqual(['/v1/appeals?limit=200', '/v1/appeals?limit=200&after=1%2Fa-1']);
    expect(JSON.parse((await wurao(['appeal', 'list', '--json'])).out).items).toHaveLength(2);
    expect((await wurao(['appeal', 'show', 'a-1'])).out).toContain('\nfirst [2J\nsecond\n');
    expect(JSON.parse((await wurao(['appeal', 'show', 'a-1', '--json'])).out)).toEqual(said);
  });

  it('law list marks the pack in force', async () => {
    answer = () => [200, { inForce: 'cn-2015', items: [] }];
    expect((await wurao(['law', 'list'])).out).toMatch(/^\* +cn-2015/m);
  });
});
