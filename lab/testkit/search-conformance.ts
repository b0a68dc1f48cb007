// What every engine behind the store's port must find of cases. SQLite runs it; PostgreSQL runs the same.
import type { HouseCommand } from '@wurao/casework';
import type { PhoneNumber } from '@wurao/domain';
import type { Store } from '@wurao/store';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { batchOf, importRecord } from './import-things.ts';
import { ADMIN, type ConformanceGround, held, T0 as NOW_MS, type OpenEmptyStore } from './store-commands.ts';

const person = (n: number) => `+8613800000${String(n).padStart(3, '0')}` as PhoneNumber;
const run = async (store: Store, command: HouseCommand) =>
  held(await store.execute({ command, actor: ADMIN, idempotency: undefined })).body as Readonly<Record<string, string>>;

interface Said {
  readonly reported?: string;
  readonly description?: string | undefined;
  readonly text?: string;
  readonly province?: string;
}
/** Somebody else's each time: none is told twice. */
let people = 0;
const tell = (store: Store, { reported = '01062345678', ...said }: Said) =>
  run(store, {
    kind: 'fileComplaint',
    claim: {
      complainant: person(people++ % 1_000),
      proved: true,
      reported,
      channel: 'voice',
      atMs: NOW_MS - 60_000,
      durationMs: 0,
      description: 'nothing',
      source: 'api',
      ...said,
    },
    gathered: {
      attempt: undefined,
      evidence: { gatheredMs: NOW_MS, attempt: undefined, noAttempt: [], earlier: [] },
    },
  });
const find = async (store: Store, text: string, more: { state?: 'received' | 'upheld'; province?: string } = {}) =>
  held(await store.ask({ kind: 'caseSearch', text, limit: 10, ...more })).map(({ id }) => id);

export const searchConformance = (
  name: string,
  openEmptyStore: OpenEmptyStore,
  { runs = 10, timeoutMs = 20_000 }: { readonly runs?: number; readonly timeoutMs?: number } = {},
): void => {
  describe(`a search on ${name}`, () => {
    let ground: ConformanceGround;
    beforeEach(async () => {
      ground = await openEmptyStore(() => NOW_MS);
    }, timeoutMs);
    afterEach(() => ground.dispose());

    searchCases(() => ground.store);
    laterCases(() => ground);
  });

  it(
    `finds on ${name} what a look at every text finds, in that order`,
    () => fc.assert(fc.asyncProperty(anyTexts, anyQuestion, agrees(openEmptyStore)), { numRuns: runs }),
    timeoutMs,
  );
};

const searchCases = (of: () => Store): void => {
  it('is by words, numbers and ids', async () => {
    const store = of();
    const one = await tell(store, { reported: '95588', description: '推销贷款, Golden Bank' });
    const two = await tell(store, { reported: '138****1234', text: '信用卡 loan' });
    for (const text of ['贷款', '推销', 'golden', '95588', '95588 贷款', one['id'] ?? '', ` ${one['case']} `])
      expect(await find(store, text), text).toEqual([one['case']]);
    for (const text of ['信用卡', 'LOAN', '138****1234', '卡'])
      expect(await find(store, text), text).toEqual([two['case']]);
    for (const text of ['', '  ', '贷款 loan', 'case-none', 'complaint-none', '信贷'])
      expect(await find(store, text)).toEqual([]);
  });

  it('names each case once, that with the latest text first, and no more than asked for', async () => {
    const store = of();
    const a = await tell(store, { reported: '95588', description: 'loan' });
    const b = await tell(store, { reported: '95533', description: 'loan' });
    expect(await find(store, 'loan')).toEqual([b['case'], a['case']]);
    const again = await tell(store, { reported: '95588', description: 'loan' });
    expect(again['case']).toBe(a['case']);
    expect(await find(store, 'loan')).toEqual([a['case'], b['case']]);
    const first = held(await store.ask({ kind: 'caseSearch', text: 'loan', limit: 1 }));
    expect(first.map(({ id }) => id)).toEqual([a['case']]);
  });

  it('is narrowed by state and province as the case stands now', async () => {
    const store = of();
    const a = await tell(store, { reported: '95588', description: 'loan', province: '110000' });
    const b = await tell(store, { reported: '95533', description: 'loan', province: '310000' });
    const none = await tell(store, { reported: '95566', description: 'loan' });
    const step = {
      kind: 'stepCases',
      input: 'uphold',
      reason: 'so it is',
      party: undefined,
      answer: undefined,
    } as const;
    await run(store, { ...step, ids: [a['case'] ?? ''] });
    expect(await find(store, 'loan', { state: 'upheld' })).toEqual([a['case']]);
    expect(await find(store, 'loan', { state: 'received' })).toEqual([none['case'], b['case']]);
    expect(await find(store, 'loan', { province: '310000' })).toEqual([b['case']]);
    expect(await find(store, 'loan', { state: 'upheld', province: '310000' })).toEqual([]);
    expect(await find(store, a['case'] ?? '', { state: 'received' })).toEqual([]);
  });
};

const laterCases = (of: () => ConformanceGround): void => {
  it('finds what was added: a note, what was missing, what was told again', async () => {
    const { store } = of();
    const one = await tell(store, { reported: '95588', description: undefined });
    expect(await find(store, '95588')).toEqual([one['case']]);
    await run(store, { kind: 'noteCase', id: one['case'] ?? '', text: '已致电核实' });
    expect(await find(store, '核实')).toEqual([one['case']]);
    const evidence = { gatheredMs: NOW_MS, attempt: undefined, noAttempt: [], earlier: [] };
    await run(store, {
      kind: 'supplementComplaint',
      id: one['id'] ?? '',
      more: { proved: true, description: '冒充客服' },
      gathered: { attempt: undefined, evidence },
    });
    expect(await find(store, '冒充 95588')).toEqual([one['case']]);
    expect(await find(await of().reopen(), '冒充')).toEqual([one['case']]);
  });

  it('finds what came by the file: by number once, by the words of each', async () => {
    const { store } = of();
    held(await store.imports.create(importRecord('import-1')));
    const row = (n: number, description?: string) => ({
      row: n,
      line: n + 2,
      patterns: 0,
      thing: {
        kind: 'importComplaint' as const,
        complaint: {
          reported: '6034133899',
          number: '+16034133899' as PhoneNumber,
          receivedMs: NOW_MS,
          channel: 'voice' as const,
          closed: false,
          description,
        },
      },
    });
    const batch = batchOf(0, [row(0), row(1), row(2, 'car warranty')], { isLast: true });
    held(await store.imports.runBatch(batch));
    const [id, ...more] = await find(store, '+1 603 413 3899');
    expect([id, more]).toEqual([expect.stringMatching(/^case-/), []]);
    expect(await find(store, 'warranty 6034133899')).toEqual([id]);
  });

  it('finds nothing of what was turned away', async () => {
    const { store } = of();
    const refused = await store.execute({
      command: { kind: 'noteCase', id: 'case-none', text: 'secret' },
      actor: ADMIN,
      idempotency: undefined,
    });
    expect(refused.ok).toBe(false);
    expect(await find(store, 'secret')).toEqual([]);
  });
};

const PIECES = ['贷款', '推销', '信用卡', '电话', 'loan', 'bank', '95588', '77'];
const anyTexts = fc.array(
  fc.record({
    port: fc.integer({ min: 0, max: 3 }),
    pieces: fc.array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 5 }),
  }),
  { minLength: 1, maxLength: 12 },
);
const anyQuestion = fc.array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 3 });

const agrees =
  (openEmptyStore: OpenEmptyStore) =>
  async (texts: readonly { readonly port: number; readonly pieces: readonly string[] }[], asked: readonly string[]) => {
    const ground = await openEmptyStore(() => NOW_MS);
    try {
      const wanted: string[] = [];
      for (const { port, pieces } of texts) {
        const description = pieces.join(', ');
        const filed = await tell(ground.store, { reported: `9553${port}`, description });
        // A plain look: is every piece in the text?
        if (asked.every((piece) => pieces.includes(piece))) wanted.unshift(filed['case'] ?? '');
      }
      expect(await find(ground.store, asked.join(' '))).toEqual([...new Set(wanted)].slice(0, 10));
    } finally {
      await ground.dispose();
    }
  };
