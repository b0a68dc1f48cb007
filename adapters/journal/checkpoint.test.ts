import { describe, expect, it } from 'vitest';
import { readCheckpoint, writeCheckpoint } from './checkpoint.ts';
import { asJournalSequence } from './record.ts';
import { DIRECTORY } from './testing/journal.ts';
import { MemoryFiles, type Operation } from './testing/memory-files.ts';

const OLD = Buffer.from('the counters as they were');
const NEW = Buffer.from('the counters as they are, a little longer');
const PATH = `${DIRECTORY}/counters.checkpoint`;

const written = (): MemoryFiles => {
  const files = new MemoryFiles();
  expect(writeCheckpoint(DIRECTORY, OLD, asJournalSequence(41), { files }).ok).toBe(true);
  return files;
};

describe('a checkpoint', () => {
  it('comes back with its sequence; others by name; none where there is none', () => {
    const files = written();
    writeCheckpoint(DIRECTORY, NEW, asJournalSequence(42), { files, name: 'recent' });
    expect(readCheckpoint(DIRECTORY, { files })).toEqual({ bytes: OLD, sequence: 41 });
    expect(readCheckpoint(DIRECTORY, { files, name: 'recent' })).toEqual({ bytes: NEW, sequence: 42 });
    expect(readCheckpoint(DIRECTORY, { files, name: 'other' })).toBeUndefined();
  });

  it('is the old or the new one wherever writing fails', () => {
    for (const failing of ['create', 'write', 'sync', 'rename'] satisfies Operation[]) {
      const files = written();
      files.fails = (operation) => (operation === failing ? 'ENOSPC' : undefined);
      const result = writeCheckpoint(DIRECTORY, NEW, asJournalSequence(42), { files });
      expect(result).toMatchObject({ ok: false, code: 'journal-unavailable' });
      expect(readCheckpoint(DIRECTORY, { files })?.sequence).toBe(41);
      files.fails = () => undefined;
      expect(writeCheckpoint(DIRECTORY, NEW, asJournalSequence(42), { files }).ok).toBe(true);
      expect(readCheckpoint(DIRECTORY, { files })).toEqual({ bytes: NEW, sequence: 42 });
    }
  });

  it('is absent when any byte of it is wrong, or it is cut short', () => {
    const files = written();
    const inode = files.inodes.get(PATH)!;
    const good = inode.bytes;
    for (let at = 0; at < good.length; at++) {
      inode.bytes = Buffer.from(good);
      inode.bytes[at] = inode.bytes[at]! ^ 4;
      expect(readCheckpoint(DIRECTORY, { files })).toBeUndefined();
      inode.bytes = good.subarray(0, at);
      expect(readCheckpoint(DIRECTORY, { files })).toBeUndefined();
    }
  });
});
