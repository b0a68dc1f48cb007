import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JournalledDecision } from '@wurao/domain';
import { failure, success } from '@wurao/domain';
import { type JournalEntry, JournalWriter, nodeFiles, type OutcomeEntry } from '@wurao/journal';
import { expect, onTestFinished, test } from 'vitest';
import { JournalBatch } from './journal-batch.ts';
import { journalEntry } from './testing/entries.ts';

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

/** A journal of its own, whose disk fails at what a test names. */
const journalOn = (fails: { write: boolean; sync: boolean }) => {
  const directory = mkdtempSync(join(tmpdir(), 'wurao-batch-'));
  const full = (): never => {
    throw Object.assign(new Error('full'), { code: 'ENOSPC', syscall: 'write' });
  };
  const files: typeof nodeFiles = {
    ...nodeFiles,
    write: (...args) => (fails.write ? full() : nodeFiles.write(...args)),
    syncLater: async (file) => (fails.sync ? full() : nodeFiles.syncLater(file)),
  };
  const opened = JournalWriter.open({ directory, files, later: () => {} });
  if (!opened.ok) throw new Error(opened.title);
  const journal = opened.value;
  onTestFinished(async () => {
    await journal.close();
    rmSync(directory, { recursive: true, force: true });
  });
  const { id } = journal.append(journalEntry(1, 0));
  journal.flush();
  const outcome: OutcomeEntry = {
    ...{ decision: id, atMs: 2, source: 'call-record', status: 486 },
    ...{ ringingMs: undefined, answeredMs: undefined, endedMs: undefined, endedBy: undefined },
  };
  return { journal, batch: new JournalBatch(journal, () => {}), outcome };
};

test('outcomes that somebody waits for are on the disk when it is said', async () => {
  const { journal, batch, outcome } = journalOn({ write: false, sync: false });
  expect(journal.journalFacts().syncedSequence).toBe(0);
  expect(await batch.keepOutcomes([outcome, outcome])).toMatchObject({ ok: true });
  expect(journal.journalFacts()).toMatchObject({ flushedSequence: 3, syncedSequence: 3 });
});

test.each(['write', 'sync'] as const)(
  'outcomes whose %s fails are not said to be kept; later ones are',
  async (what) => {
    const fails = { write: false, sync: false };
    const { batch, outcome } = journalOn(fails);
    fails[what] = true;
    expect(await batch.keepOutcomes([outcome])).toMatchObject({ ok: false, code: 'journal-unavailable' });
    fails[what] = false;
    expect(await batch.keepOutcomes([outcome])).toMatchObject({ ok: true });
  },
);

test('a sync under way that fails is not made good by the one after it', async () => {
  const fails = { write: false, sync: true };
  const { journal, batch, outcome } = journalOn(fails);
  const kept = batch.keepOutcomes([outcome]);
  batch.flush();
  const failing = journal.sync();
  fails.sync = false;
  await failing;
  expect(await kept).toMatchObject({ ok: false });
});
