import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Api, buildApi } from '../app.ts';
import { fakePorts } from '../fakes/ports.ts';

const BROWSER = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };
/** As the build writes them: a part, what it shares with others, and what the page has already. */
const FILES = {
  'index.html': { file: 'assets/main-1.js', imports: ['_run.js'] },
  '_run.js': { file: 'assets/run-1.js' },
  '_shared.js': { file: 'assets/shared-1.js', imports: ['index.html', '_run.js'], css: ['assets/shared-1.css'] },
  'features/my/mod.tsx': { file: 'assets/my-1.js', imports: ['index.html', '_shared.js'] },
  'texts/zh/my.ts': { file: 'assets/words-1.js' },
};
let directory = '';
let api: Api;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'wurao-pages-'));
  mkdirSync(join(directory, 'assets'));
  writeFileSync(
    join(directory, 'index.html'),
    '<head><meta name="csp-nonce" content="__NONCE__"><meta name="wurao-demo" content="__DEMO__"></head>',
  );
  writeFileSync(join(directory, 'files.json'), JSON.stringify(FILES));
  writeFileSync(join(directory, 'assets', 'main-1.js'), 'plain');
  writeFileSync(join(directory, 'assets', 'main-1.js.br'), 'packed');
  api = buildApi(fakePorts(), { consoleDir: directory });
  await api.app.ready();
});

afterAll(async () => {
  await api.close();
  rmSync(directory, { recursive: true, force: true });
});

const open = (url: string, headers: Record<string, string> = BROWSER) => api.inject({ url, headers });

describe('the console', () => {
  it.each(['/', '/sign-in', '/handler/cases/case-1?tab=2'])('is the page at %s', async (url) => {
    const page = await open(url);
    expect(page.statusCode).toBe(200);
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(page.headers['cache-control']).toBe('no-store');
  });

  it('gives each page a nonce of its own, and runs nothing that stands in it', async () => {
    const nonces = new Set<string>();
    for (const page of [await open('/'), await open('/')]) {
      const policy = String(page.headers['content-security-policy']);
      const nonce = /content="([^"]+)"/.exec(page.body)?.[1] ?? '';
      nonces.add(nonce);
      expect(nonce).toMatch(/^[\w-]{22}$/);
      expect(policy).toContain(`'nonce-${nonce}'`);
      expect(policy).toContain("default-src 'none'; script-src 'self';");
      expect(policy).not.toMatch(/unsafe|http|\*/);
    }
    expect(nonces.size).toBe(2);
  });

  it.each([
    ['/my', ['my-1.js', 'shared-1.js', 'shared-1.css']],
    ['/my/attempts?decision=refuse', ['my-1.js', 'shared-1.js', 'shared-1.css']],
    ['/', []],
    ['/mystery', []],
    ['/__proto__', []],
  ])('has the files of a part asked for with the page: %s', async (url, names) => {
    const { body } = await open(url);
    const asked = [
      ...body.matchAll(/<link rel="(?:modulepreload|stylesheet)" crossorigin href="\/assets\/([\w.-]+)">/g),
    ];
    expect(asked.map(([, name]) => name)).toEqual(names);
    expect(body.endsWith('</head>')).toBe(true);
  });

  it('sends its files compressed as they lie, to be kept for good', async () => {
    const plain = await open('/assets/main-1.js');
    expect([plain.statusCode, plain.body]).toEqual([200, 'plain']);
    expect(plain.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    const packed = await open('/assets/main-1.js', { 'accept-encoding': 'br' });
    expect([packed.body, packed.headers['content-encoding']]).toEqual(['packed', 'br']);
  });

  it.each(['/assets/../index.html', '/assets/%2e%2e/index.html', '/assets/..%2findex.html'])(
    'answers nothing outside its files: %s',
    async (url) => {
      const answer = await open(url, {});
      expect([403, 404]).toContain(answer.statusCode);
    },
  );

  it('says that it is a demo where it is one', async () => {
    const demo = buildApi(fakePorts(), { consoleDir: directory, isDemo: true });
    expect((await demo.inject({ url: '/', headers: BROWSER })).body).toContain('"wurao-demo" content="yes"');
    expect((await open('/')).body).toContain('"wurao-demo" content=""');
    await demo.close();
  });

  it('leaves calls that do not exist to the contract, for programs and for browsers', async () => {
    for (const answer of [await open('/v1/nothing'), await open('/nothing', { accept: '*/*' })]) {
      expect(answer.statusCode).toBe(404);
      expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    }
  });
});
