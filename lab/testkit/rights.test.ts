import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ApiAnswer, ApiClient } from './api-client.ts';
import { type InlineHouse, openInlineHouse } from './inline-house.ts';
import { groundsOn } from './on-case.ts';
import { makeSmallWorld, openSubscriberSession, SMALL_WORLD } from './small-world.ts';

/** Rights between equals: what one merchant or carrier may not do to another, or to a person. */
const TEN_OCLOCK_MS = Date.parse('2026-11-20T10:00:00+08:00');
const { line, merchant, caller, carrier } = SMALL_WORLD;
const SCOPE = { purposes: ['marketing'], categories: ['loan'], channels: ['voice'] };

let house: InlineHouse;
let shop: ApiClient;
let rival: ApiClient;
let carrierA: ApiClient;
let carrierB: ApiClient;

const done = async (answer: Promise<ApiAnswer>): Promise<ApiAnswer['body']> => {
  const { status, body } = await answer;
  if (status >= 300) throw new Error(`${status} ${JSON.stringify(body)}`);
  return body;
};

const keyFor = async (role: string, party: string, lines: readonly string[] = []): Promise<ApiClient> =>
  house.admin.as(String((await done(house.admin.post('/v1/keys', { role, party, lines })))['key']));

beforeAll(async () => {
  house = await openInlineHouse(TEN_OCLOCK_MS);
  const { admin } = house;
  shop = admin.as(await makeSmallWorld(admin));
  await done(admin.post('/v1/merchants', { id: 'merchant-rival', name: 'Rival', categories: ['loan'] }));
  await done(admin.post('/v1/parties', { id: 'carrier-b', name: 'B', kind: 'carrier' }));
  rival = await keyFor('merchant', 'merchant-rival', [line]);
  carrierA = await keyFor('carrier', carrier);
  carrierB = await keyFor('carrier', 'carrier-b');
}, 60_000);

afterAll(() => house.close());

const agentNumber = (said: object) =>
  rival.post('/v1/filings', { caller: '+8613922220001', purposes: ['marketing'], categories: ['loan'], ...said });

test("a merchant takes neither another's number, nor a service number, nor a range for its agents'", async () => {
  const own = { caller: '+8613922220009', purposes: ['marketing'], categories: ['loan'] };
  expect((await shop.post('/v1/filings', own)).status).toBe(201);
  expect((await agentNumber({ caller: own.caller })).status).toBe(409);
  expect((await agentNumber({ caller })).status).toBe(422);
  expect((await agentNumber({ caller: '13', prefix: true })).status).toBe(422);
  expect((await agentNumber({})).status).toBe(201);
  const attempt = { channel: 'voice', caller, callee: '+8613922220002', line, mode: 'screen', purpose: 'service' };
  expect((await house.admin.post('/v1/decisions', attempt)).body).toMatchObject({ decision: 'allow' });
});

test("a carrier takes over no other carrier's number, and recycles none", async () => {
  const number = '/v1/numbers/+8613922220003';
  await done(carrierA.put(`${number}/ownership`, { carrier }));
  expect((await carrierB.put(`${number}/ownership`, { carrier: 'carrier-b' })).status).toBe(403);
  expect((await carrierB.post(`${number}/recycling`, {})).status).toBe(403);
  expect((await carrierA.put(`${number}/ownership`, { carrier })).status).toBe(200);
  expect((await house.admin.put(`${number}/ownership`, { carrier: 'carrier-b' })).status).toBe(200);
  expect((await carrierB.post(`${number}/recycling`, {})).status).toBe(200);
});

test('a carrier sanctions no other carrier; a handler imposes measures, a merchant nothing', async () => {
  const grounds = await groundsOn(house.admin, '+8613922220009', '2026-11-20T09:00:00+08:00');
  const impose = (by: ApiClient, kind: string, id: string, said: object) =>
    by.post('/v1/sanctions', { target: { kind, id }, clause: 'draft-22', grounds, impose: true, ...said });
  const suspend = { kind: 'suspend', termDays: 7 };
  const sanction = (kind: string, id: string) => impose(carrierB, kind, id, suspend);
  expect((await sanction('party', carrier)).status).toBe(403);
  expect((await sanction('line', line)).status).toBe(403);
  expect((await sanction('party', 'carrier-b')).status).toBe(201);
  const handler = house.admin.as(String((await done(house.admin.post('/v1/keys', { role: 'handler' })))['key']));
  const regulator = house.admin.as(String((await done(house.admin.post('/v1/keys', { role: 'regulator' })))['key']));
  const cap = { kind: 'cap', perDay: 1_000, termDays: 7 };
  const restrict = { kind: 'restrict', termDays: 7 };
  const correction = { kind: 'correction', termDays: 7 };
  const target = ['merchant', 'merchant-rival'] as const;
  for (const [by, said, status] of [
    [shop, suspend, 403],
    [handler, suspend, 201],
    [handler, cap, 201],
    [handler, restrict, 201],
    [handler, correction, 403],
    [carrierA, cap, 201],
    [carrierA, correction, 403],
    [regulator, correction, 201],
  ] as const)
    expect((await impose(by, ...target, said)).status, said.kind).toBe(status);
  // What is open to them all is as it was.
  for (const role of [handler, regulator]) expect((await role.get('/v1/sanctions')).status).toBe(200);
  const items = (await done(regulator.get('/v1/sanctions?owner=merchant-rival')))['items'] as { id: string }[];
  const ids = items.map(({ id }) => id);
  expect((await rival.get('/v1/sanctions')).body['items']).toHaveLength(ids.length);
  expect((await shop.get('/v1/sanctions')).body['items']).toEqual([]);
  await done(regulator.post('/v1/sanctions/steps', { ids, input: 'lift', reason: 'in order' }));
});

test('an attempt id is shared only by what is one attempt', async () => {
  const callee = '+8613922220004';
  const person = house.admin.as(await openSubscriberSession(house.admin, callee));
  await done(person.post('/v1/consents', { subscriber: callee, merchant, words: 'yes', ...SCOPE }));
  const attempt = { channel: 'voice', caller, callee, line, attemptId: 'one' };
  const first = await done(shop.post('/v1/decisions', { ...attempt, purpose: 'marketing' }));
  expect(first).toMatchObject({ reason: 'consented' });
  const another = await rival.post('/v1/decisions', { ...attempt, purpose: 'marketing' });
  expect(another.body['id']).not.toBe(first['id']);
  expect(another.status).toBe(409);
  expect((await shop.post('/v1/decisions', { ...attempt, purpose: 'service' })).status).toBe(409);
  expect((await shop.post('/v1/decisions', { ...attempt, purpose: 'marketing' })).body).toEqual(first);
});

test('nobody is handed a list of people whose numbers it does not hold', async () => {
  const subscriber = '+8613922220005';
  const said = { subscriber, words: 'yes', method: 'paper', evidence: 'form 1', ...SCOPE };
  await done(shop.post('/v1/consents', said));
  for (const role of ['handler', 'regulator']) {
    const staff = house.admin.as(String((await done(house.admin.post('/v1/keys', { role })))['key']));
    expect((await staff.get(`/v1/consents?merchant=${merchant}`)).status).toBe(403);
    const found = await staff.get(`/v1/consents?merchant=${merchant}&subscriber=${encodeURIComponent(subscriber)}`);
    expect(found.body['items']).toHaveLength(1);
  }
  expect((await carrierA.get(`/v1/consents?merchant=${merchant}`)).status).toBe(403);
  expect((await rival.get(`/v1/consents?merchant=${merchant}`)).status).toBe(403);
});

test('of others there is nothing to find by an id', async () => {
  const subscriber = '+8613922220006';
  const said = { subscriber, words: 'yes', method: 'paper', evidence: 'form 1', ...SCOPE };
  const basis = String((await done(shop.post('/v1/consents', said)))['id']);
  const decided = await done(shop.post('/v1/decisions', { channel: 'voice', caller, callee: subscriber, line }));
  const person = house.admin.as(await openSubscriberSession(house.admin, '+8613922220007'));
  const hook = await done(shop.post('/v1/webhooks', { url: 'https://example.com/wurao' }));
  for (const other of [rival, carrierB, person]) {
    expect((await other.get(`/v1/decisions/${decided['id']}/explanation`)).status).toBe(404);
    expect([403, 404]).toContain((await other.get(`/v1/consents/${basis}`)).status);
    expect([403, 404]).toContain((await other.post(`/v1/consents/${basis}/withdrawal`, {})).status);
    for (const path of ['/v1/outbox', `/v1/subscribers/${subscriber}/contacts`])
      expect((await other.get(path)).status, path).toBe(403);
    expect((await other.put('/v1/law', { law: 'cn-2015' })).status).toBe(403);
    expect((await other.post('/v1/backups', { directory: '/tmp/never' })).status).toBe(403);
  }
  expect((await person.get('/v1/keys')).status).toBe(403);
  const keysOf = async (who: ApiClient) =>
    (await done(who.get('/v1/keys')))['items'] as readonly { id: string; party: string }[];
  const shops = (await keysOf(shop)).map(({ id }) => id);
  expect(shops).not.toEqual([]);
  expect((await keysOf(shop)).map(({ party }) => party)).toEqual(shops.map(() => merchant));
  expect((await keysOf(rival)).map(({ party }) => party)).toEqual(['merchant-rival']);
  expect((await keysOf(carrierB)).map(({ party }) => party)).toEqual(['carrier-b']);
  for (const other of [rival, carrierB])
    expect((await other.delete(`/v1/keys/${shops[0]}`)).status, 'a key of somebody else').toBe(404);
  expect((await rival.get('/v1/webhooks')).body['items']).toEqual([]);
  expect((await shop.get('/v1/webhooks')).body['items']).toMatchObject([{ id: hook['id'] }]);
  expect((await rival.get(`/v1/events?merchant=${merchant}`)).status).toBe(403);
});

test('a key that is revoked opens nothing from the next call on', async () => {
  const made = await done(house.admin.post('/v1/keys', { role: 'regulator' }));
  const key = house.admin.as(String(made['key']));
  expect((await key.get('/v1/sanctions')).status).toBe(200);
  const { status } = await house.server
    .inject({
      method: 'DELETE',
      url: `/v1/keys/${made['id']}`,
      headers: { authorization: `Bearer ${house.server.adminKey.secret}` },
    })
    .then((answer) => ({ status: answer.statusCode }));
  expect(status).toBe(200);
  expect((await key.get('/v1/sanctions')).status).toBe(401);
});
