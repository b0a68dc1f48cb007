import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AnswerBody, ApiClient } from './api-client.ts';
import { type InlineHouse, openInlineHouse } from './inline-house.ts';
import { makeSmallWorld, openSubscriberSession, SMALL_WORLD } from './small-world.ts';

/** A stream over the whole house: what it leaves in the journal, who sees it, and what a merchant learns from it. */
const START_MS = Date.parse('2026-03-03T10:00:00+08:00');
const ANNA = '+8613800000001';
const PROTECTED = '+8613800000002';
const RECYCLED = '+8613800000003';

let house: InlineHouse;
let merchant: ApiClient;
let anna: ApiClient;

const done = (answer: { readonly status: number; readonly body: AnswerBody }): AnswerBody => {
  if (answer.status >= 300) throw new Error(JSON.stringify(answer));
  return answer.body;
};

interface Row {
  readonly id: string;
  readonly decision: string;
  readonly reason: string;
  readonly reasonCode: number;
}

const stream = async (client: ApiClient, callees: readonly string[], query = 'purpose=marketing'): Promise<Row[]> => {
  const body = callees.map((callee) => `${JSON.stringify({ callee })}\n`).join('');
  const answer = await client.post(`/v1/decisions/stream?${query}`, body, { 'content-type': 'application/x-ndjson' });
  expect(answer.status).toBe(200);
  return String(answer.body['text'])
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Row);
};

const preferenceOf = (number: string): string => `/v1/subscribers/${encodeURIComponent(number)}/preference`;

beforeAll(async () => {
  house = await openInlineHouse(START_MS);
  merchant = house.admin.as(await makeSmallWorld(house.admin));
  for (const number of [PROTECTED, RECYCLED]) done(await house.admin.put(preferenceOf(number), { on: true }));
  done(await house.admin.post(`/v1/numbers/${encodeURIComponent(RECYCLED)}/recycling`, {}));
  anna = house.admin.as(await openSubscriberSession(house.admin, ANNA));
  const consent = { merchant: SMALL_WORLD.merchant, purposes: ['marketing'], words: 'I agree' };
  const scope = { categories: ['loan'], channels: ['voice'], method: 'app' };
  done(await anna.post('/v1/consents', { subscriber: ANNA, ...consent, ...scope }));
}, 60_000);

afterAll(() => house?.close());

describe('a stream through the whole house', () => {
  it('tells a merchant its own people, and of all others one thing in one shape', async () => {
    const others = [PROTECTED, RECYCLED, '+8615400000000', '+861062345678', '+8613900000000', '95588'];
    const mixed = Array.from({ length: 900 }, (_, i) => others[i % others.length] ?? '');
    const rows = await stream(merchant, [ANNA, ...mixed]);
    expect(rows[0]).toMatchObject({ decision: 'allow', reason: 'consented' });
    const shapes = new Set(rows.slice(1).map(({ id: _, ...rest }) => JSON.stringify(rest)));
    expect([...shapes]).toEqual(['{"decision":"refuse","reason":"no-basis","reasonCode":119}']);
  });

  it('answers what single screens answer', async () => {
    const callees = [ANNA, PROTECTED, RECYCLED, '+8613900000000', '110', '95588', '+861062345678'];
    for (const client of [merchant, house.admin]) {
      const query = `purpose=marketing&line=${SMALL_WORLD.line}&caller=${SMALL_WORLD.caller}`;
      const rows = await stream(client, callees, query);
      for (const [i, callee] of callees.entries()) {
        const { line, caller } = SMALL_WORLD;
        const screen = { channel: 'voice', caller, line, callee, purpose: 'marketing', mode: 'screen' };
        const single = done(await client.post('/v1/decisions', screen));
        const { id: _, ...rest } = rows[i] ?? { id: '' };
        expect(rest).toEqual({
          decision: single['decision'],
          reason: single['reason'],
          reasonCode: single['reasonCode'],
        });
      }
    }
  });

  it('shows each person who asked', async () => {
    const number = '+8613811110000';
    const person = house.admin.as(await openSubscriberSession(house.admin, number));
    const askers = async (): Promise<unknown> =>
      done(await person.get(`/v1/subscribers/${encodeURIComponent(number)}/askers`));
    expect(await askers()).toEqual({ items: [] });
    await stream(merchant, [number, '+8613811110001', number]);
    expect(await askers()).toMatchObject({
      items: [{ merchant: SMALL_WORLD.merchant, name: 'Test merchant', screens: 2, attempts: 0 }],
    });
    // An attempt is another thing: a list that was screened was not rung.
    expect(done(await person.get(`/v1/subscribers/${encodeURIComponent(number)}/attempts`))).toEqual({ items: [] });
  });

  it('explains a row by its id, to each role its part, as the facts were', async () => {
    const [row] = await stream(merchant, [ANNA]);
    const [other] = await stream(house.admin, [PROTECTED], `purpose=marketing&merchant=${SMALL_WORLD.merchant}`);
    done(await house.admin.put(preferenceOf(PROTECTED), { on: false }));
    const own = done(await merchant.get(`/v1/decisions/${row?.id}/explanation`));
    expect(own).toMatchObject({
      decision: { id: row?.id, reason: 'consented' },
      reproduced: true,
      attempt: { mode: 'screen', callee: ANNA },
    });
    expect(done(await anna.get(`/v1/decisions/${row?.id}/explanation`))).toMatchObject({ fact: { kind: 'consent' } });
    expect(done(await house.admin.get(`/v1/decisions/${other?.id}/explanation`))).toMatchObject({
      decision: { reason: 'do-not-disturb' },
      reproduced: true,
    });
    expect((await anna.get(`/v1/decisions/${other?.id}/explanation`)).status).toBe(404);
  });

  it('counts nothing, is metered by key, and leaves two lines in the log without a number', async () => {
    const before = house.log().length;
    await stream(
      merchant,
      Array.from({ length: 60 }, () => ANNA),
    );
    const attempt = { channel: 'voice', caller: SMALL_WORLD.caller, callee: ANNA, purpose: 'marketing' };
    expect(done(await merchant.post('/v1/decisions', attempt))).toMatchObject({ decision: 'allow' });
    const lines = house.log().slice(before).trimEnd().split('\n');
    expect(lines.filter((line) => /stream (began|ended)/.test(line))).toHaveLength(2);
    expect(lines.join('\n')).not.toContain('13800000001');
    const metrics = String(done(await house.admin.get('/metrics'))['text']);
    expect(metrics).toMatch(/wurao_stream_rows_total\{key="[^"]+"\} \d+/);
  });
});
