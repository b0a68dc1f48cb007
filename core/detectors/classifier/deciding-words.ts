import { GRAM_SIGNS } from './grams.ts';
import { LANE_BIAS, type Model, ROW_WORDS } from './model.ts';
import type { Tokens } from './tokens.ts';

/** So many are named at most, each of so many signs at most; and of one sign that is long, an address, so many characters. */
const WORDS_MAX = 5;
const WORD_SIGNS_MAX = 8;
export const WORD_CHARS_MAX = 32;
/** A sign belongs to a word while it weighs at least this share of the weightiest. */
const SHARE_MIN = 0.35;
const BYTE = 0xff;
const LAST_CODE_UNIT = 0xffff;

let weights = new Float32Array(1024);

/** What each sign weighs for one output: the sum over its grams, each shared among its signs. */
const weigh = (rows: Int32Array, signs: number, { packed }: Model, output: number): number => {
  if (weights.length < signs) weights = new Float32Array(signs * 2);
  weights.fill(0, 0, signs);
  const [word, shift] = [output >> 2, (output & 3) * 8];
  for (let place = 0, at = 0; place < signs; place++) {
    for (let back = 0; back < GRAM_SIGNS; back++, at++) {
      const row = rows[at]!;
      if (row < 0) continue;
      const weight = (((packed[row * ROW_WORDS + word]! >>> shift) & BYTE) - LANE_BIAS) / (back + 1);
      for (let sign = place - back; sign <= place; sign++) weights[sign]! += weight;
    }
  }
  let heaviest = 0;
  for (let place = 0; place < signs; place++) if (weights[place]! > heaviest) heaviest = weights[place]!;
  return heaviest;
};

/** The parts of the text that weighed most for one output, as they stand in it. */
export const decidingWords = (
  text: string,
  { count, starts, ends }: Tokens,
  rows: Int32Array,
  model: Model,
  output: number,
): readonly string[] => {
  const heaviest = weigh(rows, count, model, output);
  if (heaviest <= 0) return [];
  const least = heaviest * SHARE_MIN;
  let kept = 0;
  for (let place = 0; place < count; ) {
    if (weights[place]! < least) {
      place++;
      continue;
    }
    const from = place;
    let weight = 0;
    while (place < count && place - from < WORD_SIGNS_MAX && weights[place]! >= least) weight += weights[place++]!;
    kept = keep(kept, weight, starts[from]!, ends[place - 1]!);
  }
  const words: string[] = [];
  for (let at = 0; at < kept; at++) {
    const word = cut(text.slice(bestFrom[at], bestTo[at]));
    if (!words.includes(word)) words.push(word);
  }
  return words;
};

/** Not in the middle of a surrogate pair. */
const cut = (word: string): string => {
  if (word.length <= WORD_CHARS_MAX) return word;
  const isTorn = (word.codePointAt(WORD_CHARS_MAX - 1) ?? 0) > LAST_CODE_UNIT;
  return word.slice(0, isTorn ? WORD_CHARS_MAX - 1 : WORD_CHARS_MAX);
};

/** The weightiest so far, in order. */
const bestWeights = new Float64Array(WORDS_MAX);
const bestFrom = new Int32Array(WORDS_MAX);
const bestTo = new Int32Array(WORDS_MAX);

/** Puts one in its place among those kept, and says how many there are. */
const keep = (kept: number, weight: number, from: number, to: number): number => {
  let at = kept < WORDS_MAX ? kept : WORDS_MAX - 1;
  if (kept === WORDS_MAX && weight <= bestWeights[at]!) return kept;
  for (; at > 0 && bestWeights[at - 1]! < weight; at--) {
    bestWeights[at] = bestWeights[at - 1]!;
    bestFrom[at] = bestFrom[at - 1]!;
    bestTo[at] = bestTo[at - 1]!;
  }
  bestWeights[at] = weight;
  bestFrom[at] = from;
  bestTo[at] = to;
  return Math.min(kept + 1, WORDS_MAX);
};
