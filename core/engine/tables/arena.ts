import type { Words } from './words.ts';

/**
 * Blocks of words in shared memory, moved together by sliding: a freed block is only marked; once an eighth of the arena is
 * free, the live blocks slide down, a bounded piece per write, and each owner is told its new place. So memory follows what
 * is live within an eighth, whatever sizes come and go, and no pause is longer than a piece.
 *
 * A place counts units of `unit` words from the start; 0 is no place. The first word of a block is its header
 * (units; bit 31 = freed); what follows is the owner's, and must let `moved` find who refers to the block.
 */
const USED = 0;
const FREE = 1;
/** Sliding: live blocks end at WRITE, blocks from SCAN on have not been looked at. SCAN 0 = not sliding. */
const WRITE = 2;
const SCAN = 3;

const FREED = 0x80000000;
const UNITS = 0x7fffffff;
const SLIDE_AT = 1 / 8;
/** Below so many words sliding is not worth it. */
const MIN_WORDS = 16_384;
/** Words slid per write at most, beyond the block that crosses the bound. */
const PIECE_WORDS = 8_192;

export class Arena {
  readonly unit: number;
  readonly words: Words;
  private readonly meta: Uint32Array;
  private readonly moved: (place: number) => void;

  constructor(unit: number, meta: Uint32Array, words: Words, moved: (place: number) => void) {
    this.unit = unit;
    this.meta = meta;
    this.words = words;
    this.moved = moved;
  }

  /** Meta words of an empty arena. */
  static initialise(meta: Uint32Array): void {
    meta[USED] = 1;
  }

  get usedWords(): number {
    return (this.meta[USED] ?? 0) * this.unit;
  }

  get freeWords(): number {
    return (this.meta[FREE] ?? 0) * this.unit;
  }

  get bytes(): number {
    return this.usedWords * 4;
  }

  /** Words of a block, header included. */
  sizeOf(place: number): number {
    return (this.words.u32[place * this.unit]! & UNITS) * this.unit;
  }

  /** Writer: a block of at least so many words, header included; its content is undefined. */
  allocate(words: number): number {
    const units = Math.ceil(words / this.unit);
    const place = this.meta[USED]!;
    this.words.ensure((place + units) * this.unit);
    this.words.u32[place * this.unit] = units;
    this.meta[USED] = place + units;
    return place;
  }

  free(place: number): void {
    const at = place * this.unit;
    const units = this.words.u32[at]!;
    this.words.u32[at] = units | FREED;
    this.meta[FREE] = this.meta[FREE]! + units;
  }

  /** Writer, once per write: slide a piece if there is enough to gain. Blocks move: hold no place across it. */
  tidy(): void {
    const meta = this.meta;
    const wasteful = this.usedWords > MIN_WORDS && meta[FREE]! > meta[USED]! * SLIDE_AT;
    if (meta[SCAN] === 0) {
      if (!wasteful) return;
      meta[WRITE] = 1;
      meta[SCAN] = 1;
    }
    this.slide(PIECE_WORDS);
  }

  private slide(budgetWords: number): void {
    const { meta, unit } = this;
    const words = this.words.u32;
    let write = meta[WRITE]!;
    let scan = meta[SCAN]!;
    let looked = 0;
    while (looked < budgetWords && scan < meta[USED]!) {
      const header = words[scan * unit]!;
      const units = header & UNITS;
      looked += units * unit;
      if (header & FREED) {
        meta[FREE] = meta[FREE]! - units;
      } else {
        if (write !== scan) {
          words.copyWithin(write * unit, scan * unit, (scan + units) * unit);
          this.moved(write);
        }
        write += units;
      }
      scan += units;
    }
    const done = scan >= meta[USED]!;
    if (done) meta[USED] = write;
    meta[WRITE] = done ? 0 : write;
    meta[SCAN] = done ? 0 : scan;
  }
}
