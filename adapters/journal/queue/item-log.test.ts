import fc from 'fast-check';
import { expect, test } from 'vitest';
import { body, DIRECTORY, kept, open, settled, texts } from '../testing/item-log-stage.ts';
import { MemoryFiles } from '../testing/memory-files.ts';
import { ItemLog } from './item-log.ts';
import type { ItemId } from './item-segment.ts';

test('what was put comes back in its order, what was settled does not', async () => {
  const files = new MemoryFiles();
  const { log, endTurn } = open(files);
  const [a] = ['a', 'b', '', 'd'].map((text) => log.put(body(text)));
  log.settle(a as ItemId);
  const told = kept(log);
  endTurn();
  expect(await told).toBe(true);
  expect(texts(open(files).log)).toEqual(['b', '', 'd']);
});

test('an id is never given twice, also after everything was settled and its segments are gone', async () => {
  const files = new MemoryFiles();
  let last = 0;
  for (let run = 0; run < 3; run++) {
    const { log, endTurn } = open(files);
    const id = log.put(body('x'));
    expect(id).toBeGreaterThan(last);
    last = id;
    log.settle(id);
    endTurn();
    await settled();
    await log.close();
  }
  expect(files.openFiles).toBe(0);
});

test('nobody is told before the disk has it', async () => {
  const files = new MemoryFiles();
  const { log, endTurn } = open(files);
  let release: () => void = () => {};
  files.syncLater = () => new Promise((resolve) => (release = resolve));
  const told: string[] = [];
  log.put(body('a'));
  log.whenKept(() => told.push('a'));
  endTurn();
  log.put(body('b'));
  log.whenKept(() => told.push('b'));
  endTurn();
  log.whenKept(() => told.push('nothing new'));
  endTurn();
  await settled();
  expect(told).toEqual([]);
  release();
  await settled();
  expect(told).toEqual(['a']);
  release();
  await settled();
  expect(told).toEqual(['a', 'b', 'nothing new']);
});

test.each(['write', 'sync'] as const)(
  'a %s that fails: what was put is not kept, what was settled stays settled',
  async (what) => {
    const files = new MemoryFiles();
    const { log, endTurn } = open(files);
    const old = log.put(body('old'));
    endTurn();
    await settled();
    files.fails = (operation) => (operation === what ? 'ENOSPC' : undefined);
    log.settle(old);
    log.put(body('lost'));
    const told = kept(log);
    endTurn();
    expect(await told).toBe(false);
    expect(log.facts()).toMatchObject({ items: 0, failing: 'ENOSPC' });
    files.fails = () => undefined;
    log.put(body('new'));
    const again = kept(log);
    endTurn();
    expect(await again).toBe(true);
    expect(log.facts().failing).toBeUndefined();
    expect(texts(open(files).log)).toEqual(['new']);
  },
);

test('a segment that cannot be begun is begun anew', async () => {
  const files = new MemoryFiles();
  const { log, endTurn } = open(files, { segmentBytes: 64 });
  const put = async (text: string): Promise<boolean> => {
    log.put(body(text));
    const told = kept(log);
    endTurn();
    return told;
  };
  expect(await put('a'.repeat(40))).toBe(true);
  files.fails = (operation) => (operation === 'sync' ? 'EIO' : undefined);
  expect(await put('b'.repeat(40))).toBe(false);
  files.fails = () => undefined;
  expect(await put('c'.repeat(40))).toBe(true);
  expect(texts(open(files).log)).toEqual(['a'.repeat(40), 'c'.repeat(40)]);
});

test('segments go when nothing in them lives, and what lives long is written anew', async () => {
  const files = new MemoryFiles();
  const { log, endTurn } = open(files, { segmentBytes: 1_024 });
  log.put(body('long lived'));
  for (let batch = 0; batch < 100; batch++) {
    const id = log.put(new Uint8Array(512));
    endTurn();
    await settled();
    log.settle(id);
    endTurn();
    await settled();
  }
  expect(log.facts().bytes).toBeLessThan(8 * 1_024);
  expect(texts(open(files).log)).toEqual(['long lived']);
});

/** A log in which one item lives long, and is on the disk. */
const withLongLived = async () => {
  const files = new MemoryFiles();
  const { log, endTurn } = open(files, { segmentBytes: 1_024 });
  log.put(body('long lived'));
  endTurn();
  await settled();
  return { files, log, endTurn };
};

test('more than is written anew at once: all of it goes on, also after a restart, and comes back in its order', async () => {
  const files = new MemoryFiles();
  const segmentBytes = 64 * 1_024;
  let { log, endTurn } = open(files, { segmentBytes });
  const put = Array.from({ length: 2_500 }, (_, i) => String(i));
  for (const text of put) log.put(body(text));
  endTurn();
  for (let batch = 0; batch < 60; batch++) {
    await settled();
    log.settle(log.put(new Uint8Array(segmentBytes / 2)));
    endTurn();
    if (batch % 13 !== 12) continue;
    await settled();
    ({ log, endTurn } = open(files, { segmentBytes }));
  }
  await settled();
  expect(log.facts().bytes).toBeLessThan(8 * segmentBytes);
  expect(texts(log)).toEqual(put);
  expect(texts(open(files).log)).toEqual(put);
});

test('what a full disk does not take anew stays where it was', async () => {
  const { files, log, endTurn } = await withLongLived();
  const write = files.write.bind(files);
  let failed = 0;
  files.write = (file, bytes, ...where) => {
    const isAnew = Buffer.from(bytes).includes('long lived');
    if (isAnew) failed++;
    files.fails = (operation) => (isAnew && operation === 'write' ? 'ENOSPC' : undefined);
    return write(file, bytes, ...where);
  };
  for (let batch = 0; batch < 100; batch++) {
    const id = log.put(new Uint8Array(512));
    endTurn();
    await settled();
    log.settle(id);
    endTurn();
    await settled();
  }
  expect(failed).toBeGreaterThan(1);
  expect(texts(open(files).log)).toContain('long lived');
});

test('a segment stays until the disk has what was written anew of it', async () => {
  const { files, log, endTurn } = await withLongLived();
  /** What the disk has, by path: what is not synced is not there after a power cut. */
  const onDisk = new Map<string, Buffer>();
  const holders = (): string[] => [...onDisk].filter(([, bytes]) => bytes.includes('long lived')).map(([path]) => path);
  const reach = (): void => {
    for (const [path, { bytes }] of files.inodes) onDisk.set(path, Buffer.from(bytes));
  };
  reach();
  const before = holders();
  const losses: string[] = [];
  files.remove = (path) => {
    onDisk.delete(path);
    files.inodes.delete(path);
    if (holders().length === 0) losses.push(path);
  };
  let syncs = 0;
  let last = log.put(new Uint8Array(512));
  // Every sync has something to wait for behind it, and something that is written while it is under way.
  files.syncLater = async () => {
    reach();
    await Promise.resolve();
    if (++syncs > 200) return;
    log.settle(last);
    last = log.put(new Uint8Array(512));
    endTurn();
  };
  endTurn();
  while (syncs <= 200) await settled();
  expect(losses).toEqual([]);
  expect(holders()).not.toEqual(before);
});

test('a directory that cannot be written is a failure that says so', () => {
  const files = new MemoryFiles();
  files.fails = (operation) => (operation === 'create' ? 'EROFS' : undefined);
  expect(ItemLog.open({ directory: DIRECTORY, files })).toMatchObject({ ok: false, code: 'journal-unavailable' });
});

type Step = 'put' | 'settle' | 'end-turn' | 'disk' | 'crash' | 'no-space' | 'space';
const STEPS: Step[] = ['put', 'settle', 'end-turn', 'disk', 'crash', 'no-space', 'space'];

/** A crash of the process: what was written stays, half of the last frame perhaps. */
const crashed = (files: MemoryFiles, cutBytes: number): MemoryFiles => {
  const after = new MemoryFiles();
  for (const [path, { bytes }] of files.inodes) after.inodes.set(path, { bytes: Buffer.from(bytes) });
  const newest = [...after.inodes.keys()].sort().at(-1);
  const inode = newest === undefined ? undefined : after.inodes.get(newest);
  if (inode !== undefined && cutBytes > 0) inode.bytes = Buffer.concat([inode.bytes, Buffer.alloc(cutBytes, 7)]);
  return after;
};

test('a log against a plain list, over full disks and crashes', async () => {
  const steps = fc.array(fc.tuple(fc.constantFrom(...STEPS), fc.nat(20)), { maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(steps, async (taken) => {
      let files = new MemoryFiles();
      let { log, endTurn } = open(files, { segmentBytes: 200 });
      let next = 0;
      // What must be there after a crash, what must not, by its text; all else may be either.
      const must = new Set<string>();
      const gone = new Set<string>();
      const living = new Map<string, ItemId>();
      for (const [step, n] of taken) {
        if (step === 'put') {
          const text = `${next++}`.padEnd(n, '.');
          living.set(text, log.put(body(text)));
          log.whenKept((isKept) => {
            if (!isKept) living.delete(text);
            else if (living.has(text)) must.add(text);
          });
        } else if (step === 'settle') {
          const text = [...living.keys()][n % Math.max(1, living.size)];
          if (text === undefined) continue;
          log.settle(living.get(text) as ItemId);
          living.delete(text);
          must.delete(text);
          log.whenKept((isKept) => isKept && gone.add(text));
        } else if (step === 'end-turn') endTurn();
        else if (step === 'disk') await settled();
        else if (step === 'no-space') files.freeBytes = n;
        else if (step === 'space') files.freeBytes = Number.POSITIVE_INFINITY;
        else {
          await settled();
          files = crashed(files, n);
          ({ log, endTurn } = open(files, { segmentBytes: 200 }));
          const there = texts(log);
          for (const text of must) expect(there).toContain(text);
          for (const text of there) expect(gone).not.toContain(text);
          const numbers = there.map((text) => Number.parseInt(text, 10));
          expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
          living.clear();
          must.clear();
          for (const { id, body: bytes } of log.items()) {
            const text = new TextDecoder().decode(bytes);
            living.set(text, id);
            must.add(text);
          }
        }
      }
    }),
    { numRuns: 300 },
  );
}, 60_000);
