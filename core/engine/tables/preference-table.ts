import type { Arena } from './arena.ts';
import type { PackedNumbers } from './packed-numbers.ts';
import {
  BITMAP_WORDS,
  bitmapFlip,
  bitmapHas,
  bitmapRank,
  blockStart,
  fillBitmap,
  PAGE_NUMBERS,
} from './preference-page.ts';
import { MOBILE_PAGES } from './subscriber-place.ts';

/** Bits that say which pages are dense, then an entry for each page: the place of its block and its count. */
const BIT_WORDS = Math.ceil(MOBILE_PAGES / 32 / 16) * 16;
const ENTRY_WORDS = 2;
export const DIRECTORY_WORDS = BIT_WORDS + MOBILE_PAGES * ENTRY_WORDS;

/** Words of the arena's unit; a block begins with its size and its page, and its bitmap on the next 32 bytes. */
const UNIT = 8;
const BITMAP_START = 8;
const VALUES_START = BITMAP_START + BITMAP_WORDS;

/** A page loaded with so many numbers or more is dense: there bitmap and values take less than the slots would. */
export const DENSE_MIN = 512;
/** Room that a page takes beyond its need when it outgrows its block. */
const SLACK = 1 / 8;

/**
 * Mobile numbers to sixteen-bit values. Numbers of thinly settled prefixes share one table of packed slots: one cache miss an
 * answer, nine bytes each. Prefixes that are dense when they are loaded have a bitmap with rank: two misses beyond the directory,
 * two to three bytes each. A page stays what it was loaded as: that is decided again whenever tables are built from the store.
 */
export class PreferenceTable {
  readonly sparse: PackedNumbers;
  private readonly directory: Uint32Array;
  private readonly arena: Arena;

  constructor(directory: Uint32Array, sparse: PackedNumbers, arena: Arena) {
    this.directory = directory;
    this.sparse = sparse;
    this.arena = arena;
  }

  /** For the arena: the block now at `place` tells its page where it went. */
  static moved(directory: Uint32Array, words: Uint32Array, place: number): void {
    directory[entryOf(words[place * UNIT + 1]!)] = place;
  }

  /** Numbers that have a value. Looks through the directory: for metrics. */
  get size(): number {
    let size = this.sparse.size;
    for (let page = 0; page < MOBILE_PAGES; page++) {
      if (this.directory[page >>> 5] === 0) page |= 31;
      else if (this.isDense(page)) size += this.directory[entryOf(page) + 1]!;
    }
    return size;
  }

  /** Value of a number, or -1. */
  get(page: number, suffix: number): number {
    if (!this.isDense(page)) return this.sparse.get(page, suffix);
    const start = this.directory[entryOf(page)]! * UNIT;
    const { u32, u16 } = this.arena.words;
    if (!bitmapHas(u32, start + BITMAP_START, suffix)) return -1;
    return u16[(start + VALUES_START) * 2 + bitmapRank(u32, start + BITMAP_START, suffix)]!;
  }

  /** Read what `get` will want first of a dense page, so that it is on its way. */
  touchDense(page: number, suffix: number): number {
    return this.arena.words.u32[this.directory[entryOf(page)]! * UNIT + BITMAP_START + blockStart(suffix)] ?? 0;
  }

  /** Writer */
  put(page: number, suffix: number, value: number): void {
    if (this.isDense(page)) this.putDense(page, suffix, value);
    else this.sparse.set(page, suffix, value);
  }

  /** Writer: false when the number has no value. */
  remove(page: number, suffix: number): boolean {
    return this.isDense(page) ? this.removeDense(page, suffix) : this.sparse.remove(page, suffix);
  }

  /** Writer: all numbers of a page that has none yet, suffixes ascending. */
  fill(page: number, suffixes: ArrayLike<number>, values: ArrayLike<number>, count: number): void {
    if (count >= DENSE_MIN) this.fillDense(page, suffixes, values, count, count);
    else for (let i = 0; i < count; i++) this.sparse.set(page, suffixes[i]!, values[i]!);
  }

  /** Every number with its value, in no order. */
  forEach(visit: (page: number, suffix: number, value: number) => void): void {
    this.sparse.forEach(visit);
    for (let page = 0; page < MOBILE_PAGES; page++) {
      if (!this.isDense(page)) continue;
      const { suffixes, values } = this.read(page);
      for (const [i, suffix] of suffixes.entries()) visit(page, suffix, values[i]!);
    }
  }

  isDense(page: number): boolean {
    return ((this.directory[page >>> 5]! >>> (page & 31)) & 1) === 1;
  }

  private fillDense(
    page: number,
    suffixes: ArrayLike<number>,
    values: ArrayLike<number>,
    count: number,
    room: number,
  ): void {
    const place = this.arena.allocate(VALUES_START + Math.ceil(Math.min(room, PAGE_NUMBERS) / 2));
    const start = place * UNIT;
    const { u32, u16 } = this.arena.words;
    u32[start + 1] = page;
    fillBitmap(u32, start + BITMAP_START, suffixes, count);
    for (let i = 0; i < count; i++) u16[(start + VALUES_START) * 2 + i] = values[i]!;
    this.directory[entryOf(page)] = place;
    this.directory[entryOf(page) + 1] = count;
    this.directory[page >>> 5]! |= 1 << (page & 31);
  }

  private putDense(page: number, suffix: number, value: number): void {
    this.arena.tidy();
    const place = this.directory[entryOf(page)]!;
    const count = this.directory[entryOf(page) + 1]!;
    const bitmap = place * UNIT + BITMAP_START;
    const { u32, u16 } = this.arena.words;
    const start = (place * UNIT + VALUES_START) * 2;
    const rank = bitmapRank(u32, bitmap, suffix);
    if (bitmapHas(u32, bitmap, suffix)) {
      u16[start + rank] = value;
      return;
    }
    if (count === (this.arena.sizeOf(place) - VALUES_START) * 2) {
      this.enlarge(page, place, rank, suffix, value);
      return;
    }
    u16.copyWithin(start + rank + 1, start + rank, start + count);
    u16[start + rank] = value;
    bitmapFlip(u32, bitmap, suffix);
    this.directory[entryOf(page) + 1] = count + 1;
  }

  /** The page with one more number in a new, roomier block. */
  private enlarge(page: number, place: number, position: number, suffix: number, value: number): void {
    const { suffixes, values } = this.read(page);
    suffixes.splice(position, 0, suffix);
    values.splice(position, 0, value);
    this.arena.free(place);
    this.fillDense(page, suffixes, values, suffixes.length, Math.ceil(suffixes.length * (1 + SLACK)));
  }

  private removeDense(page: number, suffix: number): boolean {
    this.arena.tidy();
    const place = this.directory[entryOf(page)]!;
    const count = this.directory[entryOf(page) + 1]!;
    const bitmap = place * UNIT + BITMAP_START;
    const { u32, u16 } = this.arena.words;
    if (!bitmapHas(u32, bitmap, suffix)) return false;
    const start = (place * UNIT + VALUES_START) * 2;
    const at = start + bitmapRank(u32, bitmap, suffix);
    u16.copyWithin(at, at + 1, start + count);
    bitmapFlip(u32, bitmap, suffix);
    this.directory[entryOf(page) + 1] = count - 1;
    return true;
  }

  private read(page: number): { suffixes: number[]; values: number[] } {
    const start = this.directory[entryOf(page)]! * UNIT;
    const { u32, u16 } = this.arena.words;
    const suffixes: number[] = [];
    for (let suffix = 0; suffix < PAGE_NUMBERS; suffix++) {
      if (bitmapHas(u32, start + BITMAP_START, suffix)) suffixes.push(suffix);
    }
    const values = (start + VALUES_START) * 2;
    return { suffixes, values: Array.from(u16.subarray(values, values + suffixes.length)) };
  }
}

const entryOf = (page: number): number => BIT_WORDS + page * ENTRY_WORDS;
