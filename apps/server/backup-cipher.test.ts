import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { BackupKey, CHUNK_BYTES, decryptFile, encryptFile, newEncryption, readBackupSecret } from './backup-cipher.ts';

const root = mkdtempSync(join(tmpdir(), 'wurao-cipher-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

// Slow on purpose in earnest; here the strength of the key is not what is tested.
const weak = { ...newEncryption(), cost: 1024 };
const key = new BackupKey('correct horse battery', weak);
let made = 0;
const path = (): string => join(root, `file-${made++}`);

const sealedFile = async (plain: Buffer, name = 'journal/x') => {
  const [from, to] = [path(), path()];
  writeFileSync(from, plain);
  return { to, written: await encryptFile(key, name, from, to) };
};
const opened = async (file: string, name = 'journal/x', by = key): Promise<Buffer> => {
  const to = path();
  await decryptFile(by, name, file, to);
  return readFileSync(to);
};
const bytesOf = (length: number): Buffer => Buffer.from(Uint8Array.from({ length }, (_, i) => (i * 7) & 0xff));

describe('an encrypted file', () => {
  it.each([0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 2 * CHUNK_BYTES])(
    'of %i bytes opens again',
    async (length) => {
      const plain = bytesOf(length);
      const { to, written } = await sealedFile(plain);
      expect((await opened(to)).equals(plain)).toBe(true);
      expect(written).toMatchObject({ plainBytes: length, bytes: readFileSync(to).length });
      expect((await decryptFile(key, 'journal/x', to, undefined)).plainSha256).toBe(written.plainSha256);
    },
  );

  it('shows nothing of what it holds, and is never twice the same', async () => {
    const plain = Buffer.from('13800000001'.repeat(50));
    const [one, two] = [await sealedFile(plain), await sealedFile(plain)];
    expect(readFileSync(one.to).includes('13800000001')).toBe(false);
    expect(readFileSync(one.to).equals(readFileSync(two.to))).toBe(false);
  });

  it.each([0, 8, 20, 24, 30, CHUNK_BYTES + 24, CHUNK_BYTES + 60, -1])(
    'with byte %i changed does not open',
    async (at) => {
      const { to } = await sealedFile(bytesOf(CHUNK_BYTES + 100));
      const bytes = readFileSync(to);
      const place = at < 0 ? bytes.length + at : at;
      bytes[place] = (bytes[place] as number) ^ 1;
      writeFileSync(to, bytes);
      await expect(opened(to)).rejects.toThrow(/journal\/x/);
    },
  );

  it('cut off between chunks, swapped or under another name does not open', async () => {
    const { to } = await sealedFile(bytesOf(2 * CHUNK_BYTES));
    const bytes = readFileSync(to);
    const size = CHUNK_BYTES + 16;
    writeFileSync(to, bytes.subarray(0, 24 + size));
    await expect(opened(to)).rejects.toThrow('changed');
    writeFileSync(to, Buffer.concat([bytes.subarray(0, 24), bytes.subarray(24 + size), bytes.subarray(24, 24 + size)]));
    await expect(opened(to)).rejects.toThrow('changed');
    writeFileSync(to, bytes);
    await expect(opened(to, 'journal/y')).rejects.toThrow('changed');
    await expect(opened(to, 'journal/x', new BackupKey('another secret here', weak))).rejects.toThrow('changed');
    expect((await opened(to)).length).toBe(2 * CHUNK_BYTES);
  });
});

describe('the key', () => {
  it('comes from a file with enough in it', () => {
    const file = path();
    writeFileSync(file, '  correct horse battery\n');
    expect(readBackupSecret(file)).toEqual({ ok: true, value: 'correct horse battery' });
    writeFileSync(file, 'short');
    expect(readBackupSecret(file)).toMatchObject({ ok: false, errors: [{ field: 'keyFile' }] });
    expect(readBackupSecret(join(root, 'none'))).toMatchObject({ ok: false, errors: [{ field: 'keyFile' }] });
  });

  it('seals a list, and is not asked for more work than is sane', () => {
    const seal = key.seal('list');
    expect(key.isSealed('list', seal)).toBe(true);
    expect(key.isSealed('lisT', seal)).toBe(false);
    expect(key.isSealed('list', 'ab')).toBe(false);
    expect(() => new BackupKey('x', { ...weak, cost: 2 ** 30 })).toThrow('too much');
  });
});
