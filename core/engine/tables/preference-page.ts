/**
 * One page of the preference table: the ten thousand numbers of a seven-digit prefix. Pure functions on words.
 *
 * A list page holds `suffix << 16 | value`, sorted. A bitmap page holds blocks of eight words, 32 bytes: sixteen bits of rank
 * (set bits before the block), then 240 bits; after the blocks the values, sixteen bits each, in order of suffix. Rank and
 * bits share a cache line, so a miss costs one line and a hit two.
 */
export const PAGE_NUMBERS = 10_000;
const BLOCK_BITS = 240;
const BLOCK_WORDS = 8;
const BLOCKS = Math.ceil(PAGE_NUMBERS / BLOCK_BITS);
const RANK_BITS = 16;
export const BITMAP_WORDS = BLOCKS * BLOCK_WORDS;

/** From here on a bitmap is smaller than a list (and searching a list longer would be slower). */
export const LIST_MAX = 640;
/** A bitmap turns back into a list well below that, so that nobody makes a page turn to and fro. */
export const LIST_AGAIN = 448;

/** floor(suffix / 240) for suffixes of a page, without a division. */
const blockOf = (suffix: number): number => (suffix * 34_953) >>> 23;

const popcount = (word: number): number => {
  let x = word - ((word >>> 1) & 0x55555555);
  x = (x & 0x33333333) + ((x >>> 2) & 0x33333333);
  return Math.imul((x + (x >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
};

/** Position of the suffix in the list at `base`, or of the first above it. */
export const listPosition = (words: Uint32Array, base: number, count: number, suffix: number): number => {
  const wanted = suffix * 65_536;
  // Numbers of a page are spread evenly more often than not: look first where it should be, then search what is left.
  let at = Math.floor((suffix * count) / PAGE_NUMBERS);
  let low = 0;
  let high = count;
  for (let step = 4; low < high; ) {
    if (words[base + at]! < wanted) {
      low = at + 1;
      at = low + step;
    } else {
      high = at;
      at = high - step;
    }
    if (at < low || at >= high) at = (low + high) >>> 1;
    step <<= 1;
  }
  return low;
};

/** Value of the suffix, or -1. */
export const listValue = (words: Uint32Array, base: number, count: number, suffix: number): number => {
  const position = listPosition(words, base, count, suffix);
  if (position >= count) return -1;
  const entry = words[base + position]!;
  return entry >>> 16 === suffix ? entry & 0xffff : -1;
};

export const listHas = (words: Uint32Array, base: number, count: number, position: number, suffix: number): boolean =>
  position < count && words[base + position]! >>> 16 === suffix;

const bitAt = (suffix: number, block: number): number => suffix - block * BLOCK_BITS + RANK_BITS;

export const bitmapHas = (words: Uint32Array, base: number, suffix: number): boolean => {
  const block = blockOf(suffix);
  const bit = bitAt(suffix, block);
  return ((words[base + block * BLOCK_WORDS + (bit >>> 5)]! >>> (bit & 31)) & 1) === 1;
};

/** How many suffixes below this one are set: where its value stands. */
export const bitmapRank = (words: Uint32Array, base: number, suffix: number): number => {
  const block = blockOf(suffix);
  const bit = bitAt(suffix, block);
  const start = base + block * BLOCK_WORDS;
  const first = words[start]!;
  const last = bit >>> 5;
  const below = (1 << (bit & 31)) - 1;
  const rank = first & 0xffff;
  if (last === 0) return rank + popcount((first & below) >>> RANK_BITS);
  let total = rank + popcount(first >>> RANK_BITS);
  for (let word = 1; word < last; word++) total += popcount(words[start + word]!);
  return total + popcount(words[start + last]! & below);
};

/** Set or clear a bit, keeping the ranks of later blocks. The caller moves the values. */
export const bitmapFlip = (words: Uint32Array, base: number, suffix: number): void => {
  const block = blockOf(suffix);
  const bit = bitAt(suffix, block);
  const at = base + block * BLOCK_WORDS + (bit >>> 5);
  const mask = 1 << (bit & 31);
  const by = words[at]! & mask ? -1 : 1;
  words[at] = words[at]! ^ mask;
  for (let later = block + 1; later < BLOCKS; later++) words[base + later * BLOCK_WORDS]! += by;
};

/** Write a bitmap of sorted suffixes. */
export const fillBitmap = (words: Uint32Array, base: number, suffixes: ArrayLike<number>, count: number): void => {
  words.fill(0, base, base + BITMAP_WORDS);
  for (let i = 0; i < count; i++) {
    const block = blockOf(suffixes[i]!);
    const bit = bitAt(suffixes[i]!, block);
    words[base + block * BLOCK_WORDS + (bit >>> 5)]! |= 1 << (bit & 31);
  }
  let rank = 0;
  for (let block = 0; block < BLOCKS; block++) {
    const start = base + block * BLOCK_WORDS;
    const own = words[start]!;
    words[start] = own | rank;
    rank += popcount(own);
    for (let word = 1; word < BLOCK_WORDS; word++) rank += popcount(words[start + word]!);
  }
};

/** Suffixes of a bitmap, ascending, into `into`; how many. */
export const readBitmap = (words: Uint32Array, base: number, into: Uint16Array): number => {
  let count = 0;
  for (let suffix = 0; suffix < PAGE_NUMBERS; suffix++) {
    if (bitmapHas(words, base, suffix)) into[count++] = suffix;
  }
  return count;
};
