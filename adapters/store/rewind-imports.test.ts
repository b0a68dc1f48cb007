import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asSequence, type Result } from '@wurao/domain';
import { type ImportBatch, type ImportRecord, NO_COUNTS } from '@wurao/registry';
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { rewindStore } from './rewind.ts';
import { openStore } from './store.ts';

const held = <T>(result: Result<T>): T => {
  if (result.ok) return result.value;
  throw new Error(`${result.code}: ${result.errors.map((e) => e.message).join('; ')}`);
};

const START_MS = Date.UTC(2026, 2, 2, 2);
const IMPORT: ImportRecord = {
  id: 'import-1',
  options: {
    kind: 'complaints',
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
  createdMs: 0,
  updatedMs: 0,
  state: 'running',
  position: 0,
  counts: NO_COUNTS,
  firstSequence: undefined,
  lastSequence: undefined,
  problem: undefined,
};
/** One complaint a batch, all about one number: the second replaces the case of the first. */
const complaintBatch = (position: number): ImportBatch => {
  const said = {
    reported: '95588',
    number: '95588',
    receivedMs: START_MS - 9_000_000,
    channel: 'voice',
    closed: false,
  };
  const thing = { kind: 'importComplaint', complaint: said };
  const rows = JSON.stringify([[position, position + 2, 0, thing]]);
  return { id: 'import-1', position, rows, shapes: '{}', dryRun: false, isLast: false, rowsInFile: 2, badInFile: 0 };
};

const TABLES = ['complaint', 'case_file', 'search_text', 'row_version'];
const rowsIn = (path: string): Readonly<Record<string, unknown[]>> => {
  const db = new Database(path, { readonly: true });
  const rows = TABLES.map((table) => [table, db.prepare(`select * from "${table}" order by 1, 2, 3`).all()]);
  db.close();
  return Object.fromEntries(rows);
};

it('forgets complaints that came later by the file, though another register had received them before', async () => {
  const root = mkdtempSync(join(tmpdir(), 'wurao-rewind-'));
  let nowMs = START_MS;
  const store = held(await openStore({ directory: root, clock: () => nowMs }));
  try {
    held(await store.imports.create({ ...IMPORT, createdMs: nowMs, updatedMs: nowMs }));
    const before: { atMs: number; rows: object }[] = [];
    for (const position of [0, 1]) {
      before.push({ atMs: nowMs, rows: rowsIn(join(root, 'store.sqlite')) });
      nowMs += 1_000;
      held(await store.imports.runBatch(complaintBatch(position)));
    }
    const whole = join(root, 'whole.sqlite');
    held(await store.backup(whole));
    for (const [i, { atMs, rows }] of before.entries()) {
      const copy = join(root, `copy-${i}.sqlite`);
      copyFileSync(whole, copy);
      held(await rewindStore(copy, whole, asSequence(0), atMs));
      expect(rowsIn(copy)).toEqual(rows);
    }
  } finally {
    await store.close();
    rmSync(root, { recursive: true, force: true });
  }
});
