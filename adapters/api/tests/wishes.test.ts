import { describe, expect, it } from 'vitest';
import { buildApi } from '../app.ts';
import { WARD } from '../fakes/facts.ts';
import { fakePorts } from '../fakes/ports.ts';

const house = () => {
  const ports = fakePorts();
  const { inject } = buildApi(ports, { docs: false });
  const call = (
    method: 'POST' | 'PUT' | 'DELETE' | 'GET',
    url: string,
    payload?: object,
    headers: Record<string, string> = {},
    who = 'subscriber',
  ) =>
    inject({
      method,
      url: `/v1/${url}`,
      headers: { authorization: `Bearer key-of-${who}`, ...headers },
      ...(payload ? { payload } : {}),
    });
  return { ports, call, commands: () => ports.control.envelopes.map(({ command }) => command) };
};

const OWN = 'subscribers/13800000001';
const WARDS = 'subscribers/13800000003';
const OTHERS = 'subscribers/13800000002';

describe('expecting a call', () => {
  it('opens all channels when none is named, and says until when', async () => {
    const { call, commands } = house();
    const put = await call('PUT', `${OWN}/expectation`, { categories: ['loan'], hours: 2 }, { prefer: 'wait' });
    expect(put.json()).toEqual({
      subscriber: '+8613800000001',
      channels: ['voice', 'sms', 'flash'],
      categories: ['loan'],
      from: '2026-03-01T02:00:00.000Z',
      until: '2026-03-01T04:00:00.000Z',
      sequence: 41,
      effectiveAfterMs: 3,
    });
    expect(commands()).toMatchObject([{ kind: 'expectCall', expectation: { categories: 1, channels: 7, hours: 2 } }]);
  });

  it.each([
    [{ categories: [], hours: 2 }],
    [{ categories: ['loan'], hours: 0 }],
    [{ categories: ['loan'], hours: 25 }],
    [{ categories: ['loan'], hours: 1.5 }],
    [{ hours: 2 }],
  ])('refuses %j', async (body) => {
    const { call, commands } = house();
    expect((await call('PUT', `${OWN}/expectation`, body)).statusCode).toBeGreaterThanOrEqual(400);
    expect(commands()).toEqual([]);
  });

  it('answers what is expected now, and nothing of what is over or was never said', async () => {
    const { call, ports } = house();
    const nothing = { subscriber: '+8613800000001', channels: [], categories: [] };
    expect((await call('GET', `${OWN}/expectation`)).json()).toMatchObject({ until: '2026-03-01T04:00:00.000Z' });
    Object.assign(ports.gate, { nowMs: () => Date.parse('2026-03-01T04:00:00.000Z') });
    expect((await call('GET', `${OWN}/expectation`)).json()).toEqual({ ...nothing, sequence: 41 });
    const other = await call('GET', `${OTHERS}/expectation`, undefined, {}, 'handler');
    expect(other.json()).toEqual({ ...nothing, subscriber: '+8613800000002', sequence: 0 });
  });
});

describe('a guardian', () => {
  it('acts for a ward by the number in the path, as the ward and as itself', async () => {
    const { call, ports } = house();
    expect((await call('PUT', `${WARDS}/preference`, { on: true })).statusCode).toBe(200);
    expect((await call('PUT', `${OWN}/preference`, { on: true })).statusCode).toBe(200);
    expect(ports.control.envelopes.map(({ actor }) => [actor.subscriber, actor.guardian])).toEqual([
      [WARD, '+8613800000001'],
      ['+8613800000001', undefined],
    ]);
  });

  it.each([['preference'], ['expectation'], ['contacts'], ['attempts'], ['askers'], ['export']])(
    'reads the %s of a ward, and of nobody else',
    async (what) => {
      const { call } = house();
      expect((await call('GET', `${WARDS}/${what}`)).statusCode).toBe(200);
      expect((await call('GET', `${OTHERS}/${what}`)).statusCode).toBe(403);
      expect((await call('GET', `${WARDS}/${what}`, undefined, {}, 'other-subscriber')).statusCode).toBe(403);
    },
  );

  it('names the ward by a header where the path has no number', async () => {
    const { call, ports } = house();
    const header = { 'wurao-ward': '13800000003' };
    const refusal = { subscriber: '13800000003', merchant: 'merchant-sample-bank' };
    expect((await call('POST', 'refusals', refusal)).statusCode).toBe(403);
    expect((await call('POST', 'refusals', refusal, header)).statusCode).toBe(201);
    expect(ports.control.envelopes.at(-1)?.actor).toMatchObject({ subscriber: WARD, guardian: '+8613800000001' });
    expect((await call('GET', 'consents/basis-1', undefined, header)).statusCode).toBe(404);
    const key = { 'idempotency-key': 'k-1' };
    const withdrawal = ['POST', 'consents/basis-1/withdrawal', undefined] as const;
    expect((await call(...withdrawal, key)).statusCode).toBe(200);
    expect((await call(...withdrawal, { ...header, ...key })).statusCode).toBe(404);
    await call('POST', 'refusals', refusal, { ...header, ...key });
    expect(ports.control.envelopes.map(({ idempotency }) => idempotency?.key)).toEqual([
      undefined,
      'k-1',
      `${WARD} k-1`,
    ]);
  });

  it.each([['13800000002'], ['15400000009'], ['nobody'], ['95588']])(
    'hears the same of every number that is not in its care: %s',
    async (number) => {
      const { call } = house();
      const { statusCode, body } = await call('GET', 'complaints', undefined, { 'wurao-ward': number });
      expect(statusCode).toBe(403);
      expect(JSON.parse(body).errors).toMatchObject([{ field: 'Wurao-Ward' }]);
    },
  );

  it('does not settle for a ward who manages its number', async () => {
    const { call } = house();
    expect((await call('GET', `${WARDS}/guardians`)).statusCode).toBe(403);
    expect((await call('POST', `${WARDS}/wards`, { ward: '13800000005' })).statusCode).toBe(403);
    expect((await call('DELETE', `${WARDS}/guardians/13800000001`)).statusCode).toBe(403);
    expect((await call('DELETE', `${OWN}/wards/13800000003`)).statusCode).toBe(200);
  });

  it('reads no message that is held for a ward, and releases none', async () => {
    const { call } = house();
    const held = 'held-messages';
    expect((await call('GET', `${WARDS}/${held}`)).statusCode).toBe(403);
    expect((await call('GET', `${WARDS}/${held}/decision-0`)).statusCode).toBe(403);
    expect((await call('POST', `${WARDS}/${held}/decision-0/release`)).statusCode).toBe(403);
    expect((await call('PUT', `${WARDS}/${held}/setting`, { on: true })).statusCode).toBe(403);
    expect((await call('GET', `${OWN}/${held}/decision-0`)).statusCode).toBe(200);
  });

  it('sees a question that was never sent as one that was; the ward does not see it', async () => {
    const { call, ports } = house();
    const { ask } = ports.control;
    const unsent = { guardian: '+8613800000001', ward: WARD, state: 'unsent', expiresMs: 0 };
    ports.control.ask = async (query) => (query.kind === 'guardianships' ? { ok: true, value: [unsent] } : ask(query));
    const wards = (await call('GET', `${OWN}/wards`)).json();
    expect(wards).toEqual({ items: [{ ward: WARD, state: 'asked', expiresAt: '1970-01-01T00:00:00.000Z' }] });
    expect((await call('GET', `${OWN}/guardians`)).json()).toEqual({ items: [] });
    expect((await call('GET', `${WARDS}/preference`)).statusCode).toBe(403);
  });
});
