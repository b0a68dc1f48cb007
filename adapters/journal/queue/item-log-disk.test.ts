// What the disk refuses, loses and spoils.

import { crc32 } from 'node:zlib';
import { expect, test } from 'vitest';
import { body, DIRECTORY, kept, open, settled, texts } from '../testing/item-log-stage.ts';
import { MemoryFiles } from '../testing/memory-files.ts';
import { ItemLog } from './item-log.ts';

test.each(['write', 'sync'] as const)(
  'a %s that fails: what is kept is written with the next batch, beside what was settled with it',
  async (what) => {
    const files = new MemoryFiles();
    const { log, endTurn } = open(files);
    const message = log.put(body('message'));
    endTurn();
    await settled();
    files.fails = (operation) => (operation === what ? 'ENOSPC' : undefined);
    log.settle(message);
    const report = log.keep(body('report'));
    const gone = log.keep(body('kept, and settled before the disk took it'));
    const told = kept(log);
    endTurn();
    log.settle(gone);
    expect(await told).toBe(false);
    expect(new TextDecoder().decode(log.bodyOf(report))).toBe('report');
    files.fails = () => undefined;
    const again = kept(log);
    endTurn();
    expect(await again).toBe(true);
    expect(texts(log)).toEqual(['report']);
    expect(texts(open(files).log)).toEqual(['report']);
  },
);

test('what came while a sync was under way that failed does not count either', async () => {
  const files = new MemoryFiles();
  const { log, endTurn } = open(files);
  let fail: () => void = () => {};
  files.syncLater = () =>
    new Promise((_, reject) => {
      fail = () => reject(Object.assign(new Error('EIO'), { code: 'EIO', syscall: 'fdatasync' }));
    });
  log.put(body('first'));
  const first = kept(log);
  endTurn();
  log.put(body('meanwhile'));
  log.keep(body('ours'));
  const second = kept(log);
  endTurn();
  fail();
  expect([await first, await second]).toEqual([false, false]);
  expect(log.facts()).toMatchObject({ items: 1, syncFailures: 1, failing: 'EIO' });
  files.syncLater = async () => {};
  const again = kept(log);
  endTurn();
  expect(await again).toBe(true);
  expect(texts(open(files).log)).toEqual(['ours']);
});

test('a segment stays until the disk has that the last of it is settled', async () => {
  const files = new MemoryFiles();
  const { log, endTurn } = open(files, { segmentBytes: 64 });
  const message = log.put(body('a'.repeat(60)));
  endTurn();
  await settled();
  const [first] = [...files.inodes.keys()];
  log.put(body('b'.repeat(60)));
  let release: () => void = () => {};
  files.syncLater = () => new Promise((resolve) => (release = resolve));
  endTurn();
  // Written while the sync is under way: on the disk with the next one.
  log.settle(message);
  log.keep(body('report'));
  endTurn();
  release();
  await settled();
  release();
  await settled();
  expect(files.inodes.has(first as string)).toBe(true);
  for (let i = 0; i < 4; i++) {
    release();
    await settled();
  }
  expect(files.inodes.has(first as string)).toBe(false);
});

test('a segment that could not be begun leaves no file behind', async () => {
  const files = new MemoryFiles();
  const { log, endTurn } = open(files, { segmentBytes: 64 });
  const put = async (): Promise<boolean> => {
    log.put(body('x'.repeat(60)));
    const told = kept(log);
    endTurn();
    return told;
  };
  expect(await put()).toBe(true);
  files.fails = (operation) => (operation === 'sync' ? 'EIO' : undefined);
  for (let i = 0; i < 3; i++) expect(await put()).toBe(false);
  expect(files.inodes.size).toBe(1);
});

/** Files of a run that put a, b and c, each in a frame of its own. */
const threeFrames = async (): Promise<readonly [MemoryFiles, string]> => {
  const files = new MemoryFiles();
  const { log, endTurn } = open(files);
  for (const text of ['a', 'b', 'c']) {
    log.put(body(text));
    endTurn();
    await settled();
  }
  await log.close();
  return [files, [...files.inodes.keys()][0] as string];
};
const HEADER = 24;
const FRAME = 8 + 12 + 1;

test('what is written by a newer version is not read, and not removed', async () => {
  const [files, path] = await threeFrames();
  const { bytes } = files.inodes.get(path)!;
  bytes.writeUInt32LE(2, 4);
  bytes.writeUInt32LE(crc32(bytes.subarray(0, 16)), 16);
  expect(ItemLog.open({ directory: DIRECTORY, files })).toMatchObject({ ok: false, code: 'newer-schema' });
  expect(files.inodes.has(path)).toBe(true);
});

test.each([
  ['a frame before others', HEADER + FRAME + 8 + 12, ['a', 'c'], FRAME],
  ['a header before frames', 9, ['a', 'b', 'c'], HEADER],
])(
  '%s that the disk spoilt: all else is read, and the file is set aside when it is done with',
  async (_, at, left, damagedBytes) => {
    const [files, path] = await threeFrames();
    const { bytes } = files.inodes.get(path)!;
    bytes[at] = (bytes[at] as number) ^ 1;
    const { log, endTurn } = open(files);
    expect(texts(log)).toEqual(left);
    expect(log.facts()).toMatchObject({ damagedBytes, cutBytes: 0 });
    for (const { id } of [...log.items()]) log.settle(id);
    endTurn();
    await settled();
    expect([...files.inodes.keys()]).toContain(`${path}.damaged`);
    expect(texts(open(files).log)).toEqual([]);
  },
);

test('the last frame, torn, is that of a run that ended while it wrote', async () => {
  const [files, path] = await threeFrames();
  const inode = files.inodes.get(path)!;
  inode.bytes[HEADER + 3 * FRAME - 1] = 0;
  expect(open(files).log.facts()).toMatchObject({ items: 2, damagedBytes: 0, cutBytes: FRAME });
  inode.bytes = Buffer.from(inode.bytes.subarray(0, HEADER + 2 * FRAME + 5));
  expect(open(files).log.facts()).toMatchObject({ items: 2, damagedBytes: 0, cutBytes: 5 });
});

test('a segment that was written to while a sync was under way is synced again before anybody hears of it', async () => {
  const files = new MemoryFiles();
  const { log, endTurn } = open(files, { segmentBytes: 150 });
  /** Octets of each file that the disk has. */
  const onDisk = new Map<string, number>();
  let release: () => void = () => {};
  files.syncLater = (file) => {
    const path = files.pathOf(file);
    const bytes = files.size(path) ?? 0;
    return new Promise((resolve) => {
      release = () => {
        onDisk.set(path, bytes);
        resolve();
      };
    });
  };
  const drain = async (): Promise<void> => {
    for (let i = 0; i < 6; i++) {
      release();
      await settled();
    }
  };
  log.put(body('a'.repeat(40)));
  endTurn();
  const told: boolean[] = [];
  log.put(body('b'.repeat(40)));
  log.whenKept((isKept) => told.push(isKept));
  endTurn();
  // Rolls: the segment before takes no more.
  log.put(body('c'.repeat(40)));
  endTurn();
  expect(files.inodes.size).toBe(2);
  await drain();
  expect(told).toEqual([true]);
  for (const [path, { bytes }] of files.inodes) expect([path, onDisk.get(path)]).toEqual([path, bytes.length]);
});

test('what the disk gives back at the end is written once more', async () => {
  const files = new MemoryFiles();
  const { log } = open(files);
  let failures = 1;
  files.syncLater = async () => {
    if (failures-- > 0) throw Object.assign(new Error('EIO'), { code: 'EIO', syscall: 'fdatasync' });
  };
  log.put(body('refused'));
  log.keep(body('ours'));
  await log.close();
  expect(texts(open(files).log)).toEqual(['ours']);
});

test('zeros are no batches', async () => {
  const [files, path] = await threeFrames();
  const inode = files.inodes.get(path)!;
  inode.bytes = Buffer.concat([inode.bytes, Buffer.alloc(64)]);
  expect(open(files).log.facts()).toMatchObject({ items: 3, damagedBytes: 0, cutBytes: 64 });
});
