import { randomInt } from 'node:crypto';
import { closeSync, fsync, fsyncSync, openSync, readSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { type Result, success } from '@wurao/domain';
import { decodeSnapshot, type Posting, type TableWriter, type TableWriterOptions } from '@wurao/engine';
import { MEMORY_MODEL } from './memory-model.ts';

/** Hash seeds are 32 random bits. */
const SEEDS = 2 ** 32;
const READ_BYTES = 4 * 1024 * 1024;

/** In front of the tables: which history they were made of. A sequence alone would not tell a restored store from the one before. */
export const HISTORY_BYTES = 32;

const syncLater = promisify(fsync);

/**
 * Written beside and renamed into place, so that there is always a whole one or none. The chunks are taken at once, as the tables
 * must not move meanwhile; the disk is waited for without holding up whoever else runs here.
 */
export const writeSnapshot = async (path: string, history: Uint8Array, chunks: Iterable<Uint8Array>): Promise<void> => {
  const draft = `${path}.tmp`;
  const file = openSync(draft, 'w', 0o600);
  try {
    writeWhole(file, history);
    for (const chunk of chunks) writeWhole(file, chunk);
    await syncLater(file);
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

const writeWhole = (file: number, bytes: Uint8Array): void => {
  for (let from = 0; from < bytes.byteLength; ) from += writeSync(file, bytes, from);
};

export const writerOptions = (post: (posting: Posting) => void): TableWriterOptions => ({
  post,
  seed: randomInt(SEEDS),
  memory: MEMORY_MODEL,
});

export interface ReadSnapshot {
  readonly writer: TableWriter;
  readonly history: Uint8Array;
}

/** A writer over what the file holds, or why it cannot be used. */
export const readSnapshot = (path: string, post: (posting: Posting) => void): Result<ReadSnapshot> => {
  const file = openSync(path, 'r');
  try {
    const history = Buffer.alloc(HISTORY_BYTES);
    readSync(file, history, 0, HISTORY_BYTES, null);
    const decoded = decodeSnapshot(readChunks(file), writerOptions(post));
    return decoded.ok ? success({ writer: decoded.value, history }) : decoded;
  } finally {
    closeSync(file);
  }
};

/** The rest of the file in pieces, each a buffer of its own. */
function* readChunks(file: number): Generator<Uint8Array> {
  for (;;) {
    const chunk = Buffer.allocUnsafeSlow(READ_BYTES);
    const read = readSync(file, chunk, 0, READ_BYTES, null);
    if (read === 0) return;
    yield chunk.subarray(0, read);
  }
}
