import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { type AttachmentClaim, wrongBytes } from '@wurao/casework';
import { type Failure, failure, type InstantMs, invalid, type Result, success } from '@wurao/domain';
import { ATTACHMENTS, isGone, PRIVATE_DIRECTORY, PRIVATE_FILE, syncPath } from './backup-files.ts';

/** What nobody names after that time was sent for nothing. */
export const UNNAMED_KEPT_MS = 86_400_000;

const noRoom = (error: unknown): Failure =>
  failure('store-unavailable', 'The attachment cannot be kept', {
    field: '',
    message: error instanceof Error ? error.message : String(error),
    remedy: 'Try again later; tell whoever runs this server that its disk needs room.',
  });

/** Recordings and pictures, each a file named by the SHA-256 of its bytes: the same one is kept once, and never changes. */
export class Attachments {
  readonly #directory: string;

  constructor(dataDir: string) {
    this.#directory = join(dataDir, ATTACHMENTS);
  }

  #path(sha256: string): string {
    return join(this.#directory, sha256);
  }

  /** On the disk when it resolves. */
  async keep(type: string, bytes: Uint8Array): Promise<Result<{ readonly sha256: string; readonly bytes: number }>> {
    const wrong = wrongBytes(type, bytes);
    if (wrong) return wrong;
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const kept = { sha256, bytes: bytes.length };
    const partial = `${this.#path(sha256)}.${randomUUID()}.tmp`;
    try {
      await mkdir(this.#directory, { recursive: true, mode: PRIVATE_DIRECTORY });
      const file = await open(partial, 'wx', PRIVATE_FILE);
      try {
        await file.writeFile(bytes);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(partial, this.#path(sha256));
      syncPath(this.#directory);
      return success(kept);
    } catch (error) {
      await rm(partial, { force: true });
      return noRoom(error);
    }
  }

  /** The first of them that is not here, or is another than it says. */
  async checkHeld(claims: readonly AttachmentClaim[], field: string): Promise<Failure | undefined> {
    for (const [i, { sha256, bytes }] of claims.entries()) {
      const size = await this.#sizeOf(sha256);
      if (size === undefined)
        return invalid(`${field}[${i}].sha256`, 'no such file was sent', 'Send its bytes first: PUT /v1/attachments.');
      if (size !== bytes)
        return invalid(`${field}[${i}].bytes`, `it has ${size}`, 'Write it as the answer to its bytes said.');
      // It is about to be named: nobody is to forget it now.
      const now = new Date();
      await utimes(this.#path(sha256), now, now);
    }
    return undefined;
  }

  async #sizeOf(sha256: string): Promise<number | undefined> {
    try {
      return (await stat(this.#path(sha256))).size;
    } catch (error) {
      if (isGone(error)) return undefined;
      throw error;
    }
  }

  /** Undefined: it is not here. */
  async read(sha256: string): Promise<Uint8Array | undefined> {
    try {
      return await readFile(this.#path(sha256));
    } catch (error) {
      if (isGone(error)) return undefined;
      throw error;
    }
  }

  /** Those that have been here so long that somebody should have named them. */
  async agedBefore(atMs: InstantMs): Promise<readonly string[]> {
    const aged: string[] = [];
    try {
      for (const name of await readdir(this.#directory))
        if ((await stat(this.#path(name))).mtimeMs < atMs) aged.push(name);
    } catch (error) {
      if (!isGone(error)) throw error;
    }
    return aged;
  }

  /** Unless somebody named it, or sent it again, meanwhile. */
  async forget(name: string, beforeMs: InstantMs): Promise<void> {
    const path = this.#path(name);
    try {
      if ((await stat(path)).mtimeMs < beforeMs) await rm(path, { force: true });
    } catch (error) {
      if (!isGone(error)) throw error;
    }
  }
}
