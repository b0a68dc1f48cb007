import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig, serve } from '@wurao/server';
import { afterEach, expect, test } from 'vitest';
import { type AnswerBody, type ApiClient, apiClient } from '../api-client.ts';
import { openSubscriberSession } from '../small-world.ts';
import { MessageStorm } from './message-storm.ts';
import { startNetwork } from './network.ts';
import { makeSmsWorld, SMS_WORLD } from './sms-world.ts';

/** Promotion that a person never agreed to: refused, kept for it, read, released, and delivered once. By SMPP and by CMPP. */
const { signature, shop } = SMS_WORLD;
const ANNA = '13800000021';
const HELD = `/v1/subscribers/+86${ANNA}/held-messages`;
const TEXTS = [
  `【${signature}】第一次上新,拒收请回复R`,
  `【${signature}】${'第二次上新,全场八折。'.repeat(9)}拒收请回复R`,
];

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

const openHouse = async (upstream: string) => {
  const dataDir = mkdtempSync(join(tmpdir(), 'wurao-held-'));
  undo.push(() => rmSync(dataDir, { recursive: true, force: true }));
  const gates = { 'sip-port': 'off', 'smpp-port': '0', 'cmpp-port': '0', 'sms-upstreams': upstream };
  const flags = {
    'data-dir': dataDir,
    'http-port': '0',
    'log-level': 'silent',
    'counter-slots': '1024',
    'sip-remembered-calls': '1024',
    ...gates,
  };
  const config = loadConfig({ flags, env: {}, cwd: dataDir, readFile: () => undefined });
  if (!config.ok) throw new Error(JSON.stringify(config.errors));
  const served = await serve(config.value, { inline: true, empty: true, log: () => {} });
  if (!served.ok) throw new Error(JSON.stringify(served.errors));
  undo.push(() => served.value.close());
  const { addresses, adminKey } = served.value;
  const admin = apiClient(String(addresses[0]), adminKey.secret);
  await makeSmsWorld(admin);
  const doorOf = (scheme: string) => Number(new URL(String(addresses.find((one) => one.startsWith(scheme)))).port);
  return { admin, dataDir, doorOf };
};

const heldBy = async (person: ApiClient): Promise<readonly AnswerBody[]> =>
  (await person.get(HELD)).body['items'] as readonly AnswerBody[];

/** Holding follows the answer to the submit. */
const heldSoon = async (person: ApiClient, count: number): Promise<readonly AnswerBody[]> => {
  for (;;) {
    const items = await heldBy(person);
    if (items.length >= count) return items;
    await new Promise((resolve) => setImmediate(resolve));
  }
};

const kept = (dataDir: string): string =>
  readdirSync(join(dataDir, 'messages'))
    .map((name) => readFileSync(join(dataDir, 'messages', name)).toString('latin1'))
    .join('');

/** Turned off, or recycled, what is kept is gone for good, and a new holder finds nothing. */
const forgetsAll = async (admin: ApiClient, person: ApiClient, sendBoth: () => Promise<void>): Promise<void> => {
  await sendBoth();
  await heldSoon(person, 2);
  await person.put(`${HELD}/setting`, { on: false });
  await person.put(`${HELD}/setting`, { on: true });
  expect(await heldBy(person)).toEqual([]);
  await sendBoth();
  await heldSoon(person, 2);
  await admin.post(`/v1/numbers/+86${ANNA}/recycling`, {});
  const next = admin.as(await openSubscriberSession(admin, `+86${ANNA}`));
  expect((await next.get(HELD)).body).toMatchObject({ on: false, items: [] });
  await next.put(`${HELD}/setting`, { on: true });
  expect(await heldBy(next)).toEqual([]);
};

test.each([
  ['smpp', SMS_WORLD.first],
  ['cmpp', SMS_WORLD.second],
] as const)(
  'a refused message of %s is kept for who wants it, read and released once',
  async (protocol, from) => {
    const network = await startNetwork();
    undo.push(() => network.close());
    const { admin, dataDir, doorOf } = await openHouse(network.url);
    const person = admin.as(await openSubscriberSession(admin, `+86${ANNA}`));
    const messageOf = (index: number) => {
      if (index % 2 === 1) storm.pause();
      return { from: from.port, to: ANNA, text: TEXTS[index % 2] as string };
    };
    const { account, secret } = from;
    const storm = new MessageStorm({ protocol, account, secret, windowMax: 1, messageOf, mustPass: () => false });
    undo.push(() => storm.close());
    storm.connect(doorOf(protocol));
    const sendBoth = async (): Promise<void> => {
      const before = storm.pieces.length;
      storm.go();
      await storm.until(() => storm.pieces.length > before + 2 && storm.pieces.every(({ outcome }) => outcome));
    };

    await sendBoth();
    expect([await person.get(HELD), existsSync(join(dataDir, 'held.secret'))]).toMatchObject([
      { status: 200, body: { on: false, items: [] } },
      false,
    ]);
    const setting = await person.put(`${HELD}/setting`, { on: true });
    expect(setting.body).toMatchObject({ on: true });
    await sendBoth();
    const [second, first] = await heldSoon(person, 2);
    expect(first).toMatchObject({ reason: 'no-consent', purpose: 'marketing', merchant: { id: shop }, parts: 1 });
    expect(first?.['text']).toBeUndefined();
    expect(Number(second?.['parts'])).toBeGreaterThan(1);
    const path = `${HELD}/${first?.['id']}`;
    expect((await person.get(path)).body['text']).toBe(TEXTS[0]);
    expect((await person.get(`${HELD}/${second?.['id']}`)).body['text']).toBe(TEXTS[1]);
    expect(kept(dataDir)).not.toContain(
      Buffer.from(TEXTS[0] as string, 'utf16le')
        .swap16()
        .toString('latin1'),
    );
    const log = (await admin.get('/v1/audit?limit=200')).body['items'] as readonly AnswerBody[];
    expect(log.filter(({ what }) => what === 'readHeldMessage')).toHaveLength(2);
    // Nobody else: not the house, not its merchant, not another person.
    const other = admin.as(await openSubscriberSession(admin, '+8613800000022'));
    for (const client of [admin, other]) expect((await client.get(path)).status).toBe(403);

    expect(network.taken).toEqual([]);
    for (const one of [first, second]) {
      const released = await person.post(`${HELD}/${one?.['id']}/release`, {});
      expect(released.status, JSON.stringify(released.body)).toBe(200);
      const explained = await person.get(`/v1/decisions/${released.body['decision']}/explanation`);
      expect(explained.body).toMatchObject({ decision: { decision: 'allow', reason: 'requested' }, reproduced: true });
      expect((await person.post(`${HELD}/${one?.['id']}/release`, {})).status).toBe(404);
    }
    await network.until(() => network.textsTo(ANNA).length >= 2);
    expect(network.textsTo(ANNA)).toEqual(TEXTS);
    expect([await heldBy(person), network.reportsDue]).toEqual([[], 0]);
    await forgetsAll(admin, person, sendBoth);
  },
  60_000,
);
