/**
 * A dense page of the preference table: the ten thousand numbers of a seven-digit prefix. Pure functions on words.
 *
 * Blocks of eight words, 32 bytes: sixteen bits of rank (set bits before the block), then 240 bits; after the blocks the values,
 * sixteen bits each, in order of suffix. Rank and bits share a cache line, so a miss costs one line and a hit two.
 */
export const PAGE_NUMBERS = 10_000;
const BLOCK_BITS = 240;
const BLOCK_WORDS = 8;
const BLOCKS = Math.ceil(PAGE_NUMBERS / BLOCK_BITS);
const RANK_BITS = 16;
export const BITMAP_WORDS = BLOCKS * BLOCK_WORDS;

/** floor(suffix / 240) for suffixes of a page, without a division. */
const blockOf = (suffix: number): number => (suffix * 34_953) >>> 23;

const popcount = (word: number): number => {
  let x = word - ((word >>> 1) & 0x55555555);
  x = (x & 0x33333333) + ((x >>> 2) & 0x33333333);
  return Math.imul((x + (x >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
};

const bitAt = (suffix: number, block: number): number => suffix - block * BLOCK_BITS + RANK_BITS;

/** First word of the suffix's block. */
export const blockStart = (suffix: number): number => blockOf(suffix) * BLOCK_WORDS;

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
