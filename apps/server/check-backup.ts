import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { type Result, success } from '@wurao/domain';
import { type JournalExtent, measureJournal } from '@wurao/journal';
import { checkStoreFile, countStoreRows, STORE_FILE } from '@wurao/store';
import { type BackupKey, decryptFile, NotAuthentic } from './backup-cipher.ts';
import { copyPrivately, hashOf, JOURNAL, PRIVATE_DIRECTORY, unusable } from './backup-files.ts';
import {
  type BackupManifest,
  CHECKSUM_FILE,
  filesBelow,
  keyFor,
  MANIFEST_FILE,
  readManifest,
  unfit,
} from './backup-manifest.ts';

export interface CheckProgress {
  readonly doneBytes: number;
  readonly totalBytes: number;
}
type Tell = (progress: CheckProgress) => void;

/** Reads every file of a backup and compares it with the list; a file that the list does not name is found, too. */
export const checkBackup = async (source: string, tell: Tell = () => {}): Promise<Result<BackupManifest>> => {
  const directory = resolve(source);
  const manifest = readManifest(directory);
  if (!manifest.ok) return manifest;
  const { files, format } = manifest.value;
  const totalBytes = files.reduce((sum, { bytes }) => sum + bytes, 0);
  let doneBytes = 0;
  try {
    for (const { name, bytes, sha256 } of files) {
      const path = join(directory, name);
      if (!path.startsWith(join(directory, '/'))) return unfit(directory, `${name} lies outside of it`);
      if (!existsSync(path)) return unfit(directory, `${name} is missing`);
      if (statSync(path).size !== bytes || (await hashOf(path)) !== sha256)
        return unfit(directory, `${name} was changed or damaged`);
      doneBytes += bytes;
      tell({ doneBytes, totalBytes });
    }
    const known = new Set([...files.map(({ name }) => name), MANIFEST_FILE, CHECKSUM_FILE]);
    const strange = filesBelow(directory).find((name) => !known.has(name));
    if (format > 1 && strange !== undefined) return unfit(directory, `${strange} is not of it`);
  } catch (error) {
    return unusable('path', directory, error);
  }
  return manifest;
};

export interface Verification {
  readonly manifest: BackupManifest;
  /** The store was opened and the journal read, and both hold what the list says; false: encrypted, and no key was given. */
  readonly opened: boolean;
}

/** The files, then what is in them: the store is opened and its rows counted, every record of the journal read. */
export const verifyBackup = async (
  source: string,
  { keyFile, tell }: { readonly keyFile?: string | undefined; readonly tell?: Tell } = {},
): Promise<Result<Verification>> => {
  const directory = resolve(source);
  const checked = await checkBackup(directory, tell);
  if (!checked.ok) return checked;
  const manifest = checked.value;
  if (manifest.encryption !== undefined && keyFile === undefined) return success({ manifest, opened: false });
  const key = keyFor(directory, manifest, keyFile);
  if (!key.ok) return key;
  // Opening writes beside a store: never in the backup itself.
  const scratch = mkdtempSync(join(tmpdir(), 'wurao-verify-'));
  mkdirSync(join(scratch, JOURNAL));
  try {
    const wanted = key.value === undefined ? manifest.files.filter(({ name }) => name === STORE_FILE) : manifest.files;
    const unpacked = await unpack(directory, { files: wanted }, key.value, scratch);
    if (!unpacked.ok) return unpacked;
    const journal = join(key.value === undefined ? directory : scratch, JOURNAL);
    const held = await checkContent({ store: join(scratch, STORE_FILE), journal }, directory, manifest);
    return held.ok ? success({ manifest, opened: true }) : held;
  } catch (error) {
    return unusable('path', directory, error);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
};

/** Files of a backup, decrypted where need be, into a directory. */
export const unpack = async (
  source: string,
  { files }: Pick<BackupManifest, 'files'>,
  key: BackupKey | undefined,
  into: string,
  tell: Tell = () => {},
): Promise<Result<void>> => {
  const totalBytes = files.reduce((sum, { bytes }) => sum + bytes, 0);
  let doneBytes = 0;
  for (const { name, bytes, plainSha256 } of files) {
    const to = join(into, name);
    mkdirSync(dirname(to), { recursive: true, mode: PRIVATE_DIRECTORY });
    if (key === undefined) copyPrivately(join(source, name), to);
    else {
      try {
        const plain = await decryptFile(key, name, join(source, name), to);
        if (plain.plainSha256 !== plainSha256) return unfit(source, `${name} is another file`);
      } catch (error) {
        if (error instanceof NotAuthentic) return unfit(source, error.message);
        throw error;
      }
    }
    doneBytes += bytes;
    tell({ doneBytes, totalBytes });
  }
  return success(undefined);
};

/** Does an unpacked backup hold what its list says? `of` names it in what is said. */
export const checkContent = async (
  { store: path, journal: directory }: { readonly store: string; readonly journal: string },
  of: string,
  manifest: BackupManifest,
): Promise<Result<JournalExtent>> => {
  const store = checkStoreFile(path);
  if (!store.ok) return store;
  if (store.value.sequence !== manifest.sequence)
    return unfit(of, `its store ends at sequence ${store.value.sequence}, its list says ${manifest.sequence}`);
  const rows = countStoreRows(path);
  const wrong = Object.entries(manifest.rows ?? {}).find(([table, count]) => rows[table] !== count);
  if (wrong !== undefined) return unfit(of, `${wrong[0]} has ${rows[wrong[0]]} rows, its list says ${wrong[1]}`);
  const journal = await measureJournal(directory);
  if (!journal.ok || manifest.journal === undefined) return journal;
  const other = (Object.keys(manifest.journal) as (keyof JournalExtent)[]).find(
    (name) => journal.value[name] !== manifest.journal?.[name],
  );
  if (other !== undefined)
    return unfit(of, `its journal has ${other} ${journal.value[other]}, its list says ${manifest.journal[other]}`);
  return journal;
};
