import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { failure, type Result } from '@wurao/domain';
import type { BackupReport } from '@wurao/store';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Backups } from './backup-client.ts';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'wurao-backup-'));
  mkdirSync(join(root, 'data', 'journal'), { recursive: true });
  writeFileSync(join(root, 'data', 'journal', 'first.segment'), 'one');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const staging = (): string => join(root, 'data', 'backup.staging');

/** Backups in their thread, over a store that does as told once it is asked. */
const backupsOver = (answer: () => Promise<Result<BackupReport>>, inline = false) => {
  const asked = Promise.withResolvers<void>();
  const store = (): Promise<Result<BackupReport>> => {
    asked.resolve();
    return answer();
  };
  const dataDir = join(root, 'data');
  const backups = new Backups({ dataDir, store, flushed: () => 0, nowMs: () => 0, inline });
  return { made: backups.make({ directory: join(root, 'copy') }), backups, asked: asked.promise };
};

it('gives up the backup that is being made when the server stops', async () => {
  const { made, backups, asked } = backupsOver(() => new Promise(() => {}));
  await asked;
  expect(existsSync(staging())).toBe(true);
  await backups.close();
  expect(await made).toMatchObject({ ok: false, code: 'not-ready' });
  expect(backups.progress()).toBeUndefined();
  expect(existsSync(staging())).toBe(false);
  expect(existsSync(join(root, 'copy'))).toBe(false);
  expect(existsSync(join(root, 'copy.partial'))).toBe(false);
  expect(await backups.make({ directory: join(root, 'copy') })).toMatchObject({ ok: false, code: 'not-ready' });
});

it('waits for the backup that is made in this thread', async () => {
  const stored = Promise.withResolvers<Result<BackupReport>>();
  const { made, backups, asked } = backupsOver(() => stored.promise, true);
  await asked;
  let isClosed = false;
  const closed = backups.close().then(() => {
    isClosed = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  expect(isClosed).toBe(false);
  stored.resolve(failure('store-unavailable', 'The store is gone'));
  await closed;
  expect(await made).toMatchObject({ ok: false, code: 'store-unavailable' });
  expect(existsSync(staging())).toBe(false);
});

it('fails with a store that fails, and can be asked again', async () => {
  const { made, backups } = backupsOver(() => Promise.reject(new Error('the store is gone')));
  await expect(made).rejects.toThrow('the store is gone');
  expect(existsSync(staging())).toBe(false);
  expect(existsSync(join(root, 'copy.partial'))).toBe(false);
  await expect(backups.make({ directory: join(root, 'copy') })).rejects.toThrow('the store is gone');
  await backups.close();
  expect(backups.progress()).toBeUndefined();
});
