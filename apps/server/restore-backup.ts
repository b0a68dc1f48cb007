import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { asSequence, type Failure, failure, type InstantMs, type Result, type Sequence, success } from '@wurao/domain';
import { cutJournal, findCut, type JournalExtent } from '@wurao/journal';
import { restoreStore, rewindStore, STORE_FILE, storeSequenceAt } from '@wurao/store';
import {
  ATTACHMENTS,
  asideOf,
  copyPrivately,
  JOURNAL,
  NUMBERING,
  PRIVATE_DIRECTORY,
  PRIVATE_FILE,
  SECRET_FILES,
  SNAPSHOT_FILE,
  syncPath,
  unusable,
} from './backup-files.ts';
import { type BackupManifest, keyFor } from './backup-manifest.ts';
import { type CheckProgress, checkBackup, checkContent, unpack } from './check-backup.ts';
import { takeLock } from './lock.ts';

export interface RestoreSummary {
  readonly dataDir: string;
  readonly madeAt: string;
  readonly sequence: Sequence;
  /** The last decision on record; 0 = there is none. */
  readonly journalSequence: number;
  /** What was there before, under new names. */
  readonly movedAside: readonly string[];
}

export interface RestoreWish {
  readonly keyFile?: string | undefined;
  /** As it was right after this record of the journal. */
  readonly atSequence?: number | undefined;
  /** As it was at this instant. */
  readonly atMs?: InstantMs | undefined;
  /** Only into a directory that is empty or does not exist; else what stands there moves aside. */
  readonly intoEmpty?: boolean | undefined;
  readonly tell?: (progress: CheckProgress) => void;
}

/** Stands while a restore is under way: a directory that has it holds parts of two histories, or not all of one. */
const UNFINISHED_FILE = 'restoring.json';
const STAGING = 'restore.staging';
/** Taken by whoever looks whether a directory is free. */
const NOBODYS = new Set(['lock.sqlite', 'runtime.json', UNFINISHED_FILE, STAGING]);

/** To be asked before a data directory is opened. */
export const unfinishedRestore = (dataDir: string): Failure | undefined =>
  existsSync(join(dataDir, UNFINISHED_FILE))
    ? failure('store-unavailable', 'A restore was interrupted', {
        field: 'dataDir',
        message: `${dataDir} holds parts of two histories, or not all of one`,
        remedy: 'Run the same `wurao restore` again: it finishes.',
      })
    : undefined;

/** Puts a checked backup in the place of what is there, which moves aside. Refused while a server runs. */
export const restoreBackup = async (
  source: string,
  dataDir: string,
  wish: RestoreWish = {},
): Promise<Result<RestoreSummary>> => {
  if (wish.intoEmpty && !isFree(dataDir)) {
    return failure('conflict', 'In the way', {
      field: 'to',
      message: `${dataDir} is not empty`,
      remedy: 'Name a directory that is empty or does not exist yet. Nothing is overwritten.',
    });
  }
  const checked = await checkBackup(source, wish.tell);
  if (!checked.ok) return checked;
  const key = keyFor(resolve(source), checked.value, wish.keyFile);
  if (!key.ok) return key;
  const lock = takeLock(dataDir);
  if (!lock.ok) return lock;
  const staging = join(dataDir, STAGING);
  try {
    rmSync(staging, { recursive: true, force: true });
    // An empty directory with half a restore in it must not pass for a new house.
    if (!existsSync(join(dataDir, STORE_FILE))) mark(dataDir, source);
    mkdirSync(staging, { mode: PRIVATE_DIRECTORY });
    const unpacked = await unpack(resolve(source), checked.value, key.value, staging, wish.tell);
    const ready = unpacked.ok ? await prepare(staging, resolve(source), checked.value, wish) : unpacked;
    if (!ready.ok) return abandoned(dataDir, ready);
    return await putInPlace(staging, resolve(source), dataDir, { manifest: checked.value, point: ready.value });
  } catch (error) {
    return unusable('dataDir', dataDir, error);
  } finally {
    rmSync(staging, { recursive: true, force: true });
    lock.value.release();
  }
};

/** What an interrupted restore left is nobody's either: running it again finishes it. */
const isFree = (dataDir: string): boolean =>
  !existsSync(dataDir) ||
  existsSync(join(dataDir, UNFINISHED_FILE)) ||
  readdirSync(dataDir).every((name) => NOBODYS.has(name));

const mark = (dataDir: string, source: string): void => {
  writeFileSync(join(dataDir, UNFINISHED_FILE), `${JSON.stringify({ source })}\n`, { mode: PRIVATE_FILE, flush: true });
  syncPath(dataDir);
};

/** Nothing was put in place yet: a directory that was empty is empty again. */
const abandoned = <Refused extends Failure>(dataDir: string, refused: Refused): Refused => {
  if (!existsSync(join(dataDir, STORE_FILE))) rmSync(join(dataDir, UNFINISHED_FILE), { force: true });
  return refused;
};

interface Point {
  readonly sequence: Sequence;
  readonly journalSequence: number;
  /** The tables of the backup are still those of this store. */
  readonly isWhole: boolean;
}

/** Looks into what was unpacked, then rolls it back to the wished point. */
const prepare = async (
  staging: string,
  source: string,
  manifest: BackupManifest,
  wish: RestoreWish,
): Promise<Result<Point>> => {
  const journal = join(staging, JOURNAL);
  mkdirSync(journal, { recursive: true, mode: PRIVATE_DIRECTORY });
  const held = await checkContent({ store: join(staging, STORE_FILE), journal }, source, manifest);
  if (!held.ok) return held;
  const point = await pointOf(staging, manifest, held.value, wish);
  if (!point.ok || point.value === undefined) {
    return point.ok ? success({ sequence: manifest.sequence, journalSequence: held.value.last, isWhole: true }) : point;
  }
  const { sequence, journalSequence, atMs } = point.value;
  const cut = await cutJournal(journal, journalSequence, { epoch: held.value.epoch });
  if (!cut.ok) return cut;
  // Compared with the store as the backup has it, which is not touched.
  const original = `${join(staging, STORE_FILE)}.whole`;
  copyPrivately(join(staging, STORE_FILE), original);
  const rewound = await rewindStore(join(staging, STORE_FILE), original, sequence, atMs);
  rmSync(original);
  if (!rewound.ok) return rewound;
  return success({ sequence, journalSequence, isWhole: false });
};

const outOfReach = (field: 'atSequence' | 'at', message: string, remedy: string): Failure =>
  failure('invalid', 'Not in this backup', { field, message, remedy });

/** Undefined: the whole of it. */
const pointOf = async (
  staging: string,
  manifest: BackupManifest,
  held: JournalExtent,
  { atSequence, atMs }: RestoreWish,
): Promise<Result<{ sequence: Sequence; journalSequence: number; atMs: InstantMs } | undefined>> => {
  if (atSequence === undefined && atMs === undefined) return success(undefined);
  const range = held.last === 0 ? 'no record' : `the records ${held.first} to ${held.last}`;
  if (atSequence !== undefined && (atSequence < held.first || atSequence > held.last || held.last === 0))
    return outOfReach(
      'atSequence',
      `its journal holds ${range}, not ${atSequence}`,
      'Name one of those, or another backup.',
    );
  if (atMs !== undefined && atMs > Date.parse(manifest.madeAt))
    return outOfReach('at', `it was made at ${manifest.madeAt}`, 'Name an earlier instant, or a later backup.');
  const bound = atSequence === undefined ? { atMs: atMs ?? 0 } : { sequence: atSequence };
  const cut = await findCut(join(staging, JOURNAL), bound);
  if (!cut.ok) return cut;
  const last = cut.value ?? { sequence: Math.max(0, held.first - 1), atMs: atMs ?? 0, dataVersion: 0 };
  if (atSequence !== undefined)
    return success({ sequence: asSequence(last.dataVersion), journalSequence: last.sequence, atMs: last.atMs });
  // Nothing that a kept decision stands on may be missing, even where two clocks differ.
  const received = storeSequenceAt(join(staging, STORE_FILE), atMs ?? 0);
  const sequence = asSequence(Math.max(received, last.dataVersion));
  return success({ sequence, journalSequence: last.sequence, atMs: atMs ?? 0 });
};

const putInPlace = async (
  staging: string,
  source: string,
  dataDir: string,
  { manifest, point }: { readonly manifest: BackupManifest; readonly point: Point },
): Promise<Result<RestoreSummary>> => {
  mark(dataDir, source);
  // The tables of another history must not be taken for those of this one.
  rmSync(join(dataDir, SNAPSHOT_FILE), { force: true });
  const restored = await restoreStore({
    backup: join(staging, STORE_FILE),
    directory: dataDir,
    replace: true,
    take: true,
  });
  if (!restored.ok) return restored;
  const aside = [JOURNAL, NUMBERING, ATTACHMENTS].map((name) => moveIn(staging, dataDir, name));
  if (point.isWhole && existsSync(join(staging, SNAPSHOT_FILE)))
    renameSync(join(staging, SNAPSHOT_FILE), join(dataDir, SNAPSHOT_FILE));
  const secretsAside = restoreSecrets(staging, dataDir);
  syncPath(dataDir);
  rmSync(join(dataDir, UNFINISHED_FILE));
  syncPath(dataDir);
  const movedAside = [restored.value.movedAside, ...aside, ...secretsAside].filter((path) => path !== undefined);
  const { sequence, journalSequence } = point;
  return success({ dataDir, madeAt: manifest.madeAt, sequence, journalSequence, movedAside });
};

/** A folder of the backup takes the place of the one there, even of none: what is not in the backup was not there then. */
const moveIn = (staging: string, dataDir: string, folder: string): string | undefined => {
  const [from, to] = [join(staging, folder), join(dataDir, folder)];
  const aside = existsSync(to) ? asideOf(to) : undefined;
  if (aside !== undefined) renameSync(to, aside);
  if (existsSync(from)) renameSync(from, to);
  return aside;
};

const restoreSecrets = (staging: string, dataDir: string): readonly string[] => {
  const movedAside: string[] = [];
  for (const name of SECRET_FILES.filter((secret) => existsSync(join(staging, secret)))) {
    const path = join(dataDir, name);
    if (existsSync(path)) {
      if (readFileSync(path).equals(readFileSync(join(staging, name)))) continue;
      const aside = asideOf(path);
      renameSync(path, aside);
      movedAside.push(aside);
    }
    copyPrivately(join(staging, name), path);
  }
  return movedAside;
};
