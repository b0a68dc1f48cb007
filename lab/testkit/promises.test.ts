import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AnswerBody, ApiAnswer, ApiClient } from './api-client.ts';
import { type InlineHouse, openInlineHouse } from './inline-house.ts';
import { makeSmallWorld, openSubscriberSession, SMALL_WORLD } from './small-world.ts';

/** What a merchant promised is owed with the decision; where it got a number it must say. Over the API, with the journal. */
const START_MS = Date.parse('2026-11-20T10:00:00+08:00');
const { line, merchant, caller } = SMALL_WORLD;
const WANG = '+8613922220001';
const LI = '+8613922220002';

let house: InlineHouse;
let shop: ApiClient;
let handler: ApiClient;
let wang: ApiClient;
let li: ApiClient;

const done = async (answer: Promise<ApiAnswer>): Promise<AnswerBody> => {
  const { status, body } = await answer;
  if (status >= 300) throw new Error(`${status} ${JSON.stringify(body)}`);
  return body;
};

beforeAll(async () => {
  house = await openInlineHouse(START_MS);
  shop = house.admin.as(await makeSmallWorld(house.admin));
  handler = house.admin.as(String((await done(house.admin.post('/v1/keys', { role: 'handler', lines: [] })))['key']));
  wang = house.admin.as(await openSubscriberSession(house.admin, WANG));
  li = house.admin.as(await openSubscriberSession(house.admin, LI));
  await done(wang.put(`/v1/subscribers/${WANG}/preference`, { on: true }));
  const scope = { purposes: ['marketing'], categories: ['loan'], channels: ['voice'] };
  const words = { words: '我同意接受贷款推荐来电。', method: 'app' };
  await done(wang.post('/v1/consents', { subscriber: WANG, merchant, ...scope, ...words }));
  await done(shop.post('/v1/pledges', { yuan: 200 }));
  house.setClock(START_MS + 60_000);
  const call = { channel: 'voice', caller, callee: WANG, line, purpose: 'marketing', category: 'loan' };
  const attempt = await done(house.admin.post('/v1/decisions', { ...call, mode: 'attempt' }));
  expect(attempt).toMatchObject({ decision: 'allow' });
  house.setClock(START_MS + 10 * 60_000);
}, 60_000);
afterAll(() => house.close());

describe('a pledge', () => {
  it('is owed with the decision, read by both sides, and paid by the merchant', async () => {
    const told = { reported: '95599', channel: 'voice', at: '2026-11-20T10:01:00+08:00', durationMs: 0 };
    const filed = await done(wang.post('/v1/complaints', { ...told, description: '推销贷款' }));
    expect(await done(wang.get('/v1/obligations'))).toEqual({ items: [] });
    const uphold = { cases: [filed['case']], input: 'uphold', reason: '未经允许' };
    await done(handler.post('/v1/cases/steps', uphold));
    const owed = (await done(wang.get('/v1/obligations')))['items'] as readonly AnswerBody[];
    expect(owed).toMatchObject([{ amountYuan: 200, state: 'owed', subscriber: WANG, complaint: filed['id'] }]);
    expect(await done(li.get('/v1/obligations'))).toEqual({ items: [] });
    const [its] = (await done(shop.get('/v1/obligations?state=owed')))['items'] as readonly AnswerBody[];
    expect(its).toMatchObject({ id: owed[0]?.['id'], subscriber: '139****0001' });
    expect(its).not.toHaveProperty('who');
    const pay = { obligations: [its?.['id']], input: 'pay' };
    expect(await li.post('/v1/obligations/steps', pay)).toMatchObject({ status: 404 });
    expect(await done(shop.post('/v1/obligations/steps', pay))).toMatchObject({ obligations: [{ state: 'paid' }] });
  });
});

describe('an inquiry', () => {
  it('is for whom the journal says was reached, and is answered with a basis on record', async () => {
    expect(await li.post('/v1/inquiries', { merchant })).toMatchObject({ status: 409 });
    const asked = await done(wang.post('/v1/inquiries', { merchant }));
    expect(asked).toMatchObject({ state: 'asked', dueAt: expect.stringMatching(/^2026-12-/) });
    const path = `/v1/inquiries/${asked['id']}`;
    expect(await li.get(path)).toMatchObject({ status: 404 });
    const [put] = (await done(shop.get('/v1/inquiries?state=asked')))['items'] as readonly AnswerBody[];
    expect(put).toMatchObject({ id: asked['id'], subscriber: WANG, contact: { decision: expect.any(String) } });
    const [consent] = (await done(shop.get('/v1/consents')))['items'] as readonly AnswerBody[];
    const answer = { source: 'consent', basis: consent?.['id'], text: '您在本店同意过。' };
    const wrong = { input: 'answer', answer: { ...answer, source: 'relation' } };
    expect(await shop.post(`${path}/steps`, wrong)).toMatchObject({ status: 422 });
    await done(shop.post(`${path}/steps`, { input: 'answer', answer }));
    await done(wang.post(`${path}/steps`, { input: 'accept' }));
    expect(await done(wang.get(path))).toMatchObject({
      state: 'closed',
      answer,
      steps: [{ input: 'answer', wasLate: false }, { input: 'accept' }],
    });
  });

  it('is none of whoever holds the number since', async () => {
    await done(house.admin.post(`/v1/numbers/${WANG}/recycling`, {}));
    const next = house.admin.as(await openSubscriberSession(house.admin, WANG));
    expect(await next.post('/v1/inquiries', { merchant })).toMatchObject({ status: 409 });
  });
});
