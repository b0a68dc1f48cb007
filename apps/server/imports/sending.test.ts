import { failure, success } from '@wurao/domain';
import { type ImportBatch, type ImportBatchOutcome, NO_COUNTS, NO_SHAPE, ShapeBook } from '@wurao/registry';
import { expect, it } from 'vitest';
import { Pace } from './pace.ts';
import { Sending } from './sending.ts';

/** A store that takes batches in step, and is away when told so. */
const storeAway = (isAway: (call: number) => boolean) => {
  const calls: number[] = [];
  let position = 0;
  const runBatch = async (batch: ImportBatch) => {
    calls.push(batch.position);
    if (isAway(calls.length)) return failure('store-unavailable', 'The store does not answer');
    const rows = (JSON.parse(batch.rows) as unknown[]).length;
    if (batch.position > position) return failure('conflict', 'The import is not there yet');
    position = Math.max(position, batch.position + rows);
    return success<ImportBatchOutcome>({ position, tookMs: 1, counts: { ...NO_COUNTS, stated: position }, found: [] });
  };
  return { calls, runBatch, stated: () => position };
};

const rows = (first: number, count: number) =>
  Array.from({ length: count }, (_, i) => ({
    row: {
      row: first + i,
      line: 0,
      number: 1,
      shape: NO_SHAPE,
      tail: '{}',
      merchant: 0,
      fromMs: 0,
      evidence: 0,
      leavesContact: false,
    },
    patterns: 0,
  }));

const sent = async (isAway: (call: number) => boolean, isStopped = () => false) => {
  const store = storeAway(isAway);
  const waits: number[] = [];
  const wait = async (ms: number): Promise<void> => void waits.push(ms);
  const of = { dryRun: false, rows: 9, bad: 0, shapes: new ShapeBook() };
  const sending = new Sending({ id: 'import-1', calls: store, wait, isStopped }, new Pace(), of);
  for (const first of [0, 3, 6]) await sending.send(first, rows(first, 3), first === 6);
  await sending.settle();
  return { store, waits, sending };
};

it('goes on where it stands when the store was away for a while', async () => {
  const { store, waits, sending } = await sent((call) => call === 1 || call === 3);
  expect(store.stated()).toBe(9);
  expect(sending.counts.stated).toBe(9);
  expect(waits).toEqual([1_000, 2_000]);
});

it('gives up after two minutes, and at once when it is stopped', async () => {
  await expect(sent(() => true)).rejects.toThrow('The store does not answer');
  await expect(
    sent(
      () => true,
      () => true,
    ),
  ).rejects.toThrow('The store does not answer');
});

it('takes every other failure for what it is', async () => {
  const store = storeAway(() => false);
  const of = { dryRun: false, rows: 9, bad: 0, shapes: new ShapeBook() };
  const sending = new Sending(
    { id: 'import-1', calls: store, wait: async () => {}, isStopped: () => false },
    new Pace(),
    of,
  );
  await sending.send(3, rows(3, 3), true);
  await expect(sending.settle()).rejects.toThrow('not there yet');
  expect(store.calls).toEqual([3]);
});
