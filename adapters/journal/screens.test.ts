import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBAppender, DuckDBInstance } from '@duckdb/node-api';
import type { PhoneNumber } from '@wurao/domain';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { JournalArchive } from './archive.ts';
import { formatDecisionId, writeDecisionId } from './decision-id.ts';
import { JournalReader, recordsIn } from './reader.ts';
import { asJournalSequence, type JournalEntry } from './record.ts';
import type { Screens } from './screens.ts';
import { seal } from './seal.ts';
import { NOON_MS, someEntries } from './testing/entries.ts';
import { expectValue, TestJournal, write } from './testing/journal.ts';
import { JournalWriter } from './writer.ts';

/** Two frames. */
const ROWS = 2100;
const ASKER = { role: 'admin', party: undefined, keyId: undefined } as const;

/** Screens as a stream writes them: few outcomes, many numbers. */
const screensOf = (entries: readonly JournalEntry[], count: number): Screens => {
  const of = (row: number): JournalEntry => entries[(row * 7) % entries.length] as JournalEntry;
  const rows = Array.from({ length: count }, (_, row) => row);
  return {
    atMs: NOON_MS,
    asker: ASKER,
    run: 'run-1',
    latencyUs: 3,
    count,
    attempts: rows.map((row) => ({ ...of(row).attempt, permit: undefined, callee: numberOf(row) })),
    decisions: rows.map((row) => ({ ...of(row).decision, fact: row as never, counted: false })),
  };
};

/** Mobiles, a code, and a code that is too long for a key. */
const numberOf = (row: number): PhoneNumber =>
  (row % 50 === 7
    ? `95${row}`
    : row % 50 === 9
      ? `1069${'0'.repeat(12)}${row}`
      : `+${8_613_800_000_000 + row}`) as PhoneNumber;

const expected = (screens: Screens): unknown[] =>
  screens.attempts.map((attempt, row) => ({
    atMs: screens.atMs,
    attempt,
    decision: screens.decisions[row],
    asker: ASKER,
    latencyUs: 3,
    run: 'run-1',
  }));
const withoutId = ({ id, sequence, ...rest }: { id: string; sequence: number }): unknown => rest;

describe('frames of screens', () => {
  it('give back each row as it was, between other records, whatever the outcomes', () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.integer({ min: 1, max: 300 }),
        fc.integer({ min: 1, max: 2500 }),
        (seed, kinds, count) => {
          const journal = new TestJournal();
          const entries = someEntries(kinds, seed);
          const screens = screensOf(entries, count);
          const writer = journal.open();
          write(writer, entries.slice(0, 2));
          const before = Math.min(2, kinds);
          expect(writer.appendScreens(screens).first).toBe(before + 1);
          expectValue(writer.flush());
          write(writer, entries.slice(0, 1));
          const records = journal.records();
          expect(records.map(({ sequence }) => sequence)).toEqual(records.map((_, index) => index + 1));
          expect(records.slice(before, -1).map(withoutId)).toEqual(expected(screens));
        },
      ),
      { numRuns: 12 },
    );
  });

  it('are found by the id of a row, and read on from the middle', () => {
    const journal = new TestJournal();
    const screens = screensOf(someEntries(3, 5), 3000);
    const writer = journal.open();
    const { first, epoch } = writer.appendScreens(screens);
    expectValue(writer.flush());
    const reader = new JournalReader('/journal', journal.files);
    for (const row of [0, 1, 2047, 2048, 2999]) {
      const id = formatDecisionId(asJournalSequence(first + row), epoch);
      expect(reader.find(id)).toMatchObject({ id, sequence: first + row, attempt: { callee: numberOf(row) } });
    }
    expect(reader.find(formatDecisionId(asJournalSequence(first + 3000), epoch))).toBeUndefined();
    const rest = [...reader.batchesFrom(first + 2500)].flatMap((batch) => [...recordsIn(batch, first + 2500)]);
    expect(rest).toHaveLength(500);
  });

  it('count for nothing when the write fails, and are torn as a whole', () => {
    const journal = new TestJournal();
    const writer = journal.open();
    write(writer, someEntries(2, 1));
    writer.appendScreens(screensOf(someEntries(3, 5), 100));
    expectValue(writer.flush());
    const [segment = ''] = journal.segments();
    journal.files.truncate(journal.files.openToWrite(segment), (journal.files.size(segment) ?? 0) - 3);
    const again = journal.open();
    expect(journal.records()).toHaveLength(2);
    expect(again.appendScreens(screensOf(someEntries(1, 1), 1)).first).toBe(3);
  });

  it('take a tenth of the room of single records', () => {
    const journal = new TestJournal();
    const writer = journal.open();
    const screens = screensOf(someEntries(1, 3), 2048);
    writer.appendScreens({ ...screens, attempts: screens.attempts.map((one) => ({ ...one, text: undefined })) });
    const { bytes } = expectValue(writer.flush());
    expect(bytes / 2048).toBeLessThan(40);
  });
});

describe('an id as bytes', () => {
  it('is the id as text', () => {
    const target = Buffer.alloc(40);
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
        fc.integer({ min: 1, max: 99_999 }),
        (sequence, epoch) => {
          for (const one of [sequence, sequence % 50_000 || 1, Math.max(1, sequence - 1)]) {
            const end = writeDecisionId(target, 2, one, epoch);
            expect(target.toString('latin1', 2, end)).toBe(formatDecisionId(asJournalSequence(one), epoch));
          }
        },
      ),
    );
  });
});

describe('the archive', () => {
  let directory = '';
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'wurao-screens-'));
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  it('answers the same of screens in segments and in Parquet', async () => {
    const entries = someEntries(5, 11).map((entry) => ({
      ...entry,
      attempt: { ...entry.attempt, mode: 'screen' as const, text: undefined },
    }));
    const screens = screensOf(entries, ROWS);
    const writer = expectValue(JournalWriter.open({ directory, now: () => NOON_MS }));
    write(writer, someEntries(4, 2, fc.constant(NOON_MS)));
    const { first, epoch } = writer.appendScreens(screens);
    expectValue(writer.flush());
    expectValue(writer.roll());
    await writer.close();
    const ask = async () => {
      const archive = await JournalArchive.open({ directory });
      const rows = [0, 7, 9, ROWS - 1];
      const answers = {
        byId: await Promise.all(
          rows.map((row) => archive.byId(formatDecisionId(asJournalSequence(first + row), epoch))),
        ),
        askers: await Promise.all(rows.map((row) => archive.askersOf(numberOf(row)))),
        reasons: await archive.countByReason({ mode: 'screen' }),
        facts: (await archive.archiveFacts()).tailRecords,
        all: 0,
      };
      for await (const record of archive.recordsFrom(1)) answers.all += record.sequence;
      await archive.close();
      return answers;
    };
    const before = await ask();
    expect(before.byId.map((record) => record && withoutId(record))).toEqual(
      [0, 7, 9, ROWS - 1].map((row) => expected(screens)[row]),
    );
    for (const askers of before.askers) expect(askers).toMatchObject([{ screens: 1, role: 'admin' }]);
    expect(before.reasons.reduce((sum, { count }) => sum + count, 0)).toBeGreaterThanOrEqual(ROWS);
    const report = expectValue(await seal({ directory, nowMs: NOON_MS + 86_400_000, openDay: true }));
    expect(report.days).toMatchObject([{ records: ROWS + 4 }]);
    expect(await ask()).toEqual({ ...before, facts: 0 });
  });

  it('answers in full after a look at the tail that failed midway, wherever it did', async () => {
    const writer = expectValue(JournalWriter.open({ directory, now: () => NOON_MS }));
    let rows = 0;
    for (const count of [700, 1500, 300]) {
      write(writer, someEntries(4, count, fc.constant(NOON_MS)));
      writer.appendScreens(screensOf(someEntries(3, count, fc.constant(NOON_MS)), count));
      expectValue(writer.flush());
      rows += 4 + count;
    }
    await writer.close();
    const append = DuckDBAppender.prototype.appendDataChunk;
    let failed = 0;
    for (let failing = 1; failing === failed + 1; failing++) {
      const archive = await JournalArchive.open({ directory });
      let calls = 0;
      const spy = vi.spyOn(DuckDBAppender.prototype, 'appendDataChunk').mockImplementation(function (
        this: DuckDBAppender,
        chunk,
      ) {
        if (++calls === failing) throw new Error('Out of Memory Error: no room');
        append.call(this, chunk);
      });
      const first = await archive.query('SELECT count(*) AS n FROM journal').catch((error: Error) => error.message);
      spy.mockRestore();
      if (typeof first === 'string') failed++;
      const counts = 'SELECT count(*) AS n, count(DISTINCT sequence) AS distinct_n FROM journal';
      expect(await archive.query(counts), `append ${failing} failed`).toEqual([{ n: rows, distinct_n: rows }]);
      await archive.close();
    }
    expect(failed).toBeGreaterThan(4);
  });

  it('reads and seals on files that were written before runs were known', async () => {
    const writer = expectValue(JournalWriter.open({ directory, now: () => NOON_MS }));
    write(writer, someEntries(4, 2, fc.constant(NOON_MS)));
    expectValue(writer.roll());
    const sealing = { directory, openDay: true };
    expectValue(await seal({ ...sealing, nowMs: NOON_MS }));
    const name = readdirSync(directory).find((one) => one.endsWith('.parquet')) ?? '';
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    const path = join(directory, name);
    chmodSync(path, 0o600);
    await connection.run(`CREATE TABLE old AS SELECT * EXCLUDE run FROM read_parquet('${path}')`);
    await connection.run(`COPY old TO '${path}' (FORMAT parquet)`);
    connection.closeSync();
    writer.appendScreens(screensOf(someEntries(2, 3, fc.constant(NOON_MS)), 10));
    expectValue(writer.flush());
    await writer.close();
    const count = async (): Promise<number> => {
      const archive = await JournalArchive.open({ directory });
      let records = 0;
      for await (const _ of archive.recordsFrom(1)) records++;
      for await (const _ of archive.recordsFrom(1, { singleOnly: true })) records += 100;
      expect(await archive.query('SELECT count(*) AS n FROM journal')).toEqual([{ n: 14 }]);
      await archive.close();
      return records;
    };
    expect(await count()).toBe(414);
    const next = expectValue(JournalWriter.open({ directory, now: () => NOON_MS + 86_400_000 }));
    write(next, someEntries(1, 4, fc.constant(NOON_MS + 86_400_000)));
    await next.close();
    expectValue(await seal({ ...sealing, nowMs: NOON_MS + 86_400_000 }));
    expect(readdirSync(directory).filter((one) => one.endsWith('.parquet'))).toHaveLength(1);
  });
});

describe('a segment', () => {
  it('ends at so many records, however little room screens take', () => {
    const journal = new TestJournal();
    const writer = journal.open({ segmentRecords: 3000 });
    for (let round = 0; round < 4; round++) {
      writer.appendScreens(screensOf(someEntries(1, 3), 2000));
      expectValue(writer.flush());
    }
    expect(journal.segments()).toHaveLength(2);
    expect(journal.records()).toHaveLength(8000);
  });
});
