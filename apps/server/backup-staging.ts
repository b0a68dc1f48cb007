import { mkdirSync, writeFileSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { PRIVATE_DIRECTORY, PRIVATE_FILE } from './backup-files.ts';

/** Below the data directory: what a backup works on while it is made. There only while one is made, or after one that broke off. */
export const STAGING = 'backup.staging';
/** In the staging: where the unfinished backup lies. */
const PARTIAL_PATH_FILE = 'partial.path';
export const PARTIAL = '.partial';

/** Before anything lies at `partial`: whoever comes after a crash finds it by what is written here. */
export const beginStaging = (dataDir: string, partial: string): void => {
  const staging = join(dataDir, STAGING);
  mkdirSync(staging, { recursive: true, mode: PRIVATE_DIRECTORY });
  writeFileSync(join(staging, PARTIAL_PATH_FILE), partial, { mode: PRIVATE_FILE, flush: true });
};

const unfinishedIn = async (staging: string): Promise<string | undefined> => {
  const path = await readFile(join(staging, PARTIAL_PATH_FILE), 'utf8').catch(() => '');
  return isAbsolute(path) && path.endsWith(PARTIAL) ? path : undefined;
};

/**
 * Removes what a backup of this data directory that broke off left behind, wherever it went. Not done when a server starts: the
 * place may be a disk of another machine that does not answer.
 */
export const clearUnfinished = async (dataDir: string): Promise<void> => {
  const staging = join(dataDir, STAGING);
  const partial = await unfinishedIn(staging);
  // A place that is away or may not be written any more keeps it, and is no reason against a backup elsewhere.
  if (partial !== undefined) await rm(partial, { recursive: true, force: true }).catch(() => undefined);
  await rm(staging, { recursive: true, force: true });
};
