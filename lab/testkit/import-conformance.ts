// What every engine behind the store's port must do with imports. SQLite runs it; PostgreSQL runs the same.
import {
  ALL_CATEGORIES,
  ALL_CHANNELS,
  ALL_PURPOSES,
  asId,
  asSequence,
  type Change,
  type MerchantId,
  numberKey,
  type PhoneNumber,
} from '@wurao/domain';
import { type BasisInput, type Command, MAX_LIVE_BASES_A_PAIR } from '@wurao/registry';
import type { Store } from '@wurao/store';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { basisOf, batchOf, callOf, importRecord, numberOf, rowOf } from './import-things.ts';
import { ADMIN, BANK, type ConformanceGround, held, T0 as NOW_MS, type OpenEmptyStore } from './store-commands.ts';

const REGISTER_BANK: Command = {
  kind: 'registerMerchant',
  id: BANK,
  name: 'Bank',
  creditCode: undefined,
  categories: ALL_CATEGORIES,
};
const fileFor = (
  caller: PhoneNumber,
  merchant: MerchantId,
  span: { readonly fromMs: number; readonly toMs?: number },
): Command => ({
  kind: 'fileNumber',
  filing: {
    id: undefined,
    caller,
    prefix: false,
    merchant,
    line: undefined,
    kind: 'service-number',
    purposes: ALL_PURPOSES,
    categories: ALL_CATEGORIES,
    channels: ALL_CHANNELS,
    contents: [],
    toMs: undefined,
    ...span,
    origin: 'self',
  },
});
export interface ImportConformanceOptions {
  /** Runs of random lists against single commands. */
  readonly runs?: number;
  readonly timeoutMs?: number;
}

/** Open ground of one case: the store, and what it told since. */
class Case {
  readonly ground: ConformanceGround;
  store: Store;
  changes: Change[] = [];

  constructor(ground: ConformanceGround) {
    this.ground = ground;
    this.store = ground.store;
    this.#listen();
  }

  #listen(): void {
    this.store.onCommit((more) => void this.changes.push(...more));
  }

  async reopen(): Promise<void> {
    this.store = await this.ground.reopen();
    this.#listen();
  }

  run = async (command: Command) => held(await this.store.execute({ command, actor: ADMIN, idempotency: undefined }));

  async basesOf() {
    const page = held(
      await this.store.ask({
        kind: 'basesOfMerchant',
        merchant: BANK,
        subscriber: undefined,
        after: undefined,
        limit: 1000,
      }),
    );
    return page.items;
  }
}

const openCase = async (openEmptyStore: OpenEmptyStore): Promise<Case> => {
  const found = new Case(await openEmptyStore(() => NOW_MS));
  await found.run(REGISTER_BANK);
  found.changes = [];
  return found;
};

export const importConformance = (
  name: string,
  openEmptyStore: OpenEmptyStore,
  { runs = 15, timeoutMs = 20_000 }: ImportConformanceOptions = {},
): void => {
  describe(`imports on ${name}`, () => {
    let the: Case;
    beforeEach(async () => {
      the = await openCase(openEmptyStore);
    }, timeoutMs);
    afterEach(() => the.ground.dispose());

    batchCases(() => the);
    repeatCases(() => the);
    bulkCases(() => the);
    reviewCases(() => the);
  });

  it(
    `leaves the tables on ${name} what single commands would leave them`,
    async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(anySaid, { minLength: 1, maxLength: 12 }),
          fc.integer({ min: 0, max: 6 }),
          (list, known) => compareWithSingles(openEmptyStore, list, known),
        ),
        { numRuns: runs },
      );
    },
    timeoutMs,
  );
};

const anySaid = fc.record({
  number: fc.integer({ min: 1, max: 6 }),
  channels: fc.integer({ min: 1, max: 7 }),
  kind: fc.constantFrom('consent' as const, 'relation' as const),
});
type Said = Pick<BasisInput, 'channels' | 'kind'> & { readonly number: number };

const compareWithSingles = async (openEmptyStore: OpenEmptyStore, list: readonly Said[], known: number) => {
  const inputs = list
    .map(({ number, ...rest }) => basisOf(number, rest))
    .sort((a, b) => a.subscriber.localeCompare(b.subscriber));
  const state = async (bring: (of: Case) => Promise<void>) => {
    const one = await openCase(openEmptyStore);
    try {
      await one.run({ kind: 'recycleNumber', number: numberOf(known) });
      await one.run({ kind: 'grantBasis', basis: basisOf(known) });
      await bring(one);
      const tables: unknown[] = [];
      for await (const piece of held(await one.store.loadTables()).pieces) tables.push(...piece);
      return { tables, feed: held(await one.store.changesSince(asSequence(0))), told: one.changes };
    } finally {
      await one.ground.dispose();
    }
  };
  const imported = await state(async ({ store }) => {
    held(await store.imports.create(importRecord('import-1')));
    held(
      await store.imports.runBatch(
        batchOf(
          0,
          inputs.map((basis, i) => rowOf(i, basis)),
        ),
      ),
    );
  });
  const single = await state(async ({ run }) => {
    for (const basis of inputs) await run({ kind: 'grantBasis', basis });
  });
  expect(imported).toEqual(single);
};

const batchCases = (of: () => Case): void => {
  describe('a batch', () => {
    it('states each row under its own sequence, and says how far the import is', async () => {
      const the = of();
      held(await the.store.imports.create(importRecord('import-1')));
      const rows = [
        rowOf(0, basisOf(1)),
        rowOf(1, basisOf(2, { merchant: asId('nobody') })),
        rowOf(2, basisOf(3)),
        rowOf(3, basisOf(3, { channels: 1 })),
        rowOf(4, basisOf(4), 4),
      ];
      const outcome = held(await the.store.imports.runBatch(batchOf(0, rows, { isLast: true })));
      expect(outcome.counts).toEqual({
        rows: 100,
        stated: 3,
        unchanged: 0,
        bad: 1,
        held: 1,
        patterns: { 'one-evidence': 1 },
      });
      expect(the.changes.map(({ sequence }) => sequence)).toEqual([2, 3, 4]);
      expect(await the.basesOf()).toMatchObject([{ sequence: 2 }, { sequence: 3 }, { sequence: 4 }]);
      expect(held(await the.store.imports.byId('import-1'))).toMatchObject({
        state: 'done',
        position: 5,
        firstSequence: 2,
        lastSequence: 4,
      });
      const rest = held(
        await the.store.imports.heldRows({ id: 'import-1', role: 'admin', state: undefined, after: -1, limit: 10 }),
      );
      expect(rest).toMatchObject([
        { row: 1, state: 'bad', errors: [{ field: 'merchant' }] },
        { row: 4, state: 'held', patterns: 4 },
      ]);
    });

    it('that comes again states nothing, and one out of step is turned away', async () => {
      const the = of();
      held(await the.store.imports.create(importRecord('import-1')));
      const batch = batchOf(0, [rowOf(0, basisOf(1)), rowOf(1, basisOf(2))]);
      held(await the.store.imports.runBatch(batch));
      expect(held(await the.store.imports.runBatch(batch))).toMatchObject({ position: 2, counts: { stated: 2 } });
      expect((await the.basesOf()).length).toBe(2);
      expect(await the.store.imports.runBatch(batchOf(5, [rowOf(5, basisOf(6))]))).toMatchObject({
        ok: false,
        code: 'conflict',
      });
      await the.reopen();
      expect(held(await the.store.imports.byId('import-1')).position).toBe(2);
      expect(held(await the.store.imports.runBatch(batch))).toMatchObject({ position: 2 });
      expect((await the.basesOf()).length).toBe(2);
    });

    it('keeps nothing of a dry run', async () => {
      const the = of();
      held(await the.store.imports.create(importRecord('import-1')));
      const tried = held(
        await the.store.imports.runBatch(batchOf(0, [rowOf(0, basisOf(1)), rowOf(1, basisOf(2), 1)], { dryRun: true })),
      );
      expect(tried).toMatchObject({ counts: { stated: 1, held: 1 }, found: [{ row: 1, state: 'held' }] });
      expect(await the.basesOf()).toEqual([]);
      expect(the.changes).toEqual([]);
      expect(the.store.head()).toBe(1);
      expect(held(await the.store.imports.byId('import-1'))).toMatchObject({ position: 0, state: 'checking' });
    });
  });
};

/** Of a pair's change, but for the sequences. */
const entriesIn = (body: Change['body']) =>
  body.kind === 'pair' ? body.state?.entries.map((entry) => ({ ...entry, sequence: 0 })) : body;

const repeatCases = (of: () => Case): void => {
  describe('rows of one number', () => {
    it('states several bases of one new number as single commands would', async () => {
      const the = of();
      held(await the.store.imports.create(importRecord('import-1')));
      const scopes = Array.from({ length: MAX_LIVE_BASES_A_PAIR + 1 }, (_, i) => ({ categories: i + 1 }));
      const rows = scopes.map((scope, i) => rowOf(i, basisOf(7, scope)));
      const outcome = held(await the.store.imports.runBatch(batchOf(0, rows, { isLast: true })));
      expect(outcome.counts).toMatchObject({ stated: MAX_LIVE_BASES_A_PAIR, bad: 1 });
      expect(outcome.found).toMatchObject([{ row: MAX_LIVE_BASES_A_PAIR, errors: [{ message: expect.any(String) }] }]);
      const stated = the.changes.splice(0).map(({ body }) => entriesIn(body));
      for (const scope of scopes.slice(0, MAX_LIVE_BASES_A_PAIR))
        await the.run({ kind: 'grantBasis', basis: basisOf(8, scope) });
      expect(stated).toEqual(the.changes.map(({ body }) => entriesIn(body)));
    });
  });
};

const bulkCases = (of: () => Case): void => {
  describe('a large batch', () => {
    it('takes many rows at once: new numbers, known ones, held ones', async () => {
      const the = of();
      for (const i of [5, 150]) await the.run({ kind: 'grantBasis', basis: basisOf(i, { channels: 1 }) });
      held(await the.store.imports.create(importRecord('import-1')));
      const rows = Array.from({ length: 300 }, (_, i) =>
        rowOf(i, basisOf(i, { words: `yes\t\\ ${i % 7}\n` }), i < 100 ? 1 : 0),
      );
      const outcome = held(await the.store.imports.runBatch(batchOf(0, rows, { isLast: true })));
      expect(outcome.counts).toMatchObject({ stated: 200, bad: 0, held: 100 });
      const bases = await the.basesOf();
      expect(bases.length).toBe(202);
      expect(bases.map(({ words }) => words)).toContain('yes\t\\ 3\n');
      const kept = held(
        await the.store.imports.heldRows({ id: 'import-1', role: 'admin', state: 'held', after: -1, limit: 1_000 }),
      );
      expect(kept.map(({ row }) => row)).toEqual(rows.slice(0, 100).map(({ row }) => row));
    });

    it('keeps call records once each, and knows whom a merchant reached', async () => {
      const the = of();
      const line = '95588' as PhoneNumber;
      await the.run(fileFor(line, BANK, { fromMs: NOW_MS - 200_000 }));
      held(await the.store.imports.create(importRecord('import-1')));
      const calls = Array.from({ length: 100 }, (_, i) => callOf(i, line, i % 90));
      const first = held(await the.store.imports.runBatch(batchOf(0, calls)));
      expect(first.counts).toMatchObject({ stated: 90, unchanged: 10 });
      const again = held(
        await the.store.imports.runBatch(batchOf(100, [...calls, callOf(1, line, 95)], { isLast: true })),
      );
      expect(again.counts).toMatchObject({ stated: 91, unchanged: 110 });
      expect(held(await the.store.imports.contactSpan(BANK))).toEqual({
        firstMs: NOW_MS - 95_000,
        lastMs: NOW_MS,
        calls: 91,
      });
      const contacts = held(await the.store.imports.contactsOf(BANK, 0, 1_000));
      expect(contacts).toEqual([...Array.from({ length: 90 }, (_, i) => i), 95].map((i) => numberKey(numberOf(i))));
    });

    it('says whose a call was by filings that stood at its start, where they name one merchant', async () => {
      const the = of();
      const shop = asId<MerchantId>('merchant-shop');
      await the.run({ ...REGISTER_BANK, id: shop } as Command);
      const [bankThenShop, shared, revoked] = ['95588', '95589', '95590'] as PhoneNumber[] as [
        PhoneNumber,
        PhoneNumber,
        PhoneNumber,
      ];
      await the.run(fileFor(bankThenShop, BANK, { fromMs: NOW_MS - 90_000, toMs: NOW_MS - 50_000 }));
      await the.run(fileFor(bankThenShop, shop, { fromMs: NOW_MS - 50_000 }));
      for (const merchant of [BANK, shop]) await the.run(fileFor(shared, merchant, { fromMs: NOW_MS - 90_000 }));
      const { body } = await the.run(fileFor(revoked, BANK, { fromMs: NOW_MS - 90_000 }));
      await the.run({ kind: 'revokeFiling', id: asId((body as { id: string }).id) } as Command);
      held(await the.store.imports.create(importRecord('import-1')));
      // Each began as many seconds ago as its person has for a number.
      const calls = [95, 80, 50, 10].map((person) => callOf(person, bankThenShop, person));
      const others = [callOf(20, shared, 20), callOf(21, revoked, 21)];
      held(await the.store.imports.runBatch(batchOf(0, [...calls, ...others], { isLast: true })));
      const contactsOf = async (merchant: MerchantId) => held(await the.store.imports.contactsOf(merchant, 0, 100));
      expect(await contactsOf(BANK)).toEqual([numberKey(numberOf(80))]);
      expect(await contactsOf(shop)).toEqual([10, 50].map((person) => numberKey(numberOf(person))));
    });
  });
};

const reviewCases = (of: () => Case): void => {
  describe('a review', () => {
    it('states what is released, in one transaction with who and why', async () => {
      const the = of();
      held(await the.store.imports.create(importRecord('import-1')));
      const rows = [1, 2, 3].map((i) => rowOf(i - 1, basisOf(i), i === 3 ? 1 : 4));
      held(await the.store.imports.runBatch(batchOf(0, rows, { isLast: true })));
      const order = { id: 'import-1', rows: undefined, patterns: 4, reason: 'seen', by: 'key-1', after: -1 };
      expect(held(await the.store.imports.review({ ...order, decision: 'release' }))).toEqual({
        reviewed: 2,
        failed: [],
        next: undefined,
      });
      expect((await the.basesOf()).length).toBe(2);
      expect(held(await the.store.imports.review({ ...order, decision: 'release' })).reviewed).toBe(0);
      held(await the.store.imports.review({ ...order, patterns: undefined, decision: 'discard' }));
      const all = held(
        await the.store.imports.heldRows({ id: 'import-1', role: 'admin', state: undefined, after: -1, limit: 10 }),
      );
      expect(all.map(({ state, reviewedBy, reason }) => [state, reviewedBy, reason])).toEqual([
        ['released', 'key-1', 'seen'],
        ['released', 'key-1', 'seen'],
        ['discarded', 'key-1', 'seen'],
      ]);
      expect(held(await the.store.imports.byId('import-1')).counts).toMatchObject({
        stated: 2,
        held: 0,
        patterns: {},
      });
    });
  });
};
