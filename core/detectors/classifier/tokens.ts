import { addressEnd } from './address.ts';
import { foldBeyond, foldTable, NOTHING, SPACE } from './fold.ts';
import { maskAt } from './masks.ts';
import { meantByPair, meantByWord } from './meant.ts';
import { ADDRESS, DIGITS, FNV_OFFSET, FNV_PRIME, WORD_BIT, wordSign } from './signs.ts';

const [LETTER_V, LETTER_W] = [wordSign('v'), wordSign('w')];
const LETTER_X = 0x78;
const LESS_THAN = 0x3c;
const NUMBER_MASKED = '<#>';
const VX = wordSign('vx');

/** Of each code unit, after folding. */
const [OTHER, LATIN, DIGIT, BLANK, MARK, HIDDEN, HIGH] = [0, 1, 2, 3, 4, 5, 6];

let kinds: Uint8Array | undefined;

const kindOf = (code: number, folded: number): number => {
  if (code >= 0xd800 && code <= 0xdbff) return HIGH;
  if (folded === NOTHING) return HIDDEN;
  if (folded === SPACE) return BLANK;
  if (folded >= 0x30 && folded <= 0x39) return DIGIT;
  if ((folded >= 0x41 && folded <= 0x5a) || (folded >= 0x61 && folded <= 0x7a)) return LATIN;
  return folded < 0x80 ? MARK : OTHER;
};

const kindTable = (fold: Uint16Array): Uint8Array => {
  kinds ??= Uint8Array.from(fold, (folded, code) => kindOf(code, folded));
  return kinds;
};

const SIGNS_AT_FIRST = 2048;

/**
 * A text as signs: one for each ideograph, one for a Latin word, one for any run of digits, one for any address on the web. Symbols,
 * spaces and what is not seen leave nothing behind. Masks of prepared corpora (x, DIGIT, NAME, <#>) become what the same text would give
 * unprepared, so that how a corpus was masked says nothing about it. Arrays are used again for the next text.
 */
export class Tokens {
  count = 0;
  signs = new Int32Array(SIGNS_AT_FIRST);
  /** Where each sign stands in the text. */
  starts = new Int32Array(SIGNS_AT_FIRST);
  ends = new Int32Array(SIGNS_AT_FIRST);
  readonly #fold = foldTable();
  readonly #kinds = kindTable(this.#fold);
  /** The last sign is a word spelled letter by letter. */
  #spelled = false;
  /** Of its letters so far. */
  #hash = 0;

  /** Forgets the text before. */
  clear(): void {
    this.count = 0;
    this.#spelled = false;
  }

  /** Adds the signs of `text` from `from` to `to`. */
  read(text: string, from: number, to: number): void {
    const [fold, kindsOf] = [this.#fold, this.#kinds];
    this.#reserve(to - from);
    for (let at = from; at < to; ) {
      const code = text.charCodeAt(at);
      const kind = kindsOf[code]!;
      if (kind === OTHER) {
        this.#push(fold[code]!, at, at + 1);
        at++;
      } else if (code === LESS_THAN && text.startsWith(NUMBER_MASKED, at)) {
        this.#pushDigits(at, at + NUMBER_MASKED.length);
        at += NUMBER_MASKED.length;
      } else if (kind >= BLANK && kind < HIGH) at++;
      else if (kind === LATIN) at = this.#readLatin(text, at, to);
      else if (kind === DIGIT) at = this.#readDigits(text, at, to);
      else at = this.#readBeyond(text, at, to);
    }
  }

  #reserve(more: number): void {
    const needed = this.count + more * 2 + 2;
    if (needed <= this.signs.length) return;
    const grown = (old: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> => {
      const larger = new Int32Array(needed);
      larger.set(old);
      return larger;
    };
    this.signs = grown(this.signs);
    this.starts = grown(this.starts);
    this.ends = grown(this.ends);
  }

  #push(sign: number, start: number, end: number): void {
    this.#spelled = false;
    const last = this.count - 1;
    const meant = last < 0 ? undefined : meantByPair(this.signs[last]!, sign);
    if (meant !== undefined) {
      this.signs[last] = meant[0];
      sign = meant[1];
    }
    this.signs[this.count] = sign;
    this.starts[this.count] = start;
    this.ends[this.count++] = end;
  }

  #pushDigits(start: number, end: number): void {
    const last = this.count - 1;
    this.#spelled = false;
    if (last >= 0 && this.signs[last] === DIGITS) this.ends[last] = end;
    else this.#push(DIGITS, start, end);
  }

  /** A word, or a letter that goes on a word spelled letter by letter. */
  #pushWord(sign: number, letters: number, start: number, end: number): void {
    const last = this.count - 1;
    if (letters === 1 && last >= 0 && this.#spelled) {
      // The hash of a word goes on letter by letter, all but its highest bit, which is always set.
      this.signs[last] = this.#spell(sign);
      this.ends[last] = end;
      return;
    }
    const meant = meantByWord(sign);
    if (meant === undefined) {
      this.#push(sign, start, end);
      if (letters === 1 && this.signs[this.count - 1] === sign) this.#startSpelling(sign);
    } else {
      this.#push(meant[0], start, end);
      this.#push(meant[1], start, end);
    }
  }

  #startSpelling(sign: number): void {
    this.#spelled = true;
    this.#hash = SPELLING_OF.get(sign) ?? 0;
  }

  #spell(sign: number): number {
    const letter = LETTER_OF.get(sign) ?? 0;
    this.#hash = Math.imul(this.#hash ^ letter, FNV_PRIME);
    return this.#hash | WORD_BIT;
  }

  #readBeyond(text: string, at: number, to: number): number {
    const code = text.codePointAt(at) ?? 0;
    if (code < 0x10000 || at + 1 >= to) return at + 1;
    const folded = foldBeyond(code);
    if (folded > SPACE) {
      if (folded >= 0x30 && folded <= 0x39) this.#pushDigits(at, at + 2);
      else if ((folded | 0x20) === LETTER_X) this.#readXs(1, at, at + 2);
      else if (folded < 0x80) this.#pushWord(wordSign(String.fromCharCode(folded | 0x20)), 1, at, at + 2);
      else this.#push(folded, at, at + 2);
    }
    return at + 2;
  }

  #readDigits(text: string, start: number, to: number): number {
    const address = addressEnd(text, start, to);
    if (address > 0) {
      this.#push(ADDRESS, start, address);
      return address;
    }
    let at = start + 1;
    while (at < to && (this.#kinds[text.charCodeAt(at)] === DIGIT || this.#kinds[text.charCodeAt(at)] === HIDDEN)) at++;
    this.#pushDigits(start, at);
    return at;
  }

  #readLatin(text: string, start: number, to: number): number {
    const [fold, kindsOf] = [this.#fold, this.#kinds];
    const masked = this.#readMask(text, start, to);
    if (masked > 0) return masked;
    const address = addressEnd(text, start, to);
    if (address > 0) {
      this.#push(ADDRESS, start, address);
      return address;
    }
    let at = start;
    let letters = 0;
    let hash = FNV_OFFSET;
    // Runs of x at either end stand for digits.
    let [leading, trailing, beforeTrailing, trailingAt] = [0, 0, FNV_OFFSET, start];
    for (; at < to; at++) {
      const code = text.charCodeAt(at);
      const kind = kindsOf[code]!;
      if (kind === HIDDEN) continue;
      if (kind !== LATIN || (letters > 0 && maskAt(text, at, to) !== undefined)) break;
      const letter = fold[code]! | 0x20;
      if (letter === LETTER_X) {
        if (trailing === 0) [beforeTrailing, trailingAt] = [hash, at];
        trailing++;
        if (trailing > letters && letters === leading) leading++;
      } else trailing = 0;
      hash = Math.imul(hash ^ letter, FNV_PRIME);
      letters++;
    }
    if (trailing === letters) return this.#readXs(letters, start, at);
    if (leading > 1) return this.#afterXs(text, start, leading, to);
    if (trailing < 2) this.#pushWord(hash | WORD_BIT, letters, start, at);
    else {
      this.#pushWord(beforeTrailing | WORD_BIT, letters - trailing, start, trailingAt);
      this.#pushDigits(trailingAt, at);
    }
    return at;
  }

  #readXs(letters: number, start: number, end: number): number {
    const last = this.count - 1;
    const before = last < 0 ? 0 : this.signs[last];
    if (letters === 1 && (before === LETTER_V || before === LETTER_W)) {
      const first = this.starts[last]!;
      this.count = last;
      this.#pushWord(VX, 2, first, end);
    } else this.#pushDigits(start, end);
    return end;
  }

  /** The xs at the beginning as digits; what follows is read anew. */
  #afterXs(text: string, start: number, xs: number, to: number): number {
    let at = start;
    for (let seen = 0; seen < xs && at < to; at++) if (this.#kinds[text.charCodeAt(at)] === LATIN) seen++;
    this.#pushDigits(start, at);
    return at;
  }

  #readMask(text: string, start: number, to: number): number {
    const mask = maskAt(text, start, to);
    if (mask === undefined) return 0;
    const [tag, sign] = mask;
    let end = start + tag.length;
    if (sign === ADDRESS) {
      // The rest of a masked address sticks to it.
      while (end < to && isLowerOrDigit(text.charCodeAt(end))) end++;
      this.#push(ADDRESS, start, end);
    } else if (sign === DIGITS) this.#pushDigits(start, end);
    return end;
  }
}

const isLowerOrDigit = (code: number): boolean => (code >= 0x61 && code <= 0x7a) || (code >= 0x30 && code <= 0x39);

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz';
const LETTER_OF = new Map([...ALPHABET].map((letter) => [wordSign(letter), letter.charCodeAt(0)] as const));
const SPELLING_OF = new Map(
  [...ALPHABET].map((letter) => [wordSign(letter), Math.imul(FNV_OFFSET ^ letter.charCodeAt(0), FNV_PRIME)] as const),
);
