import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CaseSheet, type ComplaintCount, clockFrom, type PeriodSpan } from '@wurao/casework';
import type { InstantMs } from '@wurao/domain';
import { openStore, type Store } from '@wurao/store';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  countStore,
  everyPage,
  freezeInto,
  LAW,
  provinceOf,
  sheetsOf,
  spanNamed,
  tellWorld,
  type World,
} from './bulletin-world.ts';
import { actorOf, held } from './store-commands.ts';

const SEED = 20_260_312;
const clock = { nowMs: 0 };
let directory = '';
let store: Store;
let world: World;
let sheets: readonly CaseSheet[] = [];

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'wurao-bulletins-'));
  store = held(await openStore({ directory, clock: () => clock.nowMs }));
  world = await tellWorld(store, SEED, clock);
  sheets = await sheetsOf(store, world);
});
afterAll(async () => {
  await store.close();
  rmSync(directory, { recursive: true, force: true });
});

const within = (atMs: InstantMs, { fromMs, toMs }: PeriodSpan): boolean => atMs >= fromMs && atMs < toMs;
const sorted = (rows: readonly object[]): string[] => rows.map((row) => JSON.stringify(row)).sort();

const tallied = (rows: readonly Omit<ComplaintCount, 'count'>[]): ComplaintCount[] =>
  [...Map.groupBy(rows, (row) => JSON.stringify(row)).values()].map((same) => ({
    ...(same[0] as Omit<ComplaintCount, 'count'>),
    count: same.length,
  }));

/** Complaints with when each became complete. A withdrawn one is not on its case's sheet: asked for by its complainant. */
const completed = async () => {
  const steps = new Map(sheets.map(({ file, steps: taken }) => [file.id, taken]));
  const numbers = [
    ...new Set(sheets.flatMap(({ complaints }) => complaints.flatMap((one) => one.complaint?.complainant ?? []))),
  ];
  const own = await Promise.all(
    numbers.map((complainant) =>
      everyPage(async (after) => held(await store.ask({ kind: 'complaints', complainant, after, limit: 50 }))),
    ),
  );
  return own.flat().flatMap(({ caseId, receivedMs, complaint, attempt }) => {
    if (complaint === undefined) return [];
    const later = steps.get(caseId)?.find(({ input, atMs }) => input === 'supplement' && atMs > receivedMs);
    return [{ complaint, attempt, receivedMs, completeMs: later?.atMs ?? receivedMs }];
  });
};

describe.each(['2026-03', '2026Q1'])('what a store counts of %s, against its cases one by one', (name) => {
  const span = spanNamed(name);

  it('complaints by place, channel and category; of two about one attempt the first', async () => {
    const all = await completed();
    const rows = all
      .filter(({ completeMs }) => within(completeMs, span))
      .filter(
        ({ complaint, attempt, receivedMs }) =>
          attempt === undefined ||
          !all.some(
            (other) =>
              other.receivedMs < receivedMs &&
              other.complaint.complainant === complaint.complainant &&
              other.attempt?.decision === attempt.decision,
          ),
      )
      .map(({ complaint, attempt }) => ({
        province:
          (complaint.complainant === undefined ? complaint.province : provinceOf(complaint.complainant)) ?? 'unknown',
        carrier: (attempt?.confidence === 'possible' ? undefined : attempt?.chain[0]) ?? 'unknown',
        channel: complaint.channel,
        category: complaint.category ?? 'other',
      }));
    const { complaints } = await countStore(store, span);
    expect(sorted(complaints)).toEqual(sorted(tallied(rows)));
    expect(rows.length).toBeGreaterThan(50);
  });

  it('steps due by who owed them, and those that were late', async () => {
    const owed = sheets.flatMap(({ file, steps }) => {
      const isFresh = steps[0]?.from !== 'incomplete' && (steps.length > 0 || file.state !== 'incomplete');
      const first = isFresh ? clockFrom('forward', file.openedMs, LAW) : undefined;
      // Clock by clock: what began it, and the step under which another ran, or none.
      let running = first?.ok ? { clock: 'forward', dueMs: first.value.dueMs } : undefined;
      const found: { clock: string; dueMs: InstantMs; late: boolean }[] = [];
      for (const step of steps) {
        const isSame = running?.clock === step.clock && running?.dueMs === step.dueMs;
        if (isSame) continue;
        if (running?.dueMs !== undefined && step.input !== 'withdraw' && step.input !== 'lapse')
          found.push({ clock: running.clock, dueMs: running.dueMs, late: step.wasLate });
        running = step.clock === undefined ? undefined : { clock: step.clock, dueMs: step.dueMs };
      }
      if (file.clock?.dueMs !== undefined) found.push({ clock: file.clock.name, dueMs: file.clock.dueMs, late: true });
      return found.map((one) => ({ ...one, party: file.party }));
    });
    const rows = new Map<string, { party: string; due: number; late: number }>();
    for (const { clock: ran, dueMs, late, party } of owed) {
      if (!within(dueMs, span)) continue;
      const who = ['report', 'amend'].includes(ran)
        ? party?.id
        : ['forward', 'tell', 'appeal'].includes(ran)
          ? 'house'
          : undefined;
      if (who === undefined) continue;
      const row = rows.get(who) ?? { party: who, due: 0, late: 0 };
      rows.set(who, { ...row, due: row.due + 1, late: row.late + Number(late) });
    }
    const { lateness } = await countStore(store, span);
    expect(sorted(lateness.map(({ party, due, late }) => ({ party, due, late })))).toEqual(sorted([...rows.values()]));
    expect(rows.size).toBeGreaterThan(1);
    expect([...rows.values()].some(({ late, due }) => late > 0 && late < due)).toBe(true);
  });

  it('firms exposed, and which of them were acted on', async () => {
    const { exposed } = await countStore(store, span);
    expect(sorted(exposed.map(({ name: firm, onDay, acted }) => ({ firm, onDay, acted })))).toEqual([
      '{"firm":"merchant-bank","onDay":"2026-03-20","acted":true}',
      '{"firm":"merchant-shop","onDay":"2026-03-20","acted":false}',
    ]);
  });
});

it('protected numbers are those of the end of the period, by place', async () => {
  const march = await countStore(store, spanNamed('2026-03'));
  const count = march.protectedNumbers.reduce((sum, row) => sum + row.count, 0);
  const before = held(
    await store.ask({ kind: 'protectedNumbers', atMs: spanNamed('2026-03').toMs, after: undefined, limit: 5_000 }),
  );
  const now = held(await store.ask({ kind: 'protectedNumbers', atMs: clock.nowMs, after: undefined, limit: 5_000 }));
  expect(count).toBe(before.items.length);
  expect(new Set(before.items.map(({ number }) => number)).size).toBe(before.items.length);
  expect(before.items.map(({ number }) => number)).not.toEqual(now.items.map(({ number }) => number));
  for (const { number } of now.items)
    expect(held(await store.ask({ kind: 'preference', subscriber: number }))).toMatchObject({ on: true });
});

it('pages of any size say the same', async () => {
  const span = spanNamed('2026Q1');
  for (const query of [
    { kind: 'completedComplaints', how: 'told', span },
    { kind: 'completedComplaints', how: 'supplemented', span },
    { kind: 'owedSteps', how: 'ended', span },
    { kind: 'owedSteps', how: 'first', span },
    { kind: 'owedSteps', how: 'running', span: { fromMs: 0, toMs: 8e15 } },
    { kind: 'countableComplaints', sinceMs: span.fromMs },
  ] as const) {
    const by = (limit: number) =>
      everyPage<unknown>(async (after) => held(await store.ask({ ...query, after, limit } as never)) as never);
    const whole = await by(5_000);
    expect(whole.length).toBeGreaterThan(query.kind === 'owedSteps' && query.how === 'running' ? 0 : 3);
    for (const limit of [1, 7]) expect(await by(limit)).toEqual(whole);
  }
});

it('a period is kept once, as it was frozen, and no month after its quarter', async () => {
  const text = await freezeInto(store, '2026Q1', clock);
  expect(held(await store.ask({ kind: 'frozenPeriods' }))).toEqual([{ period: '2026Q1', frozenMs: clock.nowMs }]);
  expect(text).toContain('"period":"2026Q1"');
  await expect(freezeInto(store, '2026Q1', clock)).rejects.toThrow(/frozen already/);
  await expect(freezeInto(store, '2026-03', clock)).rejects.toThrow(/2026Q1 is out/);
  const frozen = JSON.parse(text) as never;
  const asked = await store.execute({
    command: { kind: 'keepFrozenCounts', frozen },
    actor: actorOf('handler'),
    idempotency: undefined,
  });
  expect(asked).toMatchObject({ ok: false, code: 'forbidden' });
});
