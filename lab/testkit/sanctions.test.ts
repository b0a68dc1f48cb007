import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AnswerBody, ApiAnswer, ApiClient } from './api-client.ts';
import { type InlineHouse, openInlineHouse } from './inline-house.ts';
import { groundsOn } from './on-case.ts';
import { makeSmallWorld, openSubscriberSession, SMALL_WORLD } from './small-world.ts';

/** From a case to a sanction, to calls that are refused, to an appeal and its effect, over the API. */
const START_MS = Date.parse('2026-11-20T10:00:00+08:00');
const DAY_MS = 86_400_000;
const { line, merchant, caller, carrier } = SMALL_WORLD;
const WANG = '+8613922220001';
const LI = '+8613922220002';
const CREDIT_CODE = '91330000MA27U00QX9';

let house: InlineHouse;
let admin: ApiClient;
let shop: ApiClient;
let handler: ApiClient;
let regulator: ApiClient;
let carrierKey: ApiClient;
let wang: ApiClient;
let grounds: readonly object[];

const done = async (answer: Promise<ApiAnswer>): Promise<AnswerBody> => {
  const { status, body } = await answer;
  if (status >= 300) throw new Error(`${status} ${JSON.stringify(body)}`);
  return body;
};
const keyFor = async (role: string, party?: string): Promise<ApiClient> =>
  admin.as(String((await done(admin.post('/v1/keys', { role, party, lines: [] })))['key']));
const call = async (more: object = {}) => {
  const attempt = {
    channel: 'voice',
    caller,
    callee: WANG,
    line,
    purpose: 'marketing',
    category: 'loan',
    mode: 'screen',
  };
  return (await done(admin.post('/v1/decisions', { ...attempt, ...more })))['reason'];
};
const step = (by: ApiClient, id: unknown, input: string, reason = 'seen') =>
  by.post('/v1/sanctions/steps', { ids: [id], input, reason });

beforeAll(async () => {
  house = await openInlineHouse(START_MS);
  ({ admin } = house);
  shop = admin.as(await makeSmallWorld(admin));
  await done(admin.post('/v1/parties', { id: 'carrier-b', name: 'B', kind: 'carrier' }));
  const other = { id: 'merchant-twin', name: 'Twin', categories: ['loan'], creditCode: CREDIT_CODE };
  await done(admin.post('/v1/merchants', other));
  const same = { id: merchant, name: 'Test merchant', categories: ['loan', 'other'], creditCode: CREDIT_CODE };
  await done(admin.post('/v1/merchants', same));
  const far = { id: 'line-far', name: 'Far', class: 'access', chain: ['carrier-b'], enforcement: { mode: 'enforce' } };
  await done(admin.post('/v1/lines', far));
  const filing = {
    merchant: 'merchant-twin',
    line: 'line-far',
    kind: 'service-number',
    purposes: ['marketing'],
    categories: ['loan'],
  };
  await done(admin.post('/v1/filings', { ...filing, caller: '+861062345678' }));
  handler = await keyFor('handler');
  regulator = await keyFor('regulator');
  carrierKey = await keyFor('carrier', carrier);
  wang = admin.as(await openSubscriberSession(admin, WANG));
  const consent = { subscriber: WANG, merchant, purposes: ['marketing'], categories: ['loan'], channels: ['voice'] };
  await done(wang.post('/v1/consents', { ...consent, words: 'yes', method: 'app' }));
  house.setClock(START_MS + 60_000);
  grounds = await groundsOn(admin, WANG, '2026-11-20T10:00:10+08:00');
  const li = admin.as(await openSubscriberSession(admin, LI));
  await done(li.post('/v1/consents', { ...consent, subscriber: LI, words: 'yes', method: 'app' }));
  expect(await call({ callee: LI, mode: 'attempt' })).toBe('consented');
  house.setClock(START_MS + 120_000);
}, 60_000);
afterAll(() => house.close());

describe('a sanction over the API', () => {
  it('needs a ground, a term, and who may', async () => {
    const said = { kind: 'suspend', target: { kind: 'merchant', id: merchant }, termDays: 30 };
    expect(await handler.post('/v1/sanctions', said)).toMatchObject({
      status: 422,
      body: { errors: [{ field: 'grounds' }] },
    });
    const none = { ...said, grounds: [{ kind: 'case', id: 'case-none' }] };
    expect(await handler.post('/v1/sanctions', none)).toMatchObject({
      status: 422,
      body: { errors: [{ field: 'grounds[0]' }] },
    });
    const endless = { ...said, termDays: undefined, grounds };
    expect(await handler.post('/v1/sanctions', endless)).toMatchObject({
      status: 422,
      body: { errors: [{ field: 'termDays' }] },
    });
    expect((await shop.post('/v1/sanctions', { ...said, grounds })).status).toBe(403);
    const fine = { kind: 'fine', target: said.target, amountYuan: 10_000, grounds, impose: true };
    expect(await handler.post('/v1/sanctions', fine)).toMatchObject({ status: 403 });
    expect(await regulator.post('/v1/sanctions', fine)).toMatchObject({
      status: 409,
      body: { title: 'The party must be told before' },
    });
  });

  it('stops the next call, is appealed against and overturned, and the call is allowed', async () => {
    expect(await call()).toBe('consented');
    const said = {
      kind: 'suspend',
      target: { kind: 'merchant', id: merchant },
      termDays: 30,
      note: 'seen thrice',
      grounds,
    };
    const made = await handler.post('/v1/sanctions', { ...said, impose: true });
    expect(made).toMatchObject({ status: 201, body: { state: 'in-force', clause: 'draft-22', owner: merchant } });
    const { id } = made.body;
    expect(await call()).toBe('sanctioned');
    expect(await call({ purpose: 'service' })).not.toBe('sanctioned');
    const path = `/v1/sanctions/${id}`;
    const own = await done(shop.get(path));
    expect(own).toMatchObject({
      state: 'in-force',
      steps: [{ input: 'propose' }, { input: 'impose', told: { zh: expect.stringContaining('暂停使用') } }],
    });
    expect(JSON.stringify(own)).not.toMatch(/seen thrice|key-/);
    expect(await handler.get(path)).toMatchObject({
      body: { note: 'seen thrice', steps: [{}, { by: { role: 'handler', name: expect.stringMatching(/^key-/) } }] },
    });
    expect((await (await keyFor('merchant', 'merchant-twin')).get(path)).status).toBe(404);
    expect(((await done(shop.get('/v1/sanctions')))['items'] as AnswerBody[]).map((one) => one['id'])).toEqual([id]);
    expect(await step(shop, id, 'lift')).toMatchObject({ status: 403 });
    expect(await step(shop, id, 'appeal', '已整改')).toMatchObject({
      status: 200,
      body: { state: 'appealed', clock: 'appeal' },
    });
    expect(await call()).toBe('sanctioned');
    expect(await step(handler, id, 'overturn')).toMatchObject({ status: 403 });
    expect(await step(regulator, id, 'overturn')).toMatchObject({ body: { state: 'overturned', appeals: 1 } });
    expect(await call()).toBe('consented');
  });

  it('is lifted by its old door, too, and lapses with its term', async () => {
    const said = { kind: 'suspend', target: { kind: 'line', id: line }, termDays: 1, grounds, impose: true };
    const { id } = await done(carrierKey.post('/v1/sanctions', said));
    expect(await call()).toBe('sanctioned');
    expect((await handler.post(`/v1/sanctions/${id}/lifting`, { note: 'enough' })).status).toBe(403);
    expect(await carrierKey.post(`/v1/sanctions/${id}/lifting`, { note: 'enough' })).toMatchObject({
      body: { state: 'lifted' },
    });
    expect(await call()).toBe('consented');
    const again = await done(carrierKey.post('/v1/sanctions', said));
    house.setClock(START_MS + DAY_MS + 180_000);
    expect(await call()).toBe('consented');
    expect(await handler.get(`/v1/sanctions/${again['id']}`)).toMatchObject({ body: { state: 'in-force' } });
  });

  it('shows before it is applied whom it reaches under another id and at another carrier, and what it would stop', async () => {
    const said = { kind: 'suspend', target: { kind: 'merchant', id: merchant } };
    const preview = await done(handler.post('/v1/sanctions/preview', said));
    expect(preview).toMatchObject({
      bites: true,
      days: 30,
      ids: [merchant, 'merchant-twin'],
      stopped: { marketing: 1 },
      passes: {},
    });
    expect(preview['groups']).toMatchObject([
      {
        province: '110000',
        carrier: 'carrier-b',
        lines: [{ id: 'line-far' }],
        numbers: [{ caller: '+861062345678' }],
        stopped: {},
      },
      { carrier, lines: [{ id: line }], numbers: [{ caller }], stopped: { marketing: 1 } },
    ]);
    const narrow = await done(handler.post('/v1/sanctions/preview', { ...said, purposes: ['survey'] }));
    expect(narrow).toMatchObject({ stopped: {}, passes: { marketing: 1 } });
    expect(await carrierKey.post('/v1/sanctions/preview', said)).toMatchObject({
      body: { groups: [{ carrier }], stopped: { marketing: 1 } },
    });
    const number = { kind: 'cap', target: { kind: 'number', id: caller } };
    expect(await handler.post('/v1/sanctions/preview', number)).toMatchObject({
      body: { ids: [], groups: [{ lines: [{ id: line, by: 'filing' }] }], stopped: { marketing: 1 } },
    });
    const onLine = { kind: 'cap', target: { kind: 'line', id: 'line-far' } };
    expect(await handler.post('/v1/sanctions/preview', onLine)).toMatchObject({
      body: { stopped: {}, groups: [{ province: '110000' }] },
    });
    const fine = {
      kind: 'fine',
      target: said.target,
      amountYuan: 20_000,
      agent: { firmContacts: 1_000, agentContacts: 25 },
    };
    expect(await regulator.post('/v1/sanctions/preview', fine)).toMatchObject({
      body: { noticeDays: 5, agentFine: { agentYuan: 500 } },
    });
    const both = { ...said, along: ['merchant-twin'], termDays: 1, grounds, impose: true };
    const made = await done(handler.post('/v1/sanctions', both));
    const far = {
      channel: 'voice',
      caller: '+861062345678',
      callee: WANG,
      line: 'line-far',
      purpose: 'marketing',
      category: 'loan',
      mode: 'screen',
    };
    expect(await call(far)).toBe('sanctioned');
    await done(step(handler, made['id'], 'lift'));
    expect(await call(far)).not.toBe('sanctioned');
  });

  it('a penalty leads to the bad list, which every key reads', async () => {
    const target = { kind: 'merchant', id: merchant };
    const fine = await done(regulator.post('/v1/sanctions', { kind: 'fine', target, amountYuan: 10_000, grounds }));
    const noticed = await done(step(regulator, fine['id'], 'notice'));
    house.setClock(Date.parse(String(noticed['dueAt'])));
    await done(step(regulator, fine['id'], 'impose'));
    const listing = { licence: 'A2.B1-20260001', reason: '=未经同意拨打营销电话' };
    const entry = { kind: 'bad-list', target, termDays: 100, listing, grounds: [{ kind: 'penalty', id: fine['id'] }] };
    const made = await done(regulator.post('/v1/sanctions', { ...entry, impose: true }));
    expect(made).toMatchObject({ entryDueAt: '2026-12-28T16:00:00.000Z' });
    const shown = {
      name: 'Test merchant',
      creditCode: CREDIT_CODE,
      onDay: '2026-11-28',
      listedBy: 'regulator',
      ...listing,
    };
    const anybody = admin.as(await openSubscriberSession(admin, '+8613922220003'));
    expect((await done(anybody.get('/v1/bad-list')))['items']).toEqual([shown]);
    const csv = String((await done(shop.get('/v1/bad-list?format=csv')))['text']);
    expect(csv).toBe(
      `name,creditCode,licence,onDay,reason,listedBy\r\nTest merchant,${CREDIT_CODE},A2.B1-20260001,2026-11-28,'=未经同意拨打营销电话,regulator\r\n`,
    );
    expect((await admin.as(undefined).get('/v1/bad-list')).status).toBe(401);
  });
});
