import type { JournalledDecision } from '@wurao/domain';
import { failure, success } from '@wurao/domain';
import type { JournalEntry, JournalWriter } from '@wurao/journal';
import { expect, test } from 'vitest';
import { JournalBatch } from './journal-batch.ts';

const ENTRY = { atMs: 1, attempt: {}, decision: {}, asker: undefined, latencyUs: 0 } as unknown as JournalEntry;
const FULL = failure('journal-unavailable', 'full', { field: '', message: '', remedy: '' });

/** A journal whose disk is full when told so. */
const journalOf = () => {
  const disk = { full: false, flushes: 0 };
  let ids = 0;
  const journal = {
    append: () => ({ id: `d-${++ids}`, sequence: ids }),
    flush: () => {
      disk.flushes++;
      return disk.full ? FULL : success({ records: 1, bytes: 1, last: ids });
    },
  };
  return { disk, journal: journal as unknown as JournalWriter };
};

test('a repeat of what is written is answered at once, whatever the disk says now', async () => {
  const { disk, journal } = journalOf();
  const lost: JournalledDecision[] = [];
  const batch = new JournalBatch(journal, (record) => lost.push(record));
  const first = batch.add(ENTRY);
  expect(await first.written).toBe(first.record);
  disk.full = true;
  const [again, other] = [batch.wait(first.record), batch.add(ENTRY)];
  expect(await again).toBe(first.record);
  expect(await other.written).toBe(FULL);
  expect(lost).toEqual([other.record]);
});

test('a repeat within the turn shares the fate of the first', async () => {
  const { disk, journal } = journalOf();
  const batch = new JournalBatch(journal, () => {});
  disk.full = true;
  const first = batch.add(ENTRY);
  expect(await Promise.all([batch.wait(first.record), first.written])).toEqual([FULL, FULL]);
  expect(disk.flushes).toBe(1);
});
