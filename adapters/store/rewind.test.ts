import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HouseCommand, HouseEnvelope } from '@wurao/casework';
import {
  ALL_CATEGORIES,
  ALL_CHANNELS,
  ALL_PURPOSES,
  asId,
  asSequence,
  type MerchantId,
  type PartyId,
  type PhoneNumber,
  purposeBit,
} from '@wurao/domain';
import type { Actor, Command } from '@wurao/registry';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Store } from './ports.ts';
import { REWIND_RULES, rewindStore, storeSequenceAt } from './rewind.ts';
import { openStore } from './store.ts';
import { type Act, type Dice, houseActs } from './testing/case-acts.ts';
import { PROMISE, PROMISED, promiseActs, rememberPromised } from './testing/promise-acts.ts';
import { held } from './testing/tamper-audit.ts';

const START_MS = Date.UTC(2026, 2, 2, 2);
const NUMBERS = ['+8613800000001', '+8613800000002', '+8613800000003'] as PhoneNumber[];
const MERCHANTS = ['merchant-bank', 'merchant-shop'].map((id) => asId<MerchantId>(id));
const ADMIN: Actor = { keyId: asId('key-admin'), role: 'admin', party: undefined, subscriber: undefined };

let root = '';
let store: Store;
let nowMs = START_MS;
const granted: string[] = [];
const complaints: string[] = [];
const cases: string[] = [];
const sanctions: string[] = [];
const appeals: string[] = [];
const forms: string[] = [];

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'wurao-rewind-'));
  nowMs = START_MS;
  for (const ids of [granted, complaints, cases, sanctions, appeals, forms, ...Object.values(PROMISED)]) ids.length = 0;
  store = held(await openStore({ directory: root, clock: () => nowMs }));
});
afterEach(async () => {
  await store.close();
  rmSync(root, { recursive: true, force: true });
});

const scope = { categories: ALL_CATEGORIES, channels: ALL_CHANNELS };
const preference = (keep: readonly MerchantId[], on: boolean) => ({
  on,
  ...scope,
  purposes: purposeBit('marketing'),
  hours: undefined,
  allow: [],
  deny: [],
  prefixes: [],
  keep,
});

const port = (word: string): PhoneNumber => `106900${word.charCodeAt(0)}` as PhoneNumber;

const WORLD = { nowMs: () => nowMs, merchant: MERCHANTS[0] as string, complaints, cases, sanctions, appeals };
const PROMISE_ACTS = promiseActs({ ...WORLD, startMs: START_MS });
const ACTS: readonly Act[] = [
  ({ number, merchant, word }) => ({
    kind: 'grantBasis',
    basis: {
      kind: 'consent',
      subscriber: number,
      merchant,
      ...scope,
      purposes: purposeBit('marketing'),
      matter: undefined,
      words: `I agree to ${word}`,
      method: 'app',
      evidence: { reference: word, sha256: undefined },
      fromMs: undefined,
      toMs: undefined,
    },
  }),
  ({ number, merchant, word }) => ({
    kind: 'recordRefusal',
    refusal: { subscriber: number, merchant, ...scope, purposes: ALL_PURPOSES, words: `no ${word}` },
  }),
  ({ number, merchant, word }) => ({
    kind: 'setPreference',
    subscriber: number,
    preference: preference(word === 'a' ? [merchant] : [], word !== 'b'),
  }),
  ({ number }) => ({ kind: 'recycleNumber', number }),
  ({ number }) => ({ kind: 'expectCall', subscriber: number, expectation: { ...scope, hours: 3 } }),
  ({ number }) => ({ kind: 'endExpectation', subscriber: number }),
  (_, step) => ({ kind: 'withdrawBasis', id: granted[(step * 7) % Math.max(1, granted.length)] ?? 'none' }) as Command,
  ({ number, word }) => ({ kind: 'recordOwnership', number, carrier: asId<PartyId>(`party-${word}`) }) as Command,
  ({ word }, step) =>
    ({
      kind: 'registerParty',
      id: `party-${step}`,
      name: word,
      partyKind: 'carrier',
      creditCode: undefined,
    }) as Command,
  (_, step) =>
    ({
      kind: 'registerMerchant',
      id: `merchant-${step}`,
      name: 'M',
      creditCode: undefined,
      categories: ALL_CATEGORIES,
    }) as Command,
  ({ number }) => ({ kind: 'requestCode', subscriber: number }),
  ({ merchant, word }) => ({ kind: 'registerWebhook', merchant, url: `https://${word}.example.com/` }),
  ({ merchant, number, word }, step) => ({
    kind: 'fileAppeal',
    appeal: {
      decision: asId(`d1-${step}`),
      line: undefined,
      merchant,
      carrier: undefined,
      caller: number,
      statement: `no ${word}`,
      contact: word,
    },
  }),
  ({ number, merchant, word }) => ({
    kind: 'refuseByReply',
    reply: { subscriber: number, port: port(word), text: 'TD', atMs: 0, line: undefined },
    merchants: [merchant],
    language: 'zh',
  }),
  ({ number, word }) => ({
    kind: 'refuseByReply',
    reply: { subscriber: number, port: port(word), text: 'TD', atMs: 0, line: undefined },
    merchants: [],
    language: 'zh',
  }),
  ({ number, merchant, word }) => ({
    kind: 'requestConsent',
    request: {
      subscriber: number,
      merchant,
      ...scope,
      purposes: purposeBit('marketing'),
      toMs: undefined,
      language: 'zh',
      act: { reference: word, sha256: undefined, atMs: nowMs },
    },
  }),
  ({ number, word }) => ({ kind: 'askWard', guardian: number, ward: NUMBERS[word.charCodeAt(0) % 3] as PhoneNumber }),
  ({ number, word }) => ({
    kind: 'confirmGuardian',
    guardian: number,
    ward: NUMBERS[word.charCodeAt(0) % 3] as PhoneNumber,
    code: word === 'a' ? '000000' : undefined,
  }),
  ({ number, word }) => ({
    kind: 'endGuardianship',
    guardian: NUMBERS[word.charCodeAt(0) % 3] as PhoneNumber,
    ward: number,
  }),
  () => ({ kind: 'setLaw', law: 'cn-2015' }),
  ({ merchant, word }) => ({
    kind: 'publishConsentForm',
    form: {
      id: undefined,
      merchant,
      ...scope,
      purposes: purposeBit('marketing'),
      title: { zh: word, en: undefined },
      words: { zh: word, en: undefined },
      origins: [],
      validDays: undefined,
    },
  }),
  ({ number, word }) => ({ kind: 'setHeldWish', subscriber: number, on: word !== 'a' }),
  (_, step) => ({ kind: 'endConsentForm', id: forms[(step * 5) % Math.max(1, forms.length)] ?? 'none' }),
  ...houseActs(WORLD),
  ...PROMISE_ACTS,
];

/** Beside the dice: seldom, as members are. */
const invitation = (step: number): Command => ({
  kind: 'inviteMember',
  name: `handler-${step}`,
  displayName: 'H',
  role: 'handler',
  party: undefined,
  lines: [],
  secondFactor: 'required',
});

const anyDice = fc.record({
  act: fc.integer({ min: 0, max: ACTS.length - 1 }),
  number: fc.constantFrom(...NUMBERS),
  merchant: fc.constantFrom(...MERCHANTS),
  word: fc.constantFrom('a', 'b', 'c'),
});

/** Merchants withdraw, too, what they cannot see was recycled. */
const actorFor = (command: HouseCommand, step: number): Actor => {
  if (command.kind === 'confirmGuardian' && command.code === undefined)
    return { ...ADMIN, role: 'subscriber', subscriber: command.ward };
  if (command.kind === 'askInquiry' || command.kind === 'setHeldWish')
    return { ...ADMIN, role: 'subscriber', subscriber: command.subscriber };
  const asMerchant = command.kind === 'withdrawBasis' || (command.kind === 'stepInquiry' && command.input === 'answer');
  return asMerchant ? { ...ADMIN, role: 'merchant', party: MERCHANTS[step % 2] as unknown as PartyId } : ADMIN;
};

/** Ids of what was done, for later acts. */
const remember = async (command: HouseCommand, body: object): Promise<void> => {
  if (command.kind === 'grantBasis') granted.push(String((body as { id?: string }).id));
  if (command.kind === 'fileComplaint') {
    const filed = body as { id: string; case: string };
    complaints.push(filed.id);
    cases.push(filed.case);
  }
  if (command.kind === 'proposeSanctions') sanctions.push(String((body as { id?: string }).id));
  if (command.kind === 'publishConsentForm') forms.push(String((body as { id?: string }).id));
  if (command.kind === 'fileAppeal') appeals.push(String((body as { id?: string }).id));
  await rememberPromised(store, command, body);
};

const run = async (command: HouseCommand, step: number): Promise<void> => {
  nowMs += 1_000;
  const envelope: HouseEnvelope = {
    command,
    actor: actorFor(command, step),
    idempotency: { key: `step-${step}`, bodyHash: 'x' },
  };
  const done = await store.execute(envelope);
  if (done.ok) await remember(command, done.value.body);
};

const tablesOf = (db: Database.Database): string[] =>
  (db.prepare("select name from sqlite_master where type = 'table'").all() as { name: string }[])
    .map(({ name }) => name)
    // The index of \`search_text\`: compared by what is found.
    .filter((name) => !name.startsWith('search_index'));

/** Every row of every table. A code that was used, a webhook that was removed: what has no history is left out of the comparison. */
const dump = (path: string): Record<string, unknown[]> => {
  const db = new Database(path, { readonly: true });
  const rows = (table: string): unknown[] =>
    (db.prepare(`select * from "${table}"`).all() as Record<string, unknown>[]).map((row) =>
      table === 'code' ? { ...row, spent: 0, tries: 0 } : row,
    );
  const all = Object.fromEntries(
    tablesOf(db).map((table) => [
      table,
      rows(table)
        .map((row) => JSON.stringify(row))
        .sort(),
    ]),
  );
  const found = db.prepare('select rowid from search_index where search_index match ? order by rowid').pluck();
  const words = ['a', 'b', 'more', '01012345677', 'none'];
  const searched = Object.fromEntries(words.map((word) => [`search ${word}`, found.all(word)]));
  db.close();
  return { ...all, ...searched };
};

/** Steps whose rows are compared; the last one tells which tables were filled. */
const COMPARED = [0, 1, 20, 45, 70, 95, 120, 138, 139, 160, 185, 210, 238, 239, 300, 350, 418, 419, 600, 750, 898, 899];

describe('a store rolled back', () => {
  it('is row by row what it was, whatever came after', async () => {
    const steps = fc.sample(anyDice, { numRuns: 900, seed: 11 });
    for (const [i, id] of MERCHANTS.entries())
      await run(
        { kind: 'registerMerchant', id, name: id, creditCode: undefined, categories: ALL_CATEGORIES } as Command,
        -1 - i,
      );
    for (const word of ['a', 'b', 'c'])
      await run(
        {
          kind: 'registerParty',
          id: `party-${word}`,
          name: word,
          partyKind: 'carrier',
          creditCode: undefined,
        } as Command,
        -9 - word.charCodeAt(0),
      );
    // Something is owed from the beginning: the dice seldom come to it.
    const first = { act: 0, number: NUMBERS[0], merchant: MERCHANTS[0], word: 'c' } as Dice;
    for (const [i, act] of [PROMISE.pledge, PROMISE.complain, PROMISE.uphold].entries())
      await run((PROMISE_ACTS[act] as Act)(first, 0), -300 - i);
    const path = join(root, 'store.sqlite');
    const history: { sequence: number; atMs: number; rows: Record<string, unknown[]> }[] = [];
    for (const [step, dice] of steps.entries()) {
      if (step % 100 === 50) await run(invitation(step), step);
      await run((ACTS[dice.act] as (typeof ACTS)[number])(dice, step), step);
      history.push({ sequence: store.head(), atMs: nowMs, rows: COMPARED.includes(step) ? dump(path) : {} });
    }
    const kinds = Object.entries(history.at(-1)?.rows ?? {});
    const empty = kinds.filter(([, rows]) => rows.length === 0).map(([table]) => table);
    expect(empty.sort()).toEqual(['call_record', 'import', 'import_row', 'search none']);
    const whole = join(root, 'whole.sqlite');
    held(await store.backup(whole));
    for (const index of COMPARED) {
      const { sequence, atMs, rows } = history[index] as (typeof history)[number];
      const copy = join(root, `copy-${index}.sqlite`);
      copyFileSync(whole, copy);
      const report = held(await rewindStore(copy, whole, asSequence(sequence), atMs));
      expect(report.sequence).toBe(sequence);
      expect(dump(copy), `as of ${sequence}`).toEqual(rows);
      expect(storeSequenceAt(whole, atMs)).toBe(sequence);
    }
  });

  it('ends imports that went on, and forgets those that came later', async () => {
    const whole = join(root, 'whole.sqlite');
    held(await store.backup(whole));
    const db = new Database(whole);
    const insert = db.prepare(
      `insert into import (id, created_at, updated_at, state, position, options, actor, counts)
       values (?, ?, ?, ?, 0, '{}', '{}', '{}')`,
    );
    insert.run('done-before', START_MS - 9, START_MS - 1, 'done');
    insert.run('went-on', START_MS - 9, START_MS + 1, 'done');
    insert.run('came-later', START_MS + 1, START_MS + 2, 'done');
    const row = db.prepare(
      `insert into import_row (import, row, line, state, patterns, errors, reviewed_by, reviewed_at, reason)
       values (?, ?, 1, 'released', 1, '[]', 'someone', ?, 'seen')`,
    );
    row.run('done-before', 1, START_MS - 1);
    row.run('done-before', 2, START_MS + 1);
    row.run('came-later', 1, START_MS + 2);
    const call = db.prepare(
      'insert into call_record (caller, callee, start_at, duration, import, merchant, subscriber) values (1, ?, 1, 0, ?, ?, 9)',
    );
    db.prepare("insert into fact (kind, id, from_sequence, body) values ('merchant', 'stands', 0, '{}')").run();
    db.prepare("insert into merchant_index (merchant, id) values (1, 'stands'), (2, 'came-later')").run();
    call.run(1, 'done-before', 1);
    call.run(2, 'came-later', 1);
    call.run(3, 'done-before', 2);
    db.close();
    const copy = join(root, 'copy.sqlite');
    copyFileSync(whole, copy);
    held(await rewindStore(copy, whole, asSequence(0), START_MS));
    const after = new Database(copy, { readonly: true });
    const all = (sql: string): unknown[] => after.prepare(sql).raw().all();
    expect(all('select id, state from import order by id')).toEqual([
      ['done-before', 'done'],
      ['went-on', 'rolled-back'],
    ]);
    expect(all('select import, row, state, reason from import_row order by row')).toEqual([
      ['done-before', 1, 'released', 'seen'],
      ['done-before', 2, 'held', null],
    ]);
    // The index of a merchant that does not stand any more is handed out again.
    expect(all('select callee, merchant, subscriber from call_record order by callee')).toEqual([
      [1, 1, 9],
      [3, null, null],
    ]);
    after.close();
  });

  it('has a rule for every table, and is refused with one that has none', async () => {
    const path = join(root, 'store.sqlite');
    const tables = Object.keys(dump(path)).filter((name) => !name.startsWith('search '));
    expect(Object.keys(REWIND_RULES).sort()).toEqual(tables.sort());
    const copy = join(root, 'copy.sqlite');
    held(await store.backup(copy));
    const db = new Database(copy);
    db.exec('create table later_table (id integer)');
    db.close();
    const refused = await rewindStore(copy, copy, asSequence(0), START_MS);
    expect(refused).toMatchObject({ ok: false, errors: [{ message: expect.stringContaining('later_table') }] });
  });

  it('does not go where the store never was', async () => {
    const copy = join(root, 'copy.sqlite');
    held(await store.backup(copy));
    expect(await rewindStore(copy, copy, asSequence(5), START_MS)).toMatchObject({ ok: false, code: 'invalid' });
  });
});
