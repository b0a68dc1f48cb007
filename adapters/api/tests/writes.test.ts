import { describe, expect, it } from 'vitest';
import { buildApi } from '../app.ts';
import { fakePorts } from '../fakes/ports.ts';

const CONSENT = {
  subscriber: '13800000001',
  purposes: ['marketing'],
  categories: ['loan'],
  channels: ['voice'],
  words: '同意',
  method: 'paper',
  evidence: 'e-1',
};

const house = () => {
  const ports = fakePorts();
  const { inject } = buildApi(ports, { docs: false });
  const call = (
    who: string,
    method: 'POST' | 'PUT' | 'DELETE' | 'GET',
    url: string,
    payload?: object,
    headers: Record<string, string> = {},
  ) =>
    inject({
      method,
      url,
      headers: { authorization: `Bearer key-of-${who}`, ...headers },
      ...(payload ? { payload } : {}),
    });
  const last = () => ports.control.envelopes.at(-1);
  return { ports, call, last };
};

describe('writes', () => {
  it('say who asks and answer with the sequence', async () => {
    const { call, last } = house();
    const response = await call('merchant', 'POST', '/v1/consents', CONSENT);
    expect(response.statusCode).toBe(201);
    expect(response.json()).toMatchObject({
      id: 'basis-1',
      subscriber: '+8613800000001',
      merchant: 'merchant-sample-bank',
      sequence: 41,
    });
    expect(response.json()).not.toHaveProperty('effectiveAfterMs');
    expect(last()).toMatchObject({
      actor: { role: 'merchant', party: 'merchant-sample-bank', keyId: 'key-merchant' },
      command: { kind: 'grantBasis', basis: { kind: 'consent', method: 'paper', evidence: { reference: 'e-1' } } },
      idempotency: undefined,
    });
  });

  it('tell with Prefer: wait how soon they bit', async () => {
    const { call } = house();
    const response = await call(
      'admin',
      'PUT',
      '/v1/subscribers/13800000001/preference',
      { on: true },
      { prefer: 'respond-async, wait' },
    );
    expect(response.headers['preference-applied']).toBe('wait');
    expect(response.json()).toMatchObject({ effectiveAfterMs: 3 });
  });

  it('a repeat answers the first answer, whatever the order of fields; another body is a conflict', async () => {
    const { call, ports } = house();
    const headers = { 'idempotency-key': 'k-1' };
    const first = await call('merchant', 'POST', '/v1/consents', CONSENT, headers);
    const again = await call(
      'merchant',
      'POST',
      '/v1/consents',
      Object.fromEntries(Object.entries(CONSENT).reverse()),
      headers,
    );
    expect(first.headers).not.toHaveProperty('idempotency-replayed');
    expect(again.headers['idempotency-replayed']).toBe('true');
    expect(again.statusCode).toBe(201);
    expect(again.body).toBe(first.body);
    const other = await call('merchant', 'POST', '/v1/consents', { ...CONSENT, words: '不同' }, headers);
    expect(other.statusCode).toBe(409);
    expect(other.json().code).toBe('idempotency-conflict');
    const elsewhere = await call('merchant', 'POST', '/v1/requests', CONSENT, headers);
    expect(elsewhere.statusCode).toBe(409);
    expect(ports.control.envelopes[0]?.idempotency?.bodyHash).toMatch(/^[0-9a-f]{64}$/);
  });

  it.each([['x'.repeat(201)], ['with space'], ['']])('refuse the idempotency key %j', async (key) => {
    const { call } = house();
    const response = await call('merchant', 'POST', '/v1/consents', CONSENT, { 'idempotency-key': key });
    expect(response.statusCode).toBe(422);
    expect(response.json().errors[0].field).toBe('Idempotency-Key');
  });

  it('take a withdrawal with no body, an empty one, or none of a type', async () => {
    const { call, last } = house();
    for (const payload of [undefined, {}]) {
      expect((await call('subscriber', 'POST', '/v1/consents/basis-1/withdrawal', payload)).statusCode).toBe(200);
      expect(last()?.command).toEqual({ kind: 'withdrawBasis', id: 'basis-1' });
    }
    const typed = await call('subscriber', 'POST', '/v1/consents/basis-1/withdrawal', undefined, {
      'content-type': 'application/json',
    });
    expect(typed.statusCode).toBe(200);
    expect((await call('admin', 'POST', '/v1/requests/basis-1/withdrawal')).statusCode).toBe(404);
  });

  it("a subscriber's consent is agreed through us, and nobody else may say so", async () => {
    const { call, last } = house();
    await call('subscriber', 'POST', '/v1/consents', {
      ...CONSENT,
      merchant: 'merchant-sample-bank',
      method: undefined,
    });
    expect(last()).toMatchObject({ command: { basis: { method: 'wurao' } } });
    expect((await call('merchant', 'POST', '/v1/consents', { ...CONSENT, method: 'wurao' })).statusCode).toBe(403);
    expect((await call('merchant', 'POST', '/v1/consents', { ...CONSENT, method: 'migrated' })).statusCode).toBe(403);
    expect(
      (
        await call('admin', 'POST', '/v1/consents', {
          ...CONSENT,
          merchant: 'merchant-sample-bank',
          method: 'migrated',
        })
      ).statusCode,
    ).toBe(201);
  });
});

describe('a preference', () => {
  it('replaces what it says and keeps the lists that it does not name', async () => {
    const { call, last } = house();
    await call('subscriber', 'PUT', '/v1/subscribers/+8613800000001/preference', {
      on: true,
      channels: [],
      hours: [],
      prefixes: ['400'],
    });
    expect(last()?.command).toMatchObject({
      kind: 'setPreference',
      subscriber: '+8613800000001',
      preference: {
        on: true,
        channels: 7,
        categories: 4095,
        hours: undefined,
        deny: ['+8613911112222'],
        prefixes: [{ prefix: '400', scope: 'commercial' }],
      },
    });
    await call('subscriber', 'PUT', '/v1/subscribers/%2B8613800000001/preference', { on: false, deny: [] });
    expect(last()?.command).toMatchObject({ preference: { on: false, deny: [], prefixes: [] } });
  });

  it('can be read, changed and sent back', async () => {
    const { call } = house();
    const read = (await call('subscriber', 'GET', '/v1/subscribers/13800000001/preference')).json();
    const written = await call('subscriber', 'PUT', '/v1/subscribers/13800000001/preference', read);
    expect(written.statusCode, written.body).toBe(200);
    expect(written.json()).toMatchObject({ ...read, sequence: 41 });
  });

  it('of someone who never wrote one is off', async () => {
    const { call } = house();
    const read = await call('admin', 'GET', '/v1/subscribers/13800000009/preference');
    expect(read.json()).toMatchObject({ subscriber: '+8613800000009', on: false, deny: [], hours: [], sequence: 0 });
  });
});

describe('events', () => {
  it('are held until something comes, and no longer than asked', async () => {
    const { call } = house();
    const there = await call('merchant', 'GET', '/v1/events');
    expect(there.json()).toMatchObject({ items: [{ id: 'event-1', type: 'basis-withdrawn' }], next: '41' });
    const none = await call('merchant', 'GET', '/v1/events?after=41&wait=0');
    expect(none.json()).toEqual({ items: [], next: '41' });
  });
});

describe('a law pack that is checked', () => {
  it('names every fault, and leaves no trace', async () => {
    const { call, ports } = house();
    const pack = { extends: 'cn-2020-draft', id: 'cn-strict-1', requestHours: -1 };
    const response = await call('regulator', 'POST', '/v1/laws/check', { pack });
    expect(response.statusCode).toBe(422);
    expect(response.json()).toMatchObject({ errors: [{ field: 'requestHours' }] });
    expect((await call('carrier', 'POST', '/v1/laws/check', { pack })).statusCode).toBe(403);
    const taken = await call('regulator', 'POST', '/v1/laws/check', { pack: { ...pack, requestHours: 48 } });
    expect(taken.json()).toMatchObject({ id: 'cn-strict-1', isKnown: false });
    expect(ports.control.envelopes).toEqual([]);
  });
});
