import { failure } from '@wurao/domain';
import { describe, expect, it } from 'vitest';
import { buildApi } from '../app.ts';
import { PASSWORD } from '../fakes/members.ts';
import { fakePorts } from '../fakes/ports.ts';

const NO_LIMIT = { perSecond: 1e6, burst: 1e6 };
const limits = { address: NO_LIMIT, signIns: NO_LIMIT, signInNames: NO_LIMIT };
const api = buildApi(fakePorts(), { docs: false, limits });
const PAGE = { 'x-wurao-page': '1', host: '127.0.0.1:8080' };
const COOKIE = { ...PAGE, cookie: 'theme=dark; wurao-session=key-of-member' };
const SIGN_IN = { name: ' Li.Na ', password: PASSWORD, code: '482913' };

const signIn = (payload: object, headers: Record<string, string> = PAGE, remoteAddress = '127.0.0.1') =>
  api.inject({ method: 'POST', url: '/v1/sign-in/password', payload, headers, remoteAddress });

describe('a sign-in by password', () => {
  it('asks for the second factor, then gives our page a cookie and never the key', async () => {
    const { code: _, ...first } = SIGN_IN;
    const half = await signIn(first);
    expect([half.statusCode, half.json(), half.headers['set-cookie']]).toEqual([200, { next: 'code' }, undefined]);
    const whole = await signIn(SIGN_IN);
    expect(whole.statusCode).toBe(201);
    expect(whole.body).not.toContain('key-of-member');
    expect(whole.json()).toMatchObject({ role: 'handler', member: { name: 'li.na' } });
    expect(whole.headers['set-cookie']).toBe(
      'wurao-session=key-of-member; Max-Age=43200; HttpOnly; SameSite=Strict; Path=/',
    );
  });

  it('gives a program the key and no cookie', async () => {
    const answer = await signIn(SIGN_IN, {});
    expect(answer.json().key).toBe('key-of-member');
    expect(answer.headers['set-cookie']).toBeUndefined();
  });

  it('sends the cookie over TLS only, unless the browser is on this machine', async () => {
    const secure = /; Secure$/;
    expect((await signIn(SIGN_IN, PAGE, '192.0.2.7')).headers['set-cookie']).toMatch(secure);
    expect((await signIn(SIGN_IN, { ...PAGE, 'x-forwarded-for': '192.0.2.7' })).headers['set-cookie']).toMatch(secure);
    const behindTls = buildApi(fakePorts(), { docs: false, pageOrigin: 'https://console.example.cn' });
    const answer = await behindTls.inject({
      method: 'POST',
      url: '/v1/sign-in/password',
      payload: SIGN_IN,
      headers: { ...PAGE, origin: 'https://console.example.cn' },
    });
    expect(answer.headers['set-cookie']).toMatch(secure);
  });

  it('says the same of a name that nobody has and of a wrong password', async () => {
    const answers = await Promise.all([
      signIn({ ...SIGN_IN, password: 'wrong' }),
      signIn({ ...SIGN_IN, name: 'nobody' }),
      signIn({ ...SIGN_IN, code: '000000' }),
    ]);
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([401, 401, 401]);
    expect(new Set(answers.map(({ body }) => body)).size).toBe(1);
  });

  it('is limited by name and by address; one that was right costs nothing', async () => {
    const one = { perSecond: 0.001, burst: 1 };
    const limited = buildApi(fakePorts(), { docs: false, limits: { ...limits, signInNames: one } });
    const tryAs = async (payload: object) =>
      (await limited.inject({ method: 'POST', url: '/v1/sign-in/password', payload })).statusCode;
    expect([await tryAs(SIGN_IN), await tryAs(SIGN_IN)]).toEqual([201, 201]);
    const guess = { ...SIGN_IN, password: 'wrong' };
    expect([await tryAs(guess), await tryAs(guess)]).toEqual([401, 429]);
    expect(await tryAs({ ...guess, name: 'nobody' })).toBe(401);
    expect(await tryAs({ ...guess, name: 'nobody' })).toBe(429);
  });
});

describe('an invitation', () => {
  it('is asked for at a limit of each address: whoever guesses keeps nobody else out', async () => {
    const ports = fakePorts();
    const readInvitation = async (token: string) =>
      token === 'mine' ? ports.members.readInvitation(token) : failure('not-found', 'No such invitation');
    const one = { perSecond: 0.001, burst: 1 };
    const limited = buildApi(
      { ...ports, members: { ...ports.members, readInvitation } },
      { docs: false, limits: { ...limits, signInNames: one } },
    );
    const read = async (token: string, remoteAddress: string) =>
      (await limited.inject({ method: 'POST', url: '/v1/invitations', payload: { token }, remoteAddress })).statusCode;
    expect([await read('a guess', '192.0.2.1'), await read('a guess', '192.0.2.1')]).toEqual([404, 429]);
    expect([await read('mine', '192.0.2.2'), await read('mine', '192.0.2.2')]).toEqual([200, 200]);
  });
});

describe('a session as a cookie', () => {
  it('says who I am', async () => {
    const me = await api.inject({ url: '/v1/session', headers: COOKIE });
    expect(me.json()).toEqual({
      role: 'handler',
      member: { id: 'member-1', name: 'li.na', displayName: '李娜' },
      lines: [],
      expiresAt: '2026-03-01T14:00:00.000Z',
    });
    expect((await api.inject({ url: '/v1/session', headers: PAGE })).statusCode).toBe(401);
  });

  it('is no match for a bearer key, and no standing key is a session', async () => {
    const headers = { ...COOKIE, authorization: 'Bearer key-of-regulator' };
    expect((await api.inject({ url: '/v1/session', headers })).json().role).toBe('regulator');
    const wrong = { ...COOKIE, authorization: 'Bearer nonsense' };
    expect((await api.inject({ url: '/v1/session', headers: wrong })).statusCode).toBe(401);
    const standing = { ...PAGE, cookie: 'wurao-session=key-of-admin' };
    expect((await api.inject({ url: '/v1/session', headers: standing })).statusCode).toBe(401);
  });

  const { 'x-wurao-page': _, ...UNSAID } = COOKIE;
  it.each([
    ['without the page’s header', UNSAID, 'x-wurao-page'],
    ['from another site', { ...COOKIE, 'sec-fetch-site': 'cross-site' }, 'Sec-Fetch-Site'],
    ['from a sibling site', { ...COOKIE, 'sec-fetch-site': 'same-site' }, 'Sec-Fetch-Site'],
    ['from another origin', { ...COOKIE, origin: 'http://evil.example' }, 'Origin'],
    ['from another port of this machine', { ...COOKIE, origin: 'http://127.0.0.1:9999' }, 'Origin'],
    ['from no origin at all', { ...COOKIE, origin: 'null' }, 'Origin'],
  ])('changes nothing %s', async (_how, headers, field) => {
    for (const [method, url] of [
      ['DELETE', '/v1/session'],
      ['POST', '/v1/cases/steps'],
      ['POST', '/v1/decisions'],
      ['POST', '/v1/decisions/stream'],
    ] as const) {
      const ports = fakePorts();
      const { inject } = buildApi(ports, { docs: false });
      // Of a role that every one of these doors lets in.
      for (const [hash, key] of ports.gate.keys) ports.gate.keys.set(hash, { ...key, role: 'admin' });
      const answer = await inject({ method, url, headers, ...(method === 'POST' ? { payload: {} } : {}) });
      expect([answer.statusCode, answer.json().errors[0].field], url).toEqual([403, field]);
      expect(ports.control.envelopes).toEqual([]);
    }
  });

  it('acts as its member, whichever session it is; the member signs itself out', async () => {
    const ports = fakePorts();
    const { inject } = buildApi(ports, { docs: false });
    const own = { ...COOKIE, 'sec-fetch-site': 'same-origin', origin: 'http://127.0.0.1:8080' };
    for (const key of ['key-of-member', 'key-of-the-same-member']) {
      const headers = { ...own, cookie: `wurao-session=${key}` };
      const answer = await inject({ method: 'DELETE', url: '/v1/session', headers });
      expect([answer.statusCode, answer.json()]).toEqual([200, { ended: true }]);
      expect(answer.headers['set-cookie']).toBe('wurao-session=; Max-Age=0; HttpOnly; SameSite=Strict; Path=/');
    }
    expect(ports.control.envelopes.map(({ actor, command }) => [actor.keyId, command])).toEqual([
      ['member-1', { kind: 'revokeKey', id: 'key-session' }],
      ['member-1', { kind: 'revokeKey', id: 'key-session-2' }],
    ]);
  });
});

describe('a subscriber’s session', () => {
  const open = (headers: Record<string, string>) =>
    api.inject({ method: 'POST', url: '/v1/subscribers/13800000001/sessions', payload: { code: '482913' }, headers });

  it('is a cookie for our page, and a key for a program', async () => {
    const page = await open(PAGE);
    expect(page.json()).toEqual({ expiresAt: '2026-03-02T02:00:00.000Z' });
    expect(page.headers['set-cookie']).toMatch(/^wurao-session=wk_example_only_not_a_key; Max-Age=86400; HttpOnly/);
    const program = await open({});
    expect(program.json()).toHaveProperty('key');
    expect(program.headers['set-cookie']).toBeUndefined();
    expect((await open({ ...PAGE, 'sec-fetch-site': 'cross-site' })).statusCode).toBe(403);
  });
});
