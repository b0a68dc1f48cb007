import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asId, type DecisionId, type PhoneNumber } from '@wurao/domain';
import { asJournalSequence, JournalProgress, readCheckpoint } from '@wurao/journal';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { threadArchive } from './archive-client.ts';

const CALLEE = '+8613800000001' as PhoneNumber;
const FILTER = { decision: undefined, sinceMs: undefined, after: undefined, limit: 10 };
const UNAVAILABLE = {
  ok: false,
  code: 'journal-unavailable',
  errors: [{ remedy: expect.stringContaining('Ask again') }],
};

let directory = '';
const lost: Error[] = [];
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'wurao-archive-'));
  lost.length = 0;
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

test('a thread that dies is told of once, who waits gets a clear answer, and the next question starts another', async () => {
  // Shared memory that the thread cannot use: it dies at its first line.
  const progress = { shared: new SharedArrayBuffer(3) } as unknown as JournalProgress;
  const archive = threadArchive({ directory, progress }, (error) => lost.push(error));
  const asked = [archive.byId(asId<DecisionId>('x')), archive.attemptsOf(CALLEE, FILTER)];
  for (const answer of await Promise.all(asked)) expect(answer).toMatchObject(UNAVAILABLE);
  expect(lost).toHaveLength(1);
  expect(await archive.askersOf(CALLEE, undefined)).toMatchObject(UNAVAILABLE);
  expect(lost).toHaveLength(2);
  await archive.close();
});

test('a question that takes too long is told so, and closing does not wait for it', async () => {
  const archive = threadArchive({ directory, progress: new JournalProgress() }, (error) => lost.push(error), 1);
  expect(await archive.attemptsOf(CALLEE, FILTER)).toMatchObject(UNAVAILABLE);
  await archive.close();
  expect(lost).toEqual([]);
});

test('what counters were is written by the thread, and the bytes are handed over to it, not copied', async () => {
  const archive = threadArchive({ directory, progress: new JournalProgress() }, (error) => lost.push(error));
  const bytes = Uint8Array.of(1, 2, 3, 4, 5).subarray(0, 4);
  expect(await archive.keepState(bytes, asJournalSequence(41))).toMatchObject({ ok: true });
  expect(bytes.length).toBe(0);
  expect(readCheckpoint(directory)).toEqual({ bytes: Buffer.from([1, 2, 3, 4]), sequence: 41 });
  await archive.close();
});
