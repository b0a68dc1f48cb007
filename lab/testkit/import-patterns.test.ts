import {
  ContactFilter,
  FirstLook,
  HeavyHitters,
  HOUSE_THRESHOLDS,
  isBeforeTenure,
  PATTERNS,
  type PatternThresholds,
  patternBit,
  patternsIn,
  SecondLook,
  type SortedRow,
  textHash,
} from '@wurao/detectors';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FORGERIES, honestList, type ListedBasis, listWorld } from './import-lists.ts';

const world = listWorld();
const SEED = 20_261_125;

const seenOf = (listed: ListedBasis, row: number): SortedRow => ({
  row,
  merchant: 0,
  number: Number(`86${listed.number}`),
  fromMs: listed.fromMs,
  evidence: textHash(listed.sha256 ?? listed.evidence),
  leavesContact: listed.method === 'voice' || listed.method === 'sms',
});

interface Known {
  readonly contacts?: ContactFilter;
  readonly tenures?: ReadonlyMap<number, number>;
  readonly thresholds?: PatternThresholds;
}

/** The two looks over a list, as the import takes them; patterns by row. */
const patternsOf = (rows: readonly SortedRow[], known: Known = {}): number[] => {
  const thresholds = known.thresholds ?? HOUSE_THRESHOLDS;
  const first = new FirstLook(thresholds);
  for (const row of rows) first.see(row);
  first.finish();
  const found: number[] = new Array<number>(rows.length).fill(-1);
  const { contacts } = known;
  const record = contacts && { filter: contacts, fromMs: 0, toMs: Number.MAX_SAFE_INTEGER };
  const second = new SecondLook<SortedRow>(
    first,
    () => record,
    (row, patterns) => {
      if (found[row.row] !== -1) throw new Error(`row ${row.row} came out twice`);
      const isOld = isBeforeTenure(row.fromMs, known.tenures?.get(row.number), thresholds);
      found[row.row] = patterns | (isOld ? patternBit('before-tenure') : 0);
    },
  );
  for (const row of rows.toSorted((a, b) => a.number - b.number || a.row - b.row)) second.see(row);
  second.finish();
  return found;
};

const listOf = (list: Iterable<ListedBasis>): SortedRow[] => Array.from(list, seenOf);
const shareWith = (found: readonly number[], bit: number): number =>
  found.filter((mask) => (mask & bit) !== 0).length / found.length;

describe('honest lists', () => {
  it.each([1, 2, 3])('seed %i: under one in a thousand of 100,000 rows is flagged', (seed) => {
    const rows = listOf(honestList(world, 100_000, SEED + seed));
    const contacts = new ContactFilter(rows.length);
    // Who said yes on the telephone was on the telephone.
    for (const row of rows) if (row.leavesContact) contacts.add(row.number);
    const found = patternsOf(rows, { contacts });
    expect(found.length).toBe(100_000);
    expect(found).not.toContain(-1);
    expect(shareWith(found, -1)).toBeLessThan(0.001);
  });
});

describe('forged lists', () => {
  const ROWS = 3_000;
  const known: Record<string, (rows: readonly SortedRow[]) => Known> = {
    'before-tenure': (rows) => ({ tenures: new Map(rows.map(({ number }) => [number, Date.UTC(2026, 0, 1)])) }),
    'no-contact': () => {
      const contacts = new ContactFilter(20_000);
      for (const row of listOf(honestList(world, 20_000, 99))) contacts.add(row.number);
      return { contacts };
    },
  };

  it.each(PATTERNS)('%s is caught, also among honest rows', (pattern) => {
    const forged = listOf(FORGERIES[pattern](world, ROWS, SEED));
    const honest = Array.from(honestList(world, 10_000, SEED + 9), seenOf).filter((row) => !row.leavesContact);
    const rows = [...forged, ...honest].map((row, i) => ({ ...row, row: i }));
    const found = patternsOf(rows, known[pattern]?.(forged) ?? {});
    const bit = patternBit(pattern);
    expect(shareWith(found.slice(0, ROWS), bit), 'of the forged').toBeGreaterThan(0.98);
    expect(shareWith(found.slice(ROWS), bit), 'of the honest').toBeLessThan(0.001);
  });

  it('names each pattern by one bit, in the order in which it is stored', () => {
    expect(patternsIn(0b111111)).toEqual(PATTERNS);
    expect(PATTERNS.map(patternBit)).toEqual([1, 2, 4, 8, 16, 32]);
  });
});

const SMALL: PatternThresholds = {
  ...HOUSE_THRESHOLDS,
  oneInstantRows: 3,
  oneDayRows: 3,
  consecutiveNumbers: 3,
  consecutiveStep: 2,
  oneEvidenceRows: 3,
  cadenceRows: 3,
};

/** The patterns of small lists, by looking at everything at once. */
const naive = (rows: readonly SortedRow[]): number[] => {
  const count = <K extends keyof SortedRow>(key: K, value: SortedRow[K]) => rows.filter((r) => r[key] === value).length;
  const numbers = [...new Set(rows.map((row) => row.number))].sort((a, b) => a - b);
  const inRun = new Set<number>();
  for (let from = 0; from + 2 < numbers.length; from++) {
    const run = numbers.slice(from, from + 3);
    const step = (run[1] ?? 0) - (run[0] ?? 0);
    if (step <= 2 && (run[2] ?? 0) - (run[1] ?? 0) === step) for (const number of run) inRun.add(number);
  }
  const inCadence = new Set<number>();
  for (let from = 0; from + 2 < rows.length; from++) {
    const [a, b, c] = rows.slice(from, from + 3) as [SortedRow, SortedRow, SortedRow];
    const stepMs = b.fromMs - a.fromMs;
    if (Math.abs(stepMs) >= 1000 && c.fromMs - b.fromMs === stepMs) for (const row of [a, b, c]) inCadence.add(row.row);
  }
  return rows.map(
    (row) =>
      (count('fromMs', row.fromMs) >= 3 ? patternBit('one-instant') : 0) |
      (inRun.has(row.number) ? patternBit('consecutive-numbers') : 0) |
      (count('evidence', row.evidence) >= 3 ? patternBit('one-evidence') : 0) |
      (inCadence.has(row.row) ? patternBit('regular-cadence') : 0),
  );
};

describe('the looks against looking at everything at once', () => {
  const row = fc.record({
    number: fc.integer({ min: 1000, max: 1030 }),
    fromMs: fc.integer({ min: 1, max: 12 }).map((s) => s * 1500),
    evidence: fc.integer({ min: 1, max: 12 }),
  });

  it('agree on every small list', () => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 40 }), (list) => {
        const rows = list.map((said, i): SortedRow => ({ ...said, row: i, merchant: 0, leavesContact: false }));
        expect(patternsOf(rows, { thresholds: SMALL })).toEqual(naive(rows));
      }),
      { numRuns: 300 },
    );
  });

  it('frequent keys are never counted above the truth, nor below it by more than rows over capacity', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 400 }), (keys) => {
        const capacity = 8;
        const heavy = new HeavyHitters(capacity);
        for (const key of keys) heavy.add(key);
        expect(heavy.size).toBeLessThanOrEqual(2 * capacity);
        for (const key of new Set(keys)) {
          const truth = keys.filter((one) => one === key).length;
          expect(heavy.count(key)).toBeLessThanOrEqual(truth);
          expect(heavy.count(key)).toBeGreaterThanOrEqual(truth - keys.length / capacity);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('a contact on record is always found', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 8_613_000_000_000, max: 8_619_999_999_999 })), (numbers) => {
        const filter = new ContactFilter(numbers.length);
        for (const number of numbers) filter.add(number);
        expect(numbers.every((number) => filter.has(number))).toBe(true);
      }),
    );
  });
});
