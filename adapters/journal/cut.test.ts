import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asSequence, type PhoneNumber } from '@wurao/domain';
import { afterAll, describe, expect, test } from 'vitest';
import { JournalArchive } from './archive.ts';
import { cutJournal, findCut, measureJournal } from './cut.ts';
import type { JournalRecord } from './record.ts';
import { seal } from './seal.ts';
import { NOON_MS, someEntries } from './testing/entries.ts';
import { BOOT, expectValue, write } from './testing/journal.ts';
import { JournalWriter } from './writer.ts';

const root = mkdtempSync(join(tmpdir(), 'wurao-cut-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const DAY_MS = 86_400_000;
let made = 0;

const open = (directory: string, nowMs: number): JournalWriter =>
  expectValue(JournalWriter.open({ directory, segmentBytes: 3_000, now: () => nowMs, boot: BOOT, later: () => {} }));

/** Two days in several segments and two starts; the first day sealed if so wished; the last record half written. */
const makeJournal = async (isSealed: boolean): Promise<string> => {
  const directory = join(root, `journal-${made++}`);
  const entries = someEntries(30, 7);
  const first = open(directory, NOON_MS);
  write(
    first,
    entries.slice(0, 8).map((entry, i) => ({ ...entry, atMs: NOON_MS + i })),
  );
  write(
    first,
    entries.slice(8, 15).map((entry, i) => ({ ...entry, atMs: NOON_MS + 100 + i })),
  );
  await first.close();
  const second = open(directory, NOON_MS + DAY_MS);
  write(
    second,
    entries.slice(15, 22).map((entry, i) => ({ ...entry, atMs: NOON_MS + DAY_MS + i })),
  );
  write(
    second,
    entries.slice(22, 30).map((entry, i) => ({ ...entry, atMs: NOON_MS + DAY_MS + 100 + i })),
  );
  await second.close();
  if (isSealed) expectValue(await seal({ directory, nowMs: NOON_MS + DAY_MS }));
  return directory;
};

const copyOf = (directory: string): string => {
  const copy = join(root, `copy-${made++}`);
  mkdirSync(copy);
  for (const name of readdirSync(directory)) copyFileSync(join(directory, name), join(copy, name));
  return copy;
};

const recordsIn = async (directory: string): Promise<JournalRecord[]> => {
  const archive = await JournalArchive.open({ directory });
  const records: JournalRecord[] = [];
  for await (const record of archive.recordsFrom(1)) records.push(record);
  await archive.close();
  return records;
};

describe.each([
  ['in segments', false],
  ['with a sealed day', true],
])('a journal %s', (_what, isSealed) => {
  test('cut after any record holds exactly those before, and goes on after them', async () => {
    const whole = await makeJournal(isSealed);
    const all = await recordsIn(whole);
    expect(all).toHaveLength(30);
    for (const upTo of [1, 7, 8, 14, 15, 16, 22, 29, 30]) {
      const directory = copyOf(whole);
      expectValue(await cutJournal(directory, upTo, { epoch: 2 }));
      expect(await recordsIn(directory), `cut after ${upTo}`).toEqual(all.slice(0, upTo));
      const extent = expectValue(await measureJournal(directory));
      expect(extent).toMatchObject({ first: 1, last: upTo, records: upTo, epoch: 2, damagedBytes: 0, tornBytes: 0 });
      expect(extent.lastMs).toBe(all[upTo - 1]?.atMs);
      // What was given out after the cut is not given again: the epoch goes on.
      const writer = open(directory, NOON_MS + 2 * DAY_MS);
      expect(writer.journalFacts()).toMatchObject({ flushedSequence: upTo, epoch: 3 });
      expect(writer.journalFacts().recovery).toMatchObject({ cutBytes: 0, damagedBytes: 0, gap: undefined });
      await writer.close();
    }
  });

  test('says what a cut would be', async () => {
    const whole = await makeJournal(isSealed);
    const all = await recordsIn(whole);
    const versionUpTo = (upTo: number): number =>
      Math.max(...all.slice(0, upTo).map(({ decision }) => decision.dataVersion));
    expect(expectValue(await findCut(whole, { sequence: 20 }))).toEqual({
      sequence: 20,
      atMs: all[19]?.atMs,
      dataVersion: versionUpTo(20),
    });
    expect(expectValue(await findCut(whole, { atMs: NOON_MS + 100 }))).toMatchObject({
      sequence: 9,
      dataVersion: versionUpTo(9),
    });
    expect(expectValue(await findCut(whole, { atMs: NOON_MS - 1 }))).toBeUndefined();
  });
});

test('a record half written goes with the cut, and damage is told', async () => {
  const whole = await makeJournal(false);
  const newest = join(
    whole,
    readdirSync(whole)
      .filter((name) => name.endsWith('.wurao'))
      .sort()
      .at(-1) as string,
  );
  const bytes = readFileSync(newest);
  writeFileSync(newest, bytes.subarray(0, bytes.length - 40));
  expect(expectValue(await measureJournal(whole)).tornBytes).toBeGreaterThan(0);
  expectValue(await cutJournal(whole, Number.MAX_SAFE_INTEGER));
  const extent = expectValue(await measureJournal(whole));
  expect(extent.tornBytes).toBe(0);
  const again = readFileSync(newest);
  again[100] = (again[100] as number) ^ 1;
  writeFileSync(newest, again);
  expect(expectValue(await measureJournal(whole))).not.toEqual(extent);
});

test('an empty journal is cut and measured', async () => {
  const directory = join(root, 'empty');
  mkdirSync(directory);
  expectValue(await cutJournal(directory, 5));
  expect(expectValue(await measureJournal(directory))).toMatchObject({ first: 0, last: 0, records: 0 });
});

test.each([false, true])('frames of screens are cut row by row (day sealed: %s)', async (isSealed) => {
  const whole = join(root, `journal-${made++}`);
  const [before, asked, after] = someEntries(3, 11);
  if (before === undefined || asked === undefined || after === undefined) throw new Error('no entries');
  const count = 40;
  const rows = Array.from({ length: count }, (_, row) => row);
  const first = open(whole, NOON_MS);
  write(first, [{ ...before, atMs: NOON_MS }]);
  first.appendScreens({
    atMs: NOON_MS + 5,
    asker: undefined,
    run: 'run-1',
    latencyUs: 3,
    count,
    attempts: rows.map((row) => ({
      ...asked.attempt,
      permit: undefined,
      callee: `+${8_613_800_000_000 + row}` as PhoneNumber,
    })),
    decisions: rows.map((row) => ({
      ...asked.decision,
      dataVersion: asSequence(Number.MAX_SAFE_INTEGER),
      fact: asSequence(row),
      counted: false,
    })),
  });
  expectValue(first.flush());
  write(first, [{ ...after, atMs: NOON_MS + 9 }]);
  await first.close();
  if (isSealed) {
    await open(whole, NOON_MS + DAY_MS).close();
    expectValue(await seal({ directory: whole, nowMs: NOON_MS + DAY_MS }));
  }
  const all = await recordsIn(whole);
  expect(all).toHaveLength(count + 2);
  expect(expectValue(await measureJournal(whole))).toMatchObject({ first: 1, last: count + 2, records: count + 2 });
  expect(expectValue(await findCut(whole, { atMs: NOON_MS + 5 }))).toMatchObject({
    sequence: count + 1,
    dataVersion: Number.MAX_SAFE_INTEGER,
  });
  for (const upTo of [1, 2, 20, count, count + 1]) {
    const directory = copyOf(whole);
    expectValue(await cutJournal(directory, upTo, { epoch: 1 }));
    expect(await recordsIn(directory), `cut after ${upTo}`).toEqual(all.slice(0, upTo));
    const extent = expectValue(await measureJournal(directory));
    expect(extent).toMatchObject({ first: 1, last: upTo, records: upTo, damagedBytes: 0, tornBytes: 0 });
    const writer = open(directory, NOON_MS + 2 * DAY_MS);
    expect(writer.journalFacts()).toMatchObject({ flushedSequence: upTo });
    expect(writer.journalFacts().recovery).toMatchObject({ cutBytes: 0, damagedBytes: 0, gap: undefined });
    await writer.close();
  }
});
