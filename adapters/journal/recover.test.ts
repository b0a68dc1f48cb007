import { describe, expect, it } from 'vitest';
import { BatchEncoder } from './encode.ts';
import { asJournalSequence } from './record.ts';
import { readGaps } from './recover.ts';
import { SEGMENT_VERSION } from './segment.ts';
import { NOON_MS, someEntries } from './testing/entries.ts';
import { BOOT, DIRECTORY, expectValue, TestJournal, write } from './testing/journal.ts';
import { MemoryFiles } from './testing/memory-files.ts';

const ENTRIES = someEntries(6, 21).map((entry) => ({
  ...entry,
  atMs: NOON_MS,
  attempt: { ...entry.attempt, text: undefined },
}));

/** What a killed process left: its only segment, and where its records end. */
const killed = (): { bytes: Buffer; path: string; ends: number[] } => {
  const journal = new TestJournal();
  const writer = journal.open();
  const path = (): string => journal.segments()[0] ?? '';
  const ends = [64];
  for (const entry of ENTRIES) {
    write(writer, [entry]);
    ends.push(journal.files.inodes.get(path())!.bytes.length);
  }
  return { bytes: journal.files.inodes.get(path())!.bytes, path: path(), ends };
};

const onDisk = (path: string, bytes: Buffer): TestJournal => {
  const files = new MemoryFiles();
  files.inodes.set(path, { bytes: Buffer.from(bytes) });
  return new TestJournal(files);
};

const LEFT = killed();

describe('a start after an unclean end', () => {
  it('keeps every whole record and cuts the torn one, at every byte of it', () => {
    const from = LEFT.ends.at(-2)!;
    for (let size = from; size < LEFT.bytes.length; size++) {
      const journal = onDisk(LEFT.path, LEFT.bytes.subarray(0, size));
      const writer = journal.open();
      expect(writer.journalFacts().recovery).toMatchObject({
        end: 'killed',
        cutBytes: size - from,
        damagedBytes: 0,
        last: 5,
      });
      expect(journal.records()).toMatchObject(ENTRIES.slice(0, 5));
      write(writer, ENTRIES.slice(0, 1));
      expect(journal.records().map((record) => record.sequence)).toEqual([1, 2, 3, 4, 5, 6]);
    }
  });

  it('cuts zeros that the file system left behind', () => {
    const journal = onDisk(LEFT.path, Buffer.concat([LEFT.bytes, Buffer.alloc(5000)]));
    expect(journal.open().journalFacts().recovery).toMatchObject({ cutBytes: 5000, last: 6 });
    expect(journal.records()).toMatchObject(ENTRIES);
  });

  it('steps over a damaged record in the middle, whichever bit it is, and says so', () => {
    const [start, end] = [LEFT.ends[2]!, LEFT.ends[3]!];
    for (let at = start; at < end; at++) {
      const bytes = Buffer.from(LEFT.bytes);
      bytes[at] = bytes[at]! ^ (1 << (at % 8));
      const journal = onDisk(LEFT.path, bytes);
      const { recovery } = journal.open().journalFacts();
      expect(recovery).toMatchObject({
        cutBytes: 0,
        damagedBytes: end - start,
        last: 6,
        gap: { damagedBytes: end - start },
      });
      expect(journal.records().map((record) => record.sequence)).toEqual([1, 2, 4, 5, 6]);
    }
  });

  it('does not take a record that a text carried for one of ours', () => {
    const encoder = new BatchEncoder();
    encoder.add(asJournalSequence(7), ENTRIES[0]!);
    // The best an outsider can do: a whole frame, but without the segment's salt.
    const forged = Buffer.from(encoder.finish(0));
    const journal = onDisk(LEFT.path, Buffer.concat([LEFT.bytes, Buffer.from([9, 9, 9]), forged]));
    expect(journal.open().journalFacts().recovery).toMatchObject({ cutBytes: forged.length + 3, last: 6 });
  });

  it('closes what it mended: the next start finds a clean end', () => {
    const journal = onDisk(LEFT.path, LEFT.bytes.subarray(0, -3));
    journal.open();
    expect(journal.open().journalFacts().recovery).toMatchObject({ end: 'closed', cutBytes: 0, last: 5 });
  });

  it('goes on although the disk is full', () => {
    const journal = onDisk(LEFT.path, LEFT.bytes.subarray(0, -3));
    journal.files.freeBytes = 0;
    journal.files.fails = (operation) => (operation === 'write' ? 'ENOSPC' : undefined);
    const writer = journal.open({ boot: 'c'.repeat(32) });
    writer.append(ENTRIES[0]!);
    expect(writer.flush()).toMatchObject({ ok: false, code: 'journal-unavailable' });
    journal.files.fails = () => undefined;
    journal.files.freeBytes = 1e6;
    write(writer, ENTRIES.slice(0, 1));
    expect(journal.records()).toHaveLength(6);
    expect(readGaps(DIRECTORY, journal.files)).toHaveLength(1);
  });
});

describe('a gap', () => {
  it('is recorded when the machine went down, with where and since when', () => {
    const journal = onDisk(LEFT.path, LEFT.bytes);
    journal.nowMs += 60_000;
    const { recovery } = journal.open({ boot: 'c'.repeat(32) }).journalFacts();
    const gap = { afterSequence: 6, afterMs: NOON_MS, reopenedAtMs: NOON_MS + 60_000, end: 'machine-down' };
    expect(recovery).toMatchObject({ end: 'machine-down', gap });
    expect(readGaps(DIRECTORY, journal.files)).toMatchObject([gap]);
    journal.open();
    expect(readGaps(DIRECTORY, journal.files)).toHaveLength(1);
  });

  it('is assumed where the machine does not tell its runs apart', () => {
    const journal = onDisk(LEFT.path, LEFT.bytes);
    expect(journal.open({ boot: '' }).journalFacts().recovery.end).toBe('machine-down');
  });

  it('is none after a killed process or a clean end', async () => {
    const journal = onDisk(LEFT.path, LEFT.bytes);
    const writer = journal.open({ boot: BOOT });
    expect(writer.journalFacts().recovery).toMatchObject({ end: 'killed', gap: undefined });
    write(writer, ENTRIES);
    await writer.close();
    const { recovery } = journal.open({ boot: 'c'.repeat(32) }).journalFacts();
    expect(recovery).toMatchObject({ end: 'closed', gap: undefined, last: 12 });
  });
});

describe('what is not ours to change', () => {
  it('a newer format is refused by name', () => {
    const bytes = Buffer.from(LEFT.bytes);
    bytes.writeUInt16LE(SEGMENT_VERSION + 1, 8);
    const opened = onDisk(LEFT.path, bytes).tryOpen();
    expect(opened).toMatchObject({ ok: false, code: 'newer-schema', errors: [{ field: LEFT.path.split('/').at(-1) }] });
  });

  it('a segment without a header is set aside, an empty one removed', () => {
    const bytes = Buffer.from(LEFT.bytes);
    bytes[30] = bytes[30]! ^ 1;
    const journal = onDisk(LEFT.path, bytes);
    expect(journal.open().journalFacts().recovery).toMatchObject({ damagedBytes: bytes.length, last: 0 });
    expect([...journal.files.inodes.keys()].some((path) => path.endsWith('.damaged'))).toBe(true);
    const torn = onDisk(LEFT.path, bytes.subarray(0, 20));
    expect(torn.open().journalFacts().recovery).toMatchObject({ cutBytes: 20, damagedBytes: 0 });
    expect(torn.segments()).toEqual([]);
  });

  it('a disk that does not read is a typed failure', () => {
    const journal = onDisk(LEFT.path, LEFT.bytes);
    journal.files.fails = (operation) => (operation === 'sync' ? 'EIO' : undefined);
    expect(expectValue(new TestJournal().tryOpen())).toBeDefined();
    expect(journal.tryOpen()).toMatchObject({ ok: false, code: 'journal-unavailable' });
  });
});
