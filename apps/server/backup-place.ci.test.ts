import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { leftOvers, listBackups } from './backup-place.ts';
import { checkBackup, verifyBackup } from './check-backup.ts';
import { restoreBackup } from './restore-backup.ts';
import { BackupGround, held, partiesIn, segmentsOf, sequencesIn, upTo } from './testing/backup-ground.ts';

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

describe('a place', () => {
  it.each([
    ['in clear', false],
    ['encrypted', true],
  ])('%s keeps once what its backups share, and each is whole', async (_how, isEncrypted) => {
    const wish = { into: ground.place, ...(isEncrypted ? { keyFile: ground.keyFile } : {}) };
    await ground.register('party-one');
    for (let batch = 0; batch < 10; batch++) ground.decide(10, 1);
    const first = await ground.backUp(wish);
    expect(first).toMatchObject({
      sequence: 1,
      journalSequence: 100,
      sharedBytes: 0,
      encrypted: isEncrypted,
      removed: [],
    });
    ground.nowMs += 3_600_000;
    ground.decide(5, 1);
    await ground.register('party-two');
    const second = await ground.backUp(wish);
    expect(second).toMatchObject({ sequence: 2, journalSequence: 105 });
    expect(second.sharedBytes).toBeGreaterThan(0);
    const shared = segmentsOf(first.directory).filter((name) => {
      const [one, two] = [join(first.directory, name), join(second.directory, name)];
      return existsSync(two) && statSync(one).ino === statSync(two).ino;
    });
    expect(shared.length).toBeGreaterThan(2);
    for (const { directory } of [first, second]) {
      expect(held(await verifyBackup(directory, isEncrypted ? { keyFile: ground.keyFile } : {})).opened).toBe(true);
    }
    rmSync(first.directory, { recursive: true });
    expect(held(await verifyBackup(second.directory, isEncrypted ? { keyFile: ground.keyFile } : {})).opened).toBe(
      true,
    );
    const other = join(ground.root, 'other');
    held(
      await restoreBackup(second.directory, other, {
        intoEmpty: true,
        ...(isEncrypted ? { keyFile: ground.keyFile } : {}),
      }),
    );
    expect(await partiesIn(other)).toEqual(['party-one', 'party-two']);
    expect(sequencesIn(other)).toEqual(upTo(105));
  });

  it('keeps the newest whole ones, and clears what a killed process left', async () => {
    mkdirSync(join(ground.place, 'wurao-20260101T000000Z.partial'), { recursive: true });
    writeFileSync(join(ground.place, 'mine.txt'), 'x');
    const made: string[] = [];
    for (let day = 0; day < 4; day++) {
      ground.nowMs += 86_400_000;
      const { directory, removed } = await ground.backUp({ into: ground.place, keep: 2 });
      made.push(directory);
      expect(removed).toEqual(day < 2 ? [] : [made[day - 2]]);
    }
    expect(listBackups(ground.place).map(({ directory }) => directory)).toEqual(made.slice(2));
    expect(leftOvers(ground.place)).toEqual([]);
    expect(existsSync(join(ground.place, 'mine.txt'))).toBe(true);
    expect(readdirSync(ground.dataDir)).not.toContain('backup.staging');
  });

  it('copies anew what lies damaged in the backup before', async () => {
    for (let batch = 0; batch < 10; batch++) ground.decide(10);
    const first = await ground.backUp({ into: ground.place });
    const damaged = join(first.directory, segmentsOf(first.directory)[0] as string);
    const bytes = readFileSync(damaged);
    bytes[70] = (bytes[70] as number) ^ 4;
    writeFileSync(damaged, bytes);
    const second = await ground.backUp({ into: ground.place });
    expect(await checkBackup(first.directory)).toMatchObject({ ok: false });
    expect(held(await verifyBackup(second.directory)).opened).toBe(true);
  });
});

describe('a backup', () => {
  it('ends with a whole record that counts, while the journal is being written', async () => {
    ground.decide(10);
    const at = ground.journal.journalFacts().flushedSequence;
    // Half a record behind the last: a write under way.
    const newest = join(
      ground.dataDir,
      'journal',
      readdirSync(join(ground.dataDir, 'journal')).sort().at(-1) as string,
    );
    writeFileSync(newest, Buffer.concat([readFileSync(newest), readFileSync(newest).subarray(64, 120)]));
    const { directory, journalSequence } = await ground.backUp({ directory: join(ground.root, 'copy') });
    expect(journalSequence).toBe(at);
    expect(sequencesIn(directory)).toEqual(upTo(10));
    expect(held(await verifyBackup(directory)).manifest.journal).toMatchObject({ records: 10, tornBytes: 0 });
  });

  it('is refused when the journal stands on facts that the store does not have', async () => {
    ground.decide(1, 99);
    await expect(ground.backUp({ directory: join(ground.root, 'copy') })).rejects.toThrow('stands on 99');
    expect(existsSync(join(ground.root, 'copy'))).toBe(false);
  });

  it('leaves the live journal as it was, whatever is cut in the copy', async () => {
    for (let batch = 0; batch < 6; batch++) ground.decide(10);
    const before = Object.fromEntries(
      readdirSync(join(ground.dataDir, 'journal')).map((name) => [
        name,
        readFileSync(join(ground.dataDir, 'journal', name)).toString('base64'),
      ]),
    );
    held(ground.journal.roll());
    await ground.backUp({ directory: join(ground.root, 'copy') });
    for (const [name, bytes] of Object.entries(before).slice(0, -1))
      expect(readFileSync(join(ground.dataDir, 'journal', name)).toString('base64'), name).toBe(bytes);
    ground.decide(10);
    expect(sequencesIn(ground.dataDir)).toEqual(upTo(70));
  });

  it('encrypted is opened by its key alone', async () => {
    ground.decide(3);
    const { directory } = await ground.backUp({ directory: join(ground.root, 'copy'), keyFile: ground.keyFile });
    expect(held(await verifyBackup(directory)).opened).toBe(false);
    const other = join(ground.root, 'other.key');
    writeFileSync(other, 'quite another secret\n');
    for (const wrong of [undefined, other]) {
      expect(
        await restoreBackup(directory, join(ground.root, 'data2'), { keyFile: wrong, intoEmpty: true }),
      ).toMatchObject({
        ok: false,
        errors: [{ field: 'keyFile' }],
      });
    }
    expect(existsSync(join(ground.root, 'data2', 'store.sqlite'))).toBe(false);
  });
});

it('a place that is no directory is told', async () => {
  writeFileSync(join(ground.root, 'file'), 'x');
  await expect(ground.backUp({ into: join(ground.root, 'file') })).rejects.toThrow('Cannot be read or written');
});
