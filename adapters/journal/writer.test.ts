import { describe, expect, it } from 'vitest';
import { parseDecisionId } from './decision-id.ts';
import { JournalProgress } from './progress.ts';
import { JournalReader } from './reader.ts';
import { readGaps } from './recover.ts';
import { NOON_MS, someEntries } from './testing/entries.ts';
import { DIRECTORY, expectValue, TestJournal, write } from './testing/journal.ts';

const ENTRIES = someEntries(40, 11).map((entry) => ({ ...entry, atMs: NOON_MS }));
const [ONE, TWO, THREE, FOUR] = [ENTRIES.slice(0, 1), ENTRIES.slice(1, 4), ENTRIES.slice(4, 9), ENTRIES.slice(9, 10)];
const DAY_MS = 86_400_000;

describe('writing', () => {
  it('one write a batch; sequences dense; each record found by its id', () => {
    const journal = new TestJournal();
    const writer = journal.open();
    const ids = [...write(writer, ONE), ...write(writer, TWO)];
    expect(journal.files.done.filter((operation) => operation === 'write')).toHaveLength(3);
    expect(journal.records()).toMatchObject([...ONE, ...TWO]);
    expect(journal.records().map((record) => record.sequence)).toEqual([1, 2, 3, 4]);
    const reader = new JournalReader(DIRECTORY, journal.files);
    for (const [index, id] of ids.entries()) expect(reader.find(id)).toMatchObject([...ONE, ...TWO][index]!);
    expect(reader.find('d9-1xx')).toBeUndefined();
  });

  it('an empty batch writes nothing', () => {
    const journal = new TestJournal();
    expect(expectValue(journal.open().flush())).toEqual({ records: 0, bytes: 0, last: 0 });
    expect(journal.files.done).toEqual(['syncDirectory']);
  });

  it('goes on after short writes', () => {
    const journal = new TestJournal();
    journal.files.writeAtMost = 7;
    write(journal.open(), TWO);
    expect(journal.records()).toMatchObject(TWO);
  });

  it('begins a new segment when one is full, and with the day in China', () => {
    const journal = new TestJournal();
    const writer = journal.open({ segmentBytes: 600 });
    for (const entry of ENTRIES) write(writer, [entry]);
    expect(journal.segments().length).toBeGreaterThan(3);
    const big = journal.open({ segmentBytes: 1e9 });
    write(big, [{ ...ENTRIES[0]!, atMs: Date.parse('2026-03-02T15:59:59.999Z') }]);
    const before = journal.segments().length;
    write(big, [{ ...ENTRIES[0]!, atMs: Date.parse('2026-03-02T16:00:00.000Z') }]);
    write(big, [{ ...ENTRIES[0]!, atMs: Date.parse('2026-03-02T15:59:59.999Z') }]);
    expect(journal.segments()).toHaveLength(before + 1);
    expect(journal.segments().at(-1)).toContain('2026-03-03');
    expect(journal.records()).toHaveLength(ENTRIES.length + 3);
  });

  it('publishes how far it is', async () => {
    const journal = new TestJournal();
    const progress = new JournalProgress();
    const writer = journal.open({ progress });
    write(writer, TWO);
    expect([progress.flushed, progress.synced]).toEqual([3, 0]);
    await writer.sync();
    expect([progress.flushed, progress.synced]).toEqual([3, 3]);
    const behind = new JournalProgress();
    behind.publishFlushed(2);
    const seen = [...new JournalReader(DIRECTORY, journal.files, behind).batchesFrom(1)].flatMap(
      ({ records }) => records,
    );
    expect(seen).toHaveLength(2);
  });

  it('refuses use against its order', async () => {
    const writer = new TestJournal().open();
    writer.append(ENTRIES[0]!);
    expect(() => writer.roll()).toThrow('between');
    await writer.close();
    expect(() => writer.append(ENTRIES[0]!)).toThrow('closed');
  });
});

describe('syncing', () => {
  it('follows each write, tells its lag and leaves nothing open', async () => {
    const journal = new TestJournal();
    const writer = journal.open({ segmentBytes: 600 });
    write(writer, ONE);
    journal.nowMs += 7;
    expect(writer.journalFacts()).toMatchObject({ flushedSequence: 1, syncedSequence: 0, syncLagMs: 7 });
    expect(writer.journalFacts().unsyncedBytes).toBeGreaterThan(0);
    journal.elapse();
    await writer.sync();
    expect(writer.journalFacts()).toMatchObject({
      syncedSequence: 1,
      syncLagMs: 0,
      unsyncedBytes: 0,
      failing: undefined,
    });
    for (const entry of ENTRIES) write(writer, [entry]);
    await writer.close();
    expect(writer.journalFacts()).toMatchObject({ syncedSequence: ENTRIES.length + 1, unsyncedBytes: 0 });
    expect(journal.files.openFiles).toBe(0);
  });

  it('counts what is written while the disk works as unsynced', async () => {
    const journal = new TestJournal();
    const writer = journal.open();
    write(writer, ONE);
    const syncing = writer.sync();
    write(writer, TWO);
    await syncing;
    expect(writer.journalFacts()).toMatchObject({ flushedSequence: 4, syncedSequence: 1 });
    journal.elapse();
    await writer.sync();
    expect(writer.journalFacts()).toMatchObject({ syncedSequence: 4, unsyncedBytes: 0 });
  });

  it('that fails leaves the segment behind and records the possible loss', async () => {
    const journal = new TestJournal();
    const writer = journal.open();
    write(writer, ONE);
    journal.files.fails = (operation) => (operation === 'sync' ? 'EIO' : undefined);
    await writer.sync();
    expect(writer.journalFacts()).toMatchObject({ syncFailures: 1, syncedSequence: 0, failing: 'EIO' });
    journal.files.fails = () => undefined;
    write(writer, TWO);
    await writer.sync();
    expect(journal.segments()).toHaveLength(2);
    expect(journal.records()).toMatchObject([...ONE, ...TWO]);
    expect(readGaps(DIRECTORY, journal.files)).toMatchObject([{ afterSequence: 0, end: 'sync-failed' }]);
  });
});

describe('a full disk', () => {
  it('fails the batch by type, leaves no half record and goes on by itself', () => {
    const journal = new TestJournal();
    const writer = journal.open();
    write(writer, TWO);
    const [path] = journal.segments();
    const good = Buffer.from(journal.files.inodes.get(path!)!.bytes);
    for (const freeBytes of [0, 1, 50, 300, 700]) {
      journal.files.freeBytes = freeBytes;
      for (const entry of THREE) writer.append(entry);
      const flushed = writer.flush();
      expect(flushed).toMatchObject({
        ok: false,
        code: 'journal-unavailable',
        errors: [{ message: expect.stringContaining('ENOSPC') }],
      });
      expect(journal.files.inodes.get(path!)!.bytes).toEqual(good);
      expect(journal.files.freeBytes).toBe(freeBytes);
    }
    expect(writer.journalFacts()).toMatchObject({ flushedSequence: 3, writeFailures: 5, failing: 'ENOSPC' });
    journal.files.freeBytes = Number.POSITIVE_INFINITY;
    write(writer, FOUR);
    expect(journal.records()).toMatchObject([...TWO, ...FOUR]);
    expect(writer.journalFacts()).toMatchObject({ flushedSequence: 4, failing: undefined });
  });

  it('from the first batch on, and at every point of beginning a segment', () => {
    for (let freeBytes = 0; freeBytes < 90; freeBytes++) {
      const journal = new TestJournal();
      const writer = journal.open();
      journal.files.freeBytes = freeBytes;
      writer.append(ENTRIES[0]!);
      expect(writer.flush().ok).toBe(false);
      journal.files.freeBytes = Number.POSITIVE_INFINITY;
      write(writer, TWO);
      expect(journal.records()).toMatchObject(TWO);
    }
  });

  it('whose half record cannot even be cut off: a new segment, and the rest does not count', () => {
    const journal = new TestJournal();
    const writer = journal.open();
    write(writer, ONE);
    journal.files.freeBytes = 2000;
    journal.files.fails = (operation) => (operation === 'truncate' ? 'EIO' : undefined);
    for (const entry of ENTRIES) writer.append(entry);
    expect(writer.flush().ok).toBe(false);
    journal.files.freeBytes = Number.POSITIVE_INFINITY;
    const ids = write(writer, TWO);
    expect(journal.segments()).toHaveLength(2);
    expect(journal.records()).toMatchObject([...ONE, ...TWO]);
    expect(new JournalReader(DIRECTORY, journal.files).find(ids[0]!)).toMatchObject(TWO[0]!);
    journal.files.fails = () => undefined;
    expect(expectValue(new TestJournal(journal.files).tryOpen()).journalFacts().flushedSequence).toBe(4);
  });

  it('other errors of the disk are the same failure; a programmer error is thrown', () => {
    const journal = new TestJournal();
    const writer = journal.open();
    journal.files.fails = (operation) => (operation === 'write' ? 'EIO' : undefined);
    writer.append(ENTRIES[0]!);
    expect(writer.flush()).toMatchObject({ ok: false, code: 'journal-unavailable' });
    journal.files.fails = () => {
      throw new TypeError('wrong');
    };
    writer.append(ENTRIES[0]!);
    expect(() => writer.flush()).toThrow(TypeError);
  });
});

describe('ids over restarts', () => {
  it('never repeat, even where power loss took the records', () => {
    const journal = new TestJournal();
    const seen = new Set<string>();
    for (let start = 0; start < 4; start++) {
      const writer = journal.open();
      for (const id of write(writer, TWO)) {
        expect(seen.has(id)).toBe(false);
        seen.add(id);
      }
      // Power loss: what was written after the header is gone.
      const newest = journal.files.inodes.get(journal.segments().at(-1)!)!;
      newest.bytes = newest.bytes.subarray(0, 64);
    }
    expect([...seen].map((id) => parseDecisionId(id)?.sequence)).toEqual([1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3]);
    expect(new JournalReader(DIRECTORY, journal.files).find([...seen][0]!)).toBeUndefined();
  });

  it('a roll lets the next day begin without traffic', () => {
    const journal = new TestJournal();
    const writer = journal.open();
    write(writer, ONE);
    journal.nowMs += DAY_MS;
    expectValue(writer.roll());
    expectValue(writer.roll());
    expect(journal.segments()).toHaveLength(2);
    expect(journal.segments().at(-1)).toContain('2026-03-03');
  });
});
