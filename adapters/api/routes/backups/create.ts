import { isAbsolute } from 'node:path';
import { need, stopInvalid } from '../../http/need.ts';
import type { BackupWish } from '../../ports.ts';
import { type Handler, ok } from '../route.ts';

const PATHS = ['directory', 'into', 'keyFile'] as const;

/** POST /v1/backups: store, journal and keys, copied while serving to a directory on the server's machine. */
export const createBackup: Handler = async (call, ports) => {
  const wish = call.body as BackupWish;
  for (const field of PATHS) {
    const path = wish[field];
    if (path !== undefined && !isAbsolute(path))
      throw stopInvalid(field, 'not an absolute path', "Write the whole path, as the server's machine has it.");
  }
  if ((wish.directory === undefined) === (wish.into === undefined))
    throw stopInvalid(
      'directory',
      'name one of directory and into',
      'Name a new directory, or a place that holds many.',
    );
  if (wish.keep !== undefined && wish.into === undefined)
    throw stopInvalid('keep', 'only a place keeps a number of backups', 'Name the place with into.');
  return { status: 201, body: need(await ports.backup(wish)) };
};

/** GET /v1/backups/progress */
export const readBackupProgress: Handler = (_call, ports) => {
  const progress = ports.backupProgress();
  return ok(progress === undefined ? { running: false } : { running: true, ...progress });
};
