import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mulberry32 } from '@wurao/testkit';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { RowSorter, type StagedRow } from './sort-rows.ts';

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'wurao-sort-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const rowsOf = (count: number): StagedRow[] => {
  const random = mulberry32(7);
  return Array.from({ length: count }, (_, row) => ({
    row,
    line: row + 2,
    number: Math.floor(random() * (count / 2)),
    merchant: row % 3,
    fromMs: row * 1000.5,
    evidence: Math.floor(random() * 2 ** 53),
    leavesContact: row % 2 === 0,
    // Now and then longer than any buffer.
    shape: row % 7 === 0 ? -1 : row % 3,
    tail: `{"words":"${'同意'.repeat(row % 1_000 === 77 ? 200_000 : row % 5)}"}`,
  }));
};

it('gives every row back, whole, in order of number and then of the file, as often as asked', () => {
  const rows = rowsOf(3_000);
  const sorter = new RowSorter(directory, 400);
  for (const row of rows) sorter.add(row);
  const expected = rows.toSorted((a, b) => a.number - b.number || a.row - b.row);
  for (let time = 0; time < 2; time++) {
    let at = 0;
    for (const row of sorter.sorted()) {
      expect(row).toEqual(expected[at++]);
    }
    expect(at).toBe(rows.length);
  }
  expect(sorter.paths.length).toBe(8);
});

it('gives nothing where nothing came', () => {
  expect([...new RowSorter(directory).sorted()]).toEqual([]);
});
