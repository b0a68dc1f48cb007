import { generateKeyPairSync, verify } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asId, type DecisionId, type Line } from '@wurao/domain';
import { afterAll, expect, it } from 'vitest';
import { CARD_LIFE_MS, type Redress, redressOf } from './redress.ts';
import type { RedressConfig } from './redress-settings.ts';

const directory = mkdtempSync(join(tmpdir(), 'redress-'));
afterAll(() => rmSync(directory, { recursive: true }));

const pair = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
const keyFileOf = (name: string, namedCurve?: string): string => {
  const { privateKey } = namedCurve === undefined ? pair : generateKeyPairSync('ec', { namedCurve });
  const path = join(directory, name);
  writeFileSync(path, privateKey.export({ type: 'pkcs8', format: 'pem' }));
  return path;
};

const REDRESS: RedressConfig = {
  url: 'https://gate.example',
  name: 'Gate',
  email: 'redress@gate.example',
  number: '+861012345',
  certificateUrl: 'https://gate.example/c.pem',
  keyFile: keyFileOf('card.pem'),
};
const DECISION = asId<DecisionId>('d1-1aa');
const AT = 1_700_000_000_900;

const lineOf = (redress?: string): Line =>
  ({ id: 'line-a', sip: { mode: 'redirect', nextHops: [], recordRoute: false, redress } }) as unknown as Line;

const open = async (now: number = AT, redress: RedressConfig | undefined = REDRESS): Promise<Redress> => {
  const opened = await redressOf({ redress }, () => now);
  if (!opened.ok) throw new Error(JSON.stringify(opened.errors));
  return opened.value;
};

const claimsOf = (jws: string | undefined) => {
  const [header = '', claims = '', signature = ''] = (jws ?? '').split('.');
  const key = { key: pair.publicKey, dsaEncoding: 'ieee-p1363' } as const;
  expect(verify('sha256', Buffer.from(`${header}.${claims}`), key, Buffer.from(signature, 'base64url'))).toBe(true);
  return JSON.parse(Buffer.from(claims, 'base64url').toString()) as { iat: number; jcard: [string, string[][]] };
};
const waysOf = (jws: string | undefined) =>
  Object.fromEntries(claimsOf(jws).jcard[1].map(([name = '', , , value = '']) => [name, value]));

it('signs a card issued when the call was refused, while that is young', async () => {
  const card = (await open(AT + CARD_LIFE_MS)).card(DECISION, lineOf(), AT);
  expect(claimsOf(card).iat).toBe(1_700_000_000);
  expect((await open(AT + CARD_LIFE_MS + 1)).card(DECISION, lineOf(), AT)).toBeUndefined();
});

it("says the server's ways, and a line's own in the place of url and email", async () => {
  const redress = await open();
  const url = redress.cardUrl(lineOf(), DECISION);
  const common = { version: '4.0', fn: 'Gate', tel: 'tel:+861012345' };
  expect(waysOf(redress.card(DECISION, lineOf(), AT))).toEqual({ ...common, url, email: 'redress@gate.example' });
  const https = lineOf('https://carrier.example/r');
  expect(waysOf(redress.card(DECISION, https, AT))).toEqual({ ...common, url: 'https://carrier.example/r' });
  const mail = lineOf('mailto:r@carrier.example?subject=x');
  expect(waysOf(redress.card(DECISION, mail, AT))).toEqual({ ...common, email: 'r@carrier.example' });
  const long = lineOf(`https://carrier.example/${'r'.repeat(400)}`);
  expect(waysOf(redress.card(DECISION, long, AT))).toMatchObject({ url });
});

it('names each card by an address that cannot be guessed from another', async () => {
  const redress = await open();
  const url = redress.cardUrl(lineOf(), DECISION) ?? '';
  const reference = url.slice('https://gate.example/v1/redress/'.length);
  expect(url.startsWith('https://gate.example/v1/redress/d1-1aa.')).toBe(true);
  expect(redress.decisionOf(reference)).toBe(DECISION);
  const guessed = [reference.replace('1aa', '1ab'), 'd1-1aa', `d1-1aa.${'A'.repeat(22)}`, `${reference}A`, ''];
  expect(guessed.map((guess) => redress.decisionOf(guess))).toEqual(guessed.map(() => undefined));
  const other = await open(AT, { ...REDRESS, keyFile: keyFileOf('other.pem', 'prime256v1') });
  expect(other.decisionOf(reference)).toBeUndefined();
});

it('has none where nothing is set', async () => {
  const opened = await redressOf({ redress: undefined }, () => AT);
  if (!opened.ok) throw new Error('not opened');
  expect(opened.value.cardUrl(lineOf(), DECISION)).toBeUndefined();
  expect(opened.value.card(DECISION, lineOf(), AT)).toBeUndefined();
});

it.each([
  ['redressKey', { keyFile: join(directory, 'none.pem') }],
  ['redressKey', { keyFile: keyFileOf('p384.pem', 'secp384r1') }],
  ['redressNumber', { number: '010' }],
])('names the setting %s that is wrong', async (field, wrong) => {
  const opened = await redressOf({ redress: { ...REDRESS, ...wrong } }, () => AT);
  expect(opened).toMatchObject({ ok: false, errors: [{ field, remedy: expect.any(String) }] });
});
