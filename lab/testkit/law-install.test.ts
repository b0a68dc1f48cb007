import { CN_2020_DRAFT, packData } from '@wurao/law';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ApiAnswer, ApiClient } from './api-client.ts';
import { type InlineHouse, openInlineHouse } from './inline-house.ts';
import { makeSmallWorld, SMALL_WORLD } from './small-world.ts';

/** A law that came as data: in force at its instant, everywhere, without a restart; and the past under it. */
const START_MS = Date.parse('2026-11-20T10:00:00+08:00');
const FROM_MS = Date.parse('2026-12-01T10:00:00+08:00');
const PERSON = '+8613900000001';
/** Only ever screened: nothing counts against it. */
const WATCHED = '+8613900000002';
const MINUTE_MS = 60_000;
const { line, merchant, caller } = SMALL_WORLD;
/** Nobody may be called before eleven. */
const LATER_HOURS = {
  extends: 'cn-2020-draft',
  id: 'cn-later-1',
  hours: { commercial: { voice: [{ days: [1, 2, 3, 4, 5, 6, 7], from: '11:00', to: '20:00' }] } },
};

let house: InlineHouse;
let regulator: ApiClient;

const done = async (answer: Promise<ApiAnswer>): Promise<ApiAnswer['body']> => {
  const { status, body } = await answer;
  if (status >= 300) throw new Error(`${status} ${JSON.stringify(body)}`);
  return body;
};
const install = (pack: object, from?: string, as = house.admin) =>
  as.post('/v1/laws', { pack, ...(from === undefined ? {} : { from }) });
const call = async (said: object = {}) =>
  done(
    house.admin.post('/v1/decisions', {
      channel: 'voice',
      caller,
      callee: PERSON,
      line,
      purpose: 'marketing',
      ...said,
    }),
  );
const shown = async () => {
  const { law, reason } = await call({ mode: 'screen', callee: WATCHED });
  return `${law} ${reason}`;
};

beforeAll(async () => {
  house = await openInlineHouse(START_MS);
  await makeSmallWorld(house.admin);
  const key = await done(house.admin.post('/v1/keys', { role: 'regulator' }));
  regulator = house.admin.as(String(key['key']));
  const scope = { purposes: ['marketing'], categories: ['loan'], channels: ['voice', 'sms'] };
  const basis = { merchant, words: 'yes', method: 'migrated', evidence: 'old system 1', ...scope };
  for (const subscriber of [PERSON, WATCHED]) await done(house.admin.post('/v1/consents', { ...basis, subscriber }));
}, 60_000);
afterAll(() => house.close());

test('is refused whole when it cannot stand, by field', async () => {
  const { status, body } = await install({ ...LATER_HOURS, requestHours: 0, emergencyNumbers: [] });
  expect(status).toBe(422);
  const errors = body['errors'] as { readonly field: string; readonly remedy: string }[];
  expect(errors.map(({ field }) => field)).toEqual(['requestHours', 'emergencyNumbers']);
  expect((await done(house.admin.get('/v1/law')))['items']).toHaveLength(2);
});

test('is no merchant’s to write, nor to be in force in the past', async () => {
  const merchantKey = await done(house.admin.post('/v1/keys', { role: 'merchant', party: merchant, lines: [line] }));
  expect((await install(LATER_HOURS, undefined, house.admin.as(String(merchantKey['key'])))).status).toBe(403);
  const past = await install(LATER_HOURS, '2026-11-19T10:00:00+08:00');
  expect([past.status, (past.body['errors'] as { field: string }[])[0]?.field]).toEqual([422, 'from']);
});

test('takes effect at its instant, to the millisecond, and decisions of before stay as they were', async () => {
  const attempt = await call();
  expect([attempt['law'], attempt['reason']]).toEqual(['cn-2020-draft', 'consented']);
  const installed = await done(install(LATER_HOURS, '2026-12-01T10:00:00+08:00', regulator));
  expect(installed).toMatchObject({ id: 'cn-later-1', from: new Date(FROM_MS).toISOString() });
  expect(await shown()).toBe('cn-2020-draft consented');
  // A screen about an instant to come is answered by the law of then.
  const later = await call({ mode: 'screen', callee: WATCHED, at: new Date(FROM_MS).toISOString() });
  expect([later['law'], later['reason']]).toEqual(['cn-later-1', 'outside-hours']);
  house.setClock(FROM_MS - 1);
  expect(await shown()).toBe('cn-2020-draft consented');
  house.setClock(FROM_MS);
  expect(await shown()).toBe('cn-later-1 outside-hours');
  const explained = await done(house.admin.get(`/v1/decisions/${String(attempt['id'])}/explanation`));
  expect(explained).toMatchObject({ reproduced: true, decision: { law: 'cn-2020-draft', reason: 'consented' } });
  expect((await done(house.admin.get('/v1/law')))['inForce']).toBe('cn-later-1');
});

test('explains what it decided by itself', async () => {
  const refused = await call();
  const explained = await done(house.admin.get(`/v1/decisions/${String(refused['id'])}/explanation`));
  expect(explained).toMatchObject({ reproduced: true, decision: { law: 'cn-later-1' }, clause: { id: 'house-hours' } });
});

test('never changes: the same again is harmless, another under its id is a conflict', async () => {
  expect((await install(LATER_HOURS)).status).toBe(200);
  const other = await install({ ...LATER_HOURS, requestHours: 5 });
  expect([other.status, other.body['code']]).toEqual([409, 'conflict']);
  const shipped = await install(packData(CN_2020_DRAFT));
  expect([shipped.status, shipped.body['code']]).toEqual([409, 'conflict']);
  expect((await install(LATER_HOURS, '2027-01-01T00:00:00Z')).status).toBe(409);
});

test('a date that has not come is moved, taken back, and not shared', async () => {
  const next = { ...LATER_HOURS, id: 'cn-later-2' };
  await done(install(next, '2027-01-01T00:00:00Z'));
  await done(install(next, '2027-02-01T00:00:00Z'));
  expect((await install({ ...next, id: 'cn-later-3' }, '2027-02-01T00:00:00Z')).status).toBe(409);
  const terms = (await done(house.admin.get('/v1/law')))['terms'] as { law: string; from?: string }[];
  expect(terms.filter(({ law }) => law === 'cn-later-2')).toEqual([
    { law: 'cn-later-2', from: '2027-02-01T00:00:00.000Z' },
  ]);
  await done(install(next));
  const after = (await done(house.admin.get('/v1/law')))['terms'] as { law: string }[];
  expect(after.map(({ law }) => law)).not.toContain('cn-later-2');
});

test('is here for the operator at once, though nobody else asks anything', async () => {
  const packs = ['cn-idle-1', 'cn-idle-2', 'cn-idle-3'].map((id) => ({ ...LATER_HOURS, id }));
  for (const pack of packs) await done(install(pack));
  const since = '2026-11-01T00:00:00Z';
  const { id } = await done(house.admin.post('/v1/replays', { law: 'cn-idle-3', since }));
  await done(house.admin.post(`/v1/replays/${String(id)}/cancellation`, {}));
  await done(install({ ...LATER_HOURS, id: 'cn-idle-4' }));
  expect(await done(house.admin.get('/v1/laws/cn-idle-4'))).toMatchObject({ id: 'cn-idle-4' });
  await done(install({ extends: 'cn-idle-4', id: 'cn-idle-5' }));
  await done(install({ extends: 'cn-idle-5', id: 'cn-idle-6' }));
  const { inForce } = await done(house.admin.get('/v1/law'));
  await done(install({ ...LATER_HOURS, id: 'cn-idle-7' }));
  await done(house.admin.put('/v1/law', { law: 'cn-idle-7' }));
  await done(house.admin.put('/v1/law', { law: inForce }));
});

test('is read as JSON and as a page, without a key', async () => {
  const stranger = house.admin.as(undefined);
  expect(await done(stranger.get('/v1/laws/cn-later-1'))).toMatchObject({ id: 'cn-later-1', inForce: true });
  const { text } = await done(stranger.get('/v1/laws/cn-later-1/page?lang=zh'));
  for (const words of ['<html lang="zh-CN">', '11:00–20:00', 'href="#house-hours"', '现行', '频次'])
    expect(text).toContain(words);
  expect((await stranger.get('/v1/laws/none-1/page')).status).toBe(404);
});

test('may be put in force by hand, and another from then on', async () => {
  await done(house.admin.put('/v1/law', { law: 'cn-2020-draft' }));
  expect(await shown()).toBe('cn-2020-draft consented');
  await done(house.admin.put('/v1/law', { law: 'cn-later-1' }));
  expect(await shown()).toBe('cn-later-1 outside-hours');
});

const replayed = async (body: object): Promise<ApiAnswer['body']> => {
  const { id } = await done(regulator.post('/v1/replays', body));
  for (;;) {
    const job = await done(regulator.get(`/v1/replays/${String(id)}`));
    if (job['state'] !== 'running') return job;
    await new Promise((resolve) => setImmediate(resolve));
  }
};

test('the journal is decided again under a law of the register, and each example explained', async () => {
  const until = new Date(FROM_MS + MINUTE_MS).toISOString();
  const job = await replayed({ law: 'cn-later-1', since: '2026-11-01T00:00:00Z', until });
  expect(job).toMatchObject({
    state: 'done',
    counters: 'recorded',
    result: {
      totals: { decisions: 2, flips: 1, nowRefused: 1, nowAllowed: 0, otherReason: 0 },
      pairs: [{ from: 'consented', to: 'outside-hours', kind: 'nowRefused', count: 1 }],
      decidedBy: { 'cn-2020-draft': 1, 'cn-later-1': 1 },
    },
  });
  const [example] = (job['result'] as { examples: { id: string; callee: string }[] }).examples;
  expect(example?.callee).toBe('139****0001');
  const both = await done(regulator.get(`/v1/replays/${String(job['id'])}/examples/${example?.id}`));
  expect(both).toMatchObject({
    recorded: { reproduced: true, decision: { reason: 'consented', law: 'cn-2020-draft' } },
    replayed: {
      reproduced: true,
      decision: { reason: 'outside-hours', law: 'cn-later-1' },
      clause: { id: 'house-hours' },
    },
  });
});

test('a replay of an unknown law, of no time or by a merchant is refused', async () => {
  expect((await regulator.post('/v1/replays', { law: 'none-1', since: '2026-11-01T00:00:00Z' })).status).toBe(422);
  const backwards = { law: 'cn-2015', since: '2026-11-02T00:00:00Z', until: '2026-11-01T00:00:00Z' };
  expect((await regulator.post('/v1/replays', backwards)).status).toBe(422);
  expect((await regulator.get('/v1/replays/replay-none')).status).toBe(404);
});
