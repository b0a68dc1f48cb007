import { BULLETIN_FORMATS, recompute } from '@wurao/casework';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AnswerBody, ApiAnswer, ApiClient } from './api-client.ts';
import { type InlineHouse, openInlineHouse } from './inline-house.ts';
import { makeSmallWorld, openSubscriberSession, SMALL_WORLD } from './small-world.ts';
import { held } from './store-commands.ts';

/** From complaints to rates and to a bulletin, over the API. */
const START_MS = Date.parse('2026-11-20T10:00:00+08:00');
const DAY_MS = 86_400_000;
const { line, merchant, caller, carrier } = SMALL_WORLD;
const CALLEES = Array.from({ length: 6 }, (_, at) => `+861392222000${at}`);
/** The last one does not complain. */
const COMPLAINING = CALLEES.slice(0, 5);

let house: InlineHouse;
let shop: ApiClient;
let handler: ApiClient;
let network: ApiClient;
let regulator: ApiClient;
let refused = 0;

const done = async (answer: Promise<ApiAnswer>): Promise<AnswerBody> => {
  const { status, body } = await answer;
  if (status >= 300) throw new Error(`${status} ${JSON.stringify(body)}`);
  return body;
};
const keyFor = async (role: string, more: object = {}): Promise<ApiClient> =>
  house.admin.as(String((await done(house.admin.post('/v1/keys', { role, lines: [], ...more })))['key']));

const attempt = (callee: string) =>
  done(
    house.admin.post('/v1/decisions', {
      channel: 'voice',
      caller,
      callee,
      line,
      purpose: 'marketing',
      category: 'loan',
      mode: 'attempt',
    }),
  );

beforeAll(async () => {
  house = await openInlineHouse(START_MS);
  shop = house.admin.as(await makeSmallWorld(house.admin));
  handler = await keyFor('handler');
  regulator = await keyFor('regulator');
  network = await keyFor('carrier', { party: carrier, lines: [line] });
  house.setClock(START_MS + 60_000);
  for (const callee of CALLEES) {
    const person = house.admin.as(await openSubscriberSession(house.admin, callee));
    await done(
      person.post('/v1/consents', {
        subscriber: callee,
        merchant,
        purposes: ['marketing'],
        categories: ['loan'],
        channels: ['voice'],
        words: '我同意接受贷款推荐来电。',
        method: 'app',
      }),
    );
    expect(await attempt(callee)).toMatchObject({ decision: 'allow' });
    // More than once a day is too often.
    expect(await attempt(callee)).toMatchObject({ decision: 'refuse' });
    refused++;
    house.setClock(START_MS + 10 * 60_000);
    if (!COMPLAINING.includes(callee)) continue;
    const told = { reported: caller, channel: 'voice', at: '2026-11-20T10:01:00+08:00', durationMs: 0 };
    await done(person.post('/v1/complaints', { ...told, description: '推销贷款', category: 'loan' }));
  }
}, 120_000);

afterAll(() => house.close());

describe('rates of complaints', () => {
  it('find who is complained about, with what was counted and what it was divided by', async () => {
    const look = await done(handler.get('/v1/complaint-rates?fresh=true&windowDays=30'));
    expect(look).toMatchObject({ law: 'cn-2020-draft', countedAt: expect.any(String) });
    const findings = look['findings'] as AnswerBody[];
    const rates = findings.filter(({ kind }) => kind === 'complaint-rate');
    expect(rates.map(({ subject }) => (subject as AnswerBody)['kind'])).toEqual(
      expect.arrayContaining(['number', 'line', 'merchant', 'party']),
    );
    for (const finding of rates) {
      // Refused attempts reached nobody: they thin no rate.
      expect(finding).toMatchObject({ complaints: 5, complainants: 5, attempts: CALLEES.length });
      expect(finding['lowerBound']).toBeGreaterThan(0.0001);
      expect(finding['complaintIds']).toHaveLength(5);
    }
    const windows = look['windows'] as AnswerBody[];
    expect(windows.every(({ days }) => days === 30)).toBe(true);
  });

  it('show a carrier its lines, and not who complained; a merchant nothing', async () => {
    const findings = (await done(network.get('/v1/complaint-rates')))['findings'] as AnswerBody[];
    expect(findings.length).toBeGreaterThan(0);
    for (const finding of findings) {
      expect(finding['subject']).toEqual({ kind: 'line', id: line });
      expect(finding['complaintIds']).toBeUndefined();
    }
    await done(house.admin.post('/v1/parties', { id: 'party-other', name: 'Another', kind: 'carrier' }));
    const stranger = await keyFor('carrier', { party: 'party-other' });
    expect(await stranger.get('/v1/complaint-rates')).toMatchObject({ status: 200, body: { findings: [] } });
    expect(await shop.get('/v1/complaint-rates')).toMatchObject({ status: 403 });
  });

  it('are counted anew when they are asked to be', async () => {
    const before = await done(handler.get('/v1/complaint-rates'));
    house.setClock(START_MS + 20 * 60_000);
    expect(await done(handler.get('/v1/complaint-rates'))).toEqual(before);
    const fresh = await done(handler.get('/v1/complaint-rates?fresh=true'));
    expect(fresh['countedAt']).not.toBe(before['countedAt']);
  });

  it('refuse a period that the law does not count over', async () => {
    expect(await handler.get('/v1/complaint-rates?windowDays=7')).toMatchObject({
      status: 422,
      body: { errors: [{ field: 'windowDays', remedy: 'Name one of 30, 360, 10.' }] },
    });
  });

  it('preview what a threshold would have found, day by day', async () => {
    house.setClock(START_MS + DAY_MS);
    const preview = await done(handler.post('/v1/complaint-rates/preview', { threshold: '1/10000', days: 3 }));
    expect(preview).toMatchObject({ from: '2026-11-17T16:00:00.000Z', to: '2026-11-20T16:00:00.000Z', leftOut: 0 });
    const rows = preview['rows'] as AnswerBody[];
    expect(rows.find(({ subject }) => (subject as AnswerBody)['kind'] === 'line')).toEqual({
      subject: { kind: 'line', id: line },
      complaints: 5,
      attempts: CALLEES.length,
      verdict: 'above',
      foundOn: '2026-11-20',
      stoppedAttempts: 0,
    });
    const other = await done(
      handler.post('/v1/complaint-rates/preview', { threshold: '1/10000', days: 3, lineClass: 'personal' }),
    );
    expect(other).toMatchObject({ rows: [], found: 0 });
    const mild = await done(handler.post('/v1/complaint-rates/preview', { threshold: '9/10', days: 3 }));
    expect(mild).toMatchObject({ found: 0 });
    expect(await handler.post('/v1/complaint-rates/preview', { threshold: '2/1' })).toMatchObject({ status: 422 });
  });
});

describe('a bulletin', () => {
  it('is not frozen before its period is over, nor by just anybody', async () => {
    expect(await regulator.post('/v1/bulletins', { period: '2026-11' })).toMatchObject({
      status: 422,
      body: { errors: [{ field: 'period', message: '2026-11 is not over yet' }] },
    });
    expect(await handler.post('/v1/bulletins', { period: '2026-10' })).toMatchObject({ status: 403 });
    expect(await regulator.get('/v1/bulletins/2026-11')).toMatchObject({ status: 404 });
  });

  it('is counted without being kept, then frozen once', async () => {
    house.setClock(Date.parse('2026-12-02T10:00:00+08:00'));
    const dry = await regulator.post('/v1/bulletins', { period: '2026-11', dryRun: true });
    const counts = { complaints: 5, decisions: CALLEES.length + refused, protections: refused, subscribers: 0 };
    expect(dry).toMatchObject({ status: 200, body: { kept: false, counts } });
    expect(await done(handler.get('/v1/bulletins'))).toEqual({ items: [] });
    const subscribers = [{ province: '110000', carrier, subscribers: 20_000_000 }];
    expect(await regulator.post('/v1/bulletins', { period: '2026-11', subscribers })).toMatchObject({
      status: 201,
      body: { kept: true, counts: { ...counts, subscribers: 20_000_000 } },
    });
    expect(await regulator.post('/v1/bulletins', { period: '2026-11' })).toMatchObject({ status: 409 });
    expect(await done(shop.get('/v1/bulletins'))).toMatchObject({ items: [{ period: '2026-11' }] });
  });

  it('is read by whoever has a key, and recomputed from its frozen counts to the byte', async () => {
    expect(await handler.get('/v1/bulletins/2026-11/frozen')).toMatchObject({ status: 403 });
    const frozen = String((await done(regulator.get('/v1/bulletins/2026-11/frozen')))['text']);
    for (const scope of ['country', `carrier:${carrier}`])
      for (const format of BULLETIN_FORMATS) {
        const wish = { period: '2026-11', scope, format, language: 'en' } as const;
        const path = `/v1/bulletins/2026-11?scope=${encodeURIComponent(scope)}&format=${format}&lang=en`;
        const read = await done(shop.get(path));
        const made = held(recompute([frozen], wish));
        expect(format === 'json' ? read : read['text']).toEqual(format === 'json' ? JSON.parse(made) : made);
      }
    // Five complaints are too few to tell.
    const whole = await done(shop.get('/v1/bulletins/2026-11'));
    const tables = whole['tables'] as { id: string; rows: { key: string; count: unknown }[] }[];
    const loans = tables.find(({ id }) => id === 'complaints-by-category')?.rows.find(({ key }) => key === 'loan');
    expect(loans).toMatchObject({ count: 'hidden' });
    expect(await shop.get('/v1/bulletins/2026-11?scope=province:650000')).toMatchObject({ status: 422 });
    expect(await shop.get('/v1/bulletins/2026-13')).toMatchObject({ status: 422 });
  });
});
