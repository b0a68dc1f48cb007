import { asSequence, type Sequence } from '@wurao/domain';

/**
 * The small shared header of all tables: the sequence lock, the applied sequence, and the meta words of each table.
 *
 * Protocol. The one writer makes `version` odd, applies whole commands, stores the applied sequence, makes `version` even.
 * A reader notes an even version, reads, and looks again: unchanged means that everything it read belongs to one data version.
 * A reader that had to look again says that it waits, and the writer leaves it a gap before the next burst: a flood of changes
 * slows decisions but does not stop them.
 * Words (32 bits): 0 version, 1 postings sent, 2 layout (a buffer grew), 3 readers waiting, 4–5 applied sequence as a double, then
 * the meta blocks.
 */
const VERSION = 0;
const POSTED = 1;
const LAYOUT = 2;
const WAITING = 3;
const APPLIED_DOUBLE = 2;
const META_START = 16;

/** Meta words of one table: a cache line, so that tables do not disturb each other. */
export const META_WORDS = 16;

/** Blocks of meta words, in storage order: append, never reorder. */
export const META_BLOCKS = [
  'pages',
  'rest',
  'pairs',
  'states',
  'lists',
  'list-arena',
  'owners',
  'number-ids',
  'sparse',
] as const;
export type MetaBlock = (typeof META_BLOCKS)[number];

/** Looks that the writer spends on waiting readers before it goes on: some tens of microseconds, more than any decision takes. */
const GAP_LOOKS = 20_000;

/** Looks of a reader at a burst under way: a few milliseconds, then it naps. */
const SPIN_LOOKS = 200_000;
const NAP_MS = 1;
/** Some seconds: longer than any burst, collection of garbage or busy machine takes. */
const MAX_NAPS = 3_000;

const HEADER_WORDS = META_START + META_BLOCKS.length * META_WORDS;

/** How a reading thread may order its loads: see docs/adr/0002. `total-store-order` is true of x86-64 alone. */
export type MemoryModel = 'total-store-order' | 'weak';

export class Header {
  readonly buffer: SharedArrayBuffer;
  private readonly words: Int32Array;
  private readonly doubles: Float64Array;
  private readonly weak: boolean;
  /** A word of this thread alone: a read-modify-write on it is the full barrier that weak memory models need. */
  private readonly fence = new Int32Array(new SharedArrayBuffer(4));

  constructor(memory: MemoryModel, buffer = new SharedArrayBuffer(HEADER_WORDS * 4)) {
    this.buffer = buffer;
    this.words = new Int32Array(buffer);
    this.doubles = new Float64Array(buffer, 0, META_START / 2);
    this.weak = memory === 'weak';
  }

  meta(block: MetaBlock): Uint32Array {
    return new Uint32Array(this.buffer, (META_START + META_BLOCKS.indexOf(block) * META_WORDS) * 4, META_WORDS);
  }

  /** Writer: readers that look from now on wait. */
  beginWrite(): void {
    for (let look = 0; look < GAP_LOOKS && Atomics.load(this.words, WAITING) > 0; look++);
    Atomics.add(this.words, VERSION, 1);
    // The load after the read-modify-write keeps later plain stores behind it on weak memory models.
    Atomics.load(this.words, VERSION);
  }

  /** Writer: what was written is visible, whole, as of `applied`. */
  endWrite(applied: Sequence, posted: number): void {
    this.doubles[APPLIED_DOUBLE] = applied;
    this.words[POSTED] = posted;
    Atomics.add(this.words, VERSION, 1);
  }

  /** Writer, inside a write: a buffer grew; readers take new views. */
  layoutChanged(): void {
    this.words[LAYOUT] = (this.words[LAYOUT] ?? 0) + 1;
  }

  /** Reader: an even version, waiting for a writer to finish its burst (microseconds). Throws when the writer must have died in it. */
  stableVersion(): number {
    for (let look = 0; look < SPIN_LOOKS; look++) {
      const version = Atomics.load(this.words, VERSION);
      if ((version & 1) === 0) return version;
    }
    return this.patientVersion();
  }

  /** The writer was put to sleep in the middle of a burst, or collects its garbage: this core may be the one it needs. */
  private patientVersion(): number {
    for (let nap = 0; nap < MAX_NAPS; nap++) {
      const version = Atomics.load(this.words, VERSION);
      if ((version & 1) === 0) return version;
      Atomics.wait(this.words, VERSION, version, NAP_MS);
    }
    // A thread that waited for ever could not even hear that the other one is gone.
    throw new Error('the writer of the tables stopped in the middle of a write');
  }

  /** Reader: did nothing change since `version` was noted? */
  isUnchanged(version: number): boolean {
    if (this.weak) Atomics.or(this.fence, 0, 0);
    return Atomics.load(this.words, VERSION) === version;
  }

  /** Reader: asks the writer for a gap; to be taken back. */
  startWaiting(): void {
    Atomics.add(this.words, WAITING, 1);
  }

  stopWaiting(): void {
    Atomics.sub(this.words, WAITING, 1);
  }

  get layout(): number {
    return this.words[LAYOUT] ?? 0;
  }

  /** Postings sent to the readers' directories so far, modulo 2^32. */
  get posted(): number {
    return this.words[POSTED] ?? 0;
  }

  get applied(): Sequence {
    return asSequence(this.doubles[APPLIED_DOUBLE] ?? 0);
  }
}
