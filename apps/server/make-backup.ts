import {
  chmodSync,
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { type InstantMs, type Result, type Sequence, success } from '@wurao/domain';
import { cutJournal, type JournalExtent, measureJournal } from '@wurao/journal';
import { type BackupReport, countStoreRows, STORE_FILE } from '@wurao/store';
import { BackupKey, decryptFile, encryptFile, newEncryption, readBackupSecret } from './backup-cipher.ts';
import {
  ATTACHMENTS,
  copyPrivately,
  hashOf,
  isGone,
  JOURNAL,
  NOT_COPIED,
  NUMBERING,
  PRIVATE_DIRECTORY,
  PRIVATE_FILE,
  SECRET_FILES,
  SNAPSHOT_FILE,
  syncPath,
  unusable,
} from './backup-files.ts';
import {
  BACKUP_FORMAT,
  type BackedUpFile,
  type BackupManifest,
  filesBelow,
  sealedText,
  unfit,
  writeManifest,
} from './backup-manifest.ts';
import { type BackupWish, type FoundBackup, keepNewest, targetOf } from './backup-place.ts';
import { beginStaging, clearUnfinished, PARTIAL, STAGING } from './backup-staging.ts';

/**
 * A backup is a directory: journal, tables, numbering plans, keys, store and the evidence of cases, with a list of every file and its SHA-256. The journal
 * is taken first and ends with a whole record, so that every decision in it stands on facts that the store's copy holds.
 */
export interface BackupParts {
  readonly dataDir: string;
  /** The store's own copy to a file, taken while it serves. */
  readonly store: (path: string) => Promise<Result<BackupReport>>;
  readonly nowMs: InstantMs;
  /** The last record of the journal that counts; left out where nothing writes it. */
  readonly flushed?: () => number | Promise<number>;
  readonly onProgress?: (progress: BackupProgress) => void;
}

export interface BackupProgress {
  readonly stage: 'journal' | 'store' | 'copy' | 'verify';
  readonly doneBytes: number;
  /** 0 = not known yet. */
  readonly totalBytes: number;
}

export interface BackupSummary {
  readonly directory: string;
  readonly sequence: Sequence;
  readonly journalSequence: number;
  readonly files: number;
  readonly bytes: number;
  /** Taken over from an earlier backup of the place, by hard links. */
  readonly sharedBytes: number;
  readonly encrypted: boolean;
  /** Older backups that `keep` took away. */
  readonly removed: readonly string[];
  readonly tookMs: number;
}

const MAX_LISTINGS = 5;
const UNCUT = Number.MAX_SAFE_INTEGER;

/** The salt of the backup before is taken again, so that its files can be taken over; else a new one. */
const keyOf = (keyFile: string | undefined, previous: FoundBackup | undefined): Result<BackupKey | undefined> => {
  if (keyFile === undefined) return success(undefined);
  const secret = readBackupSecret(keyFile);
  if (!secret.ok) return secret;
  const before = previous?.manifest.ok ? previous.manifest.value : undefined;
  if (before?.encryption !== undefined && before.seal !== undefined) {
    const key = new BackupKey(secret.value, before.encryption);
    if (key.isSealed(sealedText(before), before.seal)) return success(key);
  }
  return success(new BackupKey(secret.value, newEncryption()));
};

/** While serving or not. The directory appears under its name once it is whole and was read back. */
export const makeBackup = async (parts: BackupParts, wish: BackupWish): Promise<Result<BackupSummary>> => {
  const startedMs = performance.now();
  const staging = join(parts.dataDir, STAGING);
  try {
    await clearUnfinished(parts.dataDir);
    const target = targetOf(wish, parts.nowMs);
    if (!target.ok) return target;
    const key = keyOf(wish.keyFile, target.value.previous);
    if (!key.ok) return key;
    const { directory, place } = target.value;
    const partial = `${directory}${PARTIAL}`;
    beginStaging(parts.dataDir, partial);
    rmSync(partial, { recursive: true, force: true });
    mkdirSync(partial, { recursive: true, mode: PRIVATE_DIRECTORY });
    const making = new Making(parts, { partial, staging, previous: target.value.previous, key: key.value });
    const made = await making.run();
    if (!made.ok) return made;
    // Empty when we began; what somebody put there meanwhile is theirs, and stays.
    if (existsSync(directory)) rmdirSync(directory);
    renameSync(partial, directory);
    syncPath(dirname(directory));
    const removed = place !== undefined && wish.keep !== undefined ? keepNewest(place, wish.keep) : [];
    return success({ ...made.value, directory, removed, tookMs: Math.round(performance.now() - startedMs) });
  } catch (error) {
    return unusable('directory', wish.into ?? wish.directory ?? '', error);
  } finally {
    await clearUnfinished(parts.dataDir);
  }
};

interface Places {
  readonly partial: string;
  readonly staging: string;
  readonly previous: FoundBackup | undefined;
  readonly key: BackupKey | undefined;
}

type Made = Omit<BackupSummary, 'directory' | 'removed' | 'tookMs'>;

/** A file of the journal as it stands in the staging. */
interface Source {
  readonly name: string;
  readonly path: string;
  /** It will never change under this name. */
  readonly isFinal: boolean;
}

class Making {
  readonly #parts: BackupParts;
  readonly #places: Places;
  readonly #files: BackedUpFile[] = [];
  readonly #linked = new Map<string, Source>();
  #sharedBytes = 0;
  #doneBytes = 0;
  #totalBytes = 0;

  constructor(parts: BackupParts, places: Places) {
    this.#parts = parts;
    this.#places = places;
  }

  async run(): Promise<Result<Made>> {
    const { partial, staging, key } = this.#places;
    this.#tell('journal');
    const sources = await this.#stageJournal();
    const cut = await this.#cutJournal(sources);
    if (!cut.ok) return cut;
    sources.push(...this.#stageRest());
    // After the journal: its copy holds every fact that a record stands on.
    this.#tell('store');
    const storePath = join(key === undefined ? partial : staging, STORE_FILE);
    const stored = await this.#parts.store(storePath);
    if (!stored.ok) return stored;
    if (stored.value.sequence < cut.value.dataVersion)
      return unfit(
        storePath,
        `the journal stands on ${cut.value.dataVersion}, the store ends at ${stored.value.sequence}`,
      );
    chmodSync(storePath, PRIVATE_FILE);
    const rows = countStoreRows(storePath);
    for (const beside of ['-wal', '-shm']) rmSync(`${storePath}${beside}`, { force: true });
    sources.push({ name: STORE_FILE, path: storePath, isFinal: false });
    // After the store: its copy names none that is not there.
    sources.push(...this.#stageAttachments());
    this.#totalBytes = sources.reduce((sum, { path }) => sum + statSync(path).size, 0);
    this.#tell('copy');
    for (const source of sources) await this.#put(source);
    const verified = await this.#verify();
    if (!verified.ok) return verified;
    return success(this.#finish({ sequence: stored.value.sequence, journal: cut.value, rows }));
  }

  #tell(stage: BackupProgress['stage'], bytes = 0): void {
    this.#doneBytes = bytes === 0 ? 0 : this.#doneBytes + bytes;
    this.#parts.onProgress?.({ stage, doneBytes: this.#doneBytes, totalBytes: this.#totalBytes });
  }

  async #flushed(): Promise<number> {
    return (await this.#parts.flushed?.()) ?? UNCUT;
  }

  /** In one go, by links: what is sealed or deleted under our hands stays until we are done with it. */
  async #stageJournal(): Promise<Source[]> {
    const from = join(this.#parts.dataDir, JOURNAL);
    const to = join(this.#places.staging, JOURNAL);
    for (let listing = 1; ; listing++) {
      rmSync(to, { recursive: true, force: true });
      mkdirSync(to, { mode: PRIVATE_DIRECTORY });
      if (!existsSync(from)) return [];
      const flushed = await this.#flushed();
      const names = namesIn(from);
      try {
        const sources = stageFiles(from, to, names, flushed);
        const after = new Set(namesIn(from));
        // A day that was sealed meanwhile may be in neither look: then we look again.
        if (names.every((name) => after.has(name))) return sources;
      } catch (error) {
        if (!isGone(error)) throw error;
      }
      if (listing === MAX_LISTINGS) throw new Error('the journal is being sealed all the time');
    }
  }

  async #cutJournal(sources: Source[]): Promise<Result<JournalExtent>> {
    const directory = join(this.#places.staging, JOURNAL);
    const upTo = await this.#flushed();
    mkdirSync(directory, { recursive: true, mode: PRIVATE_DIRECTORY });
    const cut = await cutJournal(directory, upTo);
    if (!cut.ok) return cut;
    const left = new Set(namesIn(directory));
    sources.splice(0, sources.length, ...sources.filter(({ path }) => left.has(path.slice(directory.length + 1))));
    return measureJournal(directory);
  }

  #stageRest(): Source[] {
    const { dataDir } = this.#parts;
    const { staging } = this.#places;
    const sources: Source[] = [];
    const stage = (name: string, isFinal: boolean): void => {
      const path = join(staging, name);
      mkdirSync(dirname(path), { recursive: true, mode: PRIVATE_DIRECTORY });
      // Replaced by a rename each time: what is opened once is whole.
      copyFileSync(join(dataDir, name), path);
      sources.push({ name, path, isFinal });
    };
    const numbering = join(dataDir, NUMBERING);
    const plans = existsSync(numbering) ? namesIn(numbering).map((name) => `${NUMBERING}/${name}`) : [];
    for (const name of [SNAPSHOT_FILE, ...SECRET_FILES, ...plans])
      if (existsSync(join(dataDir, name))) stage(name, false);
    return sources;
  }

  #stageAttachments(): Source[] {
    const from = join(this.#parts.dataDir, ATTACHMENTS);
    if (!existsSync(from)) return [];
    const to = join(this.#places.staging, ATTACHMENTS);
    mkdirSync(to, { recursive: true, mode: PRIVATE_DIRECTORY });
    const sources: Source[] = [];
    for (const name of namesIn(from)) {
      const path = join(to, name);
      try {
        if (!linkInto(join(from, name), path)) copyPrivately(join(from, name), path);
      } catch (error) {
        // Nobody named it, and it was forgotten under our hands.
        if (!isGone(error)) throw error;
        continue;
      }
      sources.push({ name: `${ATTACHMENTS}/${name}`, path, isFinal: true });
    }
    return sources;
  }

  async #put(source: Source): Promise<void> {
    const { name, path, isFinal } = source;
    const { size, mtimeMs } = statSync(path);
    if (isFinal && this.#link(source, size, mtimeMs)) return this.#tell('copy', size);
    this.#files.push(await this.#copy(name, path, isFinal ? { bytes: size, mtimeMs } : undefined));
    this.#tell('copy', size);
  }

  #link(source: Source, bytes: number, mtimeMs: number): boolean {
    const { previous, partial, key } = this.#places;
    const manifest = previous?.manifest.ok ? previous.manifest.value : undefined;
    if (previous === undefined || manifest?.encryption?.salt !== key?.encryption.salt) return false;
    const known = manifest?.files.find(({ name }) => name === source.name);
    if (known?.source?.bytes !== bytes || known.source.mtimeMs !== mtimeMs) return false;
    const path = join(partial, source.name);
    mkdirSync(dirname(path), { recursive: true, mode: PRIVATE_DIRECTORY });
    try {
      linkSync(join(previous.directory, source.name), path);
    } catch {
      return false;
    }
    this.#files.push(known);
    this.#linked.set(source.name, source);
    this.#sharedBytes += known.bytes;
    return true;
  }

  async #copy(name: string, from: string, source: BackedUpFile['source']): Promise<BackedUpFile> {
    const to = join(this.#places.partial, name);
    mkdirSync(dirname(to), { recursive: true, mode: PRIVATE_DIRECTORY });
    const told = source === undefined ? {} : { source };
    const { key } = this.#places;
    if (key !== undefined) {
      const { bytes, sha256, plainSha256 } = await encryptFile(key, name, from, to);
      return { name, bytes, sha256, plainSha256, ...told };
    }
    if (from !== to) copyPrivately(from, to);
    return { name, bytes: statSync(to).size, sha256: await hashOf(from), ...told };
  }

  /** Reads all of it back from where it now lies. What was taken over and is damaged there is copied anew. */
  async #verify(): Promise<Result<void>> {
    const { partial, key } = this.#places;
    this.#tell('verify');
    for (const [index, file] of this.#files.entries()) {
      const path = join(partial, file.name);
      if (!(await isWhole(path, file, key))) {
        const source = this.#linked.get(file.name);
        if (source === undefined) return unfit(partial, `${file.name} does not read back as it was written`);
        rmSync(path);
        const { size, mtimeMs } = statSync(source.path);
        const again = await this.#copy(file.name, source.path, { bytes: size, mtimeMs });
        this.#files[index] = again;
        this.#sharedBytes -= file.bytes;
        if (!(await isWhole(path, again, key)))
          return unfit(partial, `${file.name} does not read back as it was written`);
      }
      this.#tell('verify', file.bytes);
    }
    return success(undefined);
  }

  #finish(found: Required<Pick<BackupManifest, 'sequence' | 'journal' | 'rows'>>): Made {
    const { partial, key } = this.#places;
    const files = [...this.#files].sort((a, b) => (a.name < b.name ? -1 : 1));
    const open: BackupManifest = {
      format: BACKUP_FORMAT,
      madeAt: new Date(this.#parts.nowMs).toISOString(),
      ...found,
      ...(key === undefined ? {} : { encryption: key.encryption }),
      files,
    };
    writeManifest(partial, key === undefined ? open : { ...open, seal: key.seal(sealedText(open)) });
    for (const name of new Set(filesBelow(partial).map((file) => dirname(file)))) syncPath(join(partial, name));
    return {
      sequence: found.sequence,
      journalSequence: found.journal.last,
      files: files.length,
      bytes: files.reduce((sum, file) => sum + file.bytes, 0),
      sharedBytes: this.#sharedBytes,
      encrypted: key !== undefined,
    };
  }
}

const isWhole = async (path: string, file: BackedUpFile, key: BackupKey | undefined): Promise<boolean> => {
  if (statSync(path).size !== file.bytes || (await hashOf(path)) !== file.sha256) return false;
  if (key === undefined) return true;
  return (await decryptFile(key, file.name, path, undefined)).plainSha256 === file.plainSha256;
};

const namesIn = (directory: string): readonly string[] =>
  readdirSync(directory).filter((name) => !NOT_COPIED.test(name));

/** With the sequence of its first record. */
const SEGMENT = /^segment-\d+-(\d+)-.*\.wurao$/;
const SEALED = /^(day|outcomes)-.*\.parquet$/;

/**
 * The newest segments are copies: one of them is cut, and what is linked is still the journal's own. Two at least, because the
 * newest may have no record that counts yet.
 */
const COPIED_SEGMENTS = 2;

const stageFiles = (from: string, to: string, names: readonly string[], flushed: number): Source[] => {
  const segments = names.filter((name) => SEGMENT.test(name)).sort();
  const uncounted = segments.filter((name) => Number(SEGMENT.exec(name)?.[1]) > flushed);
  const copied = new Set(segments.slice(-Math.max(COPIED_SEGMENTS, uncounted.length + 1)));
  return names.map((name) => {
    const path = join(to, name);
    const isFinal = SEALED.test(name) || (SEGMENT.test(name) && !copied.has(name));
    if (!isFinal || !linkInto(join(from, name), path)) copyPrivately(join(from, name), path);
    return { name: `${JOURNAL}/${name}`, path, isFinal };
  });
};

const linkInto = (from: string, to: string): boolean => {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (isGone(error)) throw error;
    // Some file systems have no hard links.
    return false;
  }
};
