import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { asId, asSequence, success } from '@wurao/domain';
import type { WebhookDelivery } from '@wurao/store';
import { afterEach, expect, test } from 'vitest';
import { guardedLookup } from './webhook-post.ts';
import { WebhookRunner } from './webhooks.ts';

const SECRET = 'whsec-for-the-test';
const servers: Server[] = [];
const runners: WebhookRunner[] = [];

afterEach(async () => {
  for (const runner of runners.splice(0)) await runner.stop();
  for (const server of servers.splice(0)) server.close();
});

interface Received {
  readonly signature: string;
  readonly body: string;
}

const receiver = async (status: () => number): Promise<{ url: string; received: Received[] }> => {
  const received: Received[] = [];
  const server = createServer(async (request: IncomingMessage, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    received.push({ signature: String(request.headers['wurao-signature']), body });
    response.writeHead(status()).end();
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, received };
};

const delivery = (url: string, failures = 0): WebhookDelivery => ({
  webhook: { id: 'webhook-1', merchant: asId('merchant-a'), url, secret: SECRET, createdMs: 0, status: 'active' },
  deliveredTo: asSequence(1),
  failures,
  nextMs: 0,
  events: [
    {
      id: 'event-2',
      sequence: asSequence(2),
      atMs: Date.parse('2026-01-01T00:00:00Z'),
      type: 'basis-withdrawn',
      merchant: asId('merchant-a'),
      subscriber: asId('+8613800000001'),
      basis: asId('basis-1'),
    },
  ],
});

/** One round over one due delivery; resolves with what the runner wrote back to the store. */
const runOnce = (due: WebhookDelivery, allowPrivate: boolean): Promise<readonly unknown[]> =>
  new Promise((resolve) => {
    const waiting = [due];
    const told = async (...what: unknown[]) => {
      resolve(what);
      return success(undefined);
    };
    const runner = new WebhookRunner({
      store: {
        webhooksDue: async () => success(waiting.splice(0)),
        webhookDelivered: (id, to) => told('delivered', id, to),
        webhookFailed: (id, nextMs) => told('failed', id, nextMs),
      },
      nowMs: () => 1_700_000_000_000,
      log: () => {},
      allowPrivate,
    });
    runners.push(runner);
    runner.start();
  });

test('events arrive signed as the contract says, and are marked as delivered', async () => {
  const { url, received } = await receiver(() => 200);
  expect(await runOnce(delivery(url), true)).toEqual(['delivered', 'webhook-1', 2]);
  const [only] = received;
  const [, at, given] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(only?.signature ?? '') ?? [];
  expect(given).toBe(createHmac('sha256', SECRET).update(`${at}.${only?.body}`).digest('hex'));
  expect(JSON.parse(only?.body ?? '')).toMatchObject({
    events: [{ type: 'basis-withdrawn', at: '2026-01-01T00:00:00.000Z' }],
  });
});

test('a receiver that fails is tried again later, each time after a longer pause', async () => {
  const { url } = await receiver(() => 500);
  const first = await runOnce(delivery(url, 0), true);
  const sixth = await runOnce(delivery(url, 5), true);
  expect([first, sixth]).toEqual([
    ['failed', 'webhook-1', 1_700_000_001_000],
    ['failed', 'webhook-1', 1_700_000_032_000],
  ]);
});

test.each([
  'http://127.0.0.1:1/',
  'http://[::1]/',
  'http://[::ffff:10.0.0.1]/',
  'http://169.254.169.254/latest',
  'http://localhost/',
  'http://[::127.0.0.1]/',
  'http://[64:ff9b::127.0.0.1]/',
  'http://[2002:7f00:1::]/',
  'http://0x7f.1/',
  'http://198.18.0.1/',
])('an address that leads inside is not called: %s', async (url) => {
  expect((await runOnce(delivery(url), false))[0]).toBe('failed');
});

test('a redirect is not followed: it could lead inside', async () => {
  const inner = await receiver(() => 200);
  const server = createServer((_request, response) => response.writeHead(302, { location: inner.url }).end());
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const outer = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  expect((await runOnce(delivery(outer), true))[0]).toBe('failed');
  expect(inner.received).toEqual([]);
});

test('a name is looked up once, for the connection itself, and refused when any of its addresses leads inside', async () => {
  const answers = [['93.184.215.14'], ['93.184.215.14', '10.0.0.7'], ['127.0.0.1']];
  const guarded = guardedLookup((_host, _options, then) => {
    then(
      null,
      (answers.shift() ?? []).map((address) => ({ address, family: 4 })),
    );
  });
  const ask = () =>
    new Promise<unknown>((resolve) => {
      guarded('rebinding.example', { all: true }, (error, found) => resolve(error?.message ?? found));
    });
  expect(await ask()).toEqual([{ address: '93.184.215.14', family: 4 }]);
  expect(await ask()).toBe('rebinding.example leads to the private address 10.0.0.7');
  expect(await ask()).toBe('rebinding.example leads to the private address 127.0.0.1');
  expect(await ask()).toBe('rebinding.example has no address');
});
