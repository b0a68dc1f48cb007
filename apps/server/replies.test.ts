import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadConfig } from './config.ts';
import { type RunningServer, serve } from './serve.ts';

const STARTS_WITHIN_MS = 60_000;
/** In Shanghai, on a Friday. */
const TEN_OCLOCK_MS = Date.parse('2026-11-27T10:00:00+08:00');
const dataDir = mkdtempSync(join(tmpdir(), 'wurao-replies-'));

let server: RunningServer;
beforeAll(async () => {
  const flags = {
    'data-dir': dataDir,
    'http-port': '0',
    'sip-port': 'off',
    'smpp-port': 'off',
    'cmpp-port': 'off',
    'log-level': 'silent',
    'counter-slots': '1024',
    'sip-remembered-calls': '1024',
  };
  const config = loadConfig({ flags, env: {}, cwd: dataDir, readFile: () => undefined });
  if (!config.ok) throw new Error(JSON.stringify(config.errors));
  // With its threads: what was sent is asked of the archive's.
  const served = await serve(config.value, { log: () => {}, clock: () => TEN_OCLOCK_MS });
  if (!served.ok) throw new Error(JSON.stringify(served.errors));
  server = served.value;
}, STARTS_WITHIN_MS);
afterAll(async () => {
  await server.close();
  rmSync(dataDir, { recursive: true, force: true });
});

const ask = async (method: 'GET' | 'POST', path: string, body?: object, key = server.adminKey.secret) => {
  const response = await fetch(`${server.addresses[0]}${path}`, {
    method,
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  expect([200, 201], path).toContain(response.status);
  return (await response.json()) as Record<string, unknown>;
};

/** Of the subscriber itself, by the code that the outbox shows. */
const keyOf = async (number: string): Promise<string> => {
  const path = `/v1/subscribers/${number}`;
  expect((await fetch(`${server.addresses[0]}${path}/codes`, { method: 'POST' })).status).toBe(202);
  const { items } = (await ask('GET', '/v1/outbox')) as { items: { to: string; text: string }[] };
  const code = /\d{6}/.exec(items.findLast(({ to }) => to === `+86${number}`)?.text ?? '')?.[0];
  return String((await ask('POST', `${path}/sessions`, { code }))['key']);
};

/** Filing is nobody's answer: it is asked for until it is there. */
const until = async <T>(look: () => Promise<T | undefined>): Promise<T> => {
  for (;;) {
    const seen = await look();
    if (seen !== undefined) return seen;
  }
};

const OFFER = '【样例银行】尊敬的王女士,您可申请年利率3.6%的消费贷款。客服95000,拒收请回复R';
const CALLEE = '13800000001';
const LINE = 'line-sample-1';
const decide = (more: object) =>
  ask('POST', '/v1/decisions', { callee: CALLEE, line: LINE, purpose: 'marketing', mode: 'attempt', ...more });
const message = (port: string) => decide({ channel: 'sms', caller: port, text: OFFER, category: 'loan' });

test(
  'a no to one port stops its merchant on every port and channel, at once, and is confirmed once',
  async () => {
    const port = '1069000000188';
    expect(await message(port)).toMatchObject({ decision: 'allow', reason: 'consented' });
    const reply = { subscriber: CALLEE, port, line: LINE };
    expect(await ask('POST', '/v1/replies', { ...reply, text: '谢谢' })).toMatchObject({ means: 'other' });
    const refused = await ask('POST', '/v1/replies', { ...reply, text: 'r' });
    expect(refused).toMatchObject({
      means: 'refuses',
      meantFor: 'filing',
      refused: [{ merchant: 'merchant-sample-bank', repeated: false }],
    });
    expect(await ask('POST', '/v1/replies', { ...reply, text: 'TD' })).toMatchObject({
      refused: [{ repeated: true, sequence: refused['sequence'] }],
    });
    const next = await message('1069000000199');
    expect(next).toMatchObject({ decision: 'refuse', reason: 'refused-by-subscriber' });
    expect(await decide({ channel: 'voice', caller: '95000' })).toMatchObject({ reason: 'refused-by-subscriber' });
    const explained = await ask('GET', `/v1/decisions/${next['id']}/explanation`);
    expect(explained['fact']).toMatchObject({ kind: 'refusal', words: 'r', reply: { port } });
    const { items } = (await ask('GET', '/v1/outbox')) as { items: readonly { purpose: string }[] };
    const confirmations = items.filter(({ purpose }) => purpose === 'refusal-confirmation');
    expect(confirmations).toMatchObject([{ from: port, to: `+86${CALLEE}` }]);
  },
  STARTS_WITHIN_MS,
);

test(
  'a line has words of its own that refuse, to whatever its ports said last',
  async () => {
    const common = { class: 'access', chain: ['party-sample-carrier'], sms: { account: 'shop-9', secret: 'secret-9' } };
    const line = { id: 'line-words', name: 'Words', ...common };
    const words = { ...line, sms: { ...common.sms, replyWords: ['00000', '勿发'] } };
    const port = '106900017';
    await ask('POST', '/v1/lines', line);
    const filing = { caller: port, prefix: true, merchant: 'merchant-sample-shop', line: line.id };
    await ask('POST', '/v1/filings', { ...filing, purposes: ['marketing'], channels: ['sms'] });
    const say = (text: string) => ask('POST', '/v1/replies', { subscriber: '13800000004', port: `${port}88`, text });
    expect(await say('00000')).toMatchObject({ means: 'other' });
    expect(await ask('POST', '/v1/lines', words)).toMatchObject({ sms: { replyWords: ['00000', '勿发'] } });
    expect(await say('0 0000')).toMatchObject({ means: 'refuses', refused: [{ merchant: 'merchant-sample-shop' }] });
    expect(await say('勿发')).toMatchObject({ means: 'refuses', refused: [{ repeated: true }] });
    expect(await say('勿发票')).toMatchObject({ means: 'other' });
    expect(await ask('POST', '/v1/lines', line)).not.toHaveProperty('sms.replyWords');
  },
  STARTS_WITHIN_MS,
);

test(
  'who sends on after a no by reply is found out, once',
  async () => {
    const found = await until(async () => {
      const { items } = (await ask('GET', '/v1/findings')) as { items: object[] };
      return items.length > 0 ? items : undefined;
    });
    const reply = { words: 'r', port: '1069000000188' };
    const merchant = 'merchant-sample-bank';
    expect(found).toMatchObject([{ kind: 'fake-unsubscribe', merchant, subscriber: '138****0001', line: LINE, reply }]);
    const nobodys = { subscriber: CALLEE, port: '106800000001', text: '退订' };
    expect(await ask('POST', '/v1/replies', nobodys)).toMatchObject({ meantFor: 'nobody', refused: [] });
    await message('1069000000177');
    const { items } = (await ask('GET', '/v1/findings')) as { items: { kind: string }[] };
    expect(items.map(({ kind }) => kind).sort()).toEqual(['fake-unsubscribe', 'unresolved-reply']);
  },
  STARTS_WITHIN_MS,
);

test(
  'a message that the journal never carried is evidence of a fake base station, once a day; what it carried is named',
  async () => {
    const subscriber = '13800000006';
    const port = '1069000000166';
    const shown = (over: object = {}) =>
      ask('POST', '/v1/message-reports', { subscriber, port, text: '积分兑换 t.cn/x', ...over });
    const first = await shown();
    expect(first).toMatchObject({ carried: 'no' });
    expect(await shown({ text: '又来了' })).toMatchObject({ carried: 'no', finding: first['finding'] });
    expect(await shown({ port: '106800000001' })).toEqual({
      subscriber: `+86${subscriber}`,
      port: '106800000001',
      carried: 'unknown',
    });
    const { items } = (await ask('GET', '/v1/findings')) as { items: { kind: string }[] };
    expect(items.filter(({ kind }) => kind === 'fake-base-station')).toMatchObject([
      {
        id: first['finding'],
        merchant: 'merchant-sample-bank',
        subscriber: '138****0006',
        reply: { port, words: '积分兑换 t.cn/x' },
      },
    ]);
    const yesterday = new Date(TEN_OCLOCK_MS - 24 * 3_600_000).toISOString();
    expect((await shown({ at: yesterday }))['finding']).not.toBe(first['finding']);
    // The same day in China, another one in London.
    expect((await shown({ at: '2026-11-27T00:00:00+08:00' }))['finding']).toBe(first['finding']);
    expect((await shown({ at: '2026-11-26T23:59:59+08:00' }))['finding']).not.toBe(first['finding']);
    // Whoever forges a port has any extension of it.
    expect((await shown({ port: `${port}7` }))['finding']).toBe(first['finding']);
    expect((await shown({ port: '1069000000155' }))['finding']).toBe(first['finding']);
    const carried = await shown({ subscriber: CALLEE, port: '1069000000188' });
    expect(carried).toMatchObject({ carried: 'yes' });
    const explained = await ask('GET', `/v1/decisions/${carried['decision']}/explanation`);
    expect(explained).toMatchObject({ decision: { decision: 'allow' }, attempt: { caller: '1069000000188' } });
  },
  STARTS_WITHIN_MS,
);

test(
  'what the house says itself, and what came to another holder, is no evidence',
  async () => {
    const findings = async () => ((await ask('GET', '/v1/findings')) as { items: object[] }).items.length;
    const before = await findings();
    const number = '13800000007';
    const shown = { subscriber: number, port: '1069000000166', text: '积分兑换' };
    const own = { ...shown, text: '【勿扰】已登记您的拒绝。无需回复。' };
    expect(await ask('POST', '/v1/message-reports', own)).toMatchObject({ carried: 'unknown' });
    await ask('POST', `/v1/numbers/${number}/recycling`, {});
    const key = await keyOf(number);
    expect(await ask('POST', '/v1/message-reports', shown, key)).toMatchObject({ carried: 'unknown' });
    expect(await findings()).toBe(before);
    // Staff see what the holders before were sent.
    expect(await ask('POST', '/v1/message-reports', shown)).toMatchObject({ carried: 'no' });
    expect(await findings()).toBe(before + 1);
  },
  STARTS_WITHIN_MS,
);

test(
  'a subscriber who was asked by message agrees by its code, and may be written to again',
  async () => {
    const asked = await ask('POST', '/v1/consent-requests', {
      subscriber: '13800000006',
      merchant: 'merchant-sample-bank',
      purposes: ['marketing'],
      categories: ['loan'],
      channels: ['sms'],
      act: { reference: 'form 6', at: new Date(TEN_OCLOCK_MS).toISOString() },
    });
    const { items } = (await ask('GET', '/v1/outbox')) as { items: { purpose: string; text: string }[] };
    const code = /\d{6}/.exec(items.find(({ purpose }) => purpose === 'consent-request')?.text ?? '')?.[0];
    const toAnna = { callee: '13800000006', channel: 'sms', caller: '10690000001', text: OFFER, category: 'loan' };
    expect(await decide(toAnna)).toMatchObject({ decision: 'refuse', reason: 'consent-unconfirmed' });
    const reply = { subscriber: '13800000006', port: '10690000001', text: code };
    const { consent } = await ask('POST', '/v1/replies', reply);
    expect(await decide(toAnna)).toMatchObject({ decision: 'allow', reason: 'consented' });
    expect(await ask('GET', `/v1/consents/${consent}`)).toMatchObject({ words: asked['words'], confirmed: true });
  },
  STARTS_WITHIN_MS,
);
