import { asJournalSequence, type JournalSequence } from './record.ts';

const FLUSHED = 0;
const SYNCED = 1;

/** How far the writer is, in shared memory: a reader in another thread reads up to the last flushed record and no further. */
export class JournalProgress {
  readonly shared: SharedArrayBuffer;
  readonly #sequences: BigInt64Array;

  constructor(shared: SharedArrayBuffer = new SharedArrayBuffer(2 * BigInt64Array.BYTES_PER_ELEMENT)) {
    this.shared = shared;
    this.#sequences = new BigInt64Array(shared);
  }

  get flushed(): JournalSequence {
    return asJournalSequence(Number(Atomics.load(this.#sequences, FLUSHED)));
  }

  get synced(): JournalSequence {
    return asJournalSequence(Number(Atomics.load(this.#sequences, SYNCED)));
  }

  publishFlushed(sequence: number): void {
    Atomics.store(this.#sequences, FLUSHED, BigInt(sequence));
  }

  publishSynced(sequence: number): void {
    Atomics.store(this.#sequences, SYNCED, BigInt(sequence));
  }
}
