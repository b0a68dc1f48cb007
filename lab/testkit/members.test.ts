import { scryptSync } from 'node:crypto';
import { asId, type MemberId } from '@wurao/domain';
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
