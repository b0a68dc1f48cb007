import { createHmac, scryptSync } from 'node:crypto';
import { asId, type MemberId, type PartyId } from '@wurao/domain';
import type { MemberRole } from '@wurao/registry';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AnswerBody, ApiAnswer, ApiClient } from './api-client.ts';
import { type InlineHouse, openInlineHouse } from './inline-house.ts';
import { makeSmallWorld, openSubscriberSession, SMALL_WORLD } from './small-world.ts';

/** Members over the API: whoever signs in is one actor over all sessions. */
const START_MS = Date.parse('2026-11-20T10:00:00+08:00');
const { line, merchant, caller } = SMALL_WORLD;
const WANG = '+8613922220001';
const PASSWORD = 'correct horse battery';
const OPERATOR = { keyId: undefined, role: 'admin', party: undefined, subscriber: undefined } as const;

let house: InlineHouse;
let shop: ApiClient;
let wang: ApiClient;
let liNa: MemberId;

const done = async (answer: Promise<ApiAnswer>): Promise<AnswerBody> => {
  const { status, body } = await answer;
  if (status >= 300) throw new Error(`${status} ${JSON.stringify(body)}`);
  return body;
};
const step = (client: ApiClient, cases: readonly string[], input: string, more: object = {}) =>
  client.post('/v1/cases/steps', { cases, input, ...more });

const execute = async (command: Parameters<InlineHouse['server']['execute']>[0]['command']): Promise<AnswerBody> => {
  const outcome = await house.server.execute({ command, actor: OPERATOR, idempotency: undefined });
  if (!outcome.ok) throw new Error(JSON.stringify(outcome));
  return outcome.value.body;
};

/** At a cost of which a test sees nothing. */
const hashed = (password: string) => {
  const salt = Buffer.from('sixteen bytes ok');
  const hash = scryptSync(password, salt, 32, { N: 2, r: 1, p: 1 });
  const cost = { cost: 2, blockSize: 1, parallel: 1 };
  return { ...cost, salt: salt.toString('base64url'), hash: hash.toString('base64url') };
};

/** RFC 6238 by hand: what an authenticator would show. */
const totpCode = (base32: string, atMs: number): string => {
  const bits = [...base32].map((char) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(char).toString(2).padStart(5, '0'));
  const bytes =
    bits
      .join('')
      .match(/.{8}/g)
      ?.map((octet) => Number.parseInt(octet, 2)) ?? [];
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(atMs / 30_000)));
  const mac = createHmac('sha1', Buffer.from(bytes)).update(counter).digest();
  const number = mac.readUInt32BE((mac.at(-1) ?? 0) & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, '0');
};

const addMember = async (name: string, role: MemberRole): Promise<MemberId> => {
  const who = { name, displayName: name, role, party: undefined, lines: [], secondFactor: 'waived' } as const;
  const id = asId<MemberId>(String((await execute({ kind: 'inviteMember', ...who }))['id']));
  await execute({ kind: 'setMemberPassword', id, password: hashed(PASSWORD) });
  return id;
};

const tryAs = (name: string, password = PASSWORD) =>
  house.admin.as(undefined).post('/v1/sign-in/password', { name, password });
const signInAs = async (name: string): Promise<ApiClient> => house.admin.as(String((await done(tryAs(name)))['key']));

beforeAll(async () => {
  house = await openInlineHouse(START_MS, { 'sms-complaint-port': '12321' });
  shop = house.admin.as(await makeSmallWorld(house.admin));
  wang = house.admin.as(await openSubscriberSession(house.admin, WANG));
  liNa = await addMember('li.na', 'handler');
  await addMember('zhao.lei', 'handler');
}, 60_000);

afterAll(() => house.close());

describe('a member', () => {
  it('that decided in one session does not decide the appeal in another', async () => {
    const scope = { purposes: ['marketing'], categories: ['loan'], channels: ['voice'] };
    await done(
      wang.post('/v1/consents', {
        subscriber: WANG,
        merchant,
        ...scope,
        words: '我同意接受贷款推荐来电。',
        method: 'app',
      }),
    );
    house.setClock(START_MS + 60_000);
    const call = { channel: 'voice', caller, callee: WANG, line, purpose: 'marketing', category: 'loan' };
    await done(house.admin.post('/v1/decisions', { ...call, mode: 'attempt' }));
    house.setClock(START_MS + 10 * 60_000);
    const told = {
      reported: caller,
      channel: 'voice',
      at: '2026-11-20T10:01:00+08:00',
      durationMs: 0,
      description: '推销贷款',
    };
    const id = String((await done(wang.post('/v1/complaints', told)))['case']);
    const first = await signInAs('li.na');
    const second = await signInAs('LI.NA');
    await done(step(first, [id], 'forward'));
    await done(step(shop, [id], 'answer', { answer: { text: '客户曾同意。' } }));
    await done(step(first, [id], 'uphold', { reason: '没有同意。' }));
    await done(step(shop, [id], 'appeal', { reason: '我们有书面同意。' }));
    expect(await step(second, [id], 'reject', { reason: '维持' })).toMatchObject({ status: 403 });
    const other = await signInAs('zhao.lei');
    expect(await step(other, [id], 'reject', { reason: '书面同意成立。' })).toMatchObject({ status: 200 });
    const sheet = await done(second.get(`/v1/cases/${id}`));
    const decided = (sheet['steps'] as readonly AnswerBody[]).filter(({ input }) => input === 'uphold');
    expect(decided.map(({ who }) => who)).toEqual([liNa]);
  });
});

describe('whoever works cases', () => {
  it('sees to whom one may be given: active members of the staff, by name alone', async () => {
    const locked = await addMember('gao.yu', 'handler');
    await done(house.admin.post(`/v1/members/${locked}/status`, { to: 'locked' }));
    await done(house.admin.post('/v1/members', { name: 'bai.he', displayName: 'bai.he', role: 'handler' }));
    const shopper = {
      name: 'shopper',
      displayName: 'shopper',
      role: 'merchant',
      party: asId<PartyId>(merchant),
    } as const;
    const id = asId<MemberId>(
      String((await execute({ kind: 'inviteMember', ...shopper, lines: [], secondFactor: 'waived' }))['id']),
    );
    await execute({ kind: 'setMemberPassword', id, password: hashed(PASSWORD) });
    const { items } = await done((await signInAs('li.na')).get('/v1/staff'));
    expect(items).toContainEqual({ id: liNa, displayName: 'li.na' });
    const names = (items as unknown as readonly AnswerBody[]).map(({ displayName }) => displayName);
    expect(names.toSorted()).toEqual(['li.na', 'zhao.lei']);
    expect(await shop.get('/v1/staff')).toMatchObject({ status: 403 });
  });
});

describe('an invitation', () => {
  const SECRET_WORDS = 'four words of one';
  let link: AnswerBody;
  let totp: AnswerBody;
  let codes: readonly string[];
  const STEP_MS = 30_000;
  let nowMs = START_MS + 20 * 60_000;

  const codeNow = (): string => {
    nowMs += STEP_MS;
    house.setClock(nowMs);
    return totpCode(String(totp['secret']), nowMs);
  };
  const anybody = () => house.admin.as(undefined);
  const enter = (more: object) =>
    anybody().post('/v1/sign-in/password', { name: 'sun.li', password: SECRET_WORDS, ...more });

  beforeAll(async () => {
    link = await done(house.admin.post('/v1/members', { name: 'Sun.Li', displayName: '孙丽', role: 'regulator' }));
  });

  it('is made by an operator, for a name that is free', async () => {
    expect(link).toMatchObject({ name: 'sun.li', status: 'invited', secondFactor: 'required', hasPassword: false });
    expect(link['link']).toMatch(/^http:.*\/invitation#wurao_/);
    const again = { name: 'SUN.LI', displayName: 'x', role: 'regulator' };
    expect(await house.admin.post('/v1/members', again)).toMatchObject({ status: 409 });
    const nowhere = { name: 'shop', displayName: 'x', role: 'merchant', party: 'merchant-none' };
    expect(await house.admin.post('/v1/members', nowhere)).toMatchObject({ status: 422 });
    expect(await (await signInAs('li.na')).post('/v1/members', again)).toMatchObject({ status: 403 });
  });

  it('is taken up once, with a good password and the first code of the authenticator', async () => {
    const token = link['invitation'];
    const shown = await done(anybody().post('/v1/invitations', { token }));
    totp = shown['totp'] as AnswerBody;
    const accept = (more: object) =>
      anybody().post('/v1/invitations/acceptance', { token, password: SECRET_WORDS, ...more });
    const { enrolment } = totp;
    expect(await accept({ password: 'short' })).toMatchObject({ status: 422 });
    expect(await accept({})).toMatchObject({ status: 422, body: { errors: [{ field: 'code' }] } });
    expect(await accept({ enrolment, code: '000000' })).toMatchObject({ status: 422 });
    const accepted = await done(accept({ enrolment, code: codeNow() }));
    codes = accepted['recoveryCodes'] as readonly string[];
    expect(codes).toHaveLength(10);
    const me = house.admin.as(String(accepted['key']));
    expect(await me.get('/v1/session')).toMatchObject({ body: { role: 'regulator', member: { name: 'sun.li' } } });
    expect(await accept({ enrolment, code: codeNow() })).toMatchObject({ status: 404 });
  });

  it('leads to a sign-in with a code, each of which is good once', async () => {
    expect(await enter({})).toMatchObject({ status: 200, body: { next: 'code' } });
    const code = codeNow();
    expect(await enter({ code })).toMatchObject({ status: 201 });
    expect(await enter({ code })).toMatchObject({ status: 401 });
    const [recovery = ''] = codes;
    expect(await enter({ code: recovery.toLowerCase() })).toMatchObject({ status: 201 });
    expect(await enter({ code: recovery })).toMatchObject({ status: 401 });
    const { body } = await house.admin.get('/v1/members');
    const member = (body['items'] as readonly AnswerBody[]).find(({ name }) => name === 'sun.li');
    expect(member).toMatchObject({ recoveryCodesLeft: 9, hasTotp: true });
    expect(JSON.stringify(body)).not.toMatch(/sealed|hash|salt/);
  });

  it('leads to sessions, of which the member ends one or all others; a new password ends them, too', async () => {
    const open = async () => house.admin.as(String((await done(enter({ code: codeNow() })))['key']));
    const [one, two] = [await open(), await open()];
    const list = (await done(two.get('/v1/sessions')))['items'] as readonly AnswerBody[];
    expect(list.filter(({ current }) => current)).toHaveLength(1);
    const wrong = await two.put('/v1/session/password', { password: 'wrong', newPassword: 'four other words' });
    expect(wrong).toMatchObject({ status: 403 });
    await done(two.put('/v1/session/password', { password: SECRET_WORDS, newPassword: SECRET_WORDS }));
    expect(await one.get('/v1/session')).toMatchObject({ status: 401 });
    expect(await two.get('/v1/session')).toMatchObject({ status: 200 });
  });
});

describe('a member that is', () => {
  it('locked has no session from then on; unlocked, it signs in again; ended, never', async () => {
    const id = await addMember('wu.min', 'regulator');
    const session = await signInAs('wu.min');
    const set = (to: string) => done(house.admin.post(`/v1/members/${id}/status`, { to }));
    expect(await set('locked')).toMatchObject({ status: 'locked' });
    expect(await session.get('/v1/session')).toMatchObject({ status: 401 });
    expect(await tryAs('wu.min')).toMatchObject({ status: 401 });
    await set('active');
    expect(await (await signInAs('wu.min')).get('/v1/session')).toMatchObject({ status: 200 });
    await set('ended');
    expect(await tryAs('wu.min')).toMatchObject({ status: 401 });
    expect(await house.admin.post(`/v1/members/${id}/status`, { to: 'active' })).toMatchObject({ status: 409 });
  });

  it('guessed at ten times is locked out for a quarter of an hour, even for the right password', async () => {
    await addMember('he.ping', 'handler');
    let nowMs = START_MS + 3_600_000;
    house.setClock(nowMs);
    const wrong = await tryAs('he.ping', 'wrong');
    for (let i = 1; i < 10; i++) expect(await tryAs('he.ping', 'wrong')).toMatchObject({ status: 401 });
    const out = await tryAs('he.ping');
    expect([out.status, out.body]).toEqual([wrong.status, wrong.body]);
    const { body: told } = await house.admin.get('/v1/audit?limit=200');
    const whats = (told['items'] as readonly AnswerBody[]).map(({ what }) => what);
    expect(whats).toEqual(expect.arrayContaining(['signIn.refused', 'signIn.locked-out', 'signIn.signed-in']));
    nowMs += 15 * 60_000;
    house.setClock(nowMs);
    expect(await tryAs('he.ping')).toMatchObject({ status: 201 });
  });

  it('invited anew has nothing that proved it before', async () => {
    const id = await addMember('qian.jun', 'handler');
    const session = await signInAs('qian.jun');
    const anew = await done(house.admin.post(`/v1/members/${id}/invitation`, {}));
    expect(anew).toMatchObject({ status: 'invited', hasPassword: false, invitation: expect.any(String) });
    expect(await session.get('/v1/session')).toMatchObject({ status: 401 });
    expect(await tryAs('qian.jun')).toMatchObject({ status: 401 });
  });
});
