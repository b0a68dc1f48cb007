import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ALL_CATEGORIES, ALL_CHANNELS, ALL_PURPOSES, asId, type Result, type Role, type Sanction } from '@wurao/domain';
import type { Actor, Command } from '@wurao/registry';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Store } from './ports.ts';
import { openStore } from './store.ts';

const START_MS = Date.UTC(2026, 2, 2);
const actor = (role: Role, party?: string): Actor => ({
  keyId: asId(`key-${role}`),
  role,
  party: party === undefined ? undefined : asId(party),
  subscriber: undefined,
});
const ADMIN = actor('admin');
const HANDLER = actor('handler');

let directory = '';
let store: Store;
let nowMs = START_MS;

/** `done`, or what it is refused by. */
const run = async (command: Command, by = ADMIN): Promise<string> => {
  const result: Result<unknown> = await store.execute({ command, actor: by, idempotency: undefined });
  return result.ok ? 'done' : `${result.code} ${result.errors[0]?.field}: ${result.errors[0]?.message}`;
};

const merchant = (id: string): Command =>
  ({ kind: 'registerMerchant', id, name: id, creditCode: undefined, categories: ALL_CATEGORIES }) as Command;
const line = (id: string, chain: readonly string[], status: 'active' | 'closed' = 'active'): Command => ({
  kind: 'registerLine',
  line: {
    id: asId(id),
    name: id,
    class: 'access',
    chain: chain.map((party) => asId(party)),
    enforcement: { mode: 'enforce' },
    trusted: true,
    unknownCallers: 'refuse',
    refusalStyle: '603',
    status,
  },
});
const filing = (id: string, of: string, onLine: string | undefined, caller = '95588'): Command => ({
  kind: 'fileNumber',
  filing: {
    id,
    caller,
    prefix: false,
    merchant: asId(of),
    line: onLine === undefined ? undefined : asId(onLine),
    kind: 'service-number',
    purposes: ALL_PURPOSES,
    categories: ALL_CATEGORIES,
    channels: ALL_CHANNELS,
    contents: [],
    fromMs: START_MS,
    toMs: undefined,
    origin: 'self',
  },
});
const content = (id: string, of: string, text = '您好'): Command => ({
  kind: 'registerContent',
  content: {
    id: asId(id),
    merchant: asId(of),
    channel: 'voice',
    purpose: 'service',
    category: 'other',
    text,
    variables: [],
    submit: false,
  },
});
const restrict = (target: Sanction['target'], toMs?: number): Command => ({
  kind: 'imposeSanction',
  sanction: {
    id: `restrict-${target.id}`,
    kind: 'restrict',
    target,
    purposes: ALL_PURPOSES,
    channels: ALL_CHANNELS,
    perDay: undefined,
    fromMs: nowMs,
    toMs,
    clause: 'draft-22',
    note: '',
  },
});

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'wurao-restrictions-'));
  nowMs = START_MS;
  store = ((await openStore({ directory, clock: () => nowMs })) as { value: Store }).value;
  for (const id of ['carrier-a', 'carrier-b'])
    await run({ kind: 'registerParty', id, name: id, partyKind: 'carrier', creditCode: undefined });
  await run({ kind: 'registerParty', id: 'calls', name: 'c', partyKind: 'call-centre', creditCode: undefined });
  for (const id of ['bank', 'shop']) await run(merchant(id));
  expect(await run(line('line-1', ['carrier-a', 'calls', 'bank']))).toBe('done');
  expect(await run(filing('filing-1', 'bank', 'line-1'))).toBe('done');
  expect(await run(content('text-1', 'bank'))).toBe('done');
});
afterEach(async () => {
  await store.close();
  rmSync(directory, { recursive: true, force: true });
});

it('a restricted merchant gets nothing new and keeps what it has', async () => {
  expect(await run(restrict({ kind: 'merchant', id: 'bank' }), HANDLER)).toBe('done');
  const why = 'sanction restrict-bank restricts merchant bank: no new';
  expect(await run(line('line-2', ['carrier-a', 'bank']))).toBe(`conflict chain: ${why} line until it is lifted`);
  expect(await run(filing('filing-2', 'bank', 'line-1', '95599'))).toContain(`conflict merchant: ${why} filing`);
  expect(await run(content('text-2', 'bank'))).toContain(`conflict merchant: ${why} content`);
  // The same filing again, with a line of less, or a better text, adds nothing.
  expect(await run(filing('filing-1', 'bank', 'line-1'))).toBe('done');
  expect(await run(line('line-1', ['carrier-a', 'bank']))).toBe('done');
  expect(await run(content('text-1', 'bank', '您好,再见'))).toBe('done');
  // Nobody else is.
  expect(await run(line('line-3', ['carrier-a', 'shop']))).toBe('done');
  expect(await run(filing('filing-3', 'shop', 'line-3', '95533'))).toBe('done');
  expect(await run({ kind: 'revokeFiling', id: 'filing-1' })).toBe('done');
  expect(await run(filing('filing-1', 'bank', 'line-1'))).toContain(why);
});

it('a restricted party of the chain, or a line, gets no new lines and no new numbers', async () => {
  expect(await run(restrict({ kind: 'party', id: 'calls' }))).toBe('done');
  expect(await run(line('line-2', ['carrier-a', 'calls', 'shop']))).toContain('restricts party calls: no new line');
  expect(await run(filing('filing-2', 'shop', 'line-1', '95599'))).toContain('restricts party calls: no new filing');
  expect(await run(line('line-1', ['carrier-a', 'calls', 'bank'], 'closed'))).toBe('done');
  expect(await run(line('line-1', ['carrier-a', 'calls', 'bank']))).toContain('restricts party calls: no new line');
  expect(await run(line('line-4', ['carrier-b', 'shop']))).toBe('done');
  expect(await run(restrict({ kind: 'line', id: 'line-4' }))).toBe('done');
  expect(await run(filing('filing-4', 'shop', 'line-4', '95533'))).toContain('restricts line line-4: no new filing');
  expect(await run(filing('filing-5', 'shop', undefined, '95534'))).toBe('done');
});

it('is over with its term, and when it is lifted', async () => {
  expect(await run(restrict({ kind: 'merchant', id: 'bank' }, START_MS + 10_000))).toBe('done');
  expect(await run(line('line-2', ['carrier-a', 'bank']))).toContain('no new line until 2026-03-02T00:00:10.000Z');
  nowMs = START_MS + 10_000;
  expect(await run(line('line-2', ['carrier-a', 'bank']))).toBe('done');
  expect(await run(restrict({ kind: 'merchant', id: 'shop' }), HANDLER)).toBe('done');
  expect(await run(line('line-3', ['carrier-a', 'shop']))).toContain('no new line');
  const lift: Command = { kind: 'liftSanction', id: 'restrict-shop', note: 'in order' };
  expect(await run(lift, actor('carrier', 'carrier-a'))).toContain('forbidden');
  expect(await run(lift, HANDLER)).toBe('done');
  expect(await run(line('line-3', ['carrier-a', 'shop']))).toBe('done');
});

it('a handler imposes measures, and lifts its own only', async () => {
  const suspend = { ...restrict({ kind: 'merchant', id: 'bank' }) } as Extract<Command, { kind: 'imposeSanction' }>;
  const as = (kind: Sanction['kind']): Command => ({ ...suspend, sanction: { ...suspend.sanction, kind, id: kind } });
  expect(await run(as('suspend'), HANDLER)).toBe('done');
  expect(await run(as('revoke'), HANDLER)).toBe('forbidden kind: a handler imposes no revoke');
  expect(await run(as('revoke'), actor('regulator'))).toBe('done');
  expect(await run({ kind: 'liftSanction', id: 'revoke', note: 'x' }, HANDLER)).toContain('forbidden');
  expect(await run({ kind: 'liftSanction', id: 'suspend', note: 'x' }, HANDLER)).toBe('done');
});
