import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { takeLock } from './lock.ts';

test('in a directory that others may read, what is written is still for its owner alone', () => {
  const before = process.umask(0o022);
  const directory = mkdtempSync(join(tmpdir(), 'wurao-lock-'));
  chmodSync(directory, 0o755);
  const lock = takeLock(directory);
  writeFileSync(join(directory, 'store.sqlite'), '');
  const open = readdirSync(directory).filter((name) => (statSync(join(directory, name)).mode & 0o077) !== 0);
  if (lock.ok) lock.value.release();
  process.umask(before);
  rmSync(directory, { recursive: true });
  expect(open).toEqual([]);
});

const refusalOf = (directory: string) => {
  const taken = takeLock(directory);
  if (!taken.ok) return { code: taken.code, ...taken.errors[0] };
  taken.value.release();
  return undefined;
};

test('a directory is made with its parents, and a file in the way is said', () => {
  const root = mkdtempSync(join(tmpdir(), 'wurao-lock-'));
  expect(refusalOf(join(root, 'a', 'b'))).toBeUndefined();
  expect(statSync(join(root, 'a', 'b')).mode & 0o777).toBe(0o700);
  const file = join(root, 'file');
  writeFileSync(file, '');
  for (const directory of [file, join(file, 'below')]) {
    expect(refusalOf(directory)).toMatchObject({ code: 'store-unavailable', message: expect.stringMatching('EEXIST') });
  }
  rmSync(root, { recursive: true });
});

// Node's own recursive mkdir goes round for ever there.
test('a parent that takes no directory ends the start', () => {
  // Where the system has no such place, a file stands for it.
  const parent = existsSync('/proc/self') ? '/proc' : import.meta.filename;
  expect(refusalOf(join(parent, 'wurao'))).toMatchObject({ code: 'store-unavailable', field: 'dataDir' });
});
