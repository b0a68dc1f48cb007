import { type Failure, type FailureCode, FIELD_FAULTS, failure } from '@wurao/domain';
import { describe, expect, it } from 'vitest';
import { buildApi } from '../app.ts';
import { loadContract } from '../contract/contract.ts';
import { compileAt, contractAjv } from '../contract/validators.ts';
import { fakePorts } from '../fakes/ports.ts';
import { PROBLEM_KINDS } from '../http/problem.ts';
import { BODY_BYTES_MAX } from '../options.ts';

const isProblem = compileAt(contractAjv(loadContract()), '#/components/schemas/Problem');
const ports = fakePorts();
const api = buildApi(ports, { docs: false });

interface Sent {
  readonly url?: string;
  readonly method?: 'POST' | 'PUT' | 'GET' | 'DELETE';
  readonly payload?: string | Buffer | object;
  readonly headers?: Readonly<Record<string, string>>;
  readonly key?: string;
}

const send = ({ url = '/v1/consents', method = 'POST', payload, headers, key = 'key-of-admin' }: Sent) =>
  api.inject({
    method,
    url,
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...headers },
    ...(payload === undefined ? {} : { payload }),
  });

const expectProblem = (
  response: Awaited<ReturnType<typeof send>>,
  status: number,
  code: FailureCode,
): Failure['errors'] => {
  expect(response.statusCode, response.body).toBe(status);
  expect(response.headers['content-type']).toBe('application/problem+json; charset=utf-8');
  const problem = response.json();
  isProblem(problem);
  expect(isProblem.errors ?? []).toEqual([]);
  expect(problem).toMatchObject({ status, code });
  for (const { message, remedy } of problem.errors) {
    expect(message).not.toBe('');
    expect(remedy).not.toBe('');
  }
  return problem.errors;
};

const CONSENT = {
  subscriber: '13800000001',
  merchant: 'merchant-sample-bank',
  purposes: ['marketing'],
  categories: ['loan'],
  channels: ['voice'],
  words: '同意',
  method: 'paper',
  evidence: 'e-1',
};
/** What every sanction rests on. */
const ON_CASE = { grounds: [{ kind: 'case', id: 'case-1' }], clause: 'draft-22', termDays: 1 };
const ATTEMPT = { channel: 'voice', caller: '95588', callee: '13800000001', line: 'line-sample-1' };

/** The same for the door with a way of its own and for a door in the common pipeline. */
describe.each([
  ['/v1/consents', CONSENT as Record<string, unknown>],
  ['/v1/decisions', ATTEMPT as Record<string, unknown>],
])('bodies that cannot be read at %s', (url, good) => {
  it('not JSON', async () => {
    const errors = expectProblem(await send({ url, payload: '{"channel": voice}' }), 400, 'malformed');
    expect(errors[0]?.position).toBe(12);
  });

  it('not UTF-8', async () => {
    const gbk = Buffer.concat([Buffer.from('{"words":"'), Buffer.from([0xce, 0xde, 0xc8, 0xc5]), Buffer.from('"}')]);
    const errors = expectProblem(await send({ url, payload: gbk }), 400, 'malformed');
    expect(errors[0]?.remedy).toMatch(/UTF-8/);
  });

  it.each([
    ['text/plain'],
    ['application/x-www-form-urlencoded'],
    ['application/json; charset=gbk'],
    ['application/jsonp'],
  ])('content type %s', async (type) => {
    expectProblem(
      await send({ url, payload: JSON.stringify(good), headers: { 'content-type': type } }),
      400,
      'malformed',
    );
  });

  it('compressed', async () => {
    expectProblem(await send({ url, payload: 'x', headers: { 'content-encoding': 'gzip' } }), 400, 'malformed');
  });

  it('too large', async () => {
    expectProblem(
      await send({ url, payload: JSON.stringify({ ...good, words: 'x'.repeat(BODY_BYTES_MAX) }) }),
      413,
      'too-large',
    );
  });

  it('empty', async () => {
    expectProblem(await send({ url, payload: '' }), 400, 'malformed');
  });

  it.each([['[]'], ['null'], ['"x"'], ['1']])('not an object: %s', async (payload) => {
    expectProblem(await send({ url, payload }), 400, 'malformed');
  });

  it('an unknown field, with the nearest known one', async () => {
    const errors = expectProblem(
      await send({ url, payload: { ...good, chanel: 'voice', zzzzzzzzzzzz: 1 } }),
      400,
      'malformed',
    );
    expect(errors).toMatchObject([{ field: 'chanel', message: 'unknown field' }, { field: 'zzzzzzzzzzzz' }]);
    expect(errors[0]?.remedy).toMatch(/^Did you mean channels?\?/);
    expect(errors[1]?.remedy).toMatch(/^Leave it out/);
  });

  it('a field of the prototype is as unknown as others', async () => {
    const payload = JSON.stringify(good).replace('{', '{"__proto__":{"role":"admin"},');
    expect(expectProblem(await send({ url, payload }), 400, 'malformed')[0]?.field).toBe('__proto__');
  });

  it('a missing field', async () => {
    const { callee: _callee, subscriber: _subscriber, ...rest } = good;
    expect(expectProblem(await send({ url, payload: rest }), 422, 'invalid')[0]?.message).toBe('missing');
  });

  it('a number that is none, with the position', async () => {
    const field = 'callee' in good ? 'callee' : 'subscriber';
    const errors = expectProblem(await send({ url, payload: { ...good, [field]: '138x0000001' } }), 422, 'invalid');
    expect(errors[0]).toMatchObject({ field, position: 3 });
  });
});

it('each fault of a field stands in the contract, by which pages say it in their language', () => {
  const { schemas } = loadContract()['components'] as {
    schemas: Record<string, { readonly enum?: readonly string[] }>;
  };
  expect(schemas['FieldFault']?.enum).toEqual(FIELD_FAULTS);
});

describe('values that are not valid', () => {
  it.each([
    [{ ...CONSENT, purposes: ['adverts'] }, 'purposes[0]'],
    [{ ...CONSENT, purposes: [] }, 'purposes'],
    [{ ...CONSENT, purposes: 'marketing' }, 'purposes'],
    [{ ...CONSENT, channels: ['voice', 'voice'] }, 'channels'],
    [{ ...CONSENT, words: 'x'.repeat(4001) }, 'words'],
    [{ ...CONSENT, from: '2026-03-01T09:00:00' }, 'from'],
    [{ ...CONSENT, from: '2026-02-31T09:00:00Z' }, 'from'],
    [{ ...CONSENT, from: '2026-03-01' }, 'from'],
    [{ ...CONSENT, from: '2026-03-02T00:00:00Z', to: '2026-03-01T00:00:00Z' }, 'to'],
    [{ ...CONSENT, subscriber: '95588' }, 'subscriber'],
    [{ ...CONSENT, merchant: 'no spaces' }, 'merchant'],
    [{ ...CONSENT, evidence: { reference: 'x', sha256: 'short' } }, 'evidence.sha256'],
    [{ ...CONSENT, method: undefined }, 'method'],
  ])('a consent: %#', async (payload, field) => {
    expect(expectProblem(await send({ payload }), 422, 'invalid')[0]?.field).toBe(field);
  });

  it.each([
    [{ on: 'yes' }, 'on'],
    [{ on: true, hours: [{ days: [0], from: '09:00', to: '20:00' }] }, 'hours[0].days[0]'],
    [{ on: true, hours: [{ days: [1], from: '9:00', to: '20:00' }] }, 'hours[0].from'],
    [{ on: true, hours: [{ days: [1], from: '24:00', to: '20:00' }] }, 'hours[0].from'],
    [{ on: true, hours: [{ days: [1], from: '09:00', to: '24:01' }] }, 'hours[0].to'],
    [{ on: true, prefixes: ['x'] }, 'prefixes[0]'],
    [{ on: true, deny: ['95588', 'nobody'] }, 'deny[1]'],
  ])('a preference: %#', async (payload, field) => {
    const sent = { method: 'PUT', url: '/v1/subscribers/13800000001/preference', payload } as const;
    expect(expectProblem(await send(sent), 422, 'invalid')[0]?.field).toBe(field);
  });

  it.each([
    ['/v1/subscribers/13800000001/attempts?limit=0', 'limit', 422],
    ['/v1/subscribers/13800000001/attempts?limit=many', 'limit', 422],
    ['/v1/subscribers/13800000001/attempts?decision=maybe', 'decision', 422],
    ['/v1/subscribers/13800000001/attempts?afer=x', 'afer', 400],
    ['/v1/subscribers/nobody/attempts', 'number', 422],
    ['/v1/consents/no%20id', 'id', 422],
    ['/v1/events?merchant=merchant-sample-bank&wait=31', 'wait', 422],
  ])('a path or query: %s', async (url, field, status) => {
    const response = await send({ method: 'GET', url, headers: {} });
    expect(expectProblem(response, status, status === 400 ? 'malformed' : 'invalid')[0]?.field).toBe(field);
  });

  it.each([
    [{ kind: 'cap', target: { kind: 'number', id: '95588' }, ...ON_CASE }, 'perDay', '/v1/sanctions'],
    [{ kind: 'reclaim', target: { kind: 'line', id: 'line-sample-1' }, ...ON_CASE }, 'target.kind', '/v1/sanctions'],
    [{ kind: 'suspend', target: { kind: 'number', id: 'x' }, ...ON_CASE }, 'target.id', '/v1/sanctions'],
    [
      { channel: 'sms', purpose: 'service', category: 'loan', merchant: 'merchant-sample-bank', text: '您好{name}' },
      'text',
      '/v1/contents',
    ],
    [{ approve: false }, 'note', '/v1/contents/content-1/review'],
    [{ role: 'merchant' }, 'party', '/v1/keys'],
    [{ role: 'subscriber' }, 'role', '/v1/keys'],
    [{ url: 'http://bank.example.com/', merchant: 'merchant-sample-bank' }, 'url', '/v1/webhooks'],
    [
      { caller: '95588', merchant: 'merchant-sample-bank', purposes: ['marketing'], prefix: true, contents: ['a b'] },
      'contents[0]',
      '/v1/filings',
    ],
    [
      { name: 'x', class: 'access', chain: ['a'], enforcement: { mode: 'partial' } },
      'enforcement.percent',
      '/v1/lines',
    ],
  ])('of the registry: %#', async (payload, field, url) => {
    expect(expectProblem(await send({ url, payload }), 422, 'invalid').map((error) => error.field)).toContain(field);
  });

  it('a condition says once what it misses', async () => {
    const payload = { name: 'x', class: 'access', chain: ['a'], enforcement: { mode: 'partial' } };
    const told = expectProblem(await send({ url: '/v1/lines', payload }), 422, 'invalid');
    expect(told.map(({ field }) => field)).toEqual(['enforcement.percent']);
  });

  it('a query where none is taken', async () => {
    const told = expectProblem(await send({ method: 'GET', url: '/v1/reasons?x=1' }), 400, 'malformed');
    expect(told[0]?.remedy).toBe('Leave it out. This call takes none here.');
  });

  it('a law pack that is not there', async () => {
    expect(
      expectProblem(await send({ method: 'PUT', url: '/v1/law', payload: { law: 'xx-1' } }), 422, 'invalid')[0]?.remedy,
    ).toMatch(/cn-2015/);
  });
});

describe('who asks', () => {
  it('a revoked key is refused from the next call on', async () => {
    const own = fakePorts();
    const { inject } = buildApi(own, { docs: false });
    const call = {
      method: 'POST',
      url: '/v1/decisions',
      headers: { authorization: 'Bearer key-of-carrier' },
      payload: ATTEMPT,
    } as const;
    expect((await inject(call)).statusCode).toBe(200);
    own.gate.keys.clear();
    expect((await inject(call)).statusCode).toBe(401);
  });

  it.each([[''], ['Basic abc'], ['Bearer '], ['Bearer nobody'], [`Bearer ${'x'.repeat(300)}`]])(
    'authorization %s',
    async (authorization) => {
      expectProblem(await send({ payload: CONSENT, headers: { authorization } }), 401, 'unauthenticated');
      expectProblem(
        await send({ url: '/v1/decisions', payload: ATTEMPT, headers: { authorization } }),
        401,
        'unauthenticated',
      );
    },
  );

  it('a path that does not exist', async () => {
    const nothing = expectProblem(await send({ method: 'GET', url: '/v1/nothing?key=secret' }), 404, 'not-found');
    expect(nothing[0]).toMatchObject({ field: 'path', message: 'there is no path /v1/nothing' });
    expectProblem(await send({ method: 'GET', url: '/v1/subscribers/%E0%A4%A/preference' }), 404, 'not-found');
  });
});

describe('a method that a path does not take', () => {
  it.each([
    ['GET', '/v1/decisions', 'POST'],
    ['DELETE', '/v1/lines/line-1', 'GET'],
    ['POST', '/v1/subscribers/13800000001/preference', 'GET or PUT'],
  ] as const)('%s %s', async (method, url, methods) => {
    expect(expectProblem(await send({ method, url }), 404, 'not-found')[0]).toMatchObject({
      field: 'method',
      message: `this path knows no ${method}`,
      remedy: `Use ${methods}; /docs shows every call.`,
    });
  });
});

describe('failures of the rest of the house', () => {
  it.each(Object.entries(PROBLEM_KINDS))('%s has one status at both ways in', async (code, { status }) => {
    const own = fakePorts();
    const { inject } = buildApi(own, { docs: false });
    own.control.failing = failure(code as FailureCode, 'told by the register');
    own.gate.answer = own.control.failing as Failure;
    for (const [url, payload] of [
      ['/v1/consents', CONSENT],
      ['/v1/decisions', ATTEMPT],
      ['/v1/permits', ATTEMPT],
    ] as const) {
      const response = await inject({
        method: 'POST',
        url,
        payload,
        headers: { authorization: 'Bearer key-of-admin' },
      });
      expectProblem(response, status, code as FailureCode);
      expect(response.headers['retry-after'] !== undefined).toBe(status === 429 || status === 503);
    }
  });

  it('an error of ours says nothing of itself, and is logged', async () => {
    const own = fakePorts();
    const lines: unknown[] = [];
    const { inject } = buildApi(own, { docs: false, log: (...line) => lines.push(line) });
    Object.assign(own.control, { execute: async () => Promise.reject(new Error('secret detail')) });
    Object.assign(own.gate, { decide: async () => Promise.reject(new Error('secret detail')) });
    const headers = { authorization: 'Bearer key-of-admin' };
    const write = await inject({ method: 'POST', url: '/v1/consents', payload: CONSENT, headers });
    expect(write.statusCode).toBe(500);
    expect(write.body).not.toMatch(/secret detail/);
    const decision = await inject({ method: 'POST', url: '/v1/decisions', payload: ATTEMPT, headers });
    expect(decision.statusCode).toBe(500);
    expect(decision.body).not.toMatch(/secret detail/);
    expect(lines).toHaveLength(2);
  });
});
