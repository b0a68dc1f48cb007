// The bytes of SIP: classes of characters (RFC 3261, 25.1), white space, words and numbers, read in place.

/** Classes of characters; a byte may be in several. */
const TOKEN = 1;
/** What a user part may hold beside escapes: unreserved and user-unreserved. */
const USER = 2;
const PASSWORD = 4;
/** Names and values of URI parameters. */
const URI_PARAM = 8;
/** Names and values of URI headers. */
const URI_HEADER = 16;
const DIGIT = 32;
const HEX = 64;
/** Host names. The underscore is in no grammar and in many networks; it does no harm to let it be. */
const HOST = 128;
/** Call-ID: word. */
const WORD = 256;
/** Spaces, tabs, and the line ends of a folded line. */
const LWS = 512;
const ALPHA = 1024;
/** Parameter values of Via, where an IPv6 address may stand without brackets (RFC 5118, 4.5). */
const VIA_VALUE = 2048;
/** Whatever a URI of a foreign scheme may be made of. */
const ANY_URI = 4096;

const CR = 13;
const LF = 10;
const SPACE = 32;
const TAB = 9;
const QUOTE = 34;
const PERCENT = 37;
const STAR = 42;
const COMMA = 44;
const SLASH = 47;
const COLON = 58;
const SEMICOLON = 59;
const LESS = 60;
const EQUALS = 61;
const GREATER = 62;
const QUESTION = 63;
const AT = 64;
const OPEN_BRACKET = 91;
const BACKSLASH = 92;
const CLOSE_BRACKET = 93;

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const DIGITS = '0123456789';
const UNRESERVED = `${LETTERS}${DIGITS}-_.!~*'()`;

/** What each byte is. */
const CLASS = new Uint16Array(256);

const mark = (characters: string, bit: number): void => {
  for (let i = 0; i < characters.length; i++) {
    const code = characters.charCodeAt(i);
    CLASS[code] = CLASS[code]! | bit;
  }
};

mark(`${LETTERS}${DIGITS}-.!%*_+\`'~`, TOKEN | WORD | VIA_VALUE);
mark(`${UNRESERVED}&=+$,;?/`, USER);
mark(`${UNRESERVED}&=+$,`, PASSWORD);
mark(`${UNRESERVED}[]/:&+$`, URI_PARAM);
mark(`${UNRESERVED}[]/?:+$`, URI_HEADER);
mark(DIGITS, DIGIT | HEX);
mark('ABCDEFabcdef', HEX);
mark(`${LETTERS}${DIGITS}-._`, HOST);
mark('()<>:\\"/[]?{}', WORD);
mark(' \t\r\n', LWS);
mark(LETTERS, ALPHA);
mark(':', VIA_VALUE);
mark(`${UNRESERVED};/?:@&=+$,%#[]`, ANY_URI);

/**
 * All of the above. Whoever reads byte by byte takes what it needs into constants of its own module (`const { LF } = BYTES`):
 * the compiler folds those, and loads an imported one again for every byte.
 */
export const BYTES = {
  CLASS,
  TOKEN,
  USER,
  PASSWORD,
  URI_PARAM,
  URI_HEADER,
  DIGIT,
  HEX,
  HOST,
  WORD,
  LWS,
  ALPHA,
  VIA_VALUE,
  ANY_URI,
  CR,
  LF,
  SPACE,
  TAB,
  QUOTE,
  PERCENT,
  STAR,
  COMMA,
  SLASH,
  COLON,
  SEMICOLON,
  LESS,
  EQUALS,
  GREATER,
  QUESTION,
  AT,
  OPEN_BRACKET,
  BACKSLASH,
  CLOSE_BRACKET,
} as const;

/** A stretch of a message's bytes. */
export interface Slice {
  readonly start: number;
  readonly end: number;
}

/** The first place at or after `at` that is no white space. */
export function skipSpace(bytes: Uint8Array, at: number, end: number): number {
  while (at < end && (CLASS[bytes[at]!]! & LWS) !== 0) at++;
  return at;
}

/** The end of what is left when white space before `end` goes. */
export function trimEnd(bytes: Uint8Array, start: number, end: number): number {
  while (end > start && (CLASS[bytes[end - 1]!]! & LWS) !== 0) end--;
  return end;
}

/** The first place at or after `at` whose byte is not of the class. */
export function skipClass(bytes: Uint8Array, at: number, end: number, bits: number): number {
  while (at < end && (CLASS[bytes[at]!]! & bits) !== 0) at++;
  return at;
}

/** The same where `%HH` counts, too; a `%` without two hexadecimal digits stops. */
export function skipEscaped(bytes: Uint8Array, at: number, end: number, bits: number): number {
  for (;;) {
    while (at < end && (CLASS[bytes[at]!]! & bits) !== 0) at++;
    if (at + 2 >= end || bytes[at] !== PERCENT) return at;
    if ((CLASS[bytes[at + 1]!]! & CLASS[bytes[at + 2]!]! & HEX) === 0) return at;
    at += 3;
  }
}

/** `at` is at an opening quote: the place after the closing one, or -1 where none comes (RFC 3261: quoted-string). */
export function skipQuoted(bytes: Uint8Array, at: number, end: number): number {
  for (let i = at + 1; i < end; i++) {
    const byte = bytes[i]!;
    if (byte === QUOTE) return i + 1;
    if (byte === BACKSLASH) i++;
    else if (byte < SPACE && (CLASS[byte]! & LWS) === 0) return -1;
  }
  return -1;
}

/** Whether the bytes are this word, whatever the case; `lower` is in lower case, ASCII. */
export function isWord(bytes: Uint8Array, start: number, end: number, lower: string): boolean {
  if (end - start !== lower.length) return false;
  for (let i = 0; i < lower.length; i++) {
    const byte = bytes[start + i]!;
    const folded = byte >= 65 && byte <= 90 ? byte | 32 : byte;
    if (folded !== lower.charCodeAt(i)) return false;
  }
  return true;
}

/** Whether the bytes are this text, letter for letter; ASCII. */
export function isText(bytes: Uint8Array, start: number, end: number, text: string): boolean {
  if (end - start !== text.length) return false;
  for (let i = 0; i < text.length; i++) if (bytes[start + i] !== text.charCodeAt(i)) return false;
  return true;
}

/** The digits' number; -1 where there are none, something else is among them, or it is above `max`. */
export function readNumber(bytes: Uint8Array, start: number, end: number, max: number): number {
  if (start >= end) return -1;
  let value = 0;
  for (let i = start; i < end; i++) {
    const digit = bytes[i]! - 48;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
    if (value > max) return -1;
  }
  return value;
}

// A byte order mark is a character of the value like any other (RFC 4475, 3.1.1.2).
const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });
const SHORT_BYTES = 64;

/** The bytes as text; what is not UTF-8 becomes U+FFFD. */
export function textOf(bytes: Uint8Array, start: number, end: number): string {
  if (end - start <= SHORT_BYTES) {
    let text = '';
    let i = start;
    while (i < end && bytes[i]! < 128) text += String.fromCharCode(bytes[i++]!);
    if (i >= end) return text;
  }
  return utf8.decode(bytes.subarray(start, end));
}
