import { closeSync, fsyncSync, openSync, readSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

const READ_BYTES = 4 * 1024 * 1024;

/** Written beside and renamed into place, so that there is always a whole one or none. */
export const writeSnapshot = (path: string, chunks: Iterable<Uint8Array>): void => {
  const draft = `${path}.tmp`;
  const file = openSync(draft, 'w', 0o600);
  try {
    for (const chunk of chunks) {
      for (let from = 0; from < chunk.byteLength; ) from += writeSync(file, chunk, from);
    }
    fsyncSync(file);
  } catch (error) {
    closeSync(file);
    rmSync(draft, { force: true });
    throw error;
  }
  closeSync(file);
  renameSync(draft, path);
  const folder = openSync(dirname(path), 'r');
  fsyncSync(folder);
  closeSync(folder);
};

/** The file in pieces, each a buffer of its own. */
export function* readChunks(path: string): Generator<Uint8Array> {
  const file = openSync(path, 'r');
  try {
    for (;;) {
      const chunk = Buffer.allocUnsafeSlow(READ_BYTES);
      const read = readSync(file, chunk, 0, READ_BYTES, null);
      if (read === 0) return;
      yield chunk.subarray(0, read);
    }
  } finally {
    closeSync(file);
  }
}
