/** One form for comparing what people write: compatibility characters as their plain ones, lower case, no white space. */
export const foldText = (text: string): string => text.normalize('NFKC').toLowerCase().replace(/\s+/gu, '');

const ASCII_MARKS = new Set(Array.from('!"\'(),.:;?[]{}~', (char) => char.charCodeAt(0)));
const LAST_ASCII = 0x7f;
const PUNCTUATION = /\p{P}/u;
/** Per mille and per ten thousand: like %, they are punctuation to Unicode and say something all the same. */
const SAYING = /[‰‱]/u;

/**
 * Is this character (a code unit of a folded text) a mark, which divides and says nothing? Punctuation and ~, but not - % ‰ ‱ # & * @
 * / \ and _: those carry a meaning in a number, an address, a masked name.
 */
export const isMark = (code: number): boolean => {
  if (code <= LAST_ASCII) return ASCII_MARKS.has(code);
  const char = String.fromCharCode(code);
  return PUNCTUATION.test(char) && !SAYING.test(char);
};

/** What a character of a folded text is: of a word; a mark that may as well not stand; a mark that joins what is beside it. */
export const WORD = 0;
export const LOOSE = 1;
export const JOINING = 2;

export interface MarkedText {
  /** Folded, as `foldText` does. */
  readonly said: string;
  /** By code unit of `said`: WORD, LOOSE or JOINING. */
  readonly kinds: Uint8Array;
}

const isSpace = (code: number): boolean =>
  code <= LAST_ASCII ? code === 0x20 || (code >= 9 && code <= 13) : /\s/u.test(String.fromCharCode(code));
const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39;
const isPlainWord = (code: number): boolean => code > 0x20 && code < LAST_ASCII && !isMark(code);

/**
 * A text folded, and its marks told apart. A run of marks joins where digits stand on both its sides (1,234.50; 09:00; also with
 * white space between), or other ASCII characters that are no marks, without white space (t.cn/a): without it the text would say something
 * else. Every other run is loose. `before` and `after`: characters that a piece of a text is thought to stand between.
 */
export const markText = (text: string, before = '', after = ''): MarkedText => {
  const folded = text.normalize('NFKC').toLowerCase();
  const kinds = new Uint8Array(folded.length);
  let said = '';
  let runFrom = -1;
  let isSpaced = false;
  const endRun = (right: string): void => {
    const left = runFrom === 0 ? before : said.charAt(runFrom - 1);
    const [l, r] = [left.charCodeAt(0), right.charCodeAt(0)];
    const joins = (isDigit(l) && isDigit(r)) || (!isSpaced && isPlainWord(l) && isPlainWord(r));
    kinds.fill(joins ? JOINING : LOOSE, runFrom, said.length);
    runFrom = -1;
  };
  for (let i = 0; i < folded.length; i++) {
    const code = folded.charCodeAt(i);
    if (isSpace(code)) {
      isSpaced = true;
      continue;
    }
    if (isMark(code)) {
      if (runFrom < 0) runFrom = said.length;
    } else {
      if (runFrom >= 0) endRun(folded.charAt(i));
      isSpaced = false;
    }
    said += folded.charAt(i);
  }
  if (runFrom >= 0) endRun(after);
  return { said, kinds: kinds.subarray(0, said.length) };
};
