// Buffers in which connections gather what they write, shared by all connections of the process.

export const OUT_CHUNK_BYTES = 16_384;
/** Kept for the next use; 4 MB. */
const FREE_CHUNKS_MAX = 256;

const free: OutChunk[] = [];

export class OutChunk {
  readonly bytes = Buffer.allocUnsafeSlow(OUT_CHUNK_BYTES);
  length = 0;
  /** Given to the socket as it is, which calls it when it has no more use for the bytes. */
  readonly release = (): void => {
    this.length = 0;
    if (free.length < FREE_CHUNKS_MAX) free.push(this);
  };
}

export const takeChunk = (): OutChunk => free.pop() ?? new OutChunk();
