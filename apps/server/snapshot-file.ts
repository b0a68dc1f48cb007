import { randomInt } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Result } from '@wurao/domain';
import { decodeSnapshot, type Posting, type TableWriter, type TableWriterOptions } from '@wurao/engine';
import { MEMORY_MODEL } from './memory-model.ts';

/** Hash seeds are 32 random bits. */
const SEEDS = 2 ** 32;
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

export const writerOptions = (post: (posting: Posting) => void): TableWriterOptions => ({
  post,
  seed: randomInt(SEEDS),
  memory: MEMORY_MODEL,
});

/** A writer over what the file holds, or why it cannot be used. */
export const readSnapshot = (path: string, post: (posting: Posting) => void): Result<TableWriter> =>
  decodeSnapshot(readChunks(path), writerOptions(post));

/** The file in pieces, each a buffer of its own. */
function* readChunks(path: string): Generator<Uint8Array> {
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
