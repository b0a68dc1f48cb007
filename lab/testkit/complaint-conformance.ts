// What every engine behind the store's port must do with complaints that come by the file. SQLite runs it; PostgreSQL runs the same.
import type { CaseFile, CaseFilter } from '@wurao/casework';
import type { PhoneNumber } from '@wurao/domain';
import type { ImportedComplaint, ImportRow } from '@wurao/registry';
import type { Store } from '@wurao/store';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { batchOf, importRecord } from './import-things.ts';
import { ADMIN, ANNA, type ConformanceGround, held, T0 as NOW_MS, type OpenEmptyStore } from './store-commands.ts';

const DAY_MS = 86_400_000;
/** +1603413000n: a number of the other register. */
const abroad = (n: number) => `+1603413${String(n).padStart(4, '0')}` as PhoneNumber;

const complaintOf = (n: number, said: Partial<ImportedComplaint> = {}): ImportedComplaint => ({
  reported: `603413${String(n).padStart(4, '0')}`,
  number: abroad(n),
  receivedMs: NOW_MS - DAY_MS,
  channel: 'voice',
  closed: false,
  ...said,
});
const rowsOf = (complaints: readonly ImportedComplaint[], from = 0): ImportRow[] =>
  complaints.map((complaint, i) => ({
    row: from + i,
    line: from + i + 2,
    patterns: 0,
    thing: { kind: 'importComplaint', complaint },
  }));

const ANY: CaseFilter = {
  state: undefined,
  province: undefined,
  category: undefined,
  assignee: undefined,
  party: undefined,
  overdueAtMs: undefined,
};
const casesOf = async (store: Store): Promise<readonly CaseFile[]> => {
  const page = held(await store.ask({ kind: 'cases', filter: ANY, after: undefined, limit: 1_000 }));
  return [...page.items].sort((a, b) => (a.id < b.id ? -1 : 1));
};
const sheetOf = async (store: Store, id: string) => held(await store.ask({ kind: 'caseSheet', id }));

/** A person's complaint about the number, which opens a case or joins one. */
export const fileComplaint = async (store: Store, reported: string, atMs = NOW_MS - 60_000): Promise<string> => {
  const evidence = { gatheredMs: NOW_MS, attempt: undefined, noAttempt: [], earlier: [] };
  const outcome = held(
    await store.execute({
      command: {
        kind: 'fileComplaint',
        claim: {
          complainant: ANNA,
          proved: true,
          reported,
          channel: 'voice',
          atMs,
          durationMs: 0,
          description: 'a loan',
          source: 'api',
        },
        gathered: { attempt: undefined, evidence },
      },
      actor: ADMIN,
      idempotency: undefined,
    }),
  );
  return String((outcome.body as { case: string }).case);
};

export interface ComplaintConformanceOptions {
  /** Runs of random files against the plain reckoning. */
  readonly runs?: number;
  readonly timeoutMs?: number;
}

export const complaintConformance = (
  name: string,
  openEmptyStore: OpenEmptyStore,
  { runs = 15, timeoutMs = 20_000 }: ComplaintConformanceOptions = {},
): void => {
  describe(`complaints of another register on ${name}`, () => {
    let ground: ConformanceGround;
    beforeEach(async () => {
      ground = await openEmptyStore(() => NOW_MS);
      held(await ground.store.imports.create(importRecord('import-1')));
    }, timeoutMs);
    afterEach(() => ground.dispose());

    caseCases(() => ground);
    joiningCases(() => ground);
    queueCases(() => ground);
  });

  it(
    `come to the same cases on ${name} however the file is cut into batches`,
    () => fc.assert(fc.asyncProperty(anyFile, anyCuts, cutsAgree(openEmptyStore)), { numRuns: runs }),
    timeoutMs,
  );
};

const caseCases = (of: () => ConformanceGround): void => {
  it('make one case of a number, whose clock runs from now; each has its own day of receipt', async () => {
    const { store } = of();
    const rows = rowsOf([complaintOf(1), complaintOf(1, { receivedMs: NOW_MS - 3 * DAY_MS }), complaintOf(2)]);
    const { counts } = held(await store.imports.runBatch(batchOf(0, rows, { isLast: true })));
    expect(counts).toMatchObject({ stated: 3, bad: 0, held: 0 });
    const [one, two, ...rest] = await casesOf(store);
    expect(rest).toEqual([]);
    expect(one).toMatchObject({
      state: 'received',
      source: { kind: 'number', id: abroad(1) },
      complaints: 2,
      openedMs: NOW_MS,
      importId: 'import-1',
      clock: { name: 'forward', fromMs: NOW_MS },
    });
    expect(two).toMatchObject({ complaints: 1, source: { id: abroad(2) } });
    const sheet = await sheetOf(store, one?.id ?? '');
    expect(sheet?.evidence).toBeUndefined();
    expect(sheet?.complaints.map(({ receivedMs, state }) => [receivedMs, state])).toEqual([
      [NOW_MS - 3 * DAY_MS, 'stands'],
      [NOW_MS - DAY_MS, 'stands'],
    ]);
    expect(sheet?.complaints[0]?.complaint).toMatchObject({ proved: false, source: 'import', channel: 'voice' });
    expect(sheet?.complaints[0]?.complaint?.complainant).toBeUndefined();
    expect(sheet?.complaints[0]?.complaint?.reported).toEqual({
      kind: 'known',
      written: '6034130001',
      number: abroad(1),
    });
  });

  it('that are history make a closed case beside the open one, without a clock', async () => {
    const { store } = of();
    const closed = { closed: true, receivedMs: NOW_MS - 400 * DAY_MS };
    const rows = rowsOf([complaintOf(1, closed), complaintOf(1), complaintOf(1, closed)]);
    held(await store.imports.runBatch(batchOf(0, rows, { isLast: true })));
    const [history, open, ...rest] = await casesOf(store);
    expect(rest).toEqual([]);
    expect(history).toMatchObject({ state: 'closed', complaints: 2, steps: 0 });
    expect(history?.clock).toBeUndefined();
    expect(open).toMatchObject({ state: 'received', complaints: 1, earlier: [history?.id] });
  });
};

const joiningCases = (of: () => ConformanceGround): void => {
  it('join the case of the store that is received, which goes on by its own clock', async () => {
    const { store } = of();
    const id = await fileComplaint(store, '01062345678');
    const number = '+861062345678' as PhoneNumber;
    const more = { number, reported: '010-62345678' };
    held(await store.imports.runBatch(batchOf(0, rowsOf([complaintOf(1, more), complaintOf(1, more)]))));
    held(await store.imports.runBatch(batchOf(2, rowsOf([complaintOf(1, more)], 2), { isLast: true })));
    expect(await casesOf(store)).toMatchObject([{ id, complaints: 4 }]);
    expect((await casesOf(store))[0]?.importId).toBeUndefined();
    expect((await sheetOf(store, id))?.complaints.length).toBe(4);
  });

  it('of no number stand alone; masked alike they come together', async () => {
    const { store } = of();
    const masked = { number: undefined, reported: '138****1234' };
    const none = { number: undefined, reported: 'private' };
    const rows = rowsOf([masked, none, masked, none].map((said) => complaintOf(1, said)));
    held(await store.imports.runBatch(batchOf(0, rows, { isLast: true })));
    const cases = await casesOf(store);
    expect(cases.map(({ source, complaints }) => [source?.id, complaints])).toEqual([
      ['138????1234', 2],
      [undefined, 1],
      [undefined, 1],
    ]);
  });

  it('are counted of nobody who has complained, and found again by number', async () => {
    const { store } = of();
    held(await store.imports.runBatch(batchOf(0, rowsOf([complaintOf(1), complaintOf(1), complaintOf(2)]))));
    const subject = { kind: 'number', id: abroad(1) } as const;
    const found = held(await store.ask({ kind: 'earlierComplaints', subject, complaintId: 'none', limit: 10 }));
    expect(found.count).toBe(2);
    expect(new Set(found.latest).size).toBe(2);
  });

  it('come once, whatever comes again; a trial keeps none', async () => {
    const { store } = of();
    const batch = batchOf(0, rowsOf([complaintOf(1), complaintOf(2)]));
    const tried = held(await store.imports.runBatch({ ...batch, dryRun: true }));
    expect(tried.counts.stated).toBe(2);
    expect(await casesOf(store)).toEqual([]);
    held(await store.imports.runBatch(batch));
    expect(held(await store.imports.runBatch(batch))).toMatchObject({ position: 2, counts: { stated: 2 } });
    const reopened = await of().reopen();
    held(await reopened.imports.runBatch(batch));
    expect((await casesOf(reopened)).map(({ complaints }) => complaints)).toEqual([1, 1]);
    expect(reopened.head()).toBe(0);
  });
};

const queueCases = (of: () => ConformanceGround): void => {
  it('are counted by state, and stand in the queue by when they are due, a page at a time', async () => {
    const { store } = of();
    const closed = { closed: true, province: '110000' };
    const rows = [1, 2, 3, 4, 5].map((n) => complaintOf(n, n % 2 === 0 ? closed : { province: '310000' }));
    held(await store.imports.runBatch(batchOf(0, rowsOf(rows), { isLast: true })));
    const [first] = await casesOf(store);
    const step = { kind: 'stepCases', reason: 'so', party: undefined, answer: undefined } as const;
    const uphold = { ...step, ids: [first?.id ?? ''], input: 'uphold' } as const;
    held(await store.execute({ command: uphold, actor: ADMIN, idempotency: undefined }));
    const counted = async (nowMs: number) =>
      held(await store.ask({ kind: 'caseCounts', nowMs })).map(({ state, cases, overdue }) => [state, cases, overdue]);
    expect(await counted(NOW_MS)).toEqual([
      ['closed', 2, 0],
      ['received', 2, 0],
      ['upheld', 1, 0],
    ]);
    expect(await counted(NOW_MS + 90 * DAY_MS)).toEqual([
      ['closed', 2, 0],
      ['received', 2, 2],
      ['upheld', 1, 1],
    ]);
    const decided = { kind: 'decidedCases', who: ADMIN.keyId ?? 'system', after: undefined, limit: 10 } as const;
    expect(held(await store.ask({ ...decided, sinceMs: 0 })).items).toMatchObject([{ wasLate: false }]);
    expect(held(await store.ask({ ...decided, sinceMs: NOW_MS + 90 * DAY_MS })).items).toEqual([]);
    expect(held(await store.ask({ kind: 'caseCounts', nowMs: NOW_MS, party: 'merchant-nobody' }))).toEqual([]);
    const ids: string[] = [];
    for (let after: string | undefined, page = 0; page < 9; page++) {
      const found = held(await store.ask({ kind: 'cases', filter: ANY, after, limit: 2 }));
      ids.push(...found.items.map(({ id }) => id));
      after = found.next;
      if (after === undefined) break;
    }
    const all = held(await store.ask({ kind: 'cases', filter: ANY, after: undefined, limit: 10 })).items;
    expect(ids).toEqual(all.map(({ id }) => id));
    // Of the same day by id.
    expect(all.map(({ state }) => state)).toEqual(['upheld', 'received', 'received', 'closed', 'closed']);
    const ofProvince = { ...ANY, province: '310000' };
    const there = held(await store.ask({ kind: 'cases', filter: ofProvince, after: undefined, limit: 10 })).items;
    expect(there.map(({ state }) => state)).toEqual(['upheld', 'received', 'received']);
  });
};

const anyFile = fc.array(
  fc.record({
    n: fc.integer({ min: 1, max: 4 }),
    closed: fc.boolean(),
    isMasked: fc.boolean(),
    days: fc.integer({ min: 0, max: 9 }),
  }),
  { minLength: 1, maxLength: 30 },
);
const anyCuts = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 6 });
type Said = { readonly n: number; readonly closed: boolean; readonly isMasked: boolean; readonly days: number };

/** Of each source, how many complaints are in its open case and in its closed one: no batches, no store. */
const plainly = (file: readonly Said[]): unknown => {
  const counts = new Map<string, number>();
  for (const { n, closed, isMasked } of file) {
    const key = `${isMasked ? `60341*${n}` : abroad(n)} ${closed ? 'closed' : 'received'}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return [...counts].sort();
};

const cutsAgree = (openEmptyStore: OpenEmptyStore) => async (file: readonly Said[], cuts: readonly number[]) => {
  const ground = await openEmptyStore(() => NOW_MS);
  try {
    const { store } = ground;
    held(await store.imports.create(importRecord('import-1')));
    const complaints = file.map(({ n, closed, isMasked, days }) =>
      complaintOf(n, {
        closed,
        receivedMs: NOW_MS - days * DAY_MS,
        ...(isMasked ? { number: undefined, reported: `60341**${n}` } : {}),
      }),
    );
    for (let at = 0, cut = 0; at < complaints.length; cut++) {
      const rows = complaints.slice(at, at + (cuts[cut % cuts.length] ?? 1));
      held(await store.imports.runBatch(batchOf(at, rowsOf(rows, at))));
      at += rows.length;
    }
    const cases = await casesOf(store);
    const found = cases.map(({ source, state, complaints: count }) => [`${source?.id} ${state}`, count]);
    expect(found.sort()).toEqual(plainly(file));
    for (const { id, complaints: count } of cases)
      expect((await sheetOf(store, id))?.complaints.length, id).toBe(count);
  } finally {
    await ground.dispose();
  }
};
