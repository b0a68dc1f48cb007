import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type InstantMs, type Result, success } from '@wurao/domain';
import { inTheWay, PRIVATE_DIRECTORY, syncPath } from './backup-files.ts';
import { type BackupManifest, MANIFEST_FILE, readManifest } from './backup-manifest.ts';

/** A place holds the backups of one data directory, each a whole directory of its own; what two have in common lies there once. */
const BACKUP_NAME = /^wurao-\d{8}T\d{6}Z(?:-\d+)?$/;
const LEFT_OVER = /^wurao-\d{8}T\d{6}Z(?:-\d+)?\.(?:partial|removing)$/;

export interface FoundBackup {
  readonly directory: string;
  /** Of its list alone: the files are read by `checkBackup`. */
  readonly manifest: Result<BackupManifest>;
}

/** Oldest first. */
export const listBackups = (place: string): readonly FoundBackup[] =>
  readdirSync(resolve(place))
    .filter((name) => BACKUP_NAME.test(name))
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
    .map((name) => join(resolve(place), name))
    .filter((directory) => statSync(directory).isDirectory())
    .map((directory) => ({ directory, manifest: readManifest(directory) }));

/** What a process that was killed left behind; nothing takes it for a backup. */
export const leftOvers = (place: string): readonly string[] =>
  readdirSync(resolve(place)).filter((name) => LEFT_OVER.test(name));

export const isBackup = (directory: string): boolean => existsSync(join(directory, MANIFEST_FILE));

export const newBackupName = (place: string, nowMs: InstantMs): string => {
  for (const name of leftOvers(place)) rmSync(join(place, name), { recursive: true, force: true });
  const stamp = new Date(nowMs).toISOString().replace(/[-:]|\.\d+/g, '');
  for (let n = 1; ; n++) {
    const name = n === 1 ? `wurao-${stamp}` : `wurao-${stamp}-${n}`;
    if (!existsSync(join(place, name))) return name;
  }
};

/** Removes whole backups but the newest; one that is not whole counts for nothing and stays for somebody to look at. */
export const keepNewest = (place: string, keep: number): readonly string[] => {
  const whole = listBackups(place).filter(({ manifest }) => manifest.ok);
  const removed = whole.slice(0, Math.max(0, whole.length - Math.max(1, keep))).map(({ directory }) => directory);
  for (const directory of removed) {
    // Renamed first: a removal that is cut off leaves nothing that has a list.
    renameSync(directory, `${directory}.removing`);
    rmSync(`${directory}.removing`, { recursive: true, force: true });
  }
  if (removed.length > 0) syncPath(resolve(place));
  return removed;
};

/** Where to: a directory of its own that does not exist yet, or a place that holds many and shares what they have in common. */
export interface BackupWish {
  readonly directory?: string | undefined;
  readonly into?: string | undefined;
  /** In a place: so many stay, the oldest go. */
  readonly keep?: number | undefined;
  /** Encrypts with the secret in this file. */
  readonly keyFile?: string | undefined;
}

export interface Target {
  readonly directory: string;
  readonly place: string | undefined;
  readonly previous: FoundBackup | undefined;
}

export const targetOf = ({ directory, into }: BackupWish, nowMs: InstantMs): Result<Target> => {
  if (into === undefined) {
    const path = resolve(directory ?? '');
    if (existsSync(path) && readdirSync(path).length > 0) return inTheWay(path);
    return success({ directory: path, place: undefined, previous: undefined });
  }
  const place = resolve(into);
  mkdirSync(place, { recursive: true, mode: PRIVATE_DIRECTORY });
  const whole = listBackups(place).filter(({ manifest }) => manifest.ok);
  return success({ directory: join(place, newBackupName(place, nowMs)), place, previous: whole.at(-1) });
};
