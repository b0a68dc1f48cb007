import type { ComplaintAttempt, ComplaintFinding, FrozenCounts, HouseCommand } from '@wurao/casework';
import { ALL_CATEGORIES, ALL_CHANNELS, asId, type DecisionId, purposeBit } from '@wurao/domain';
import { type CopyOptions, copyStore, openStore, type Store } from '@wurao/store';
import { mulberry32 } from '@wurao/vectors';
import { afterAll, afterEach, beforeEach, describe, expect } from 'vitest';
import { basisOf, batchOf, callOf, importRecord, rowOf } from './import-things.ts';
import { PostgresGround } from './postgres-ground.ts';
import { postgresPrograms } from './postgres-server.ts';
import { skipUnless } from './skip-unless.ts';
import {
  ADMIN,
  ANNA,
  BANK,
  BEN,
  codeOf,
  held,
  merchant,
  ofAppeal,
  ofBasis,
  ofConsentRequest,
  ofMerchant,
  ofPreference,
  ofRefusal,
  ofReply,
  SHOP,
  subscriber,
  T0,
} from './store-commands.ts';
import { NaiveTables } from './store-model.ts';

const programs = postgresPrograms();
const test = skipUnless('PostgreSQL 15 or later', programs);
const ground = new PostgresGround();
const SLOW = 60_000;
const SEED = 20261125;

beforeEach(async () => {
  if (programs !== undefined) await ground.prepare();
}, SLOW);
afterEach(() => ground.clear(), SLOW);
afterAll(() => ground.stop(), SLOW);

/** Made though its callee wanted none: a pledge owes for it. */
const attemptOf = (atMs: number): ComplaintAttempt => ({
  decision: asId<DecisionId>('d1-1'),
  confidence: 'certain',
  atMs,
  caller: undefined,
  merchant: BANK,
  line: undefined,
  lineClass: undefined,
  campaign: false,
  content: undefined,
  chain: [],
  province: undefined,
  doNotDisturb: true,
});

const FROZEN: FrozenCounts = {
  form: 1,
  period: '2025-09',
  takenAtMs: T0,
  sequence: 1,
  law: 'cn-2015',
  names: [['party-z', '运营商\t\\ Z']],
  subscribers: [],
  protections: [],
  complaints: [{ province: '110000', carrier: 'party-z', channel: 'voice', category: 'loan', count: 12 }],
  decisions: [],
  lateness: [],
  exposed: [],
};
const FINDING: ComplaintFinding = {
  kind: 'complaint-count',
  subject: { kind: 'number', id: '95588' },
  evidence: {
    complaints: 5,
    complainants: 5,
    attempts: 9,
    lowerBound: 0.1,
    confidence: 0.999,
    threshold: { what: 'complaints', value: 5, per: 'days', days: 10, clause: 'house-complaints-in-days' },
    province: undefined,
    window: { by: 'count', days: 10, fromMs: T0, toMs: T0 + 1 },
    law: 'cn-2015',
    provenance: '词',
    complaintIds: [],
  },
};

const MEMBER = {
  name: 'li.na',
  displayName: '李娜',
  role: 'handler',
  party: undefined,
  lines: [],
  secondFactor: 'required',
} as const;
const FORM = {
  id: undefined,
  merchant: BANK,
  purposes: purposeBit('marketing'),
  categories: ALL_CATEGORIES,
  channels: ALL_CHANNELS,
  title: { zh: '词\t\\', en: 'News' },
  words: { zh: '我同意\n', en: 'yes' },
  origins: ['https://shop.example'],
  validDays: undefined,
} as const;

/** A store with rows in every table that commands fill. */
const makeSource = async (): Promise<{ directory: string; close: () => Promise<void>; store: Store }> => {
  const directory = ground.folder();
  let nowMs = T0;
  const store = held(await openStore({ directory, clock: () => (nowMs += 1_000) }));
  const run = async (command: HouseCommand, actor = ADMIN, key?: string) =>
    held(await store.execute({ command, actor, idempotency: key === undefined ? undefined : { key, bodyHash: 'x' } }));
  for (const id of [BANK, SHOP]) await run(ofMerchant(id));
  await run({ kind: 'registerParty', id: 'party-z', name: '运营商 Z', partyKind: 'carrier', creditCode: undefined });
  await run({ kind: 'setLaw', law: 'cn-2015' });
  await run({ kind: 'registerWebhook', merchant: BANK, url: 'https://example.com/hook' });
  await run(ofAppeal('d1-1', { statement: 'words\t\\ 词\n' }));
  await run(ofConsentRequest(ANNA, { act: { reference: 'a', sha256: undefined, atMs: nowMs } }));
  await run(ofReply(ANNA, [BANK]));
  await run(ofReply(ANNA, []));
  await run({ kind: 'recordOwnership', number: ANNA, carrier: 'party-z' as never });
  const random = mulberry32(SEED);
  for (let i = 0; i < 120; i++) {
    const number = `+86138${String(20_000_000 + Math.floor(random() * 40))}` as typeof ANNA;
    const kind = Math.floor(random() * 4);
    if (kind === 0) await run(ofPreference(number, { on: random() < 0.5, allow: [BEN] }), ADMIN, `key-${i}`);
    else if (kind === 1) await run(ofRefusal(number, random() < 0.5 ? BANK : SHOP));
    else if (kind === 2) await run({ kind: 'recycleNumber', number });
    else await run(ofBasis(number, { words: `words\t${i % 7}\\ 词\n`, toMs: T0 + 10 ** 11 }), subscriber(number));
  }
  await run({ kind: 'requestCode', subscriber: BEN });
  const id = String((await run(ofBasis(ANNA), subscriber(ANNA))).body['id']);
  await run({ kind: 'withdrawBasis', id: id as never }, subscriber(ANNA));
  const picture = { name: 'call.png', type: 'image/png', bytes: 8, sha256: 'a'.repeat(64) };
  const claim = { complainant: ANNA, proved: true, reported: '95588', channel: 'voice', atMs: nowMs, durationMs: 0 };
  const evidence = { gatheredMs: nowMs, attempt: undefined, noAttempt: [], earlier: [] };
  const filed = await run({
    kind: 'fileComplaint',
    claim: { ...claim, description: 'words\t\\ 词\n', attachments: [picture], source: 'api' },
    gathered: { attempt: attemptOf(nowMs), evidence },
  });
  await run({ kind: 'pledge', merchant: BANK, yuan: 100, fromMs: T0, toMs: undefined });
  const contact = { decision: asId<DecisionId>('d1-1'), atMs: nowMs };
  const asked = await run({ kind: 'askInquiry', subscriber: ANNA, merchant: BANK, contact });
  const inquiry = { kind: 'stepInquiry', id: String(asked.body['id']), reason: undefined } as const;
  await run({ ...inquiry, input: 'answer', answer: { source: 'public', text: '词' } }, merchant(BANK));
  const ids = [String(filed.body['case'])];
  await run({ kind: 'noteCase', id: ids[0] ?? '', text: '词' });
  await run({ kind: 'stepCases', ids, input: 'uphold', reason: 'so', party: undefined, answer: undefined });
  const order = {
    kind: 'cap',
    target: { kind: 'number', id: ANNA },
    grounds: [{ kind: 'case', id: ids[0] ?? '' }],
    termDays: 1,
    perDay: 5,
    note: '词',
    along: [],
  } as const;
  await run({ kind: 'proposeSanctions', orders: [order], imposeAtOnce: true });
  await run({ kind: 'keepFrozenCounts', frozen: FROZEN });
  await run({ ...MEMBER, kind: 'inviteMember' });
  await run({ kind: 'askWard', guardian: ANNA, ward: BEN }, subscriber(ANNA));
  await run({ kind: 'setHeldWish', subscriber: ANNA, on: true }, subscriber(ANNA));
  await run({ kind: 'publishConsentForm', form: FORM });
  await run({ kind: 'fileComplaintFindings', findings: [FINDING] });
  held(await store.imports.create(importRecord('import-1')));
  const rows = [callOf(0, BEN, 1), rowOf(1, basisOf(1), 1), rowOf(2, basisOf(2))];
  held(await store.imports.runBatch(batchOf(0, rows, { isLast: true })));
  return { directory, store, close: () => store.close() };
};

const copy = (directory: string, given: Partial<CopyOptions> = {}) =>
  copyStore({ directory, databaseUrl: ground.url, nowMs: T0, chunkRows: 25, ...given });

/** Aborts after so many chunks. */
const stopAfter = (chunks: number): Pick<CopyOptions, 'signal' | 'onProgress'> => {
  const stop = new AbortController();
  let seen = 0;
  return {
    signal: stop.signal,
    onProgress: () => {
      seen += 1;
      if (seen === chunks) stop.abort();
    },
  };
};

const presentOf = async (store: Store): Promise<NaiveTables> => {
  const tables = new NaiveTables();
  for await (const piece of held(await store.loadTables()).pieces) for (const body of piece) tables.put(body);
  return tables;
};

describe('a copy from SQLite to PostgreSQL', () => {
  test('goes on where it was interrupted, is compared row by row, and serves as the source did', {
    timeout: SLOW,
  }, async () => {
    const { directory, store, close } = await makeSource();
    const head = store.head();
    const present = (await presentOf(store)).rows;
    await close();
    const first = await copy(directory, stopAfter(7));
    expect(first).toMatchObject({ code: 'not-ready' });
    expect(await openStore({ directory: ground.folder(), databaseUrl: ground.url })).toMatchObject({
      code: 'conflict',
    });
    const report = held(await copy(directory));
    expect(report.resumedAfterRows).toBeGreaterThan(0);
    expect(report.resumedAfterRows).toBeLessThan(report.totalRows);
    expect(report.checkedRows).toBe(report.totalRows);
    // Tables that nothing of the above fills would prove nothing.
    for (const [table, rows] of Object.entries(report.rows)) expect(rows, table).toBeGreaterThan(0);
    const copied = await ground.open();
    expect(copied.head()).toBe(head);
    expect(new Map([...(await presentOf(copied)).rows].sort())).toEqual(new Map([...present].sort()));
    expect(
      held(await copied.execute({ command: ofPreference(BEN), actor: ADMIN, idempotency: undefined })).sequence,
    ).toBe(head + 1);
  });

  test('finds a row that differs, one that is missing, and one too many', { timeout: SLOW }, async () => {
    const { directory, close } = await makeSource();
    await close();
    const tamperings = [
      "update wording set words = words || ' ' where id = 2",
      'delete from tenure where ctid = (select ctid from tenure limit 1)',
      "insert into ownership values (1, 1, null, 'party-x')",
    ];
    for (const [i, tampering] of tamperings.entries()) {
      await ground.prepare();
      // Everything is copied, and little of it compared.
      const stop = new AbortController();
      const onProgress: CopyOptions['onProgress'] = ({ stage }) => {
        if (stage === 'check') stop.abort();
      };
      expect(codeOf(await copy(directory, { signal: stop.signal, onProgress }))).toBe('not-ready');
      await ground.sql(tampering);
      expect(await copy(directory)).toMatchObject({
        code: 'invalid',
        errors: [{ message: expect.stringContaining(['differs', 'missing', 'too much'][i] as string) }],
      });
    }
  });

  test('is refused into what is not empty, of another source, and from a directory that is served', {
    timeout: SLOW,
  }, async () => {
    const { directory, store, close } = await makeSource();
    expect(codeOf(await copy(directory))).toBe('locked');
    await close();
    expect(codeOf(await copy(ground.folder()))).toBe('not-found');
    expect(codeOf(await copy(directory, { databaseUrl: 'https://example.com/x' }))).toBe('invalid');
    expect(codeOf(await copy(directory, stopAfter(3)))).toBe('not-ready');
    const moved = held(await openStore({ directory }));
    held(await moved.execute({ command: ofPreference(BEN), actor: ADMIN, idempotency: undefined }));
    await moved.close();
    expect(await copy(directory)).toMatchObject({
      code: 'conflict',
      errors: [{ message: expect.stringContaining('another') }],
    });
    await ground.prepare();
    expect(codeOf(await copy(directory))).toBe('ok');
    expect(await copy(directory)).toMatchObject({
      code: 'conflict',
      errors: [{ message: expect.stringContaining('already') }],
    });
    expect(store.head()).toBeGreaterThan(0);
  });
});
