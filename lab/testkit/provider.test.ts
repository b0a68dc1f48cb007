import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type InlineHouse, openInlineHouse } from './inline-house.ts';

/** A real provider on a free port, whose accounts are named by their role there. */
const ORIGIN = 'http://localhost:8080';
const CALLBACK_PATH = '/v1/sign-in/oidc/callback';
const START_MS = Date.parse('2026-11-20T10:00:00+08:00');

/** The part of it that is used here: it brings no types. */
type ProviderOf = new (
  issuer: string,
  configuration: object,
) => { callback(): (request: IncomingMessage, response: ServerResponse) => void };

let listening: Server;
let house: InlineHouse;

beforeAll(async () => {
  listening = createServer();
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(listening.address() as AddressInfo).port}`;
  const { default: Provided } = (await import('oidc-provider' as string)) as { readonly default: ProviderOf };
  const provider = new Provided(issuer, {
    clients: [
      {
        client_id: 'wurao',
        client_secret: 'a secret of the test alone',
        redirect_uris: [ORIGIN + CALLBACK_PATH],
        response_types: ['code'],
        grant_types: ['authorization_code'],
      },
    ],
    claims: { openid: ['sub'], profile: ['name', 'preferred_username', 'roles'] },
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    cookies: { keys: ['only for the test'] },
    features: { devInteractions: { enabled: true } },
    findAccount: (_context: unknown, id: string) => ({
      accountId: id,
      claims: () => ({ sub: id, name: `${id}女士`, preferred_username: id, roles: ['everybody', id] }),
    }),
  });
  listening.on('request', provider.callback());
  house = await openInlineHouse(START_MS, {
    'http-origin': ORIGIN,
    'oidc-issuer': issuer,
    'oidc-client-id': 'wurao',
    'oidc-client-secret': 'a secret of the test alone',
    'oidc-roles': 'desk-handlers=handler, chiefs=admin',
  });
}, 60_000);

afterAll(async () => {
  await house.close();
  listening.closeAllConnections();
  await new Promise((resolve) => listening.close(resolve));
});

/** A browser with cookies that fills in each form: name, then consent. */
const browse = async (location: string, login: string): Promise<URL> => {
  const cookies = new Map<string, string>();
  let url = new URL(location);
  let body: string | undefined;
  for (let steps = 0; steps < 20; steps++) {
    const response = await fetch(url, {
      redirect: 'manual',
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        ...(body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
      },
      ...(body === undefined ? {} : { body }),
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [pair = ''] = cookie.split(';');
      const at = pair.indexOf('=');
      cookies.set(pair.slice(0, at), pair.slice(at + 1));
    }
    const next = response.headers.get('location');
    if (next === null) {
      const page = await response.text();
      const prompt = /name="prompt" value="(\w+)"/.exec(page)?.[1] ?? '';
      url = new URL(/action="([^"]+)"/.exec(page)?.[1] ?? '', url);
      body = new URLSearchParams({ prompt, login, password: 'x' }).toString();
      continue;
    }
    url = new URL(next, url);
    body = undefined;
    if (url.origin === ORIGIN) return url;
  }
  throw new Error('never came back');
};

const HOST = { host: 'localhost:8080' };
const cookieOf = (answer: { readonly headers: Readonly<Record<string, unknown>> }, name: string): string => {
  const set = [answer.headers['set-cookie']].flat().map(String);
  return set.find((cookie) => cookie.startsWith(`${name}=`))?.split(';', 1)[0] ?? '';
};

const trip = async () => {
  const answer = await house.server.inject({ url: '/v1/sign-in/oidc', headers: HOST });
  expect(answer.statusCode).toBe(302);
  expect(String(answer.headers['set-cookie'])).toMatch(/HttpOnly; SameSite=Lax; Path=\/v1\/sign-in\/oidc$/);
  return { location: String(answer.headers.location), cookie: cookieOf(answer, 'wurao-provider') };
};
const comeBack = async (url: URL, cookie: string) => {
  const answer = await house.server.inject({ url: url.pathname + url.search, headers: { ...HOST, cookie } });
  return { location: answer.headers.location, session: cookieOf(answer, 'wurao-session') };
};
const signIn = async (login: string) => {
  const { location, cookie } = await trip();
  return comeBack(await browse(location, login), cookie);
};
const who = async (cookie: string) =>
  (await house.server.inject({ url: '/v1/session', headers: { ...HOST, cookie } })).json();

test('vouches for who it knows, with the role that its claim means here', async () => {
  const methods = await house.admin.as(undefined).get('/v1/sign-in/methods');
  expect(methods.body).toEqual({ password: true, passkey: true, oidc: { name: '单位账号' } });
  const first = await signIn('desk-handlers');
  expect(first.location).toBe('/');
  const me = await who(first.session);
  expect(me).toMatchObject({ role: 'handler', member: { name: 'desk-handlers', displayName: 'desk-handlers女士' } });
  const again = await who((await signIn('desk-handlers')).session);
  expect(again.member.id).toBe(me.member.id);
});

test('lets nobody in whose roles mean nothing here, or whose member was ended', async () => {
  expect(await signIn('visitor')).toEqual({ location: '/sign-in?failed=forbidden', session: '' });
  const { member } = await who((await signIn('chiefs')).session);
  await house.admin.post(`/v1/members/${member.id}/status`, { to: 'ended' });
  expect(await signIn('chiefs')).toEqual({ location: '/sign-in?failed=unauthenticated', session: '' });
});

test('proves nobody in another browser, for another trip, twice, or too late', async () => {
  const { location, cookie } = await trip();
  const other = await trip();
  const url = await browse(location, 'desk-handlers');
  const out = { location: '/sign-in?failed=unauthenticated', session: '' };
  expect(await comeBack(url, '')).toEqual(out);
  expect(await comeBack(url, other.cookie)).toEqual(out);
  expect(await comeBack(url, `${cookie.slice(0, -4)}AAAA`)).toEqual(out);
  expect((await comeBack(url, cookie)).location).toBe('/');
  expect(await comeBack(url, cookie)).toEqual(out);
  const late = await trip();
  const lateUrl = await browse(late.location, 'desk-handlers');
  house.setClock(START_MS + 10 * 60_000);
  expect(await comeBack(lateUrl, late.cookie)).toEqual(out);
});
