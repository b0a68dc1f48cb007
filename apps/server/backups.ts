import { createHash } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  copyFileSync,
  createReadStream,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { type Failure, failure, type InstantMs, type Result, type Sequence, success } from '@wurao/domain';
import { type BackupReport, restoreStore, STORE_FILE } from '@wurao/store';
import { takeLock } from './lock.ts';

/**
 * A backup is a directory: the store, the journal, and what signs and opens them, with a list of every file and its SHA-256.
 * The journal is copied first, so that every decision in it stands on facts that the store's copy holds.
 */
export interface BackupParts {
  readonly dataDir: string;
  /** The store's own copy to a file, taken while it serves. */
  readonly store: (path: string) => Promise<Result<BackupReport>>;
  readonly nowMs: InstantMs;
}

export interface BackupSummary {
  readonly directory: string;
  readonly sequence: Sequence;
  readonly files: number;
  readonly bytes: number;
}

interface BackedUpFile {
  /** Relative, with forward slashes. */
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
}

export interface BackupManifest {
  readonly format: number;
  readonly madeAt: string;
  readonly sequence: Sequence;
  readonly files: readonly BackedUpFile[];
}

const FORMAT = 1;
const MANIFEST_FILE = 'backup.json';
const JOURNAL = 'journal';
const SNAPSHOT_FILE = 'tables.snapshot';
const ADMIN_KEY_FILE = 'admin.key';
/** Opens and signs what is in the store; small, and private. */
const SECRET_FILES = [ADMIN_KEY_FILE, 'permit.secret', 'sample.json'];
/** Made again from the journal; half written ones are nobody's. */
const NOT_COPIED = /\.(checkpoint|tmp)$/;
const MAX_LISTINGS = 5;
const PRIVATE_FILE = 0o600;
const PRIVATE_DIRECTORY = 0o700;

const inTheWay = (directory: string): Failure =>
  failure('conflict', 'In the way', {
    field: 'directory',
    message: `${directory} exists already and is not empty`,
    remedy: 'Name a directory that does not exist yet.',
  });

const unusable = (field: string, path: string, error: unknown): Failure =>
  failure('invalid', 'Cannot be read or written', {
    field,
    message: `${path}: ${error instanceof Error ? error.message : String(error)}`,
    remedy: 'Choose a place with room that this account may write.',
  });

const syncPath = (path: string): void => {
  const file = openSync(path, 'r');
  fsyncSync(file);
  closeSync(file);
};

const copyPrivately = (from: string, to: string): void => {
  copyFileSync(from, to);
  chmodSync(to, PRIVATE_FILE);
  syncPath(to);
};

const isGone = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOENT';

/** A day may be sealed under our hands: then its segments are gone and its Parquet file is there, and we look again. */
const copyJournal = (from: string, to: string): void => {
  mkdirSync(to, { recursive: true, mode: PRIVATE_DIRECTORY });
  if (!existsSync(from)) return;
  for (let listing = 1; ; listing++) {
    try {
      const names = readdirSync(from).filter((name) => !NOT_COPIED.test(name));
      for (const name of readdirSync(to)) if (!names.includes(name)) rmSync(join(to, name));
      for (const name of names) copyPrivately(join(from, name), join(to, name));
      return;
    } catch (error) {
      if (!isGone(error) || listing === MAX_LISTINGS) throw error;
    }
  }
};

const hashOf = async (path: string): Promise<string> => {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  return hash.digest('hex');
};

const filesBelow = (directory: string): readonly string[] =>
  readdirSync(directory, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? filesBelow(join(directory, entry.name)).map((name) => `${entry.name}/${name}`) : [entry.name],
  );

const listed = async (directory: string): Promise<readonly BackedUpFile[]> => {
  const files: BackedUpFile[] = [];
  for (const name of filesBelow(directory)) {
    const path = join(directory, name);
    files.push({ name, bytes: statSync(path).size, sha256: await hashOf(path) });
  }
  return files;
};

/** While serving or not. The directory appears under its name once it is whole. */
export const makeBackup = async (parts: BackupParts, target: string): Promise<Result<BackupSummary>> => {
  const directory = resolve(target);
  if (existsSync(directory) && readdirSync(directory).length > 0) return inTheWay(directory);
  const partial = `${directory}.partial`;
  try {
    rmSync(partial, { recursive: true, force: true });
    mkdirSync(partial, { recursive: true, mode: PRIVATE_DIRECTORY });
    const made = await fillBackup(parts, partial);
    if (!made.ok) {
      rmSync(partial, { recursive: true, force: true });
      return made;
    }
    rmSync(directory, { recursive: true, force: true });
    renameSync(partial, directory);
    syncPath(dirname(directory));
    return success({ ...made.value, directory });
  } catch (error) {
    rmSync(partial, { recursive: true, force: true });
    return unusable('directory', directory, error);
  }
};

const fillBackup = async ({ dataDir, store, nowMs }: BackupParts, partial: string) => {
  copyJournal(join(dataDir, JOURNAL), join(partial, JOURNAL));
  const stored = await store(join(partial, STORE_FILE));
  if (!stored.ok) return stored;
  chmodSync(join(partial, STORE_FILE), PRIVATE_FILE);
  for (const name of SECRET_FILES)
    if (existsSync(join(dataDir, name))) copyPrivately(join(dataDir, name), join(partial, name));
  const { sequence } = stored.value;
  const files = await listed(partial);
  const manifest: BackupManifest = { format: FORMAT, madeAt: new Date(nowMs).toISOString(), sequence, files };
  writeFileSync(join(partial, MANIFEST_FILE), `${JSON.stringify(manifest, null, 2)}\n`, {
    mode: PRIVATE_FILE,
    flush: true,
  });
  syncPath(partial);
  return success({ sequence, files: files.length, bytes: files.reduce((sum, file) => sum + file.bytes, 0) });
};

const unfit = (directory: string, message: string): Failure =>
  failure('invalid', 'Not a whole backup', {
    field: 'path',
    message: `${directory}: ${message}`,
    remedy: 'Use another backup.',
  });

/** Reads every file of a backup and compares it with the list. */
export const checkBackup = async (source: string): Promise<Result<BackupManifest>> => {
  const directory = resolve(source);
  const manifest = readManifest(directory);
  if (!manifest.ok) return manifest;
  try {
    for (const { name, bytes, sha256 } of manifest.value.files) {
      const path = join(directory, name);
      if (!path.startsWith(join(directory, '/'))) return unfit(directory, `${name} lies outside of it`);
      if (!existsSync(path)) return unfit(directory, `${name} is missing`);
      if (statSync(path).size !== bytes || (await hashOf(path)) !== sha256)
        return unfit(directory, `${name} was changed or damaged`);
    }
  } catch (error) {
    return unusable('path', directory, error);
  }
  return manifest;
};

const readManifest = (directory: string): Result<BackupManifest> => {
  const path = join(directory, MANIFEST_FILE);
  if (!existsSync(path)) return unfit(directory, `there is no ${MANIFEST_FILE} in it`);
  try {
    const manifest = JSON.parse(readFileSync(path, 'utf8')) as BackupManifest;
    if (manifest.format <= FORMAT) return success(manifest);
    return failure('newer-schema', 'The backup is newer than this program', {
      field: 'path',
      message: `${path} has format ${manifest.format}, this program knows up to ${FORMAT}`,
      remedy: 'Run the release that made it, or a later one.',
    });
  } catch (error) {
    return unfit(directory, `${MANIFEST_FILE}: ${error instanceof Error ? error.message : String(error)}`);
  }
};

export interface RestoreSummary {
  readonly dataDir: string;
  readonly madeAt: string;
  readonly sequence: Sequence;
  /** What was there before, under new names. */
  readonly movedAside: readonly string[];
}

/** Stands while a restore is under way: a directory that has it holds parts of two histories. */
const UNFINISHED_FILE = 'restoring.json';

/** To be asked before a data directory is opened. */
export const unfinishedRestore = (dataDir: string): Failure | undefined =>
  existsSync(join(dataDir, UNFINISHED_FILE))
    ? failure('store-unavailable', 'A restore was interrupted', {
        field: 'dataDir',
        message: `${dataDir} holds parts of two histories`,
        remedy: 'Run the same `wurao restore` again: it finishes.',
      })
    : undefined;

/** Puts a checked backup in the place of what is there, which moves aside. Refused while a server runs. */
export const restoreBackup = async (source: string, dataDir: string): Promise<Result<RestoreSummary>> => {
  const checked = await checkBackup(source);
  if (!checked.ok) return checked;
  const lock = takeLock(dataDir);
  if (!lock.ok) return lock;
  try {
    return await putInPlace(resolve(source), dataDir, checked.value);
  } catch (error) {
    return unusable('dataDir', dataDir, error);
  } finally {
    lock.value.release();
  }
};

const putInPlace = async (
  source: string,
  dataDir: string,
  { madeAt, sequence }: BackupManifest,
): Promise<Result<RestoreSummary>> => {
  const marker = join(dataDir, UNFINISHED_FILE);
  const staged = join(dataDir, `${JOURNAL}.restoring`);
  rmSync(staged, { recursive: true, force: true });
  copyJournal(join(source, JOURNAL), staged);
  writeFileSync(marker, `${JSON.stringify({ source })}\n`, { mode: PRIVATE_FILE, flush: true });
  // The tables of another history must not be taken for those of this one.
  rmSync(join(dataDir, SNAPSHOT_FILE), { force: true });
  const restored = await restoreStore({ backup: join(source, STORE_FILE), directory: dataDir, replace: true });
  if (!restored.ok) return restored;
  const journal = join(dataDir, JOURNAL);
  const journalAside = existsSync(journal) ? asideOf(journal) : undefined;
  if (journalAside !== undefined) renameSync(journal, journalAside);
  renameSync(staged, journal);
  const secretsAside = restoreSecrets(source, dataDir);
  syncPath(dataDir);
  rmSync(marker);
  const movedAside = [restored.value.movedAside, journalAside, ...secretsAside].filter((path) => path !== undefined);
  return success({ dataDir, madeAt, sequence, movedAside });
};

const restoreSecrets = (source: string, dataDir: string): readonly string[] => {
  const movedAside: string[] = [];
  for (const name of SECRET_FILES.filter((secret) => existsSync(join(source, secret)))) {
    const path = join(dataDir, name);
    if (existsSync(path)) {
      if (readFileSync(path).equals(readFileSync(join(source, name)))) continue;
      const aside = asideOf(path);
      renameSync(path, aside);
      movedAside.push(aside);
    }
    copyPrivately(join(source, name), path);
  }
  return movedAside;
};

const asideOf = (path: string): string => {
  for (let n = 0; ; n++) {
    const candidate = n === 0 ? `${path}.replaced` : `${path}.replaced.${n}`;
    if (!existsSync(candidate)) return candidate;
  }
};
