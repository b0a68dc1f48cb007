import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ALL_CATEGORIES,
  ALL_CHANNELS,
  asId,
  type Change,
  type MerchantId,
  type PhoneNumber,
  purposeBit,
  type Result,
} from '@wurao/domain';
import type { BasisInput, Command, ImportBatch, ImportRecord, ImportRow } from '@wurao/registry';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Store } from './ports.ts';
import { openStore } from './store.ts';

const BANK = asId<MerchantId>('merchant-bank');
const NOW_MS = Date.UTC(2026, 2, 2, 2);
const ADMIN = { role: 'admin', keyId: undefined, party: undefined, subscriber: undefined } as const;
let directory = '';
let store: Store;
let changes: Change[] = [];

const held = <T>(result: Result<T>): T => {
  if (result.ok) return result.value;
  throw new Error(JSON.stringify(result));
};
const open = async (): Promise<void> => {
  store = held(await openStore({ directory, clock: () => NOW_MS }));
  store.onCommit((more) => void changes.push(...more));
};
const run = async (command: Command) => held(await store.execute({ command, actor: ADMIN, idempotency: undefined }));

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'wurao-imports-'));
  await open();
  await run({ kind: 'registerMerchant', id: BANK, name: 'Bank', creditCode: undefined, categories: ALL_CATEGORIES });
  changes = [];
});
afterEach(async () => {
  await store.close();
  rmSync(directory, { recursive: true, force: true });
});

const numberOf = (i: number) => `+86138000${String(i).padStart(5, '0')}` as PhoneNumber;
const basisOf = (i: number, said: Partial<BasisInput> = {}): BasisInput => ({
  kind: 'consent',
  subscriber: numberOf(i),
  merchant: BANK,
  purposes: purposeBit('marketing'),
  categories: ALL_CATEGORIES,
  channels: ALL_CHANNELS,
  matter: undefined,
  words: `I agree ${i % 3}`,
  method: 'paper',
  evidence: { reference: `sheet ${i}`, sha256: undefined },
  fromMs: NOW_MS - 1_000,
  toMs: undefined,
  ...said,
});
const rowOf = (row: number, basis: BasisInput, patterns = 0): ImportRow => ({
  row,
  line: row + 2,
  patterns,
  thing: { kind: 'grantBasis', basis },
});
const record = (id: string): ImportRecord => ({
  id,
  options: {
    kind: 'bases',
    name: 'list',
    format: 'csv',
    encoding: 'utf-8',
    columns: {},
    constants: {},
    dryRun: false,
    onError: 'quarantine',
    thresholds: {},
  },
  actor: { keyId: undefined, role: 'admin', party: undefined, lines: [] },
  createdMs: NOW_MS,
  updatedMs: NOW_MS,
  state: 'checking',
  position: 0,
  counts: { rows: 0, stated: 0, unchanged: 0, bad: 0, held: 0, patterns: {} },
  firstSequence: undefined,
  lastSequence: undefined,
  problem: undefined,
});
const batchOf = (position: number, rows: readonly ImportRow[], said: Partial<ImportBatch> = {}): ImportBatch => ({
  id: 'import-1',
  position,
  rows: JSON.stringify(rows),
  dryRun: false,
  isLast: false,
  rowsInFile: 100,
  badInFile: 0,
  ...said,
});
const basesOf = async () => {
  const page = held(
    await store.ask({ kind: 'basesOfMerchant', merchant: BANK, subscriber: undefined, after: undefined, limit: 1000 }),
  );
  return page.items;
};

describe('a batch', () => {
  it('states each row under its own sequence, and says how far the import is', async () => {
    held(await store.imports.create(record('import-1')));
    const rows = [
      rowOf(0, basisOf(1)),
      rowOf(1, basisOf(2, { merchant: asId('nobody') })),
      rowOf(2, basisOf(3)),
      rowOf(3, basisOf(3, { channels: 1 })),
      rowOf(4, basisOf(4), 4),
    ];
    const outcome = held(await store.imports.runBatch(batchOf(0, rows, { isLast: true })));
    expect(outcome.counts).toEqual({
      rows: 100,
      stated: 3,
      unchanged: 0,
      bad: 1,
      held: 1,
      patterns: { 'one-evidence': 1 },
    });
    expect(changes.map(({ sequence }) => sequence)).toEqual([2, 3, 4]);
    expect(await basesOf()).toMatchObject([{ sequence: 2 }, { sequence: 3 }, { sequence: 4 }]);
    expect(held(await store.imports.byId('import-1'))).toMatchObject({
      state: 'done',
      position: 5,
      firstSequence: 2,
      lastSequence: 4,
    });
    const rest = held(await store.imports.heldRows({ id: 'import-1', state: undefined, after: -1, limit: 10 }));
    expect(rest).toMatchObject([
      { row: 1, state: 'bad', errors: [{ field: 'merchant' }] },
      { row: 4, state: 'held', patterns: 4 },
    ]);
  });

  it('that comes again states nothing, and one out of step is turned away', async () => {
    held(await store.imports.create(record('import-1')));
    const batch = batchOf(0, [rowOf(0, basisOf(1)), rowOf(1, basisOf(2))]);
    held(await store.imports.runBatch(batch));
    expect(held(await store.imports.runBatch(batch))).toMatchObject({ position: 2, counts: { stated: 2 } });
    expect((await basesOf()).length).toBe(2);
    expect(await store.imports.runBatch(batchOf(5, [rowOf(5, basisOf(6))]))).toMatchObject({
      ok: false,
      code: 'conflict',
    });
    await store.close();
    await open();
    expect(held(await store.imports.byId('import-1')).position).toBe(2);
    expect(held(await store.imports.runBatch(batch))).toMatchObject({ position: 2 });
    expect((await basesOf()).length).toBe(2);
  });

  it('keeps nothing of a dry run', async () => {
    held(await store.imports.create(record('import-1')));
    const tried = held(
      await store.imports.runBatch(batchOf(0, [rowOf(0, basisOf(1)), rowOf(1, basisOf(2), 1)], { dryRun: true })),
    );
    expect(tried).toMatchObject({ counts: { stated: 1, held: 1 }, found: [{ row: 1, state: 'held' }] });
    expect(await basesOf()).toEqual([]);
    expect(changes).toEqual([]);
    expect(store.head()).toBe(1);
    expect(held(await store.imports.byId('import-1'))).toMatchObject({ position: 0, state: 'checking' });
  });

  it('leaves the tables what single commands would leave them', async () => {
    const said = fc.record({
      number: fc.integer({ min: 1, max: 6 }),
      channels: fc.integer({ min: 1, max: 7 }),
      kind: fc.constantFrom('consent' as const, 'relation' as const),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(said, { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 0, max: 6 }),
        async (list, known) => {
          const first = held(await openStore({ directory: mkdtempSync(join(directory, 'a-')), clock: () => NOW_MS }));
          const second = held(await openStore({ directory: mkdtempSync(join(directory, 'b-')), clock: () => NOW_MS }));
          const inputs = list
            .map(({ number, ...rest }) => basisOf(number, rest))
            .sort((a, b) => a.subscriber.localeCompare(b.subscriber));
          for (const one of [first, second]) {
            const setUp: Command[] = [
              { kind: 'registerMerchant', id: BANK, name: 'Bank', creditCode: undefined, categories: ALL_CATEGORIES },
              { kind: 'recycleNumber', number: numberOf(known) },
              { kind: 'grantBasis', basis: basisOf(known) },
            ];
            for (const command of setUp) held(await one.execute({ command, actor: ADMIN, idempotency: undefined }));
          }
          held(await first.imports.create(record('import-1')));
          const future = NOW_MS - 1_000;
          const rows = inputs.map((basis, i) => rowOf(i, { ...basis, fromMs: future }));
          held(await first.imports.runBatch(batchOf(0, rows)));
          for (const basis of inputs)
            held(
              await second.execute({
                command: { kind: 'grantBasis', basis: { ...basis, fromMs: future } },
                actor: ADMIN,
                idempotency: undefined,
              }),
            );
          const [imported, single] = [first, second].map((one) => [...held(one.loadTables()).changes]);
          expect(imported).toEqual(single);
          const feeds = await Promise.all([first, second].map(async (one) => held(await one.changesSince(0 as never))));
          expect(feeds[0]).toEqual(feeds[1]);
          await first.close();
          await second.close();
        },
      ),
      { numRuns: 15 },
    );
  });
});

describe('a review', () => {
  it('states what is released, in one transaction with who and why', async () => {
    held(await store.imports.create(record('import-1')));
    const rows = [1, 2, 3].map((i) => rowOf(i - 1, basisOf(i), i === 3 ? 1 : 4));
    held(await store.imports.runBatch(batchOf(0, rows, { isLast: true })));
    const order = { id: 'import-1', rows: undefined, patterns: 4, reason: 'seen', by: 'key-1', after: -1 };
    expect(held(await store.imports.review({ ...order, decision: 'release' }))).toEqual({
      reviewed: 2,
      failed: [],
      next: undefined,
    });
    expect((await basesOf()).length).toBe(2);
    expect(held(await store.imports.review({ ...order, decision: 'release' })).reviewed).toBe(0);
    held(await store.imports.review({ ...order, patterns: undefined, decision: 'discard' }));
    const all = held(await store.imports.heldRows({ id: 'import-1', state: undefined, after: -1, limit: 10 }));
    expect(all.map(({ state, reviewedBy, reason }) => [state, reviewedBy, reason])).toEqual([
      ['released', 'key-1', 'seen'],
      ['released', 'key-1', 'seen'],
      ['discarded', 'key-1', 'seen'],
    ]);
    expect(held(await store.imports.byId('import-1')).counts).toMatchObject({ stated: 2, held: 0 });
  });
});
