import { request } from 'node:http';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Api, buildApi } from '../app.ts';
import { nearestField } from '../contract/nearest-field.ts';
import { fakePorts } from '../fakes/ports.ts';
import { isInstant } from '../http/instant.ts';
import { BODY_BYTES_MAX } from '../options.ts';
import type { ApiPorts } from '../ports.ts';

const ATTEMPT = {
  channel: 'voice',
  caller: '95588',
  callee: '13800000002',
  line: 'line-sample-1',
  purpose: 'marketing',
};
const HEADERS = { authorization: 'Bearer key-of-merchant' };

describe('rate limits', () => {
  const one = { perSecond: 0.5, burst: 1 };

  it('of a key: writes, reads and decisions apart', async () => {
    const { inject } = buildApi(fakePorts(), { docs: false, limits: { writes: one, reads: one, decisions: one } });
    for (const call of [
      { method: 'POST', url: '/v1/refusals', payload: { subscriber: '13800000001' } },
      { method: 'GET', url: '/v1/consents' },
      { method: 'POST', url: '/v1/decisions', payload: ATTEMPT },
    ] as const) {
      expect((await inject({ ...call, headers: HEADERS })).statusCode).toBeLessThan(300);
      const limited = await inject({ ...call, headers: HEADERS });
      expect(limited.statusCode).toBe(429);
      expect(Number(limited.headers['retry-after'])).toBeGreaterThanOrEqual(1);
      expect(limited.json().errors[0].remedy).toMatch(/Wait/);
    }
  });

  it('fill up again with time', async () => {
    let nowMs = 0;
    const { inject } = buildApi(fakePorts(), { docs: false, limits: { reads: one }, monotonicMs: () => nowMs });
    const read = async () => (await inject({ url: '/v1/consents', headers: HEADERS })).statusCode;
    expect([await read(), await read()]).toEqual([200, 429]);
    nowMs = 2_000;
    expect([await read(), await read()]).toEqual([200, 429]);
  });

  it('of a number and of an address, for codes; the answer is the same for every number', async () => {
    const { inject } = buildApi(fakePorts(), {
      docs: false,
      limits: { codes: one, address: { perSecond: 0.001, burst: 4 } },
    });
    const code = (number: string, remoteAddress = '192.0.2.1') =>
      inject({ method: 'POST', url: `/v1/subscribers/${number}/codes`, remoteAddress });
    const first = await code('13800000001');
    expect(first.statusCode).toBe(202);
    expect((await code('+86 138 0000 0001', '192.0.2.2')).statusCode).toBe(429);
    const other = await code('13912345678');
    expect(other.body).toBe(first.body);
    await code('13912345679');
    await code('13912345680');
    expect((await code('13912345681')).statusCode).toBe(429);
    expect((await inject({ url: '/healthz', remoteAddress: '192.0.2.1' })).statusCode).toBe(200);
  });

  it('of an address, for keys that are not known', async () => {
    const { inject } = buildApi(fakePorts(), { docs: false, limits: { address: one } });
    const guess = () =>
      inject({ method: 'POST', url: '/v1/decisions', payload: ATTEMPT, headers: { authorization: 'Bearer guess' } });
    expect([(await guess()).statusCode, (await guess()).statusCode]).toEqual([401, 429]);
    expect(
      (await inject({ method: 'POST', url: '/v1/decisions', payload: ATTEMPT, headers: HEADERS })).statusCode,
    ).toBe(200);
  });
});

describe('the log', () => {
  it('holds the decision, never a number, a body or a key', async () => {
    const lines: unknown[][] = [];
    const { inject } = buildApi(fakePorts(), { docs: false, log: (...line) => lines.push(line) });
    const headers = { authorization: 'Bearer key-of-admin' };
    await inject({ url: '/v1/subscribers/13800000001/preference', headers });
    await inject({ url: '/v1/decisions/decision-1/explanation', headers });
    await inject({ url: '/v1/subscribers/13800000001/nothing', headers });
    await inject({
      method: 'POST',
      url: '/v1/consents',
      headers,
      payload: { words: '秘密', subscriber: '13800000001' },
    });
    const text = JSON.stringify(lines);
    expect(text).toMatch(/"number":"138\*\*\*\*0001"/);
    expect(text).toMatch(/"decision":"decision-1"/);
    expect(text).not.toMatch(/13800000001|秘密|key-of-admin/);
  });
});

describe('headers', () => {
  it('are safe at both ways in, allow no other origin, and carry the id of the request', async () => {
    const { inject } = buildApi(fakePorts(), { docs: false });
    const headers = { ...HEADERS, origin: 'https://evil.example', 'x-request-id': 'mine-1' };
    for (const call of [{ url: '/v1/consents' }, { method: 'POST', url: '/v1/decisions', payload: ATTEMPT }] as const) {
      const response = await inject({ ...call, headers });
      expect(response.headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'cache-control': 'no-store',
        'x-frame-options': 'DENY',
        'x-request-id': 'mine-1',
        'content-security-policy': expect.stringContaining("default-src 'none'"),
      });
      expect(response.headers).not.toHaveProperty('access-control-allow-origin');
      const odd = await inject({ ...call, headers: { ...HEADERS, 'x-request-id': 'a b' } });
      expect(odd.headers['x-request-id']).toMatch(/^[\w-]+$/);
    }
  });
});

interface Heard {
  readonly status: number;
  readonly body: string;
  readonly headers: Readonly<Record<string, unknown>>;
}

/** A call over a socket: inject knows no server, so the decision door is met here as callers meet it. */
const over = (port: number, body: string | Buffer, headers: Record<string, string> = {}, chunks = 1): Promise<Heard> =>
  new Promise((resolve, reject) => {
    const all = { ...HEADERS, 'content-type': 'application/json', ...headers };
    const call = request(
      { port, host: '127.0.0.1', method: 'POST', path: '/v1/decisions', headers: all },
      (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (part) => (text += part));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body: text, headers: response.headers }));
      },
    );
    call.on('error', reject);
    const bytes = Buffer.from(body);
    const size = Math.ceil(bytes.length / chunks);
    for (let at = 0; at < bytes.length; at += size) call.write(bytes.subarray(at, at + size));
    call.end();
  });

describe('over a socket', () => {
  let api: Api;
  let port: number;
  beforeAll(async () => {
    api = buildApi(fakePorts(), { docs: false });
    ({ port } = await api.listen('127.0.0.1', 0));
  });
  afterAll(() => api.close());

  it('a decision answers as it does without one, also in pieces', async () => {
    const body = JSON.stringify({ ...ATTEMPT, text: '您好'.repeat(100) });
    const injected = await api.inject({
      method: 'POST',
      url: '/v1/decisions',
      headers: { ...HEADERS, 'content-type': 'application/json' },
      payload: body,
    });
    for (const chunks of [1, 7]) {
      const heard = await over(port, body, {}, chunks);
      expect(heard.status).toBe(200);
      expect(heard.body).toBe(injected.body);
      expect(heard.headers['content-type']).toBe('application/json; charset=utf-8');
    }
  });

  it.each([
    ['{', {}, 400],
    [Buffer.from([0x22, 0xff, 0x22]), {}, 400],
    ['x'.repeat(BODY_BYTES_MAX + 1), {}, 413],
    [JSON.stringify(ATTEMPT), { authorization: 'Bearer x' }, 401],
    [JSON.stringify({ ...ATTEMPT, caler: '1' }), {}, 400],
    [JSON.stringify({ ...ATTEMPT, channel: 'fax' }), {}, 422],
  ])('an error is a problem: %#', async (body, headers, status) => {
    const heard = await over(port, body, headers as Record<string, string>);
    expect(heard.status).toBe(status);
    expect(heard.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(JSON.parse(heard.body)).toMatchObject({ status });
  });

  it.each([
    ['no HTTP at all\r\n\r\n', '400'],
    [`GET /healthz HTTP/1.1\r\nhost: x\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`, '431'],
  ])('what is not a request is a problem too: %#', async (bytes, status) => {
    const heard = await new Promise<string>((resolve, reject) => {
      let text = '';
      const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
      socket
        .on('data', (part) => (text += part))
        .on('close', () => resolve(text))
        .on('error', reject);
    });
    expect(heard).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(heard).toContain('application/problem+json');
  });

  it('closes at once though somebody waits for events', async () => {
    const ports = fakePorts();
    const asked = Promise.withResolvers<void>();
    const control: ApiPorts['control'] = {
      ...ports.control,
      eventsAfter: (...args) => {
        asked.resolve();
        return ports.control.eventsAfter(...args);
      },
    };
    const own = buildApi({ ...ports, control }, { docs: false });
    const bound = await own.listen('127.0.0.1', 0);
    const waiting = fetch(`http://127.0.0.1:${bound.port}/v1/events?after=41&wait=30`, { headers: HEADERS });
    await asked.promise;
    const startedMs = performance.now();
    await own.close();
    expect(performance.now() - startedMs).toBeLessThan(5_000);
    expect((await waiting).status).toBe(503);
  });
});

describe('small parts', () => {
  it.each([
    ['2026-03-01T09:00:00+08:00', true],
    ['2026-03-01t09:00:00.123z', true],
    ['2024-02-29T00:00:00Z', true],
    ['2026-02-29T00:00:00Z', false],
    ['2026-03-01T09:00:00', false],
    ['2026-03-01 09:00:00Z', false],
    ['2026-13-01T09:00:00Z', false],
    ['2026-03-01T24:00:00Z', false],
    ['2026-03-01T09:00:60Z', false],
    ['20260301T090000Z', false],
    ['1969-12-31T00:00:00Z', false],
  ])('%s is an instant: %s', (text, expected) => expect(isInstant(text)).toBe(expected));

  it.each([
    ['calee', 'callee'],
    ['caller_id', 'caller'],
    ['attempt_id', 'attemptId'],
    ['MERCHANT', 'merchant'],
    ['purposes', 'purpose'],
    ['qqqqqq', undefined],
  ])('%s is near %s', (written, meant) => {
    expect(nearestField(written, ['callee', 'caller', 'attemptId', 'merchant', 'purpose', 'channel'])).toBe(meant);
  });
});
