import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Envelope } from '@wurao/registry';
import { openStore } from '@wurao/store';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkBackup, makeBackup, restoreBackup, unfinishedRestore } from './backups.ts';
import { takeLock, writeRuntime } from './lock.ts';

let root = '';
let dataDir = '';
let target = '';
const NOW_MS = Date.parse('2026-03-03T10:00:00Z');

const register = (id: string): Envelope => ({
  actor: { keyId: undefined, role: 'admin', party: undefined, subscriber: undefined },
  idempotency: undefined,
  command: { kind: 'registerParty', id, name: id, partyKind: 'carrier', creditCode: undefined },
});

/** Opens the store, does something with it, closes it. */
const withStore = async <T>(
  work: (store: Extract<Awaited<ReturnType<typeof openStore>>, { ok: true }>['value']) => Promise<T>,
): Promise<T> => {
  const store = await openStore({ directory: dataDir });
  if (!store.ok) throw new Error(store.title);
  try {
    return await work(store.value);
  } finally {
    await store.value.close();
  }
};

const parties = () =>
  withStore(async (store) => {
    const page = await store.ask({ kind: 'nouns', noun: 'party', merchant: undefined, after: undefined, limit: 10 });
    return page.ok ? page.value.items.map(({ id }) => id as string) : [];
  });

const backUp = () =>
  withStore((store) =>
    makeBackup({ dataDir, store: (path) => store.backup(path), nowMs: NOW_MS }, { directory: target }),
  );

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'wurao-backup-'));
  dataDir = join(root, 'data');
  target = join(root, 'copy');
  mkdirSync(join(dataDir, 'journal'), { recursive: true });
  writeFileSync(join(dataDir, 'journal', 'first.segment'), 'one');
  writeFileSync(join(dataDir, 'journal', 'counters.checkpoint'), 'made again');
  writeFileSync(join(dataDir, 'admin.key'), 'secret\n');
  await withStore((store) => store.execute(register('party-one')));
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

describe('a backup', () => {
  it('leaves what came into the target while it was made', async () => {
    const theirs = join(target, 'theirs');
    const made = await withStore((store) =>
      makeBackup(
        {
          dataDir,
          nowMs: NOW_MS,
          store: (path) => {
            mkdirSync(target, { recursive: true });
            writeFileSync(theirs, 'not ours');
            return store.backup(path);
          },
        },
        { directory: target },
      ),
    );
    expect(made.ok).toBe(false);
    expect(readFileSync(theirs, 'utf8')).toBe('not ours');
    expect(existsSync(`${target}.partial`)).toBe(false);
  });

  it('holds store, journal and keys, privately, with a list that checks', async () => {
    expect(await backUp()).toMatchObject({ ok: true, value: { directory: target, sequence: 1, files: 3 } });
    expect(readdirSync(target).sort()).toEqual([
      'admin.key',
      'backup.json',
      'backup.sha256',
      'journal',
      'store.sqlite',
    ]);
    expect(readdirSync(join(target, 'journal'))).toEqual(['first.segment']);
    expect(statSync(target).mode & 0o777).toBe(0o700);
    for (const name of ['admin.key', 'backup.json', 'store.sqlite'])
      expect(statSync(join(target, name)).mode & 0o077).toBe(0);
    expect(await checkBackup(target)).toMatchObject({ ok: true, value: { madeAt: '2026-03-03T10:00:00.000Z' } });
  });

  it('holds the evidence of cases, and brings it back', async () => {
    const name = 'a'.repeat(64);
    mkdirSync(join(dataDir, 'attachments'));
    writeFileSync(join(dataDir, 'attachments', name), 'a recording');
    writeFileSync(join(dataDir, 'attachments', `${name}.1.tmp`), 'half of o');
    expect(await backUp()).toMatchObject({ ok: true, value: { files: 4 } });
    expect(readdirSync(join(target, 'attachments'))).toEqual([name]);
    rmSync(join(dataDir, 'attachments'), { recursive: true });
    expect(await restoreBackup(target, dataDir)).toMatchObject({ ok: true });
    expect(readFileSync(join(dataDir, 'attachments', name), 'utf8')).toBe('a recording');
  });

  it('overwrites nothing', async () => {
    mkdirSync(target);
    writeFileSync(join(target, 'mine.txt'), 'x');
    expect(await backUp()).toMatchObject({ ok: false, code: 'conflict' });
    expect(readdirSync(root).sort()).toEqual(['copy', 'data']);
  });

  it('leaves nothing behind when the store cannot be copied', async () => {
    const failure = { ok: false, code: 'store-unavailable', title: 'full', errors: [] } as const;
    expect(await makeBackup({ dataDir, store: async () => failure, nowMs: NOW_MS }, { directory: target })).toEqual(
      failure,
    );
    expect(readdirSync(root)).toEqual(['data']);
  });
});

describe('a restore', () => {
  it('brings back what was, and moves what is aside', async () => {
    await backUp();
    await withStore((store) => store.execute(register('party-two')));
    writeFileSync(join(dataDir, 'journal', 'second.segment'), 'two');
    writeFileSync(join(dataDir, 'tables.snapshot'), 'of the other history');
    const restored = await restoreBackup(target, dataDir);
    expect(restored).toMatchObject({
      ok: true,
      value: { sequence: 1, movedAside: [expect.stringContaining('store'), expect.stringContaining('journal')] },
    });
    expect(await parties()).toEqual(['party-one']);
    expect(readdirSync(join(dataDir, 'journal'))).toEqual(['first.segment']);
    expect(existsSync(join(dataDir, 'tables.snapshot'))).toBe(false);
    expect(unfinishedRestore(dataDir)).toBeUndefined();
  });

  it('works into an empty directory, keys included', async () => {
    await backUp();
    dataDir = join(root, 'other');
    expect(await restoreBackup(target, dataDir)).toMatchObject({ ok: true, value: { movedAside: [] } });
    expect(await parties()).toEqual(['party-one']);
    expect(readFileSync(join(dataDir, 'admin.key'), 'utf8')).toBe('secret\n');
  });

  it('refuses while a server runs, and names it', async () => {
    await backUp();
    const lock = takeLock(dataDir);
    writeRuntime(dataDir, { pid: 4711, startedAt: '' });
    expect(await restoreBackup(target, dataDir)).toMatchObject({
      ok: false,
      code: 'locked',
      errors: [{ message: expect.stringContaining('4711') }],
    });
    if (lock.ok) lock.value.release();
  });

  it.each([
    ['changed', () => writeFileSync(join(target, 'journal', 'first.segment'), 'ONE'), 'changed or damaged'],
    ['missing', () => rmSync(join(target, 'store.sqlite')), 'missing'],
    ['no backup', () => rmSync(join(target, 'backup.json')), 'no backup.json'],
    ['cut off', () => writeFileSync(join(target, 'backup.json'), '{'), 'backup.json'],
    ['newer', () => writeFileSync(join(target, 'backup.json'), '{"format":99,"files":[]}'), 'format 99'],
    [
      'evil',
      () => writeFileSync(join(target, 'backup.json'), '{"format":1,"files":[{"name":"../data/admin.key"}]}'),
      'outside',
    ],
  ])('touches nothing when the backup is %s', async (_what, spoil, message) => {
    await backUp();
    spoil();
    const restored = await restoreBackup(target, dataDir);
    expect(restored.ok ? '' : restored.errors[0]?.message).toContain(message);
    expect(await parties()).toEqual(['party-one']);
  });

  it('that was interrupted is found, and finishes when run again', async () => {
    await backUp();
    writeFileSync(join(dataDir, 'restoring.json'), '{}');
    rmSync(join(dataDir, 'journal'), { recursive: true });
    expect(unfinishedRestore(dataDir)).toMatchObject({ errors: [{ remedy: expect.stringContaining('again') }] });
    expect(await restoreBackup(target, dataDir)).toMatchObject({ ok: true });
    expect(unfinishedRestore(dataDir)).toBeUndefined();
    expect(readdirSync(join(dataDir, 'journal'))).toEqual(['first.segment']);
  });
});
