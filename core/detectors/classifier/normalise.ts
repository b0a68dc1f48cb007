import { foldBeyond, foldTable, SYMBOL } from './fold.ts';
import { meantByWord } from './meant.ts';
import { ADDRESS } from './signs.ts';
import { Tokens } from './tokens.ts';

let reader: Tokens | undefined;

/** A spelled word that turns out to be one of ours is put right at the end: nothing else knows where it ends. */
const meantBy = (sign: number): readonly number[] => meantByWord(sign) ?? [sign];

/**
 * The text as it is compared: simplified, in one width and case, digits as one 0, addresses as `url`, without symbols; words in Latin
 * letters stand apart by one space. Doing it twice changes nothing.
 */
export const normaliseText = (text: string): string => {
  reader ??= new Tokens();
  reader.clear();
  reader.read(text, 0, text.length);
  return rendered(text, reader);
};

const rendered = (text: string, { count, signs, starts, ends }: Tokens): string => {
  let out = '';
  let wasWord = false;
  for (let at = 0; at < count; at++) {
    for (const sign of meantBy(signs[at]!)) {
      const isWord = sign < 0;
      if (isWord && wasWord) out += ' ';
      out += isWord ? spelling(text, sign, starts[at]!, ends[at]!) : String.fromCodePoint(sign);
      wasWord = isWord;
    }
  }
  return out;
};

const spelling = (text: string, sign: number, start: number, end: number): string => {
  if (sign === ADDRESS) return 'url';
  const fold = foldTable();
  let word = '';
  for (const character of text.slice(start, end)) {
    const code = character.codePointAt(0) ?? 0;
    const folded = code < 0x10000 ? (fold[code] ?? SYMBOL) : foldBeyond(code);
    const letter = folded | 0x20;
    if (letter >= 0x61 && letter <= 0x7a && folded < 0x80) word += String.fromCharCode(letter);
  }
  return word;
};
