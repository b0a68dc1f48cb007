import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ALL_CATEGORIES, asId, type Result } from '@wurao/domain';
import type { Actor, Command, ContentInput, Outcome } from '@wurao/registry';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Store } from './ports.ts';
import { openStore } from './store.ts';

const NOW = Date.UTC(2026, 2, 2);
const ADMIN: Actor = { keyId: undefined, role: 'admin', party: undefined, subscriber: undefined };
const BANK: Actor = { ...ADMIN, role: 'merchant', party: asId('bank') };

let directory = '';
let store: Store;
const run = (command: Command, actor = ADMIN): Promise<Result<Outcome>> =>
  store.execute({ command, actor, idempotency: undefined });
const told = (result: Result<Outcome>): unknown =>
  result.ok ? result.value.body : result.errors.map(({ field, message }) => `${field} ${message}`);

const merchant = (domains?: readonly string[]): Command => ({
  kind: 'registerMerchant',
  id: 'bank',
  name: '海港银行',
  creditCode: undefined,
  categories: ALL_CATEGORIES,
  domains,
});
const content = (text: string, said: Partial<ContentInput> = {}): Command => ({
  kind: 'registerContent',
  content: {
    id: 'offer',
    merchant: asId('bank'),
    channel: 'sms',
    purpose: 'marketing',
    category: 'loan',
    text,
    variables: [],
    submit: true,
    ...said,
  },
});

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'wurao-templates-'));
  const opened = await openStore({ directory, clock: () => NOW });
  if (!opened.ok) throw new Error(opened.title);
  store = opened.value;
  await run(merchant());
});
afterEach(async () => {
  await store.close();
  rmSync(directory, { recursive: true, force: true });
});

it('domains are kept in one form until others are filed', async () => {
  expect(told(await run(merchant(['Bank.Example', '海港.中国', 'bank.example'])))).toMatchObject({
    domains: ['bank.example', 'xn--90w6o.xn--fiqs8s'],
  });
  expect(told(await run(merchant()))).toMatchObject({ domains: ['bank.example', 'xn--90w6o.xn--fiqs8s'] });
  expect(told(await run(merchant([])))).toMatchObject({ domains: [] });
  expect(told(await run(merchant(['bank.example', 'com.cn'])))).toEqual(['domains[1] not a domain of its own']);
  expect(told(await run(merchant(Array.from({ length: 101 }, (_, i) => `a${i}.example`))))).toEqual([
    'domains more than 100',
  ]);
});

it('a commercial message goes to review with all that it must carry, or not at all', async () => {
  const bare = '新品上市,见bank.example/a';
  expect(told(await run(content(bare), BANK))).toEqual([
    "text does not carry the merchant's name",
    'text carries no telephone number',
    'text does not say how to refuse',
    'text links to bank.example, which is not filed',
  ]);
  expect(told(await run(content(bare, { submit: false }), BANK))).toMatchObject({ status: 'draft', version: 1 });
  expect(told(await run(content(bare), BANK))).toHaveLength(4);
  expect(told(await run(content(bare, { id: 'bill', purpose: 'service' }), BANK))).toMatchObject({
    status: 'submitted',
  });
  await run(merchant(['bank.example']));
  const whole = '【海港银行】新品上市,见bank.example/a,客服95566,拒收请回复R';
  expect(told(await run(content(whole), BANK))).toMatchObject({ status: 'submitted', version: 2 });
});
