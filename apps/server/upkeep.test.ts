import { failure, success } from '@wurao/domain';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Upkeep } from './upkeep.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A house whose journal has so many segments, and that notes what is done to it. */
const houseOf = () => {
  const journal = { segments: 1, full: false };
  const done: string[] = [];
  let sealing: Promise<unknown> = Promise.resolve();
  const named = ['named'];
  const forgotten: string[] = [];
  const lapsing: string[] = [];
  const told: unknown[] = [];
  const parts = {
    config: { snapshotEveryMinutes: 0, retentionMonths: 5 },
    laws: { retentionMonths: () => 0 },
    control: {
      calls: {
        sweep: async () => success(undefined),
        execute: async ({ command }: { command: { kind: string } }) =>
          success({ body: command.kind === 'lapseSanctions' ? { lapsed: lapsing.splice(0) } : {} }),
        ask: async () => success(named),
      },
    },
    attachments: {
      agedBefore: async () => ['named', 'unnamed'],
      forget: async (name: string) => void forgotten.push(name),
    },
    archive: {
      keep: async () => {
        done.push('keep');
        await sealing;
        return success({ sealed: 1, deleted: 0 });
      },
    },
    clock: { nowMs: () => 0 },
    journal: {
      journalFacts: () => ({ segments: journal.segments }),
      roll: () => {
        done.push('roll');
        return journal.full
          ? failure('journal-unavailable', 'full', { field: '', message: '', remedy: '' })
          : success({});
      },
    },
    log: (level: string, what: string, detail: unknown) => {
      if (level === 'info') told.push([what, detail]);
      else done.push(level);
    },
    flush: () => void done.push('flush'),
    lookAtRates: async () => {},
  };
  let keeping: Promise<void> = Promise.resolve();
  const upkeep = new Upkeep(parts as unknown as ConstructorParameters<typeof Upkeep>[0], () => keeping);
  upkeep.start();
  return {
    journal,
    done,
    forgotten,
    lapsing,
    told,
    upkeep,
    keeps: (until: Promise<void>) => {
      keeping = until;
    },
    seals: (until: Promise<unknown>) => {
      sealing = until;
    },
  };
};

test('what an earlier run left is sealed soon, then by the hour, each time after what is decided was written', async () => {
  const { done, upkeep } = houseOf();
  await vi.advanceTimersByTimeAsync(MINUTE_MS);
  expect(done).toEqual(['flush', 'roll', 'keep']);
  await vi.advanceTimersByTimeAsync(HOUR_MS - MINUTE_MS);
  expect(done).toHaveLength(3);
  await vi.advanceTimersByTimeAsync(MINUTE_MS);
  expect(done).toHaveLength(6);
  await upkeep.stop();
});

test('a journal that grows fast is sealed within minutes', async () => {
  const { journal, done, upkeep } = houseOf();
  await vi.advanceTimersByTimeAsync(MINUTE_MS);
  journal.segments += 5;
  await vi.advanceTimersByTimeAsync(MINUTE_MS);
  expect(done.filter((what) => what === 'keep')).toHaveLength(2);
  await vi.advanceTimersByTimeAsync(5 * MINUTE_MS);
  expect(done.filter((what) => what === 'keep')).toHaveLength(2);
  await upkeep.stop();
});

test('a sealing that takes long is not begun a second time', async () => {
  const { journal, done, upkeep, seals } = houseOf();
  const slow = Promise.withResolvers<void>();
  seals(slow.promise);
  await vi.advanceTimersByTimeAsync(MINUTE_MS);
  journal.segments += 50;
  await vi.advanceTimersByTimeAsync(3 * HOUR_MS);
  expect(done.filter((what) => what === 'keep')).toHaveLength(1);
  slow.resolve();
  await vi.advanceTimersByTimeAsync(MINUTE_MS);
  expect(done.filter((what) => what === 'keep')).toHaveLength(2);
  await upkeep.stop();
});

test('a journal that cannot go on is told of, and nothing is sealed', async () => {
  const { journal, done, upkeep } = houseOf();
  journal.full = true;
  await vi.advanceTimersByTimeAsync(MINUTE_MS);
  expect(done).toEqual(['flush', 'roll', 'warn']);
  await upkeep.stop();
});

test('a stop waits for counters that are being written: nothing older is put over what is kept at the end', async () => {
  const { upkeep, keeps } = houseOf();
  let written = (): void => {};
  keeps(
    new Promise((resolve) => {
      written = resolve;
    }),
  );
  await vi.advanceTimersByTimeAsync(5 * MINUTE_MS);
  let isStopped = false;
  const stopping = upkeep.stop().then(() => {
    isStopped = true;
  });
  await vi.advanceTimersByTimeAsync(MINUTE_MS);
  expect(isStopped).toBe(false);
  written();
  await stopping;
  expect(isStopped).toBe(true);
});

test('attachments that nobody names are forgotten by the hour, named ones never', async () => {
  const { forgotten, upkeep } = houseOf();
  await vi.advanceTimersByTimeAsync(HOUR_MS - 1);
  expect(forgotten).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  expect(forgotten).toEqual(['unnamed']);
  await upkeep.stop();
});

test('sanctions whose term is over lapse within a minute, and the log says which', async () => {
  const { lapsing, told, done, upkeep } = houseOf();
  await vi.advanceTimersByTimeAsync(MINUTE_MS);
  expect(told).toEqual([]);
  lapsing.push('sanction-1', 'sanction-2');
  await vi.advanceTimersByTimeAsync(MINUTE_MS);
  await upkeep.stop();
  expect(told).toEqual([['sanctions lapsed', { sanctions: ['sanction-1', 'sanction-2'] }]]);
  expect(done).not.toContain('error');
});
