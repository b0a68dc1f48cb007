import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ApiAnswer, ApiClient } from './api-client.ts';
import { type InlineHouse, openInlineHouse } from './inline-house.ts';
import { makeSmallWorld, openSubscriberSession, SMALL_WORLD } from './small-world.ts';

/** A new holder of a number sees its own time only: nothing that the former one did, agreed to or was asked. */
const TEN_OCLOCK_MS = Date.parse('2026-11-20T10:00:00+08:00');
const { merchant, caller, carrier } = SMALL_WORLD;
const SCOPE = { purposes: ['marketing'], categories: ['loan'], channels: ['voice', 'sms'] };

let house: InlineHouse;
let shop: ApiClient;

const done = async (answer: Promise<ApiAnswer>): Promise<ApiAnswer['body']> => {
  const { status, body } = await answer;
  if (status >= 300) throw new Error(`${status} ${JSON.stringify(body)}`);
  return body;
};

beforeAll(async () => {
  house = await openInlineHouse(TEN_OCLOCK_MS);
  shop = house.admin.as(await makeSmallWorld(house.admin));
}, 60_000);

afterAll(() => house.close());

const holderOf = async (number: string): Promise<ApiClient> =>
  house.admin.as(await openSubscriberSession(house.admin, number));
const everything = async (person: ApiClient, number: string, more: readonly string[]): Promise<string> => {
  const own = ['contacts', 'attempts', 'askers', 'preference'].map((door) => `/v1/subscribers/${number}/${door}`);
  const answers = [];
  for (const path of [...own, ...more]) answers.push(JSON.stringify((await person.get(path)).body));
  return answers.join('\n');
};

test('of a former holder a new one reads no consent, no words, no call, no list', async () => {
  const number = '+8613911110001';
  const former = await holderOf(number);
  const words = 'FORMER WORDS';
  const consent = await done(former.post('/v1/consents', { subscriber: number, merchant, words, ...SCOPE }));
  const withdrawn = await done(
    former.post('/v1/consents', { subscriber: number, merchant, words, ...SCOPE, purposes: ['survey'] }),
  );
  await done(former.post(`/v1/consents/${withdrawn['id']}/withdrawal`, {}));
  await done(former.put(`/v1/subscribers/${number}/lists/deny/95588`, {}));
  const attempt = { channel: 'voice', caller, callee: number, purpose: 'marketing' };
  const then = await done(shop.post('/v1/decisions', attempt));
  house.setClock(TEN_OCLOCK_MS + 60_000);
  await done(house.admin.post(`/v1/numbers/${number}/recycling`, {}));
  house.setClock(TEN_OCLOCK_MS + 120_000);
  expect((await former.get(`/v1/subscribers/${number}/preference`)).status).toBe(401);

  const holder = await holderOf(number);
  const now = await done(shop.post('/v1/decisions', attempt));
  expect((await holder.get(`/v1/decisions/${then['id']}/explanation`)).status).toBe(404);
  for (const { id } of [consent, withdrawn]) {
    expect((await holder.get(`/v1/consents/${id}`)).status).toBe(404);
    expect((await holder.post(`/v1/consents/${id}/withdrawal`, {})).status).toBe(404);
  }
  const seen = await everything(holder, number, [`/v1/decisions/${now['id']}/explanation`]);
  expect(seen).toContain('no-consent');
  for (const hidden of ['FORMER', 'former', '95588', String(consent['id']), String(then['id'])]) {
    expect(seen).not.toContain(hidden);
  }
});

test('whoever a call is forwarded to reads nothing of the person first called', async () => {
  const [first, target] = ['+8613911110002', '+8613911110003'];
  await done(
    house.admin.post('/v1/lines', { id: 'line-trusted', name: 'T', class: 'access', chain: [carrier], trusted: true }),
  );
  const filed = { caller: '95597', merchant, line: 'line-trusted', kind: 'service-number', purposes: ['marketing'] };
  await done(house.admin.post('/v1/filings', { ...filed, categories: ['loan'] }));
  await done(
    house.admin.put(`/v1/subscribers/${first}/preference`, {
      on: true,
      purposes: ['survey'],
      deny: ['95511'],
      hours: [{ days: [1, 2, 3, 4, 5, 6, 7], from: '10:01', to: '10:59' }],
    }),
  );
  const person = await holderOf(first);
  await done(person.post('/v1/consents', { subscriber: first, merchant, words: 'FIRST', ...SCOPE }));
  const attempt = { channel: 'voice', caller: '95597', callee: target, firstCalled: first, line: 'line-trusted' };
  const made = await done(house.admin.post('/v1/decisions', { ...attempt, purpose: 'marketing' }));
  const seen = await everything(await holderOf(target), target, [`/v1/decisions/${made['id']}/explanation`]);
  for (const hidden of ['FIRST', '95511', first, '10:01', '"survey"]']) expect(seen).not.toContain(hidden);
});
