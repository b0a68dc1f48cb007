import type { Arena } from './arena.ts';
import {
  BITMAP_WORDS,
  bitmapFlip,
  bitmapHas,
  bitmapRank,
  fillBitmap,
  LIST_AGAIN,
  LIST_MAX,
  listHas,
  listPosition,
  listValue,
  PAGE_NUMBERS,
  readBitmap,
} from './preference-page.ts';
import { MOBILE_PAGES } from './subscriber-place.ts';

/** Directory entry of a page: the place of its block (0 = none), then count and kind. */
const ENTRY_WORDS = 2;
const COUNT_MASK = 0x3fff;
const IS_BITMAP = 0x4000;
export const DIRECTORY_WORDS = MOBILE_PAGES * ENTRY_WORDS;
/** Blocks begin with size and page (so that a sliding arena finds the entry); a bitmap starts on its own 32 bytes. */
const LIST_START = 2;
const BITMAP_START = 8;
const UNIT = 8;
/** In the meta block of the pages' arena, which leaves it free. */
const SIZE_AT = 8;
/** Room that a page takes beyond its need when it outgrows its block. */
const SLACK = 1 / 8;

/** Mobile numbers to sixteen-bit values, by pages of ten thousand. Values up to 65535; what they mean is the owner's. */
export class PreferenceTable {
  private readonly directory: Uint32Array;
  /** The arena's meta block; one word of it counts the numbers. */
  private readonly meta: Uint32Array;
  private readonly arena: Arena;
  private readonly suffixes = new Uint16Array(PAGE_NUMBERS);
  private readonly held = new Uint16Array(PAGE_NUMBERS);

  constructor(directory: Uint32Array, meta: Uint32Array, arena: Arena) {
    this.directory = directory;
    this.meta = meta;
    this.arena = arena;
  }

  /** For the arena: the block now at `place` tells its page where it went. */
  static moved(directory: Uint32Array, words: Uint32Array, place: number): void {
    directory[words[place * UNIT + 1]! * ENTRY_WORDS] = place;
  }

  /** Numbers that have a value. */
  get size(): number {
    return this.meta[SIZE_AT]!;
  }

  private setEntry(page: number, entry: number): void {
    const before = this.directory[page * ENTRY_WORDS + 1]!;
    this.meta[SIZE_AT]! += (entry & COUNT_MASK) - (before & COUNT_MASK);
    this.directory[page * ENTRY_WORDS + 1] = entry;
  }

  /** Value of a number, or -1. */
  get(page: number, suffix: number): number {
    const place = this.directory[page * ENTRY_WORDS]!;
    if (place === 0) return -1;
    const entry = this.directory[page * ENTRY_WORDS + 1]!;
    const { u32, u16 } = this.arena.words;
    if ((entry & IS_BITMAP) === 0) {
      return listValue(u32, place * UNIT + LIST_START, entry & COUNT_MASK, suffix);
    }
    const base = place * UNIT + BITMAP_START;
    if (!bitmapHas(u32, base, suffix)) return -1;
    return u16[(base + BITMAP_WORDS) * 2 + bitmapRank(u32, base, suffix)]!;
  }

  /** Touch the words that `get` will want first, so that they are on their way. */
  touch(page: number, suffix: number): number {
    const place = this.directory[page * ENTRY_WORDS]!;
    const entry = this.directory[page * ENTRY_WORDS + 1]!;
    const within =
      (entry & IS_BITMAP) === 0
        ? LIST_START + Math.floor((suffix * (entry & COUNT_MASK)) / PAGE_NUMBERS)
        : BITMAP_START + ((suffix * 34_953) >>> 23) * 8;
    return this.arena.words.u32[place * UNIT + within] ?? 0;
  }

  /** Writer */
  put(page: number, suffix: number, value: number): void {
    this.arena.tidy();
    const entry = this.directory[page * ENTRY_WORDS + 1]!;
    if ((entry & IS_BITMAP) === 0) this.putInList(page, entry & COUNT_MASK, suffix, value);
    else this.putInBitmap(page, entry & COUNT_MASK, suffix, value);
  }

  /** Writer: false when the number has no value. */
  remove(page: number, suffix: number): boolean {
    this.arena.tidy();
    const place = this.directory[page * ENTRY_WORDS]!;
    if (place === 0) return false;
    const entry = this.directory[page * ENTRY_WORDS + 1]!;
    const count = entry & COUNT_MASK;
    return (entry & IS_BITMAP) === 0
      ? this.removeFromList(page, place, count, suffix)
      : this.removeFromBitmap(page, place, count, suffix);
  }

  /** Writer: a whole page at once, as tight as can be. Suffixes ascending; replaces what the page held. */
  fill(page: number, suffixes: ArrayLike<number>, values: ArrayLike<number>, count: number, slack = 0): void {
    const before = this.directory[page * ENTRY_WORDS]!;
    if (before !== 0) this.arena.free(before);
    this.directory[page * ENTRY_WORDS] = 0;
    this.setEntry(page, 0);
    if (count === 0) return;
    if (count <= LIST_MAX) this.fillList(page, suffixes, values, count, slack);
    else this.fillBitmap(page, suffixes, values, count, slack);
  }

  /** Every number with its value, ascending. */
  forEach(visit: (page: number, suffix: number, value: number) => void): void {
    for (let page = 0; page < MOBILE_PAGES; page++) {
      const count = this.read(page);
      for (let i = 0; i < count; i++) visit(page, this.suffixes[i]!, this.held[i]!);
    }
  }

  /** A page's suffixes and values into the scratch arrays; how many. */
  private read(page: number): number {
    const place = this.directory[page * ENTRY_WORDS]!;
    if (place === 0) return 0;
    const entry = this.directory[page * ENTRY_WORDS + 1]!;
    const count = entry & COUNT_MASK;
    const { u32, u16 } = this.arena.words;
    if (entry & IS_BITMAP) {
      const base = place * UNIT + BITMAP_START;
      readBitmap(u32, base, this.suffixes);
      this.held.set(u16.subarray((base + BITMAP_WORDS) * 2, (base + BITMAP_WORDS) * 2 + count));
      return count;
    }
    const base = place * UNIT + LIST_START;
    for (let i = 0; i < count; i++) {
      this.suffixes[i] = u32[base + i]! >>> 16;
      this.held[i] = u32[base + i]! & 0xffff;
    }
    return count;
  }

  private place(page: number, words: number, entry: number): number {
    const place = this.arena.allocate(words);
    this.arena.words.u32[place * UNIT + 1] = page;
    this.directory[page * ENTRY_WORDS] = place;
    this.setEntry(page, entry);
    return place;
  }

  private fillList(
    page: number,
    suffixes: ArrayLike<number>,
    values: ArrayLike<number>,
    count: number,
    slack: number,
  ): void {
    const place = this.place(page, LIST_START + count + Math.ceil(count * slack), count);
    const base = place * UNIT + LIST_START;
    const words = this.arena.words.u32;
    for (let i = 0; i < count; i++) words[base + i] = suffixes[i]! * 65_536 + values[i]!;
  }

  private fillBitmap(
    page: number,
    suffixes: ArrayLike<number>,
    values: ArrayLike<number>,
    count: number,
    slack: number,
  ): void {
    const values32 = Math.ceil(Math.min(PAGE_NUMBERS, count + Math.ceil(count * slack)) / 2);
    const place = this.place(page, BITMAP_START + BITMAP_WORDS + values32, count | IS_BITMAP);
    const base = place * UNIT + BITMAP_START;
    const { u32, u16 } = this.arena.words;
    fillBitmap(u32, base, suffixes, count);
    const start = (base + BITMAP_WORDS) * 2;
    for (let i = 0; i < count; i++) u16[start + i] = values[i]!;
  }

  private putInList(page: number, count: number, suffix: number, value: number): void {
    const place = this.directory[page * ENTRY_WORDS]!;
    const base = place * UNIT + LIST_START;
    const words = this.arena.words.u32;
    const position = place === 0 ? 0 : listPosition(words, base, count, suffix);
    if (place !== 0 && listHas(words, base, count, position, suffix)) {
      words[base + position] = suffix * 65_536 + value;
      return;
    }
    if (place !== 0 && count < LIST_MAX && LIST_START + count < this.arena.sizeOf(place)) {
      words.copyWithin(base + position + 1, base + position, base + count);
      words[base + position] = suffix * 65_536 + value;
      this.setEntry(page, count + 1);
      return;
    }
    this.refill(page, position, suffix, value);
  }

  private putInBitmap(page: number, count: number, suffix: number, value: number): void {
    const place = this.directory[page * ENTRY_WORDS]!;
    const base = place * UNIT + BITMAP_START;
    const { u32, u16 } = this.arena.words;
    const start = (base + BITMAP_WORDS) * 2;
    const rank = bitmapRank(u32, base, suffix);
    if (bitmapHas(u32, base, suffix)) {
      u16[start + rank] = value;
      return;
    }
    const room = (this.arena.sizeOf(place) - BITMAP_START - BITMAP_WORDS) * 2;
    if (count === room) {
      this.refill(page, rank, suffix, value);
      return;
    }
    u16.copyWithin(start + rank + 1, start + rank, start + count);
    u16[start + rank] = value;
    bitmapFlip(u32, base, suffix);
    this.setEntry(page, (count + 1) | IS_BITMAP);
  }

  /** The page with one more number in a new, roomier block, of the kind that its count asks for. */
  private refill(page: number, position: number, suffix: number, value: number): void {
    const count = this.read(page);
    this.suffixes.copyWithin(position + 1, position, count);
    this.held.copyWithin(position + 1, position, count);
    this.suffixes[position] = suffix;
    this.held[position] = value;
    this.fill(page, this.suffixes, this.held, count + 1, SLACK);
  }

  private removeFromList(page: number, place: number, count: number, suffix: number): boolean {
    const base = place * UNIT + LIST_START;
    const words = this.arena.words.u32;
    const position = listPosition(words, base, count, suffix);
    if (!listHas(words, base, count, position, suffix)) return false;
    words.copyWithin(base + position, base + position + 1, base + count);
    if (count === 1) this.fill(page, [], [], 0);
    else this.setEntry(page, count - 1);
    return true;
  }

  private removeFromBitmap(page: number, place: number, count: number, suffix: number): boolean {
    const base = place * UNIT + BITMAP_START;
    const { u32, u16 } = this.arena.words;
    if (!bitmapHas(u32, base, suffix)) return false;
    const at = (base + BITMAP_WORDS) * 2 + bitmapRank(u32, base, suffix);
    u16.copyWithin(at, at + 1, (base + BITMAP_WORDS) * 2 + count);
    bitmapFlip(u32, base, suffix);
    this.setEntry(page, (count - 1) | IS_BITMAP);
    if (count - 1 < LIST_AGAIN) this.fill(page, this.suffixes, this.held, this.read(page), SLACK);
    return true;
  }
}
