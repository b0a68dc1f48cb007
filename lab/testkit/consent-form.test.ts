import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AnswerBody, ApiClient } from './api-client.ts';
import { type InlineHouse, openInlineHouse } from './inline-house.ts';
import { makeSmallWorld, openSubscriberSession, SMALL_WORLD } from './small-world.ts';

/** A merchant publishes a form; a person agrees on its page, is called, and withdraws; another says no. */
const START_MS = Date.parse('2026-11-20T10:00:00+08:00');
const { line, merchant, caller } = SMALL_WORLD;
const WANG = '+8613922220011';
const LI = '+8613922220012';
const ORIGIN = 'https://shop.example';
const CALL = { channel: 'voice', caller, line, purpose: 'marketing', category: 'loan', mode: 'attempt' };

let house: InlineHouse;
let shop: ApiClient;
let form: AnswerBody;

const reasonFor = async (callee: string): Promise<unknown> =>
  (await house.admin.post('/v1/decisions', { ...CALL, callee })).body['reason'];

beforeAll(async () => {
  house = await openInlineHouse(START_MS);
  shop = house.admin.as(await makeSmallWorld(house.admin));
  const published = await shop.post('/v1/consent-forms', {
    purposes: ['marketing'],
    categories: ['loan'],
    channels: ['voice'],
    title: { zh: '贷款资讯', en: 'News about loans' },
    words: { zh: '我同意接听贷款推荐来电。', en: 'I agree to calls about loans.' },
    origins: [ORIGIN],
    validDays: 90,
  });
  expect(published.status, JSON.stringify(published.body)).toBe(201);
  form = published.body;
}, 60_000);

afterAll(() => house.close());

describe('a form on a page of the merchant', () => {
  it('is shown with its words, to be framed there and nowhere else', async () => {
    const page = await house.admin.as(undefined).get(`/forms/${form['id']}?lang=en`);
    expect(page.status).toBe(200);
    expect(page.body['text']).toContain('I agree to calls about loans.');
    expect(page.headers.get('content-security-policy')).toContain(`frame-ancestors ${ORIGIN}`);
  });

  it('makes of a proved yes a consent that lets the call through, is seen by the merchant, and is withdrawn by code', async () => {
    expect(await reasonFor(WANG)).toBe('no-consent');
    const wang = house.admin.as(await openSubscriberSession(house.admin, WANG));
    const said = { version: 1, language: 'en', origin: ORIGIN };
    const path = `/v1/consent-forms/${form['id']}/consents`;
    const yes = await wang.post(path, said, { 'idempotency-key': 'yes-1' });
    expect([yes.status, yes.body['confirmed'], yes.body['words']]).toEqual([
      201,
      true,
      'I agree to calls about loans.',
    ]);
    const again = await wang.post(path, said, { 'idempotency-key': 'yes-1' });
    expect([again.status, again.body['id']]).toEqual([201, yes.body['id']]);
    expect(await reasonFor(WANG)).toBe('consented');
    const listed = await shop.get('/v1/consents');
    expect(listed.body['items']).toMatchObject([
      { id: yes.body['id'], form: { id: form['id'], version: 1, language: 'en', origin: ORIGIN } },
    ]);
    house.setClock(START_MS + 120_000);
    const later = house.admin.as(await openSubscriberSession(house.admin, WANG));
    const withdrawn = await later.post(`/v1/consents/${yes.body['id']}/withdrawal`, {});
    expect([withdrawn.status, (withdrawn.body['ended'] as AnswerBody)['how']]).toEqual([200, 'withdrawn']);
    expect(await reasonFor(WANG)).toBe('consent-withdrawn');
  });

  it('records nothing of a no, unless the person wants it recorded', async () => {
    const li = house.admin.as(await openSubscriberSession(house.admin, LI));
    expect((await li.get(`/v1/subscribers/${encodeURIComponent(LI)}/contacts`)).body['mayContact']).toEqual([]);
    expect(await reasonFor(LI)).toBe('no-consent');
    expect((await li.post('/v1/refusals', { subscriber: LI, merchant })).status).toBe(201);
    expect(await reasonFor(LI)).toBe('refused-by-subscriber');
  });

  it('is agreed to as it is now, or not at all', async () => {
    const next = await shop.post('/v1/consent-forms', {
      id: form['id'],
      purposes: ['marketing'],
      categories: ['loan'],
      channels: ['voice'],
      title: { zh: '贷款资讯' },
      words: { zh: '我同意每天接听贷款推荐来电。' },
      origins: [ORIGIN],
    });
    expect(next.body).toMatchObject({ id: form['id'], version: 2 });
    house.setClock(START_MS + 240_000);
    const li = house.admin.as(await openSubscriberSession(house.admin, LI));
    const path = `/v1/consent-forms/${form['id']}/consents`;
    expect((await li.post(path, { version: 1, language: 'zh' })).status).toBe(409);
    expect((await li.post(path, { version: 2, language: 'zh', origin: 'https://evil.example' })).status).toBe(422);
    expect((await shop.post(`/v1/consent-forms/${form['id']}/end`, {})).body['endedAt']).toBeDefined();
    expect((await li.post(path, { version: 2, language: 'zh' })).status).toBe(409);
    const read = await house.admin.as(undefined).get(`/v1/consent-forms/${form['id']}?version=1`);
    expect((read.body['words'] as AnswerBody)['en']).toBe('I agree to calls about loans.');
  });
});
