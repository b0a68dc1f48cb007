import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Cell, hideSmall, SMALL_NUMBER, type Sum } from './hide-small.ts';
import { isCombination } from './testing/combination.ts';

/** By another way than the product's. */
const followsFrom = (key: string, hidden: readonly string[], sums: readonly Sum[]): boolean => {
  const rows = sums.map(({ total, parts }) =>
    hidden.map((one) => (parts.includes(one) ? 1 : 0) - (total === one ? 1 : 0)),
  );
  return isCombination(
    hidden.map((one) => (one === key ? 1 : 0)),
    rows,
  );
};

interface Table {
  readonly cells: readonly Cell[];
  readonly sums: readonly Sum[];
}

/** Rows by columns with their totals, and groups of neighbouring columns between. */
const tableOf = (counts: readonly (readonly number[])[]): Table => {
  const columns = counts[0]?.length ?? 0;
  const all = counts.map((row) => [...row, row.reduce((a, b) => a + b, 0), (row[0] ?? 0) + (row[1] ?? 0)]);
  all.push(Array.from({ length: columns + 2 }, (_, c) => all.reduce((sum, row) => sum + (row[c] ?? 0), 0)));
  const key = (r: number, c: number): string => `${r}/${c}`;
  const last = counts.length;
  const cells = all.flatMap((row, r) => row.map((value, c) => ({ key: key(r, c), value })));
  const range = (count: number): number[] => Array.from({ length: count }, (_, at) => at);
  const sums = [
    ...range(last + 1).map((r) => ({ total: key(r, columns), parts: range(columns).map((c) => key(r, c)) })),
    ...range(last + 1).map((r) => ({ total: key(r, columns + 1), parts: [key(r, 0), key(r, 1)] })),
    ...range(columns + 2).map((c) => ({ total: key(last, c), parts: range(last).map((r) => key(r, c)) })),
  ];
  return { cells, sums };
};

const TABLES = fc
  .tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 2, max: 6 }))
  .chain(([rows, columns]) => {
    const count = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 9 }), fc.integer({ min: 10, max: 500 }));
    const row = fc.array(count, { minLength: columns, maxLength: columns });
    return fc.array(row, { minLength: rows, maxLength: rows });
  })
  .map(tableOf);

const isSmall = (value: number): boolean => value > 0 && value < SMALL_NUMBER;

describe('small numbers', () => {
  it('are hidden, and nothing that is shown gives one away', () => {
    fc.assert(
      fc.property(TABLES, ({ cells, sums }) => {
        const hidden = hideSmall(cells, sums);
        for (const { key, value } of cells) {
          if (!isSmall(value)) continue;
          expect(hidden).toContain(key);
          expect(followsFrom(key, [...hidden], sums), key).toBe(false);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('are not given away as the sum of a few either', () => {
    fc.assert(
      fc.property(TABLES, ({ cells, sums }) => {
        const hidden = hideSmall(cells, sums);
        const valueAt = new Map(cells.map(({ key, value }) => [key, value]));
        for (const { total, parts } of sums) {
          const gone = parts.filter((part) => hidden.has(part));
          if (gone.length === 0 || hidden.has(total)) continue;
          const together = gone.reduce((sum, part) => sum + (valueAt.get(part) ?? 0), 0);
          expect(together, total).toBeGreaterThanOrEqual(SMALL_NUMBER);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('hides nothing where nothing is small, and zero is no small number', () => {
    const { cells, sums } = tableOf([
      [0, 20, 30],
      [10, 0, 400],
    ]);
    expect([...hideSmall(cells, sums)]).toEqual([]);
  });

  it('hides the cheapest others: one more in the row, the column, and where they cross', () => {
    const { cells, sums } = tableOf([
      [500, 100, 3, 40],
      [600, 200, 70, 50],
      [700, 300, 80, 900],
    ]);
    expect([...hideSmall(cells, sums)].sort()).toEqual(['0/2', '0/3', '1/2', '1/3']);
  });

  it('rather takes larger ones that close a square than smaller ones that open another', () => {
    const { cells, sums } = tableOf([
      [3, 60, 50, 900],
      [70, 4, 900, 55],
      [500, 600, 700, 800],
    ]);
    expect([...hideSmall(cells, sums)].sort()).toEqual(['0/0', '0/1', '1/0', '1/1']);
  });

  it('finds what only two sums together give away', () => {
    // Two pairs of rows and columns with two hidden each, joined by one hidden cell: every line has two or three.
    const big = 100;
    const counts = [
      [20, 20, big, big],
      [20, 20, 5, big],
      [big, big, 20, 20],
      [big, big, 20, 20],
    ];
    const { cells, sums } = tableOf(counts);
    const settled = new Set(['0/0', '0/1', '1/0', '1/1', '2/2', '2/3', '3/2', '3/3']);
    const given = cells.map((cell) => (settled.has(cell.key) ? { ...cell, settled: 'hidden' as const } : cell));
    const before = [...settled, '1/2'];
    expect(followsFrom('1/2', before, sums)).toBe(true);
    const hidden = hideSmall(given, sums);
    expect(hidden.size).toBeGreaterThan(before.length);
    expect(followsFrom('1/2', [...hidden], sums)).toBe(false);
  });

  it('leaves what is settled as it is, and hides more of the rest for its sake', () => {
    const sums = [{ total: 'quarter', parts: ['april', 'may', 'june'] }];
    const cells: Cell[] = [
      { key: 'april', value: 3, settled: 'hidden' },
      { key: 'may', value: 20, settled: 'shown' },
      { key: 'june', value: 30, settled: 'shown' },
      { key: 'quarter', value: 53 },
    ];
    expect([...hideSmall(cells, sums)].sort()).toEqual(['april', 'quarter']);
  });
});
