import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HELD_MS } from '@wurao/gateway';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { HELD_SECRET_FILE, HeldKeys } from './held-keys.ts';

const DAY_MS = 86_400_000;
const NOON = Date.UTC(2026, 2, 10, 12);
const PLAIN = Buffer.from('拒收请回复R');

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'wurao-held-keys-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const opened = (keys: HeldKeys, sealed: Uint8Array, atMs = NOON): string | undefined => {
  const plain = keys.open(sealed, atMs);
  return plain && Buffer.from(plain).toString();
};

test('what is sealed is opened by the next process, and by nothing that was changed', () => {
  const sealed = new HeldKeys(directory).seal(PLAIN, NOON);
  expect(Buffer.from(sealed).includes(PLAIN)).toBe(false);
  expect(statSync(join(directory, HELD_SECRET_FILE)).mode & 0o777).toBe(0o600);
  const next = new HeldKeys(directory);
  expect(opened(next, sealed)).toBe(PLAIN.toString());
  for (const at of [0, 20, sealed.length - 1]) {
    const changed = Uint8Array.from(sealed);
    changed[at] = (changed[at] ?? 0) ^ 1;
    expect([at, opened(next, changed)]).toEqual([at, undefined]);
  }
  expect(opened(next, sealed.subarray(0, 27))).toBeUndefined();
});

test('each day has a key of its own, which is gone when the last of its messages is over', () => {
  const keys = new HeldKeys(directory);
  const [first, second] = [keys.seal(PLAIN, NOON), keys.seal(PLAIN, NOON + DAY_MS)];
  expect(opened(keys, first, NOON + DAY_MS)).toBeUndefined();
  const overMs = Date.UTC(2026, 2, 11) + HELD_MS;
  keys.forgetBefore(overMs);
  expect(opened(keys, first)).toBe(PLAIN.toString());
  keys.forgetBefore(overMs + 1);
  const next = new HeldKeys(directory);
  for (const each of [keys, next])
    expect([opened(each, first), opened(each, second, NOON + DAY_MS)]).toEqual([undefined, PLAIN.toString()]);
  expect(readFileSync(join(directory, HELD_SECRET_FILE), 'utf8').split('\n')).toHaveLength(2);
});

test('a lost key opens nothing, and fails nothing', () => {
  const sealed = new HeldKeys(directory).seal(PLAIN, NOON);
  writeFileSync(join(directory, HELD_SECRET_FILE), '');
  expect(opened(new HeldKeys(directory), sealed)).toBeUndefined();
});

test('nothing is sealed by a key that is not on the disk', () => {
  const keys = new HeldKeys(directory);
  rmSync(directory, { recursive: true });
  for (const _ of [1, 2]) expect(() => keys.seal(PLAIN, NOON)).toThrow('ENOENT');
  mkdirSync(directory);
  const sealed = keys.seal(PLAIN, NOON);
  expect(opened(new HeldKeys(directory), sealed)).toBe(PLAIN.toString());
});
