// Buffers in which connections gather what they write, shared by all connections of the process.
import type { Socket } from 'node:net';

export const OUT_CHUNK_BYTES = 16_384;
/** Kept for the next use; 4 MB. */
const FREE_CHUNKS_MAX = 256;

const free: OutChunk[] = [];

class OutChunk {
  readonly bytes = Buffer.allocUnsafeSlow(OUT_CHUNK_BYTES);
  length = 0;
  /** Given to the socket as it is, which calls it when it has no more use for the bytes. */
  readonly release = (): void => {
    this.length = 0;
    if (free.length < FREE_CHUNKS_MAX) free.push(this);
  };
}

/** What one connection has to write. */
export class OutChunks {
  #chunks: OutChunk[] = [];
  /** Gathered and not written. */
  gatheredBytes = 0;

  /** Takes a copy of the first `length` bytes. */
  gather(bytes: Uint8Array, length: number): void {
    let from = 0;
    while (from < length) {
      let chunk = this.#chunks.at(-1);
      if (chunk === undefined || chunk.length === OUT_CHUNK_BYTES) {
        chunk = free.pop() ?? new OutChunk();
        this.#chunks.push(chunk);
      }
      const size = Math.min(length - from, OUT_CHUNK_BYTES - chunk.length);
      chunk.bytes.set(from === 0 && size === bytes.length ? bytes : bytes.subarray(from, from + size), chunk.length);
      chunk.length += size;
      from += size;
    }
    this.gatheredBytes += length;
  }

  /** One call to the system, also where it is in several chunks. */
  writeTo(socket: Socket): void {
    socket.cork();
    for (const chunk of this.#chunks) {
      socket.write(
        chunk.length === OUT_CHUNK_BYTES ? chunk.bytes : chunk.bytes.subarray(0, chunk.length),
        chunk.release,
      );
    }
    socket.uncork();
    this.#chunks = [];
    this.gatheredBytes = 0;
  }

  /** Forgets what was gathered. */
  drop(): void {
    for (const chunk of this.#chunks) chunk.release();
    this.#chunks = [];
    this.gatheredBytes = 0;
  }
}
