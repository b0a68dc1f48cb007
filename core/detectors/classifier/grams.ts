import { ADDRESS, DIGITS } from './signs.ts';
import type { Tokens } from './tokens.ts';

/** Signs a gram has at most. */
export const GRAM_SIGNS = 3;

/** Characters of a text that are looked at: so many at its beginning and, of a longer one, so many at its end. */
export const HEAD_CHARS = 512;
export const TAIL_CHARS = 256;

/** Traits of a whole text, as grams that no text can hold: how many runs of digits and addresses it has, and words in Latin letters. */
const TRAIT = 0x5bd1e995;
const TRAIT_STEPS_MAX = 4;

const mixed = (sign: number): number => Math.imul(sign ^ (sign >>> 16), 0x45d9f3b);
const finished = (hash: number): number => {
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  hash = Math.imul(hash ^ (hash >>> 13), 0x297a2d39);
  return (hash ^ (hash >>> 16)) >>> 0;
};

const GRAMS_AT_FIRST = 2048;

/** The grams of one text: one to three signs in sequence, as 32 bits of hash. Arrays are used again for the next text. */
export class Grams {
  hashes = new Uint32Array(GRAMS_AT_FIRST * GRAM_SIGNS);
  count = 0;

  /** All grams: that of place p with n + 1 signs ending there stands at 3 p + n; 0: there is none. Traits come last. */
  read({ count, signs }: Tokens): void {
    const needed = count * GRAM_SIGNS + GRAM_SIGNS;
    if (needed > this.hashes.length) this.hashes = new Uint32Array(needed * 2);
    const { hashes } = this;
    let [digits, addresses, words] = [0, 0, 0];
    let [before, one] = [0, 0];
    for (let place = 0, out = 0; place < count; place++, out += GRAM_SIGNS) {
      const sign = signs[place]!;
      if (sign === DIGITS) digits++;
      else if (sign === ADDRESS) addresses++;
      else if (sign < 0) words++;
      const now = mixed(sign);
      const pair = (Math.imul(one, 0x01000193) + now) | 0;
      hashes[out] = finished(now);
      hashes[out + 1] = place < 1 ? 0 : finished(pair ^ 0x3c6ef372);
      hashes[out + 2] = place < 2 ? 0 : finished((Math.imul(before, 0x01000193) + now) ^ 0x1b873593);
      before = pair;
      one = now;
    }
    const traits = count * GRAM_SIGNS;
    hashes[traits] = trait(0, digits, count);
    hashes[traits + 1] = trait(1, addresses, count);
    hashes[traits + 2] = trait(2, words, count);
    this.count = traits + GRAM_SIGNS;
  }
}

const trait = (which: number, amount: number, signs: number): number =>
  signs === 0 ? 0 : finished(TRAIT + which * 16 + Math.min(amount, TRAIT_STEPS_MAX));

/** Reads the bounded part of a text. */
export const readBounded = (tokens: Tokens, text: string): void => {
  tokens.clear();
  const isShort = text.length <= HEAD_CHARS + TAIL_CHARS;
  tokens.read(text, 0, isShort ? text.length : HEAD_CHARS);
  if (!isShort) tokens.read(text, text.length - TAIL_CHARS, text.length);
};
