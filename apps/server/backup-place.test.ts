import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { JournalArchive, seal } from '@wurao/journal';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { filesBelow } from './backup-manifest.ts';
import { checkBackup } from './check-backup.ts';
import { makeBackup } from './make-backup.ts';
import { restoreBackup, unfinishedRestore } from './restore-backup.ts';
import { BackupGround, held, partiesIn, sequencesIn, upTo } from './testing/backup-ground.ts';
import { journalEntry } from './testing/entries.ts';

// The key of a backup is slow on purpose; here once is enough.
vi.mock('node:crypto', async (original) => {
  const crypto = await original<typeof import('node:crypto')>();
  const scryptSync: typeof crypto.scryptSync = (secret, salt, length) =>
    crypto.scryptSync(secret, salt, length, { N: 1024 });
  return { ...crypto, scryptSync };
});

let ground: BackupGround;
beforeEach(() => {
  ground = new BackupGround();
});
afterEach(() => ground.dispose());

describe('one flipped bit', () => {
  it.each([
    ['in clear', false],
    ['encrypted', true],
  ])('in any file of a backup %s is found', async (_how, isEncrypted) => {
    await ground.register('party-one');
    writeFileSync(join(ground.dataDir, 'admin.key'), 'secret\n');
    for (let batch = 0; batch < 4; batch++) ground.decide(10, 1);
    const made = (
      await ground.backUp({ directory: join(ground.root, 'copy'), ...(isEncrypted ? { keyFile: ground.keyFile } : {}) })
    ).directory;
    const names = filesBelow(made);
    expect(names).toEqual(expect.arrayContaining(['admin.key', 'backup.json', 'backup.sha256', 'store.sqlite']));
    for (const name of names) {
      const path = join(made, name);
      const whole = readFileSync(path);
      for (const share of [0, 0.3, 0.7, 1]) {
        const bytes = Buffer.from(whole);
        const at = Math.floor(share * (bytes.length - 1));
        bytes[at] = (bytes[at] as number) ^ (1 << (at % 8));
        writeFileSync(path, bytes);
        expect((await checkBackup(made)).ok, `${name} at ${at}`).toBe(false);
      }
      writeFileSync(path, whole);
    }
    expect((await checkBackup(made)).ok).toBe(true);
    writeFileSync(join(made, 'journal', 'planted.wurao'), 'x');
    expect(await checkBackup(made)).toMatchObject({
      ok: false,
      errors: [{ message: expect.stringContaining('planted') }],
    });
  });
});

it('clears away what one that broke off left, wherever that was', async () => {
  ground.decide(10);
  const { dataDir, nowMs, root } = ground;
  const asked = Promise.withResolvers<void>();
  // As a kill leaves it: it never hears from the store again.
  void makeBackup(
    {
      dataDir,
      nowMs,
      store: () => {
        asked.resolve();
        return new Promise(() => {});
      },
    },
    { directory: join(root, 'elsewhere', 'one') },
  );
  await asked.promise;
  const partial = join(root, 'elsewhere', 'one.partial');
  expect(existsSync(partial)).toBe(true);
  const { directory } = await ground.backUp({ into: ground.place });
  expect((await checkBackup(directory)).ok).toBe(true);
  expect(existsSync(partial)).toBe(false);
  expect(readdirSync(dataDir)).not.toContain('backup.staging');
});

describe('a restore to a point in time', () => {
  it('brings the journal up to a record, and the store that it stood on', async () => {
    await ground.register('party-one');
    ground.decide(10, 1);
    ground.nowMs += 60_000;
    const betweenMs = ground.nowMs;
    ground.nowMs += 60_000;
    await ground.register('party-two');
    ground.decide(10, 2);
    ground.nowMs += 60_000;
    const { directory } = await ground.backUp({ directory: join(ground.root, 'copy') });
    const to = (name: string) => join(ground.root, name);
    const restore = (name: string, wish: object) => restoreBackup(directory, to(name), { intoEmpty: true, ...wish });
    expect(held(await restore('ten', { atSequence: 10 }))).toMatchObject({ sequence: 1, journalSequence: 10 });
    expect(await partiesIn(to('ten'))).toEqual(['party-one']);
    expect(sequencesIn(to('ten'))).toEqual(upTo(10));
    expect(held(await restore('eleven', { atSequence: 11 }))).toMatchObject({ sequence: 2, journalSequence: 11 });
    expect(await partiesIn(to('eleven'))).toEqual(['party-one', 'party-two']);
    expect(held(await restore('between', { atMs: betweenMs }))).toMatchObject({ sequence: 1, journalSequence: 10 });
    for (const [wish, field] of [
      [{ atSequence: 21 }, 'atSequence'],
      [{ atMs: ground.nowMs + 1 }, 'at'],
    ] as const) {
      expect(await restore('never', wish)).toMatchObject({ ok: false, errors: [{ field }] });
      expect(unfinishedRestore(to('never'))).toBeUndefined();
    }
  });

  it.each([false, true])('carries how calls went, told before it (days sealed: %s)', async (isSealed) => {
    await ground.register('party-one');
    const { journal, nowMs, root, dataDir } = ground;
    const [early, late] = [journal.append(journalEntry(nowMs, 1)), journal.append(journalEntry(nowMs, 1))];
    const told = { status: 200, ringingMs: undefined, answeredMs: nowMs, endedMs: nowMs + 60_000, endedBy: undefined };
    for (const { id } of [early, late])
      journal.appendOutcome({ decision: id, atMs: nowMs + 1, source: 'call-record', ...told });
    held(journal.flush());
    if (isSealed) {
      held(journal.roll());
      held(await seal({ directory: join(dataDir, 'journal'), nowMs, openDay: true }));
    }
    const { directory } = await ground.backUp({ directory: join(root, 'copy') });
    for (const [name, wish, outcomes] of [
      ['all', {}, [told, told]],
      ['part', { atSequence: 3 }, [told, undefined]],
    ] as const) {
      held(await restoreBackup(directory, join(root, name), { intoEmpty: true, ...wish }));
      const archive = await JournalArchive.open({ directory: join(root, name, 'journal') });
      const records = [await archive.byId(early.id), await archive.byId(late.id)];
      await archive.close();
      expect(records.map((record) => record?.outcome)).toEqual(
        outcomes.map((outcome) => outcome && expect.objectContaining({ ...outcome, source: 'call-record' })),
      );
    }
  });

  it('overwrites nothing', async () => {
    const { directory } = await ground.backUp({ directory: join(ground.root, 'copy') });
    const target = join(ground.root, 'taken');
    mkdirSync(target);
    writeFileSync(join(target, 'mine.txt'), 'x');
    expect(await restoreBackup(directory, target, { intoEmpty: true })).toMatchObject({ ok: false, code: 'conflict' });
    expect(readdirSync(target)).toEqual(['mine.txt']);
  });

  it('cut off anywhere leaves a directory that no server opens, and finishes when run again', async () => {
    await ground.register('party-one');
    const { directory } = await ground.backUp({ directory: join(ground.root, 'copy') });
    const target = join(ground.root, 'other');
    // As a kill leaves it: the mark, and part of what was unpacked.
    mkdirSync(join(target, 'restore.staging'), { recursive: true });
    writeFileSync(join(target, 'restoring.json'), '{}');
    cpSync(join(directory, 'store.sqlite'), join(target, 'restore.staging', 'store.sqlite'));
    expect(unfinishedRestore(target)).toBeDefined();
    held(await restoreBackup(directory, target, { intoEmpty: true }));
    expect(unfinishedRestore(target)).toBeUndefined();
    expect(existsSync(join(target, 'restore.staging'))).toBe(false);
    expect(await partiesIn(target)).toEqual(['party-one']);
  });
});
