import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
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
