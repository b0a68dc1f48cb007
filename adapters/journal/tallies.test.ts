import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  asId,
  CATEGORIES,
  categoryBit,
  compileNumbering,
  type LineId,
  type NumberingPlan,
  type PartyId,
  type PhoneNumber,
  PROVINCES,
  provinceKey,
  readNumberingPlan,
} from '@wurao/domain';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { JournalArchive } from './archive.ts';
import type { AttemptQuestion, AttemptTally, TalliedLine, TalliedSubject } from './attempt-tallies.ts';
import type { DecisionTally } from './decision-tallies.ts';
import type { JournalEntry } from './record.ts';
import { seal } from './seal.ts';
import { NOON_MS, someEntries } from './testing/entries.ts';
import { expectValue, write } from './testing/journal.ts';
import { JournalWriter } from './writer.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const SEED = 626;

const place = (prefix: string, province: string, city: string, areaCode: string) => ({
  line: 2,
  prefix,
  province,
  city,
  areaCode,
  carrier: '移动',
});
const planOf = (rows: readonly ReturnType<typeof place>[]): NumberingPlan =>
  expectValue(
    readNumberingPlan(expectValue(compileNumbering(rows, { asOf: '2026-01', source: 'made for this test' }))),
  );
const PLAN = planOf([
  place('1380000', '北京', '北京', '010'),
  place('1380001', '浙江', '杭州', '0571'),
  place('1999999', '浙江', '杭州', '0571'),
  place('1300000', '新疆', '乌鲁木齐', '0991'),
]);
/** The same prefixes elsewhere. */
const OTHER_PLAN = planOf([place('1380000', '广东', '广州', '020'), place('1380001', '北京', '北京', '010')]);

const CALLEES = [
  '+8613800000001',
  '+8613800010001',
  '+8619999990000',
  '+8613000000000',
  '+8613800020001',
  '+861064000000000',
  '+861012345678',
  '+8657112345678',
  '+869911234567',
  '+862112345678',
  '+861380000',
  '+8613800000001234',
  '+85212345678',
  '110',
] as PhoneNumber[];
const CARRIERS = [undefined, 'carrier-a', 'carrier-b'] as (PartyId | undefined)[];
const CONTENTS = [undefined, 'content-1', '话术 2'];

/** Some entries, with what is tallied by drawn anew from few values. */
const entriesOf = (howMany: number, seed: number, fromMs: number): JournalEntry[] => {
  const drawn = fc.sample(
    fc.record({
      callee: fc.constantFrom(...CALLEES),
      firstCalled: fc.option(fc.constantFrom(...CALLEES), { nil: undefined }),
      line: fc.option(fc.constantFrom('line-1', 'line-2', 'line-3', 'line-4'), { nil: undefined }),
      carrier: fc.constantFrom(...CARRIERS),
      content: fc.constantFrom(...CONTENTS),
      categories: fc.oneof(
        fc.constantFrom(...CATEGORIES.map(categoryBit)),
        fc.integer({ min: 0, max: (1 << CATEGORIES.length) - 1 }),
      ),
    }),
    { numRuns: howMany, seed },
  );
  const entries = someEntries(howMany, seed, fc.integer({ min: fromMs, max: fromMs + 2 * HOUR_MS }));
  return entries.map((entry, i) => {
    const { carrier, categories, ...attempt } = drawn[i] as (typeof drawn)[number];
    return {
      ...entry,
      attempt: { ...entry.attempt, ...attempt },
      decision: { ...entry.decision, carrier, categories },
    } as unknown as JournalEntry;
  });
};

let directory = '';
let writer: JournalWriter;
let archive: JournalArchive;
let nothing: JournalArchive;
const truth: JournalEntry[] = [];

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'wurao-tallies-'));
  writer = expectValue(JournalWriter.open({ directory, now: () => NOON_MS }));
  const sealed = [...entriesOf(400, SEED, NOON_MS), ...entriesOf(400, SEED + 1, NOON_MS + DAY_MS)];
  write(writer, sealed);
  expectValue(writer.roll());
  expectValue(await seal({ directory, nowMs: NOON_MS + 3 * DAY_MS, openDay: true }));
  const tail = entriesOf(400, SEED + 2, NOON_MS + DAY_MS + HOUR_MS);
  write(writer, tail);
  truth.push(...sealed, ...tail);
  archive = await JournalArchive.open({ directory });
  nothing = await JournalArchive.open({ directory: mkdtempSync(join(directory, 'empty-')) });
});
afterAll(async () => {
  await archive.close();
  await nothing.close();
  await writer.close();
  rmSync(directory, { recursive: true, force: true });
});

const provinceOf = (plan: NumberingPlan, number: PhoneNumber): string | undefined =>
  PROVINCES.find(({ code }) => provinceKey(code) === plan.provinceOf(number))?.code;

const counted = <T extends object>(rows: readonly T[], count: keyof T): string[] =>
  rows
    .map((row) => JSON.stringify(row, (key, value: unknown) => (key === count ? `n ${value}` : (value ?? null))))
    .sort();

/** One row for each combination, in the order of its words. */
const tallied = <T extends object, N extends string>(rows: readonly T[], name: N): (T & Record<N, number>)[] =>
  [...Map.groupBy(rows, (row) => JSON.stringify(row)).values()].map(
    (same) => ({ ...(same[0] as T), [name]: same.length }) as T & Record<N, number>,
  );

const SPANS = [
  [NOON_MS, NOON_MS + 5 * DAY_MS],
  [NOON_MS + HOUR_MS, NOON_MS + DAY_MS + HOUR_MS],
  [NOON_MS + DAY_MS + 90 * 60_000, NOON_MS + DAY_MS + 2 * HOUR_MS],
  [NOON_MS + 4 * DAY_MS, NOON_MS + 5 * DAY_MS],
] as const;

const within = ({ atMs, attempt }: JournalEntry, [fromMs, toMs]: readonly [number, number]): boolean =>
  attempt.mode === 'attempt' && atMs >= fromMs && atMs < toMs;

describe('decisions of a span, against a count over an array', () => {
  const plain = (span: readonly [number, number], plan: NumberingPlan): DecisionTally[] =>
    tallied(
      truth
        .filter((entry) => within(entry, span))
        .map(({ attempt, decision }) => ({
          province: provinceOf(plan, attempt.callee),
          carrier: decision.carrier,
          decision: decision.decision,
          reason: decision.reason as string,
          category: CATEGORIES.find((category) => categoryBit(category) === decision.categories) ?? 'other',
        })),
      'count',
    );

  it.each([
    [0, PLAN],
    [1, PLAN],
    [2, OTHER_PLAN],
    [3, OTHER_PLAN],
    [0, PLAN],
  ])('by province, carrier, reason and category (span %i)', async (at, plan) => {
    const span = SPANS[at] as readonly [number, number];
    const wanted = plain(span, plan);
    const found = await archive.decisionTallies({ fromMs: span[0], toMs: span[1], provinces: plan.provinceKeys() });
    expect(counted(found, 'count')).toEqual(counted(wanted, 'count'));
    expect(wanted.length > 0).toBe(at !== 3);
  });
});

const LINES: readonly TalliedLine[] = [
  { id: 'line-1', class: 'access', chain: ['carrier-a', 'party-1', 'party-1'] },
  { id: 'line-2', class: 'interconnect', chain: ['carrier-a', 'party-2'] },
  { id: 'line-3', class: 'access', chain: ['carrier-b', 'party-1'] },
].map(
  (line) => ({ ...line, id: asId<LineId>(line.id), chain: line.chain.map((id) => asId<PartyId>(id)) }) as TalliedLine,
);

const SUBJECTS: readonly TalliedSubject[] = [
  { kind: 'number', id: '95555' },
  { kind: 'number', id: '+8613800000009' },
  { kind: 'number', id: '95556' },
  { kind: 'line', id: 'line-1' },
  { kind: 'line', id: 'line-2' },
  { kind: 'line', id: 'line-4' },
  { kind: 'merchant', id: 'merchant-sample-bank' },
  { kind: 'content', id: '话术 2' },
  { kind: 'party', id: 'carrier-a' },
  { kind: 'party', id: 'party-1' },
];

describe('attempts let through in a span, against a count over an array', () => {
  const plain = (question: AttemptQuestion): AttemptTally[] =>
    tallied(
      truth
        .filter((entry) => within(entry, [question.fromMs, question.toMs]) && entry.decision.decision === 'allow')
        .flatMap(({ atMs, attempt, decision }) => {
          const line = question.lines.find(({ id }) => id === attempt.line);
          if (line === undefined) return [];
          const of: Record<TalliedSubject['kind'], readonly (string | undefined)[]> = {
            number: [attempt.caller],
            line: [attempt.line],
            merchant: [decision.merchant],
            content: [attempt.content],
            party: line.chain,
          };
          const province = provinceOf(PLAN, attempt.firstCalled ?? attempt.callee);
          return question.subjects
            .filter(({ kind, id }) => of[kind].includes(id))
            .map((subject) => ({
              subject,
              lineClass: line.class,
              province: province && question.provincesApart.includes(province) ? province : undefined,
              part: question.everyMs === undefined ? 0 : Math.floor((atMs - question.fromMs) / question.everyMs),
            }));
        }),
      'attempts',
    );

  it.each([
    [0, undefined, []],
    [0, DAY_MS, ['330000']],
    [1, HOUR_MS, ['110000', '650000']],
    [2, undefined, ['330000', '440000']],
    [3, undefined, []],
  ])('by subject, class of line, province and part of the span (span %i)', async (at, everyMs, provincesApart) => {
    const [fromMs, toMs] = SPANS[at] as readonly [number, number];
    const base = { fromMs, toMs, everyMs, provincesApart, subjects: SUBJECTS, lines: LINES };
    const question: AttemptQuestion = { ...base, provinces: PLAN.provinceKeys() };
    const wanted = plain(question);
    expect(counted(await archive.attemptTallies(question), 'attempts')).toEqual(counted(wanted, 'attempts'));
    expect(wanted.length > 0).toBe(at !== 3);
  });

  it('asks nothing where there is nobody to ask about, and of no line nothing is counted', async () => {
    const [fromMs, toMs] = SPANS[0];
    const question = { fromMs, toMs, everyMs: undefined, provincesApart: [], provinces: PLAN.provinceKeys() };
    expect(await archive.attemptTallies({ ...question, subjects: [], lines: LINES })).toEqual([]);
    expect(await archive.attemptTallies({ ...question, subjects: SUBJECTS, lines: [] })).toEqual([]);
    expect(await nothing.attemptTallies({ ...question, subjects: SUBJECTS, lines: LINES })).toEqual([]);
    expect(await nothing.decisionTallies({ fromMs, toMs, provinces: PLAN.provinceKeys() })).toEqual([]);
  });
});
