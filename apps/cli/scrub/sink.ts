import type { FileHandle } from 'node:fs/promises';
import { type Result, success } from '@wurao/domain';
import type { Next } from './list.ts';
import { unwritable } from './part-file.ts';

const BUFFER_BYTES = 1024 * 1024;
/** Shorter pieces are copied byte by byte: cheaper than a call. */
const SHORT = 24;

/**
 * Bytes on their way into a file. `put` never waits; `flush` does, and is due when `isFull`. It writes what `sure` has vouched for,
 * and no more.
 */
export class Sink {
  readonly #file: FileHandle;
  readonly #field: string;
  readonly #next: Next;
  #position: number;
  #buffer = Buffer.allocUnsafeSlow(BUFFER_BYTES);
  #used = 0;
  #sure = 0;

  /** `field`: the option that named the file. */
  constructor(file: FileHandle, position: number, next: Next, field = '--output') {
    this.#file = file;
    this.#field = field;
    this.#next = next;
    this.#position = position;
  }

  get isFull(): boolean {
    return this.#sure >= BUFFER_BYTES / 2;
  }

  /** All that was put may be written. */
  sure(): void {
    this.#sure = this.#used;
  }

  put(bytes: Uint8Array, start = 0, end = bytes.length): void {
    const length = end - start;
    if (this.#used + length > this.#buffer.length) this.#grow(length);
    const target = this.#buffer;
    const at = this.#used;
    if (length < SHORT) for (let i = 0; i < length; i++) target[at + i] = bytes[start + i]!;
    else target.set(bytes.subarray(start, end), at);
    this.#used = at + length;
  }

  /** One row may be longer than the room that is left. */
  #grow(length: number): void {
    const grown = Buffer.allocUnsafeSlow(Math.max(this.#buffer.length * 2, this.#used + length));
    this.#buffer.copy(grown, 0, 0, this.#used);
    this.#buffer = grown;
  }

  /** A failure: the disk took only some of it. The rest stays, to follow right behind if there is another flush. */
  async flush(): Promise<Result<void>> {
    let written = 0;
    try {
      while (written < this.#sure) {
        const left = this.#sure - written;
        written += (await this.#file.write(this.#buffer, written, left, this.#position + written)).bytesWritten;
      }
      return success(undefined);
    } catch (error) {
      return unwritable(this.#field, error, `Make room there, then ${this.#next}.`);
    } finally {
      this.#position += written;
      this.#buffer.copyWithin(0, written, this.#used);
      this.#used -= written;
      this.#sure -= written;
    }
  }
}
