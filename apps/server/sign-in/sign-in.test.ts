import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadConfig } from '../config.ts';
import { type RunningServer, serve } from '../serve.ts';

/** The members of a sample world, from sample.json to a session and out again. */
const TEN_OCLOCK_MS = Date.parse('2026-11-20T10:00:00+08:00');
const PAGE = { 'x-wurao-page': '1', host: 'localhost:8080' };

let directory: string;
let server: RunningServer;
let passwords: Readonly<Record<string, string>>;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'wurao-sign-in-'));
  const flags = {
    'data-dir': directory,
    'http-port': '0',
    'log-level': 'silent',
    'counter-slots': '1024',
    'sip-remembered-calls': '1024',
  };
  const config = loadConfig({ flags, env: {}, cwd: directory, readFile: () => undefined });
  if (!config.ok) throw new Error(JSON.stringify(config));
  const served = await serve(config.value, { inline: true, listen: false, clock: () => TEN_OCLOCK_MS });
  if (!served.ok) throw new Error(JSON.stringify(served));
  server = served.value;
  passwords = (JSON.parse(readFileSync(join(directory, 'sample.json'), 'utf8')) as { members: typeof passwords })
    .members;
}, 60_000);

afterAll(async () => {
  await server.close();
  rmSync(directory, { recursive: true, force: true });
});

const signIn = (name: string, password = passwords[name] ?? '') =>
  server.inject({ method: 'POST', url: '/v1/sign-in/password', payload: { name, password }, headers: PAGE });

const cookieOf = (answer: Awaited<ReturnType<typeof signIn>>): string =>
  String(answer.headers['set-cookie']).split(';', 1)[0] ?? '';

const who = async (cookie: string) => server.inject({ url: '/v1/session', headers: { ...PAGE, cookie } });

test('each role of the console has a sample member', async () => {
  const roles = await Promise.all(
    Object.keys(passwords).map(async (name) => {
      const answer = await signIn(name);
      expect(answer.statusCode, answer.body).toBe(201);
      const { role, party, partyName, member } = (await who(cookieOf(answer))).json();
      expect(member.name).toBe(name);
      return [role, party, partyName];
    }),
  );
  expect(roles).toEqual([
    ['merchant', 'merchant-sample-bank', expect.stringContaining('银行')],
    ['carrier', 'party-sample-carrier', expect.any(String)],
    ['handler', undefined, undefined],
    ['handler', undefined, undefined],
    ['regulator', undefined, undefined],
    ['admin', undefined, undefined],
  ]);
});

test('a session ends when its member signs out, and no other does', async () => {
  const [one, two] = [cookieOf(await signIn('sample-handler')), cookieOf(await signIn('sample-handler'))];
  const out = await server.inject({ method: 'DELETE', url: '/v1/session', headers: { ...PAGE, cookie: one } });
  expect([out.statusCode, out.json()]).toEqual([200, { ended: true }]);
  expect((await who(one)).statusCode).toBe(401);
  expect((await who(two)).statusCode).toBe(200);
});

test('a name nobody has and a wrong password are one answer', async () => {
  const [nobody, wrong] = [await signIn('nobody', 'x'), await signIn('sample-regulator', 'x')];
  expect([nobody.statusCode, wrong.statusCode]).toEqual([401, 401]);
  expect(nobody.body).toBe(wrong.body);
});
