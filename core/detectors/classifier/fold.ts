import { SIMPLIFIED } from '@wurao/domain';
import { DISGUISES } from './disguises.ts';

/** Left out wherever it stands, inside words too: zero width, combining marks, variation selectors, controls of direction. */
export const NOTHING = 0;
/** Any symbol that is part of no word. */
export const SYMBOL = 1;
export const SPACE = 0x20;

const CODE_UNITS = 0x10000;
const FIRST_OF_MATHEMATICS = 0x1d400;
const LAST_OF_MATHEMATICS = 0x1d7ff;
const FIRST_OF_BOXED = 0x1f100;
const LAST_OF_BOXED = 0x1f189;
const FIRST_IDEOGRAPH_BEYOND = 0x20000;

/** Letters of other alphabets that look like Latin ones. */
const LOOKALIKES =
  'аaеeоoрpсcуyхxіiјjѕsԁdһhԛqԝwкkмmтtвbнhАAВBЕEКKМMНHОOРPСCТTХXІIЈJЅSαaοoρpυuνvιiκkτtχxωwΑAΒBΕEΖZΗHΙIΚKΜMΝNΟOΡPΤTΥYΧXıiɑaɡgℓl';
/** What separates or ends parts of an address, kept so that addresses can be seen; elsewhere a symbol like any other. */
const KEPT_SYMBOLS = '.:/-_?=&%#@~+<>';
const FULL_STOPS = '。．｡·';

const isCombining = (code: number): boolean =>
  (code >= 0x300 && code <= 0x36f) ||
  (code >= 0x200b && code <= 0x200f) ||
  (code >= 0x202a && code <= 0x202e) ||
  (code >= 0x2060 && code <= 0x206f) ||
  (code >= 0xfe00 && code <= 0xfe0f) ||
  (code >= 0x20d0 && code <= 0x20f0) ||
  code === 0xad ||
  code === 0x34f ||
  code === 0x61c ||
  code === 0xfeff ||
  code === 0x180e ||
  code === 0x115f ||
  code === 0x1160 ||
  code === 0x3164 ||
  code === 0xffa0;

const WORD = /[\p{L}\p{N}]/u;

/** What one character stands for: its compatible form (NFKC) without accents, its first character where that gives several. */
const plainCode = (character: string): number => {
  const plain = character.normalize('NFKD').replace(/^[^\p{L}\p{N}]+(?=[\p{L}\p{N}])/u, '');
  return WORD.test(plain.charAt(0)) ? plain.charCodeAt(0) : SYMBOL;
};

const isAsciiWord = (code: number): boolean =>
  (code >= 0x30 && code <= 0x39) || (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a);

const foldedCode = (code: number): number => {
  if (isCombining(code)) return NOTHING;
  if (code >= 0x4e00 && code <= 0x9fff) return code;
  if (isAsciiWord(code)) return code;
  if (code <= SPACE || code === 0x85 || code === 0xa0 || code === 0x3000 || (code >= 0x2000 && code <= 0x200a))
    return SPACE;
  if (code === 0x2028 || code === 0x2029) return SPACE;
  if (code >= 0xac00 && code <= 0xd7a3) return code;
  const character = String.fromCharCode(code);
  if (KEPT_SYMBOLS.includes(character)) return code;
  if (FULL_STOPS.includes(character)) return 0x2e;
  if (code >= 0xff01 && code <= 0xff5e && KEPT_SYMBOLS.includes(String.fromCharCode(code - 0xfee0)))
    return code - 0xfee0;
  return plainCode(character);
};

const makeFold = (): Uint16Array => {
  const table = new Uint16Array(CODE_UNITS);
  for (let code = 0; code < CODE_UNITS; code++) {
    table[code] = code >= 0xd800 && code <= 0xdfff ? SYMBOL : foldedCode(code);
  }
  for (const [written, meant] of SIMPLIFIED) table[written.charCodeAt(0)] = meant.charCodeAt(0);
  for (const pairs of [LOOKALIKES, DISGUISES]) {
    for (let at = 0; at + 1 < pairs.length; at += 2) table[pairs.charCodeAt(at)] = pairs.charCodeAt(at + 1);
  }
  // What folds to something that folds on goes all the way, so that folding twice changes nothing.
  for (let code = 0; code < CODE_UNITS; code++) {
    for (let hops = 0; hops < 3; hops++) {
      const once = table[code] ?? 0;
      if (once > SPACE) table[code] = table[once] ?? 0;
    }
  }
  return table;
};

let made: Uint16Array | undefined;

/** The folded code unit of each code unit; made at the first call, in some milliseconds. */
export const foldTable = (): Uint16Array => {
  made ??= makeFold();
  return made;
};

/** What a character beyond the first plane stands for: a letter or digit, itself (an ideograph), or a symbol. */
export const foldBeyond = (code: number): number => {
  if (code >= FIRST_OF_MATHEMATICS && code <= LAST_OF_MATHEMATICS) {
    const plain = plainCode(String.fromCodePoint(code));
    return plain > SPACE ? (foldTable()[plain] ?? SYMBOL) : SYMBOL;
  }
  if (code >= FIRST_OF_BOXED && code <= LAST_OF_BOXED) return boxedCode(code);
  return code >= FIRST_IDEOGRAPH_BEYOND && code < 0x32000 ? code : code >= 0xe0000 ? NOTHING : SYMBOL;
};

const LETTERS = 26;
const BOXED_LETTERS: readonly number[] = [0x1f110, 0x1f130, 0x1f150, 0x1f170];

const boxedCode = (code: number): number => {
  if (code <= 0x1f10a) return 0x30;
  const first = BOXED_LETTERS.find((from) => code >= from && code < from + LETTERS);
  return first === undefined ? SYMBOL : 0x41 + code - first;
};
