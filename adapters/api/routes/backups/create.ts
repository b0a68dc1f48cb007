import { isAbsolute } from 'node:path';
import { need, stopInvalid } from '../../http/need.ts';
import type { Handler } from '../route.ts';

/** POST /v1/backups: store, journal and keys, copied while serving to a directory on the server's machine. */
export const createBackup: Handler = async (call, ports) => {
  const { directory } = call.body as { readonly directory: string };
  if (!isAbsolute(directory)) {
    throw stopInvalid('directory', 'not an absolute path', "Write the whole path, as the server's machine has it.");
  }
  return { status: 201, body: need(await ports.backup(directory)) };
};
