import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AnswerBody, ApiAnswer, ApiClient } from './api-client.ts';
import { type InlineHouse, openInlineHouse } from './inline-house.ts';
import { makeSmallWorld, openSubscriberSession, SMALL_WORLD } from './small-world.ts';

/** From an attempt to a complaint, a case, its answer, decision and appeal, over the API. */
const START_MS = Date.parse('2026-11-20T10:00:00+08:00');
const DAY_MS = 86_400_000;
const { line, merchant, caller, carrier } = SMALL_WORLD;
const WANG = '+8613922220001';
const LI = '+8613922220002';
const ZHAO = '+8613922220003';

let house: InlineHouse;
let shopKey: string;
let handlerKey: string;
let shop: ApiClient;
let handler: ApiClient;
let other: ApiClient;
let wang: ApiClient;
let li: ApiClient;
let zhao: ApiClient;
let attempt: AnswerBody;

const done = async (answer: Promise<ApiAnswer>): Promise<AnswerBody> => {
  const { status, body } = await answer;
  if (status >= 300) throw new Error(`${status} ${JSON.stringify(body)}`);
  return body;
};
const newKey = async (role: string): Promise<string> =>
  String((await done(house.admin.post('/v1/keys', { role, lines: [] })))['key']);

const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
const send = (type: string, payload: Buffer) =>
  house.server.inject({
    method: 'PUT',
    url: `/v1/attachments?type=${encodeURIComponent(type)}`,
    headers: { authorization: `Bearer ${shopKey}`, 'content-type': 'application/octet-stream' },
    payload,
  });

const CALL = { channel: 'voice', caller, callee: WANG, line, purpose: 'marketing', category: 'loan' };
const consent = (by: ApiClient, subscriber: string) =>
  done(
    by.post('/v1/consents', {
      subscriber,
      merchant,
      purposes: ['marketing'],
      categories: ['loan'],
      channels: ['voice'],
      words: '我同意接受贷款推荐来电。',
      method: 'app',
    }),
  );
const told = { reported: '9 5599', channel: 'voice', at: '2026-11-20T10:04:00+08:00', durationMs: 0 };
const step = (client: ApiClient, cases: readonly string[], input: string, more: object = {}) =>
  client.post('/v1/cases/steps', { cases, input, ...more });

beforeAll(async () => {
  house = await openInlineHouse(START_MS, { 'sms-complaint-port': '12321' });
  shopKey = await makeSmallWorld(house.admin);
  shop = house.admin.as(shopKey);
  handlerKey = await newKey('handler');
  handler = house.admin.as(handlerKey);
  other = house.admin.as(await newKey('handler'));
  [wang, li, zhao] = (await Promise.all(
    [WANG, LI, ZHAO].map(async (number) => house.admin.as(await openSubscriberSession(house.admin, number))),
  )) as [ApiClient, ApiClient, ApiClient];
  await consent(wang, WANG);
  await consent(li, LI);
  house.setClock(START_MS + 60_000);
  attempt = await done(house.admin.post('/v1/decisions', { ...CALL, mode: 'attempt' }));
  await done(house.admin.post('/v1/decisions', { ...CALL, callee: LI, mode: 'attempt' }));
  house.setClock(START_MS + 10 * 60_000);
}, 60_000);

afterAll(() => house.close());

describe('a complaint', () => {
  it('that lacks something says what, and is taken up when it is complete', async () => {
    const filed = await zhao.post('/v1/complaints', { reported: '02088888888', channel: 'sms' });
    expect(filed).toMatchObject({ status: 201, body: { state: 'incomplete', joined: 'opened' } });
    expect(filed.body['missing']).toMatchObject([{ key: 'time' }, { key: 'words' }]);
    const path = `/v1/complaints/${filed.body['id']}`;
    expect(await zhao.get(path)).toMatchObject({ body: { complainant: ZHAO, reported: '02088888888' } });
    const more = { at: told.at, text: '低息贷款' };
    expect(await zhao.post(`${path}/supplement`, more)).toMatchObject({
      status: 200,
      body: { state: 'received', missing: [] },
    });
    const sheet = await done(handler.get(`/v1/cases/${filed.body['case']}`));
    expect(sheet).toMatchObject({ state: 'received', clock: 'forward', evidence: { noAttempt: expect.any(Array) } });
    expect((sheet['evidence'] as AnswerBody)['attempt']).toBeUndefined();
    expect(JSON.stringify(sheet['evidence'])).toContain('another-carrier');
  });

  it('comes by message, and is answered by message', async () => {
    const forward = (text: string) =>
      done(house.admin.post('/v1/replies', { subscriber: ZHAO, port: '12321', text, at: '2026-11-20T10:05:00+08:00' }));
    const filed = await forward('02087650000*低息贷款');
    expect(filed).toMatchObject({ means: 'complains' });
    expect(await zhao.get(`/v1/complaints/${filed['complaint']}`)).toMatchObject({
      body: { reported: '02087650000', text: '低息贷款', channel: 'sms', at: '2026-11-20T02:05:00.000Z' },
    });
    expect(await forward('02087650000*低息贷款')).toMatchObject({ complaint: filed['complaint'], case: filed['case'] });
    await forward('低息贷款');
    const { body } = await house.admin.get('/v1/outbox?limit=200');
    const sent = (body['items'] as readonly AnswerBody[]).filter(
      ({ to, purpose }) => to === ZHAO && purpose === 'complaint',
    );
    expect(sent.map(({ text }) => text)).toHaveLength(3);
    expect(sent.map(({ text }) => text)).toEqual(
      expect.arrayContaining([expect.stringContaining('已受理'), expect.stringContaining('缺少被投诉号码')]),
    );
    for (const { id } of (await done(zhao.get('/v1/complaints')))['items'] as readonly AnswerBody[])
      await zhao.post(`/v1/complaints/${id}/withdrawal`, {});
  });

  it('lapses when it is not completed in time', async () => {
    const filed = await done(zhao.post('/v1/complaints', { channel: 'voice' }));
    const path = `/v1/complaints/${filed['id']}`;
    expect(await zhao.get(path)).toMatchObject({
      body: { timeline: { case: { state: 'incomplete', clock: 'supplement' } } },
    });
    expect(await zhao.post(`${path}/withdrawal`, {})).toMatchObject({ status: 200, body: { state: 'closed' } });
    expect(await zhao.post(`${path}/withdrawal`, {})).toMatchObject({ status: 200, body: { state: 'closed' } });
  });

  it('is for whoever got the call, and seen by nobody else', async () => {
    expect((await wang.post('/v1/complaints', { ...told, complainant: LI, description: 'x' })).status).toBe(403);
    expect((await shop.post('/v1/complaints', { ...told, description: 'x' })).status).toBe(403);
    const filed = await done(zhao.post('/v1/complaints', { ...told, description: '推销' }));
    expect((await wang.get(`/v1/complaints/${filed['id']}`)).status).toBe(404);
    expect((await shop.get(`/v1/cases/${filed['case']}`)).status).toBe(404);
    expect((await wang.get(`/v1/cases/${filed['case']}`)).status).toBe(403);
    await done(zhao.post(`/v1/complaints/${filed['id']}/withdrawal`, {}));
  });

  it('too far back, or of a time to come, is refused with the field and a remedy', async () => {
    const ahead = await wang.post('/v1/complaints', { ...told, at: '2026-12-20T10:00:00+08:00', description: 'x' });
    expect(ahead).toMatchObject({ status: 422, body: { errors: [{ field: 'atMs', remedy: expect.any(String) }] } });
  });
});

describe('a case', () => {
  let id: string;
  let complaint: string;

  it('opens with its attempt, decision, line, chain, and the words that were shown', async () => {
    const filed = await done(wang.post('/v1/complaints', { ...told, description: '推销贷款' }));
    id = String(filed['case']);
    complaint = String(filed['id']);
    const sheet = await done(handler.get(`/v1/cases/${id}`));
    expect(sheet).toMatchObject({
      state: 'received',
      source: { kind: 'merchant', id: merchant },
      complaintsHeld: [{ id: complaint, complainant: WANG, decision: attempt['id'], proved: true }],
      evidence: {
        attempt: {
          decision: { id: attempt['id'], reason: 'consented' },
          match: { confidence: 'certain' },
          line: { id: line },
          chain: [{ party: carrier, name: 'Test carrier' }],
          consent: { merchant, bases: [{ words: '我同意接受贷款推荐来电。' }] },
          explanation: { reproduced: true },
        },
        noAttempt: [],
      },
    });
  });

  it('takes in what is about the same merchant while nobody has forwarded it; told twice is one', async () => {
    const again = await wang.post('/v1/complaints', {
      ...told,
      at: '2026-11-20T10:02:00+08:00',
      description: '又是他们',
    });
    expect(again).toMatchObject({ status: 200, body: { id: complaint, case: id, joined: 'duplicate' } });
    house.setClock(START_MS + 11 * 60_000);
    const joined = await li.post('/v1/complaints', { ...told, description: '我也接到了' });
    expect(joined).toMatchObject({ status: 201, body: { case: id, joined: 'joined' } });
    expect(await handler.get(`/v1/cases/${id}`)).toMatchObject({ body: { complaints: 2 } });
  });

  it('is forwarded with a clock of working days, answered by the party, decided, told', async () => {
    expect((await step(shop, [id], 'answer', { answer: { text: 'x' } })).status).toBe(404);
    const forwarded = await done(step(handler, [id], 'forward'));
    // Friday, 20 November: fifteen working days end with Friday, 11 December.
    expect(forwarded).toMatchObject({
      state: 'forwarded',
      clock: 'report',
      dueAt: '2026-12-11T16:00:00.000Z',
      party: { id: merchant },
    });
    expect((await step(handler, [id], 'uphold', { reason: '不等了' })).status).toBe(409);
    expect(await shop.get('/v1/cases')).toMatchObject({ body: { items: [{ id }] } });
    const seen = await done(shop.get(`/v1/cases/${id}`));
    expect(JSON.stringify(seen)).not.toContain(WANG);
    expect(seen).toMatchObject({ complaintsHeld: [{ complainant: '139****0001' }, {}], notes: [] });
    expect((await step(shop, [id], 'answer')).status).toBe(422);
    const unsent = [{ name: 'proof.png', type: 'image/png', bytes: 1000, sha256: 'a'.repeat(64) }];
    const strange = await step(shop, [id], 'answer', { answer: { text: '客户曾同意。', attachments: unsent } });
    expect(strange).toMatchObject({ status: 422, body: { errors: [{ field: 'answer.attachments[0].sha256' }] } });
    const kept = await send('image/png', PNG);
    expect(kept).toMatchObject({ statusCode: 201 });
    expect((await send('image/png', Buffer.from('<html>'))).statusCode).toBe(422);
    const { sha256, bytes } = kept.json() as { readonly sha256: string; readonly bytes: number };
    const attachments = [{ name: 'proof.png', type: 'image/png', bytes, sha256 }];
    await done(step(shop, [id], 'answer', { answer: { text: '客户曾同意。', attachments } }));
    expect(await shop.get(`/v1/cases/${id}`)).toMatchObject({
      body: { state: 'answered', notes: [{ kind: 'answer', attachments }] },
    });
    const fetched = await house.server.inject({
      method: 'GET',
      url: `/v1/cases/${id}/attachments/${sha256}`,
      headers: { authorization: `Bearer ${handlerKey}` },
    });
    expect(fetched).toMatchObject({
      statusCode: 200,
      headers: { 'content-disposition': expect.stringMatching(/^attachment/) },
    });
    expect(fetched.rawPayload).toEqual(PNG);
    expect((await handler.get(`/v1/cases/${id}/attachments/${'b'.repeat(64)}`)).status).toBe(404);
    expect((await step(handler, [id], 'uphold')).status).toBe(422);
    await done(step(handler, [id], 'uphold', { reason: '同意未涵盖贷款推销。' }));
    await done(step(handler, [id], 'tell'));
    const { body: outbox } = await house.admin.get('/v1/outbox?limit=200');
    const sent = (outbox['items'] as readonly AnswerBody[]).filter(
      ({ to, purpose }) => to !== ZHAO && purpose === 'complaint',
    );
    expect(sent.map(({ to }) => to).sort()).toEqual([WANG, LI]);
    expect(await wang.get(`/v1/complaints/${complaint}`)).toMatchObject({
      body: { timeline: { case: { state: 'closed', decision: 'upheld' }, steps: { length: 4 } } },
    });
  });

  it('is decided on appeal by another hand than before', async () => {
    await done(step(shop, [id], 'appeal', { reason: '我们有书面同意。' }));
    expect((await step(handler, [id], 'reject', { reason: '维持' })).status).toBe(403);
    const decided = await done(step(other, [id], 'reject', { reason: '书面同意成立。' }));
    expect(decided).toMatchObject({ state: 'rejected', decision: 'rejected' });
    await done(wang.post(`/v1/complaints/${complaint}/appeal`, { reason: '我从未签署。' }));
    expect((await step(other, [id], 'uphold', { reason: 'x' })).status).toBe(403);
    await done(step(handler, [id], 'uphold', { reason: '签名不符。' }));
  });

  it('is not withdrawn once it is decided', async () => {
    expect((await wang.post(`/v1/complaints/${complaint}/withdrawal`, {})).status).toBe(409);
    const last = (await done(li.get('/v1/complaints')))['items'] as readonly AnswerBody[];
    const answer = await li.post(`/v1/complaints/${last[0]?.['id']}/withdrawal`, {});
    expect(answer).toMatchObject({ status: 409 });
  });
});

describe('many cases', () => {
  const open = async (reported: string): Promise<string> =>
    String((await done(zhao.post('/v1/complaints', { ...told, reported, description: '骚扰' })))['case']);

  it('take one step together, or none does', async () => {
    const ids = [await open('02087654321'), await open('02087654322'), await open('02087654323')];
    const party = { kind: 'party', id: carrier };
    const refused = await step(handler, [...ids, 'case-none'], 'forward', { party });
    expect(refused).toMatchObject({ status: 404 });
    for (const one of ids)
      expect(await handler.get(`/v1/cases/${one}`)).toMatchObject({ body: { state: 'received', steps: [] } });
    const forwarded = await done(step(handler, ids, 'forward', { party }));
    expect(forwarded['cases']).toHaveLength(3);
    const key = (await done(house.admin.post('/v1/keys', { role: 'handler' })))['id'];
    await done(handler.post('/v1/cases/assignment', { cases: ids, to: key }));
    expect(await handler.get(`/v1/cases?assignee=${key}`)).toMatchObject({ body: { items: { length: 3 } } });
    expect((await handler.post('/v1/cases/assignment', { cases: ids, to: 'key-none' })).status).toBe(422);
  });

  it('put to a carrier show it the attempt and the chain, and not what the person agreed with the merchant', async () => {
    await consent(zhao, ZHAO);
    await done(house.admin.post('/v1/decisions', { ...CALL, callee: ZHAO, mode: 'attempt' }));
    const one = String(
      (await done(zhao.post('/v1/complaints', { ...told, at: '2026-11-20T10:10:00+08:00', description: '又打来了' })))[
        'case'
      ],
    );
    await done(step(handler, [one], 'forward', { party: { kind: 'party', id: carrier } }));
    const { key } = await done(house.admin.post('/v1/keys', { role: 'carrier', party: carrier, lines: [line] }));
    const seen = await done(house.admin.as(String(key)).get(`/v1/cases/${one}`));
    expect(seen).toMatchObject({
      evidence: { attempt: { decision: { reason: 'consented' }, chain: [{ party: carrier }] } },
    });
    expect(JSON.stringify(seen)).not.toContain('我同意');
    expect(JSON.stringify(await done(handler.get(`/v1/cases/${one}`)))).toContain('我同意');
  });

  it('stand with a reason, go on again, and are overdue when their days are over', async () => {
    const id = await open('02087654329');
    const before = (await done(handler.get(`/v1/cases/${id}`)))['dueAt'];
    expect(before).toBe('2026-11-25T16:00:00.000Z');
    await done(handler.post(`/v1/cases/${id}/pause`, { reason: '等录音' }));
    expect(await handler.get(`/v1/cases/${id}`)).toMatchObject({ body: { isPaused: true } });
    house.setClock(START_MS + 3 * DAY_MS);
    const resumed = await done(handler.post(`/v1/cases/${id}/resumption`, {}));
    // Over Friday's, Saturday's and Sunday's midnight: none of Monday's.
    expect(resumed['dueAt']).toBe('2026-11-25T16:00:00.000Z');
    await done(handler.post(`/v1/cases/${id}/notes`, { text: '录音已收到' }));
    house.setClock(Date.parse('2026-11-25T00:00:00+08:00'));
    expect(await handler.get(`/v1/cases/${id}`)).toMatchObject({ body: { reminder: 'last-day' } });
    expect(await handler.get('/v1/cases?overdue=true')).toMatchObject({ body: { items: [] } });
    house.setClock(START_MS + 6 * DAY_MS);
    expect(await handler.get('/v1/cases?overdue=true&state=received')).toMatchObject({
      body: { items: expect.arrayContaining([expect.objectContaining({ id, reminder: 'overdue' })]) },
    });
    const { body } = await handler.get('/v1/cases/counts');
    expect(body['items']).toContainEqual(expect.objectContaining({ state: 'received', overdue: expect.any(Number) }));
  });

  it('opened again after it lapsed shows the party no whole number', async () => {
    const holder = house.admin.as(await openSubscriberSession(house.admin, WANG));
    const filed = await done(holder.post('/v1/complaints', { channel: 'voice' }));
    house.setClock(START_MS + 30 * DAY_MS);
    const actor = { keyId: undefined, role: 'admin', party: undefined, subscriber: undefined } as const;
    await house.server.execute({ command: { kind: 'lapseCases' }, actor, idempotency: undefined });
    const id = String(filed['case']);
    expect(await handler.get(`/v1/cases/${id}`)).toMatchObject({ body: { state: 'closed' } });
    await done(step(handler, [id], 'reopen', { reason: '来电者已查明' }));
    await done(step(handler, [id], 'forward', { party: { kind: 'merchant', id: merchant } }));
    const seen = await done(shop.get(`/v1/cases/${id}`));
    expect(seen).toMatchObject({ complaintsHeld: [{ complainant: '139****0001' }] });
    expect(JSON.stringify(seen)).not.toContain('22220001');
  });

  it('of a former holder are not the next one’s', async () => {
    const holder = house.admin.as(await openSubscriberSession(house.admin, LI));
    const before = await done(
      holder.post('/v1/complaints', {
        ...told,
        at: new Date(START_MS + 30 * DAY_MS).toISOString(),
        reported: '02087651111',
        description: 'x',
      }),
    );
    house.setClock(START_MS + 30 * DAY_MS + 1);
    await done(house.admin.post(`/v1/numbers/${LI}/recycling`, {}));
    house.setClock(START_MS + 30 * DAY_MS + 60_000);
    const next = house.admin.as(await openSubscriberSession(house.admin, LI));
    const path = `/v1/complaints/${before['id']}`;
    for (const refused of [await next.get(path), await next.post(`${path}/withdrawal`, {})])
      expect(refused.status).toBe(404);
    expect((await step(next, [String(before['case'])], 'appeal', { reason: 'x' })).status).toBe(404);
    const again = {
      ...told,
      at: new Date(START_MS + 30 * DAY_MS).toISOString(),
      reported: '02087651111',
      description: 'y',
    };
    expect(await next.post('/v1/complaints', again)).toMatchObject({
      status: 201,
      body: { joined: 'joined', case: before['case'] },
    });
  });

  it('of days that no calendar knows promise none, and name the year', async () => {
    house.setClock(Date.parse('2026-12-30T10:00:00+08:00'));
    const later = house.admin.as(await openSubscriberSession(house.admin, ZHAO));
    const said = { ...told, at: '2026-12-30T09:00:00+08:00', reported: '02011112222', description: 'x' };
    const late = await later.post('/v1/complaints', said);
    expect(late.status).toBe(201);
    expect(late.body['dueAt']).toBeUndefined();
    const sheet = await done(handler.get(`/v1/cases/${late.body['case']}`));
    expect(sheet).toMatchObject({ clock: 'forward', missingYear: 2027 });
    expect(sheet['dueAt']).toBeUndefined();
  });
});
