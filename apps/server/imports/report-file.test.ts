import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type FoundRow, ReportWriter, readReport } from './report-file.ts';

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'wurao-report-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

it('reads a bounded stretch at a time, however few of its rows are asked for', () => {
  const writer = new ReportWriter(directory);
  const error = { field: 'subscriber', column: 1, message: 'm'.repeat(300), remedy: 'r' };
  const rows = Array.from({ length: 3_000 }, (_, row): FoundRow => {
    const state = row === 2_999 ? 'held' : 'bad';
    return { row, line: row + 2, state, patterns: 0, errors: [error] };
  });
  for (const row of rows) writer.add(row);
  writer.close();
  const first = readReport(directory, { state: 'held', from: 0, limit: 10 });
  expect(first.items).toEqual([]);
  expect(first.next).toBeLessThanOrEqual(256 * 1024);
  const found: FoundRow[] = [];
  for (let from: number | undefined = 0; from !== undefined; ) {
    const page = readReport(directory, { state: 'held', from, limit: 10 });
    found.push(...page.items);
    from = page.next;
  }
  expect(found).toEqual([rows[2_999]]);
});
