import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ALL_CATEGORIES,
  ALL_CHANNELS,
  ALL_PURPOSES,
  asId,
  asSequence,
  categoryBit,
  type PhoneNumber,
  type Result,
  type Role,
} from '@wurao/domain';
import type { Actor, Command, FilingInput, LineInput, Outcome, SanctionInput } from '@wurao/registry';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Store } from './ports.ts';
import { openStore } from './store.ts';

const NOW = Date.UTC(2026, 2, 2);
const ANNA = '+8613800000001' as PhoneNumber;
const actor = (role: Role, party?: string, subscriber?: PhoneNumber): Actor => ({
  keyId: asId(`key-${role}`),
  role,
  party: party === undefined ? undefined : asId(party),
  subscriber,
});
const ADMIN = actor('admin');
const CARRIER = actor('carrier', 'carrier-a');
const BANK = actor('merchant', 'bank');

const held = <T>(result: Result<T>): T => {
  if (result.ok) return result.value;
  throw new Error(`${result.code}: ${result.errors.map((e) => `${e.field} ${e.message}`).join('; ')}`);
};
/** The code of a failure with its field, or created / kept / replaced. */
const told = (result: Result<Outcome>): string =>
  result.ok ? (result.value.created ? 'created' : 'answered') : `${result.code} ${result.errors[0]?.field}`;

let directory = '';
let store: Store;
const run = (command: Command, by: Actor = ADMIN) => store.execute({ command, actor: by, idempotency: undefined });

const line = (said: Partial<LineInput> = {}): Command => ({
  kind: 'registerLine',
  line: {
    id: asId('line-1'),
    name: 'Line 1',
    class: 'access',
    chain: [asId('carrier-a'), asId('bank')],
    enforcement: { mode: 'enforce' },
    trusted: true,
    unknownCallers: 'refuse',
    refusalStyle: '603',
    status: 'active',
    ...said,
  },
});
const filing = (said: Partial<FilingInput> = {}): Command => ({
  kind: 'fileNumber',
  filing: {
    id: 'filing-1',
    caller: '95588',
    prefix: false,
    merchant: asId('bank'),
    line: asId('line-1'),
    kind: 'service-number',
    purposes: 1,
    categories: categoryBit('loan'),
    channels: ALL_CHANNELS,
    contents: [],
    fromMs: NOW,
    toMs: undefined,
    origin: 'self',
    ...said,
  },
});
const sanction = (said: Partial<SanctionInput> = {}): Command => ({
  kind: 'imposeSanction',
  sanction: {
    id: undefined,
    kind: 'suspend',
    target: { kind: 'line', id: 'line-1' },
    purposes: ALL_PURPOSES,
    channels: ALL_CHANNELS,
    perDay: undefined,
    fromMs: NOW,
    toMs: undefined,
    clause: 'draft-22',
    note: '',
    ...said,
  },
});

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'wurao-nouns-'));
  store = held(await openStore({ directory, clock: () => NOW }));
  held(
    await run({
      kind: 'registerParty',
      id: 'carrier-a',
      name: 'Carrier A',
      partyKind: 'carrier',
      creditCode: undefined,
    }),
  );
  held(
    await run({
      kind: 'registerMerchant',
      id: 'bank',
      name: 'Bank',
      creditCode: undefined,
      categories: categoryBit('loan'),
    }),
  );
  held(await run(line()));
});
afterEach(async () => {
  await store.close();
  rmSync(directory, { recursive: true, force: true });
});

describe('merchants and parties', () => {
  it('answer a repeat as it stands, a change as a new version with the same index, and another organisation with a conflict', async () => {
    const register = (name: string, creditCode: string | undefined): Command => ({
      kind: 'registerMerchant',
      id: 'shop',
      name,
      creditCode,
      categories: ALL_CATEGORIES,
    });
    const first = held(await run(register('Shop', '91330000MA27U00QXX')));
    expect(held(await run(register('Shop', '91330000MA27U00QXX')))).toMatchObject({
      created: false,
      sequence: first.sequence,
    });
    expect(held(await run(register('Shop 2', undefined)))).toMatchObject({
      created: false,
      body: { creditCode: '91330000MA27U00QXX' },
    });
    expect(told(await run(register('Other', '91440000MA27U00QYY')))).toBe('conflict creditCode');
    expect(
      told(await run({ kind: 'registerMerchant', id: 'carrier-a', name: 'x', creditCode: undefined, categories: 1 })),
    ).toBe('conflict id');
    const merchants = held(
      await store.ask({ kind: 'nouns', noun: 'merchant', merchant: undefined, after: undefined, limit: 10 }),
    );
    expect(merchants.items.map(({ id, index }) => [id, index])).toEqual([
      ['bank', 1],
      ['shop', 2],
    ]);
    expect(held(await store.ask({ kind: 'noun', noun: 'party', id: 'shop' }))).toMatchObject({
      kind: 'merchant',
      name: 'Shop 2',
    });
  });

  it('keep their signatures until others are filed, and file none that is not one', async () => {
    const register = (signatures?: readonly string[]): Command => ({
      kind: 'registerMerchant',
      id: 'bank',
      name: 'Bank',
      creditCode: undefined,
      categories: categoryBit('loan'),
      signatures,
    });
    const { sequence } = held(await store.ask({ kind: 'noun', noun: 'merchant', id: 'bank' })) as { sequence?: number };
    expect(held(await run(register()))).toMatchObject({ created: false, sequence: sequence ?? expect.any(Number) });
    expect(held(await run(register(['海港银行', 'Card'])))).toMatchObject({
      body: { signatures: ['海港银行', 'Card'] },
    });
    expect(held(await run(register()))).toMatchObject({ body: { signatures: ['海港银行', 'Card'] } });
    expect(held(await run(register([])))).toMatchObject({ body: { signatures: [] } });
    expect(told(await run(register(['海港银行', '海'])))).toBe('invalid signatures[1]');
    expect(told(await run(register(['海'.repeat(21)])))).toBe('invalid signatures[0]');
    expect(told(await run(register(['【海港】'])))).toBe('invalid signatures[0]');
    expect(told(await run(register(Array.from({ length: 51 }, (_, i) => `海港${i}`))))).toBe('invalid signatures');
  });

  it('are listed by pages', async () => {
    for (let i = 0; i < 5; i++)
      held(
        await run({
          kind: 'registerParty',
          id: `vendor-${i}`,
          name: 'V',
          partyKind: 'system-vendor',
          creditCode: undefined,
        }),
      );
    const seen: string[] = [];
    for (let after: string | undefined, more = true; more; more = after !== undefined) {
      const page = held(await store.ask({ kind: 'nouns', noun: 'party', merchant: undefined, after, limit: 3 }));
      seen.push(...page.items.map((party) => party.id));
      after = page.next;
    }
    expect(seen).toEqual(['bank', 'carrier-a', 'vendor-0', 'vendor-1', 'vendor-2', 'vendor-3', 'vendor-4']);
  });
});

describe('lines', () => {
  it.each<[string, Partial<LineInput>, Actor, string]>([
    ['no chain', { chain: [] }, ADMIN, 'invalid chain'],
    ['an unknown party', { chain: [asId('carrier-a'), asId('nobody')] }, ADMIN, 'invalid chain[1]'],
    ['a chain that begins with no carrier', { chain: [asId('bank')] }, ADMIN, 'invalid chain[0]'],
    [
      'a percentage of enforcing',
      { enforcement: { mode: 'enforce', percent: 50 } as { mode: 'enforce' } },
      ADMIN,
      'invalid enforcement.percent',
    ],
    ['half a percent', { enforcement: { mode: 'partial', percent: 0.5 } }, ADMIN, 'invalid enforcement.percent'],
    ['another carrier’s', {}, actor('carrier', 'carrier-b'), 'forbidden '],
  ])('turn away %s', async (_, said, by, expected) => {
    expect(told(await run(line({ id: asId('line-2'), ...said }), by))).toBe(expected);
  });
});

describe('filings', () => {
  it.each<[string, Partial<FilingInput>, Actor, string]>([
    ['by its carrier', {}, CARRIER, 'created'],
    ['a service number by the merchant', {}, BANK, 'forbidden '],
    ['an agent number by the merchant', { kind: 'agent-number', caller: ANNA, line: undefined }, BANK, 'created'],
    ['a finding by the merchant', { kind: 'agent-number', caller: ANNA, origin: 'finding' }, BANK, 'forbidden '],
    ['a caller not in canonical form', { caller: '13800000001' }, CARRIER, 'invalid caller'],
    ['a prefix of letters', { caller: '95a', prefix: true }, CARRIER, 'invalid caller'],
    ['a prefix', { caller: '1069', prefix: true }, CARRIER, 'created'],
    ['a category outside the trade', { categories: categoryBit('travel') }, CARRIER, 'invalid categories'],
    ['a category outside the trade, by an operator', { categories: categoryBit('travel') }, ADMIN, 'created'],
    ['an unknown line', { line: asId('line-9') }, CARRIER, 'invalid line'],
    ['an unknown content', { contents: [asId('text-9')] }, CARRIER, 'invalid contents[0]'],
    ['no channel', { channels: 0 }, CARRIER, 'invalid channels'],
    ['an end before its beginning', { toMs: NOW - 1 }, CARRIER, 'invalid to'],
  ])('%s', async (_, said, by, expected) => {
    expect(told(await run(filing(said), by))).toBe(expected);
  });

  it('bind a middle number they cover, and are found as of their sequence with what they lead to', async () => {
    held(await run(filing({ kind: 'privacy-number', caller: '17012', prefix: true, line: undefined })));
    const bind = (x: string): Command => ({
      kind: 'bindMiddleNumber',
      filing: 'filing-1',
      a: ANNA,
      b: ANNA,
      x: x as PhoneNumber,
      order: 'o1',
      expiresMs: NOW + 1_000,
    });
    expect(told(await run(bind('+8613912345678'), BANK))).toBe('invalid x');
    const before = store.head();
    expect(told(await run(bind('+8617012345678'), BANK))).toBe('created');
    const kindsAsOf = async (sequence: number) =>
      held(await store.factsAsOf(asSequence(sequence), { callers: ['+8617012345678' as PhoneNumber] })).map((body) =>
        body.kind === 'noun' ? body.noun : body.kind,
      );
    expect(await kindsAsOf(before)).toEqual(['filing', 'merchant']);
    expect(await kindsAsOf(store.head())).toEqual(['filing', 'merchant', 'binding']);
  });
});

describe('sanctions', () => {
  it.each<[string, Partial<SanctionInput>, Actor, string]>([
    ['by the regulator', {}, actor('regulator'), 'created'],
    ['by the carrier of the line', {}, CARRIER, 'created'],
    ['by another carrier', {}, actor('carrier', 'carrier-b'), 'forbidden '],
    ['by a merchant', {}, BANK, 'forbidden '],
    ['a cap without its number', { kind: 'cap' }, ADMIN, 'invalid perDay'],
    ['a cap', { kind: 'cap', perDay: 100 }, ADMIN, 'created'],
    ['on nothing known', { target: { kind: 'party', id: 'nobody' } }, ADMIN, 'invalid target.id'],
  ])('%s', async (_, said, by, expected) => {
    expect(told(await run(sanction(said), by))).toBe(expected);
  });

  it('are lifted by the hand that imposed them or a higher one', async () => {
    const id = String(held(await run(sanction(), actor('regulator'))).body['id']);
    expect(told(await run({ kind: 'liftSanction', id, note: 'enough' }, CARRIER))).toBe('forbidden ');
    expect(held(await run({ kind: 'liftSanction', id, note: 'enough' }, actor('regulator'))).body['status']).toBe(
      'lifted',
    );
    const own = String(held(await run(sanction(), CARRIER)).body['id']);
    expect(told(await run({ kind: 'liftSanction', id: own, note: 'enough' }, CARRIER))).toBe('answered');
  });
});

describe('keys', () => {
  it('are made by operators, shown once and stored as a hash', async () => {
    expect(told(await run({ kind: 'createKey', role: 'admin', party: undefined, lines: [] }, CARRIER))).toBe(
      'forbidden ',
    );
    expect(told(await run({ kind: 'createKey', role: 'merchant', party: asId('nobody'), lines: [] }))).toBe(
      'invalid party',
    );
    expect(told(await run({ kind: 'createKey', role: 'subscriber', party: undefined, lines: [] }))).toBe(
      'invalid role',
    );
    const made = held(await run({ kind: 'createKey', role: 'merchant', party: asId('bank'), lines: [asId('line-1')] }));
    const [change] = held(await store.changesSince(asSequence(made.sequence - 1)));
    expect(JSON.stringify(change)).not.toContain(String(made.body['key']));
    const listed = held(await store.ask({ kind: 'keys', owner: undefined, after: undefined, limit: 10 }));
    expect(listed.items).toMatchObject([{ id: made.body['id'], role: 'merchant', party: 'bank' }]);
    expect(listed.items[0]).not.toHaveProperty('hash');
  });

  it('are made by merchants for themselves, on lines of their own key, and revoked by whose they are', async () => {
    const byOperator: Command = { kind: 'createKey', role: 'merchant', party: asId('bank'), lines: [asId('line-1')] };
    const keyId = asId<never>(String(held(await run(byOperator)).body['id']));
    const bank = { ...actor('merchant'), keyId, party: asId<never>('bank') };
    const wish = (more: object): Command => ({ ...byOperator, ...more }) as Command;
    const chosen = { secretHash: 'cd'.repeat(32) };
    const admin = { role: 'admin', party: undefined, lines: [] };
    for (const more of [{ lines: [asId('line-2')] }, admin, { party: asId('school') }, chosen])
      expect(told(await run(wish(more), bank)), JSON.stringify(more)).toBe('forbidden ');
    const { body } = held(await run(wish({}), bank));
    const revoke: Command = { kind: 'revokeKey', id: asId(String(body['id'])) };
    const school = { ...bank, keyId: asId<never>('key-of-school'), party: asId<never>('school') };
    for (const other of [school, CARRIER]) expect(told(await run(revoke, other))).toBe('not-found id');
    expect(held(await run(revoke, bank)).body).toMatchObject({ party: 'bank', status: 'revoked' });
  });

  it('take an operator’s own secret from the system alone, once', async () => {
    const command: Command = {
      kind: 'createKey',
      role: 'admin',
      party: undefined,
      lines: [],
      secretHash: 'ab'.repeat(32),
    };
    expect(told(await run(command))).toBe('forbidden ');
    const system = { ...ADMIN, keyId: undefined };
    const first = held(await run(command, system));
    expect(held(await run(command, system))).toMatchObject({ created: false, sequence: first.sequence });
  });
});

describe('webhooks', () => {
  it('get the events after their registration until they say which they have', async () => {
    const refuse: Command = {
      kind: 'recordRefusal',
      refusal: { subscriber: ANNA, merchant: asId('bank'), purposes: 1, categories: 1, channels: 1, words: 'no' },
    };
    held(
      await run({
        kind: 'grantBasis',
        basis: {
          kind: 'relation',
          subscriber: ANNA,
          merchant: asId('bank'),
          purposes: 1,
          categories: 1,
          channels: 1,
          matter: undefined,
          words: '',
          method: 'paper',
          evidence: { reference: 'c', sha256: undefined },
          fromMs: undefined,
          toMs: undefined,
        },
      }),
    );
    held(await run(refuse));
    const { body } = held(
      await run({ kind: 'registerWebhook', merchant: asId('bank'), url: 'https://bank.example/hook' }, BANK),
    );
    expect(held(await store.webhooksDue(NOW, 10))).toEqual([]);
    const { sequence } = held(await run(refuse));
    const [due] = held(await store.webhooksDue(NOW, 10));
    expect(due).toMatchObject({
      webhook: { id: body['id'], secret: body['secret'] },
      failures: 0,
      events: [{ type: 'refused', sequence }],
    });
    held(await store.webhookFailed(String(body['id']), NOW + 1_000));
    expect(held(await store.webhooksDue(NOW, 10))).toEqual([]);
    expect(held(await store.webhooksDue(NOW + 1_000, 10))).toMatchObject([{ failures: 1 }]);
    held(await store.webhookDelivered(String(body['id']), sequence));
    expect(held(await store.webhooksDue(NOW + 1_000, 10))).toEqual([]);
  });
});

describe('personal lists', () => {
  it('hold a number on one list only, and are not written again when nothing changes', async () => {
    const add = (list: 'allow' | 'deny'): Command => ({
      kind: 'addListEntry',
      subscriber: ANNA,
      list,
      caller: '95588' as PhoneNumber,
    });
    const anna = actor('subscriber', undefined, ANNA);
    held(await run(add('allow'), anna));
    const second = held(await run(add('deny'), anna));
    expect(second.body).toMatchObject({ allow: [], deny: ['95588'], on: false });
    expect(held(await run(add('deny'), anna)).sequence).toBe(second.sequence);
    expect(await store.factBySequence(second.sequence)).toMatchObject({
      ok: true,
      value: { kind: 'preference', fact: { deny: ['95588'] } },
    });
  });
});
