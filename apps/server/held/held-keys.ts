import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { InstantMs } from '@wurao/domain';
import { HELD_MS } from '@wurao/gateway';
import { isGone, PRIVATE_FILE, syncPath } from '../backup-files.ts';

/** Beside the permit's secret, and in no backup: what was forgotten is not to come back with one. */
export const HELD_SECRET_FILE = 'held.secret';

const CIPHER = 'aes-256-gcm';
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const DAY_MS = 24 * 3_600_000;

/** UTC: nobody reads it. */
const dayOf = (atMs: InstantMs): string => new Date(atMs).toISOString().slice(0, 10);

/**
 * A key for each day's held messages, forgotten when the last of them is over: whatever the disk still has of one cannot be read from then
 * on, by anybody.
 */
export class HeldKeys {
  readonly #directory: string;
  readonly #keys: Map<string, Buffer>;

  constructor(directory: string) {
    this.#directory = directory;
    this.#keys = keysIn(join(directory, HELD_SECRET_FILE));
  }

  /** Throws where the key of a new day cannot be written. */
  seal(plain: Uint8Array, atMs: InstantMs): Uint8Array {
    const day = dayOf(atMs);
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, this.#keys.get(day) ?? this.#make(day), nonce, { authTagLength: TAG_BYTES });
    cipher.setAAD(Buffer.from(day));
    const sealed = [cipher.update(plain), cipher.final()];
    return Buffer.concat([nonce, ...sealed, cipher.getAuthTag()]);
  }

  /** Undefined: its day's key is gone, or these are not the bytes that were sealed. */
  open(sealed: Uint8Array, atMs: InstantMs): Uint8Array | undefined {
    const day = dayOf(atMs);
    const key = this.#keys.get(day);
    if (key === undefined || sealed.length < NONCE_BYTES + TAG_BYTES) return undefined;
    const end = sealed.length - TAG_BYTES;
    const decipher = createDecipheriv(CIPHER, key, sealed.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
    decipher.setAAD(Buffer.from(day));
    decipher.setAuthTag(sealed.subarray(end));
    try {
      return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, end)), decipher.final()]);
    } catch {
      return undefined;
    }
  }

  /** Keys of days of which nothing may be read any more. */
  forgetBefore(nowMs: InstantMs): void {
    const old = [...this.#keys.keys()].filter((day) => Date.parse(day) + DAY_MS + HELD_MS < nowMs);
    if (old.length === 0) return;
    for (const day of old) this.#keys.delete(day);
    this.#write([...this.#keys]);
  }

  /** On the disk before anything is sealed by it. */
  #make(day: string): Buffer {
    const key = randomBytes(KEY_BYTES);
    this.#write([...this.#keys, [day, key]]);
    this.#keys.set(day, key);
    return key;
  }

  #write(keys: readonly (readonly [string, Buffer])[]): void {
    const path = join(this.#directory, HELD_SECRET_FILE);
    const lines = keys.map(([day, key]) => `${day} ${key.toString('base64url')}\n`);
    const file = openSync(`${path}.new`, 'w', PRIVATE_FILE);
    try {
      writeSync(file, lines.join(''));
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(`${path}.new`, path);
    syncPath(this.#directory);
  }
}

const keysIn = (path: string): Map<string, Buffer> => {
  try {
    const lines = readFileSync(path, 'utf8').split('\n');
    return new Map(
      lines
        .filter((line) => line !== '')
        .map((line) => {
          const [day = '', key = ''] = line.split(' ');
          return [day, Buffer.from(key, 'base64url')];
        }),
    );
  } catch (error) {
    if (isGone(error)) return new Map();
    throw error;
  }
};
