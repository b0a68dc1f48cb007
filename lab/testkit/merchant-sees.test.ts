import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ApiAnswer, ApiClient } from './api-client.ts';
import { type InlineHouse, openInlineHouse } from './inline-house.ts';
import { makeSmallWorld, openSubscriberSession, SMALL_WORLD } from './small-world.ts';

/**
 * DESIGN, rule 5, by pairs: the same acts of one merchant on a number that was recycled and on one that was not. Whatever it
 * does, the two read the same. Numbers, ids and sequences apart, which tell nothing of the holder.
 */
const TEN_OCLOCK_MS = Date.parse('2026-11-20T10:00:00+08:00');
const NIGHT_MS = Date.parse('2026-11-20T23:00:00+08:00');
const { line, merchant, caller } = SMALL_WORLD;
const SCOPE = { purposes: ['marketing'], categories: ['loan'], channels: ['voice', 'sms'] };

let house: InlineHouse;
let shop: ApiClient;
let next = 0;

beforeAll(async () => {
  house = await openInlineHouse(TEN_OCLOCK_MS);
  shop = house.admin.as(await makeSmallWorld(house.admin));
  const collector = { caller: '95598', merchant, line, kind: 'service-number', purposes: ['collection', 'care'] };
  await done(house.admin.post('/v1/filings', { ...collector, categories: ['loan'] }));
}, 60_000);

afterAll(() => house.close());

const done = async (answer: Promise<ApiAnswer>): Promise<ApiAnswer['body']> => {
  const { status, body } = await answer;
  if (status >= 300) throw new Error(`${status} ${JSON.stringify(body)}`);
  return body;
};

const newNumber = (): string => `+861390000${String(next++).padStart(4, '0')}`;
const recycle = (number: string) => done(house.admin.post(`/v1/numbers/${number}/recycling`, {}));
const dnd = (number: string) => done(house.admin.put(`/v1/subscribers/${number}/preference`, { on: true }));

const confirmed = async (subscriber: string): Promise<string> => {
  const person = house.admin.as(await openSubscriberSession(house.admin, subscriber));
  return String((await done(person.post('/v1/consents', { subscriber, merchant, words: 'yes', ...SCOPE }))).id);
};

const asserted = (subscriber: string, said: object = {}) =>
  shop.post('/v1/consents', {
    subscriber,
    words: 'yes',
    method: 'paper',
    evidence: 'form 1',
    ...SCOPE,
    ...said,
  });

const screen = (callee: string, said: object = {}) =>
  shop.post('/v1/decisions', { channel: 'voice', caller, callee, purpose: 'marketing', mode: 'screen', ...said });

/** What must be alike: everything but numbers, ids, sequences and instants. */
const alike = ({ status, body, headers }: ApiAnswer): string =>
  `${status} ${headers.get('content-length') === null ? '' : 'sized'} ${JSON.stringify(body)
    .replaceAll(/\+86139\d{8}/g, 'N')
    .replaceAll(/"(id|basis)":"[^"]+"/g, '"$1":"x"')
    .replaceAll(/"(sequence|dataVersion)":\d+/g, '"$1":0')
    .replaceAll(/"next":"[^"]*"/g, '"next":"x"')
    .replaceAll(/(basis|filing)-[\w-]+/g, '$1-x')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'T')}`;

/** Does the same to a number that stays and to one that is recycled in between, and compares all that was answered. */
const expectAlike = async (
  before: (number: string) => Promise<string>,
  after: (number: string, id: string) => Promise<readonly ApiAnswer[]>,
  meanwhile: (number: string) => Promise<unknown> = dnd,
) => {
  const [stays, goes] = [newNumber(), newNumber()];
  const [a, b] = [await before(stays), await before(goes)];
  await meanwhile(stays);
  await recycle(goes);
  const [one, two] = [await after(stays, a), await after(goes, b)];
  expect(two.map(alike)).toEqual(one.map(alike));
};

test('a basis withdrawn by its merchant reads withdrawn, and gives no right', () =>
  expectAlike(confirmed, async (number, id) => [
    await screen(number),
    await shop.get(`/v1/consents/${id}`),
    await shop.post(`/v1/consents/${id}/withdrawal`, {}),
    await shop.get(`/v1/consents/${id}`),
    await shop.get(`/v1/consents?subscriber=${encodeURIComponent(number)}`),
    await screen(number),
    await shop.post(`/v1/consents/${id}/withdrawal`, {}),
    await shop.post(`/v1/requests/${id}/withdrawal`, {}),
  ]));

test('asserting over a confirmed basis does not bring its end to light', () =>
  expectAlike(confirmed, async (number) => {
    const answers = [await asserted(number), await screen(number)];
    return answers;
  }));

test('asserting before the recycling, as well', () =>
  expectAlike(
    async (number) => {
      const id = await confirmed(number);
      for (const purposes of [['marketing'], ['survey'], ['care'], ['service']]) {
        for (const channels of [['voice'], ['sms'], ['voice', 'sms'], ['flash'], ['flash', 'voice']])
          await done(asserted(number, { purposes, channels }));
      }
      return id;
    },
    async (number) => [await screen(number)],
  ));

test('the room for bases is not freed by recycling', () =>
  expectAlike(
    async (number) => {
      for (let i = 0; i < 32; i++) await done(asserted(number, { matter: undefined, ...nth(i) }));
      return '';
    },
    async (number) => [await asserted(number, nth(40))],
  ));

/** Scopes that all differ. */
const nth = (i: number) => ({
  purposes: ['marketing', 'survey', 'recruitment', 'care', 'service', 'verification'].filter(
    (_, bit) => (i + 1) & (1 << bit),
  ),
});

test("a merchant's own record of a refusal tells nothing by its events", () =>
  expectAlike(
    async (number) => {
      await done(asserted(number));
      return String((await done(shop.get('/v1/events?limit=200'))).next);
    },
    async (subscriber, after) => [
      await shop.post('/v1/refusals', { subscriber }),
      await eventsOf(subscriber, after),
      await screen(subscriber),
    ],
  ));

/** The events since then that name the number. */
const eventsOf = async (subscriber: string, after: string): Promise<ApiAnswer> => {
  const answer = await shop.get(`/v1/events?limit=200&after=${after}`);
  const items = (answer.body.items as readonly { readonly subscriber: string }[]).filter(
    (event) => event.subscriber === subscriber,
  );
  return { ...answer, body: { items } };
};

const relation = async (subscriber: string): Promise<string> => {
  const said = { subscriber, method: 'paper', evidence: 'contract 1', ...SCOPE, purposes: ['collection'] };
  return String((await done(shop.post('/v1/relations', said))).id);
};
const COLLECTION = { caller: '95598', purpose: 'collection' };

test('a screen for collection on the word of the merchant is blind', () =>
  expectAlike(
    relation,
    async (number) => [await screen(number, COLLECTION), await screen(newNumber(), COLLECTION)],
    async () => undefined,
  ));

test('and an attempt that is refused anyway tells nothing, at night or with other words', async () => {
  await expectAlike(
    relation,
    async (number) => [await screen(number, { ...COLLECTION, mode: 'attempt', content: 'nobody-has-this' })],
    async () => undefined,
  );
  house.setClock(NIGHT_MS);
  await expectAlike(
    relation,
    async (number) => [await screen(number, { ...COLLECTION, mode: 'attempt' })],
    async () => undefined,
  );
});
