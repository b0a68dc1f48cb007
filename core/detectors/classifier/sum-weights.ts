import { LANE_BIAS, type Model, ROW_WORDS, rowOf } from './model.ts';

/**
 * Sums rows of weights four to a word: bytes 0 and 2 in the two halves of one sum, 1 and 3 in those of another. A half holds 16 bits, so that
 * it is emptied before more rows come than fit. A third of the time that weight by weight takes.
 */
const ROWS_A_SUM = 256;
const EVEN_BYTES = 0x00ff00ff;
const HALF = 0xffff;

const even = new Uint32Array(ROW_WORDS);
const odd = new Uint32Array(ROW_WORDS);

const empty = (into: Int32Array, count: number): void => {
  const bias = LANE_BIAS * count;
  for (let word = 0, output = 0; word < ROW_WORDS; word++, output += 4) {
    const [evens, odds] = [even[word]!, odd[word]!];
    into[output]! += (evens & HALF) - bias;
    into[output + 1]! += (odds & HALF) - bias;
    into[output + 2]! += (evens >>> 16) - bias;
    into[output + 3]! += (odds >>> 16) - bias;
  }
  even.fill(0);
  odd.fill(0);
};

/** Adds up the weights of `count` grams into `sums`, which has `ROW_WORDS` x 4 places, and says in `rows` which row each has, or -1. */
export const sumWeights = (
  hashes: Uint32Array,
  count: number,
  { slots, packed }: Model,
  rows: Int32Array,
  sums: Int32Array,
): void => {
  sums.fill(0);
  let inSum = 0;
  for (let at = 0; at < count; at++) {
    const hash = hashes[at]!;
    const row = hash === 0 ? -1 : rowOf(slots, hash);
    rows[at] = row;
    if (row < 0) continue;
    for (let word = 0, from = row * ROW_WORDS; word < ROW_WORDS; word++, from++) {
      const four = packed[from]!;
      even[word]! += four & EVEN_BYTES;
      odd[word]! += (four >>> 8) & EVEN_BYTES;
    }
    if (++inSum === ROWS_A_SUM) {
      empty(sums, inSum);
      inSum = 0;
    }
  }
  empty(sums, inSum);
};
