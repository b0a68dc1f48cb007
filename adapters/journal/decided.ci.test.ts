import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { numberKey } from '@wurao/domain';
import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { Database } from './database.ts';
import { DecidedReader } from './decided.ts';
import type { DecidedFilter, DecidedRecord } from './decided-record.ts';
import { nodeFiles } from './files.ts';
import { JournalReader, recordsIn } from './reader.ts';
import type { JournalEntry, JournalRecord } from './record.ts';
import type { Screens } from './screens.ts';
import { seal } from './seal.ts';
import { NOON_MS, someEntries } from './testing/entries.ts';
import { expectValue, write } from './testing/journal.ts';
import { JournalWriter } from './writer.ts';

const MS_PER_DAY = 86_400_000;
const DAYS = 3;
/** Of the folder, to list what there is once. */
const MAX_LOOKS = 4;
const ENTRIES_A_DAY = 700;
const STREAMED_A_DAY = 60;
const ALL: DecidedFilter = { sinceMs: 0, untilMs: Number.MAX_SAFE_INTEGER, mode: undefined };

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

const streamed = (entries: readonly JournalEntry[], atMs: number): Screens => {
  const rows = entries.slice(0, STREAMED_A_DAY);
  const mode = 'screen' as const;
  return {
    atMs,
    asker: undefined,
    run: 'run-1',
    latencyUs: 1,
    count: rows.length,
    attempts: rows.map(({ attempt }) => ({ ...attempt, mode, permit: undefined })),
    decisions: rows.map(({ decision }) => ({ ...decision, counted: false })),
  };
};

/** Days of any entries at all, of which all but the last are sealed. */
const journalOf = async (seed: number): Promise<{ directory: string; records: JournalRecord[] }> => {
  const directory = mkdtempSync(join(tmpdir(), 'wurao-decided-'));
  folders.push(directory);
  let nowMs = NOON_MS;
  const writer = expectValue(JournalWriter.open({ directory, now: () => nowMs }));
  for (let day = 0; day < DAYS; day++) {
    nowMs = NOON_MS + day * MS_PER_DAY;
    const entries = someEntries(ENTRIES_A_DAY, seed + day, fc.integer({ min: nowMs, max: nowMs + 3_600_000 }));
    write(writer, entries);
    // A stream's rows are decided again like any other.
    writer.appendScreens(streamed(entries, nowMs));
    expectValue(writer.flush());
  }
  const records = [...new JournalReader(directory).batchesFrom(1)].flatMap((batch) => [...recordsIn(batch)]);
  await writer.close();
  expectValue(await seal({ directory, nowMs }));
  return { directory, records };
};

const read = async (directory: string, filter: DecidedFilter): Promise<DecidedRecord[]> => {
  const reader = await DecidedReader.open({ directory });
  const found: DecidedRecord[] = [];
  for await (const batch of reader.batches(filter)) found.push(...batch);
  reader.close();
  return found;
};

const KEYS = { callerKey: undefined, calleeKey: undefined };
/** What of a record counts, whichever way it was read: an attempt's id decides nothing, and keys only repeat numbers. */
const said = (record: DecidedRecord): unknown => ({
  ...record,
  attempt: JSON.parse(JSON.stringify({ ...record.attempt, ...KEYS, attemptId: undefined })),
});
const expected = ({ sequence, atMs, attempt, decision }: JournalRecord): unknown => {
  const { reason, wouldBe, step, law, dataVersion, merchant, purpose, categories, fact, counters } = decision;
  const rest = { reason, wouldBe, step, law, dataVersion, merchant, purpose, categories, fact, counters };
  return said({ sequence, epoch: 1, atMs, attempt, decision: decision.decision, ...rest });
};

test.each([1, 2])('columns and segments say what the records say, whatever is in them (seed %i)', async (seed) => {
  const { directory, records } = await journalOf(seed);
  const found = await read(directory, ALL);
  const bySequence = [...found].sort((a, b) => a.sequence - b.sequence);
  expect(bySequence.map(said)).toEqual(records.map(expected));
});

test('keys of a sealed day are those of its numbers', async () => {
  const { directory } = await journalOf(5);
  const attempts = (await read(directory, ALL)).map(({ attempt }) => attempt);
  const keyed = attempts.filter(({ calleeKey }) => calleeKey !== undefined);
  expect(keyed.length).toBeGreaterThan(ENTRIES_A_DAY);
  for (const { callee, calleeKey } of keyed) expect(calleeKey).toBe(numberKey(callee));
  const known = attempts.filter(({ callerKey }) => callerKey !== undefined);
  expect(known.length).toBeGreaterThan(ENTRIES_A_DAY);
  for (const { caller, callerKey } of known) expect(callerKey).toBe(caller && numberKey(caller));
});

test('a sort that runs is broken off, and nothing new is begun', async () => {
  const { directory } = await journalOf(7);
  const database = await Database.open({ directory });
  const beside = await database.beside();
  const long = 'SELECT count(*) AS n FROM range(200000) a, range(200000) b WHERE a.range + b.range < 0';
  const running = [database.rows(long), beside.rows(long)];
  const again = setInterval(() => database.interrupt(), 1);
  // Either may end first: one that nobody waits for yet would be an unhandled rejection.
  await Promise.all(running.map((one) => expect(one).rejects.toThrow(/interrupt/i)));
  clearInterval(again);
  await expect(database.rows('SELECT 1')).rejects.toThrow('Interrupt Error');
  beside.disconnect();
  database.close();
});

test('a sealed day comes by data version, then by sequence', async () => {
  const { directory } = await journalOf(3);
  const firstDay = (await read(directory, ALL)).filter(({ sequence }) => sequence <= ENTRIES_A_DAY);
  const sorted = [...firstDay].sort((a, b) => a.dataVersion - b.dataVersion || a.sequence - b.sequence);
  expect(firstDay.map(({ sequence }) => sequence)).toEqual(sorted.map(({ sequence }) => sequence));
});

test('only the period and the mode, over sealed days and segments', async () => {
  const { directory, records } = await journalOf(4);
  const filter = {
    sinceMs: NOON_MS + 1_800_000,
    untilMs: NOON_MS + 2 * MS_PER_DAY + 1_800_000,
    mode: 'attempt' as const,
  };
  const wanted = records.filter(
    ({ atMs, attempt }) => atMs >= filter.sinceMs && atMs < filter.untilMs && attempt.mode === 'attempt',
  );
  const found = await read(directory, filter);
  expect(found.map(({ sequence }) => sequence as number).sort((a, b) => a - b)).toEqual(
    wanted.map(({ sequence }) => sequence),
  );
  const reader = await DecidedReader.open({ directory });
  expect((await reader.span(filter)).records).toBeGreaterThan(0);
  expect(await reader.span({ ...filter, sinceMs: 1, untilMs: 2 })).toEqual({ records: 0, firstVersion: undefined });
  reader.close();
});

test('a sealed day that cannot be read is a fault at once, not looked for again', async () => {
  const { directory } = await journalOf(6);
  const name = readdirSync(directory).find((one) => one.endsWith('.parquet')) ?? '';
  const path = join(directory, name);
  // There, and no file: DuckDB tells that as it tells a file that was taken away.
  rmSync(path);
  mkdirSync(path);
  let lookedAt = 0;
  const files = {
    ...nodeFiles,
    list: (of: string) => {
      lookedAt += 1;
      return nodeFiles.list(of);
    },
  };
  const reader = await DecidedReader.open({ directory, files });
  const readAll = async () => {
    for await (const _batch of reader.batches(ALL));
  };
  await expect(readAll()).rejects.toThrow();
  const once = lookedAt;
  await expect(reader.span(ALL)).rejects.toThrow();
  expect([once, lookedAt - once]).toEqual([once, once]);
  expect(once).toBeLessThan(MAX_LOOKS);
  reader.close();
});

test('a day of which something was told is not read again when its file goes away', async () => {
  const { directory } = await journalOf(8);
  const sealed = readdirSync(directory).filter((name) => name.endsWith('.parquet'));
  let lookedAt = 0;
  const files = {
    ...nodeFiles,
    list: (of: string) => {
      lookedAt += 1;
      return nodeFiles.list(of);
    },
  };
  const reader = await DecidedReader.open({ directory, files });
  const batches = reader.batches(ALL);
  const { value } = await batches.next();
  expect(value?.length).toBeGreaterThan(0);
  const before = lookedAt;
  for (const name of sealed) rmSync(join(directory, name));
  // As the disk tells of a file that moved: before anything of it was told, the reader would look where it is now.
  const gone = Object.assign(new Error('no such file'), { code: 'ENOENT', syscall: 'open' });
  await expect(batches.throw(gone)).rejects.toBe(gone);
  expect(lookedAt).toBe(before);
  reader.close();
});
