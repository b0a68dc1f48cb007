// SIP and SIPS URIs (RFC 3261, 19.1 and 25.1), tel URIs (RFC 3966), and others by their scheme alone; read in place.
import { BYTES, isWord, skipClass, skipEscaped, textOf } from './bytes.ts';
import { readPort, skipHost } from './host.ts';

const {
  ALPHA,
  ANY_URI,
  AT,
  CLASS,
  COLON,
  DIGIT,
  EQUALS,
  PASSWORD,
  PERCENT,
  QUESTION,
  SEMICOLON,
  TOKEN,
  URI_HEADER,
  URI_PARAM,
  USER,
} = BYTES;

export type UriScheme = 'sip' | 'sips' | 'tel' | 'other';

/** One URI, as offsets into the bytes that it was scanned from; -1 is what it has not. */
export class Uri {
  bytes: Uint8Array = new Uint8Array(0);
  start = 0;
  end = 0;
  scheme: UriScheme = 'other';
  /** Where what follows the scheme's colon starts. */
  restStart = 0;
  /** The user part without the password; of a tel URI, the number. */
  userStart = -1;
  userEnd = -1;
  passwordStart = -1;
  passwordEnd = -1;
  /** The host, brackets included. */
  hostStart = -1;
  hostEnd = -1;
  /** 1 to 65535, or -1. */
  port = -1;
  /** From the first semicolon to the end of the last parameter. */
  paramsStart = 0;
  paramsEnd = 0;
  /** After the question mark. */
  headersStart = -1;
  headersEnd = -1;
}

/** Scans a URI that fills the bytes from start to end; false where it is malformed. */
export function scanUri(into: Uri, bytes: Uint8Array, start: number, end: number): boolean {
  into.bytes = bytes;
  into.start = start;
  into.end = end;
  into.userStart = into.userEnd = into.passwordStart = into.passwordEnd = -1;
  into.hostStart = into.hostEnd = into.port = into.headersStart = into.headersEnd = -1;
  let i = start;
  if (i >= end || (CLASS[bytes[i]!]! & ALPHA) === 0) return false;
  // A scheme is made of letters, digits, `+`, `-` and `.`: all of them are characters of a token.
  while (i < end && (CLASS[bytes[i]!]! & TOKEN) !== 0) i++;
  if (i >= end || bytes[i] !== COLON) return false;
  into.scheme = schemeOf(bytes, start, i);
  into.restStart = i + 1;
  into.paramsStart = into.paramsEnd = end;
  if (into.scheme === 'tel') return scanTel(into, bytes, i + 1, end);
  if (into.scheme !== 'other') return scanSip(into, bytes, i + 1, end);
  return i + 1 < end && skipClass(bytes, i + 1, end, ANY_URI) === end && isScheme(bytes, start, i);
}

function schemeOf(bytes: Uint8Array, start: number, end: number): UriScheme {
  const length = end - start;
  if (length !== 3 && length !== 4) return 'other';
  if (length === 3 && isWord(bytes, start, end, 'tel')) return 'tel';
  // Letter by letter: every address of every message comes this way.
  const isSip = (bytes[start]! | 32) === 115 && (bytes[start + 1]! | 32) === 105 && (bytes[start + 2]! | 32) === 112;
  if (!isSip) return 'other';
  if (length === 3) return 'sip';
  return (bytes[start + 3]! | 32) === 115 ? 'sips' : 'other';
}

function isScheme(bytes: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) {
    const byte = bytes[i]!;
    if ((CLASS[byte]! & (ALPHA | DIGIT)) === 0 && byte !== 43 && byte !== 45 && byte !== 46) return false;
  }
  return true;
}

function scanSip(into: Uri, bytes: Uint8Array, at: number, end: number): boolean {
  let i = skipEscaped(bytes, at, end, USER);
  let host = at;
  if (i < end && bytes[i] === AT) {
    if (i === at) return false;
    into.userStart = at;
    into.userEnd = i;
    host = i + 1;
  } else if (i > at && i < end && bytes[i] === COLON) {
    const passwordEnd = skipEscaped(bytes, i + 1, end, PASSWORD);
    if (passwordEnd < end && bytes[passwordEnd] === AT) {
      into.userStart = at;
      into.userEnd = i;
      into.passwordStart = i + 1;
      into.passwordEnd = passwordEnd;
      host = passwordEnd + 1;
    }
  }
  into.hostStart = host;
  i = skipHost(bytes, host, end);
  if (i < 0) return false;
  into.hostEnd = i;
  if (i < end && bytes[i] === COLON) {
    const port = i + 1;
    i = skipClass(bytes, port, end, DIGIT);
    into.port = readPort(bytes, port, i);
    if (into.port < 0) return false;
  }
  into.paramsStart = i;
  i = skipParams(bytes, i, end);
  if (i < 0) return false;
  into.paramsEnd = i;
  if (i >= end) return true;
  if (bytes[i] !== QUESTION) return false;
  into.headersStart = i + 1;
  into.headersEnd = end;
  return areHeaders(bytes, i + 1, end);
}

/** The end of `*( ";" name [ "=" value ] )`, or -1 where one of them is malformed. */
function skipParams(bytes: Uint8Array, at: number, end: number): number {
  let i = at;
  while (i < end && bytes[i] === SEMICOLON) {
    const name = i + 1;
    i = skipEscaped(bytes, name, end, URI_PARAM);
    if (i === name) return -1;
    if (i < end && bytes[i] === EQUALS) {
      const value = i + 1;
      i = skipEscaped(bytes, value, end, URI_PARAM);
      if (i === value) return -1;
    }
  }
  return i;
}

const AMPERSAND = 38;

function areHeaders(bytes: Uint8Array, at: number, end: number): boolean {
  let i = at;
  for (;;) {
    const name = i;
    i = skipEscaped(bytes, name, end, URI_HEADER);
    if (i === name || i >= end || bytes[i] !== EQUALS) return false;
    i = skipEscaped(bytes, i + 1, end, URI_HEADER);
    if (i >= end) return true;
    if (bytes[i] !== AMPERSAND) return false;
    i++;
  }
}

const PLUS = 43;
const HASH = 35;
const STAR = 42;

/** RFC 3966, 3: visual separators may stand between the digits; at least one digit must be there. */
function scanTel(into: Uri, bytes: Uint8Array, at: number, end: number): boolean {
  let i = at;
  let digits = 0;
  const isGlobal = i < end && bytes[i] === PLUS;
  if (isGlobal) i++;
  for (; i < end; i++) {
    const byte = bytes[i]!;
    if (isTelDigit(byte, isGlobal)) digits++;
    else if (byte !== 45 && byte !== 46 && byte !== 40 && byte !== 41) break;
  }
  if (digits === 0) return false;
  into.userStart = at;
  into.userEnd = i;
  into.paramsStart = i;
  i = skipParams(bytes, i, end);
  into.paramsEnd = i;
  return i === end;
}

function isTelDigit(byte: number, isGlobal: boolean): boolean {
  if ((CLASS[byte]! & DIGIT) !== 0) return true;
  if (isGlobal) return false;
  return byte === STAR || byte === HASH || (byte >= 65 && byte <= 70) || (byte >= 97 && byte <= 102);
}

/** The bytes with `%HH` resolved, once and never twice (RFC 3261, 19.1.2), as text. */
export function unescaped(bytes: Uint8Array, start: number, end: number): string {
  let plainEnd = start;
  while (plainEnd < end && bytes[plainEnd] !== PERCENT) plainEnd++;
  if (plainEnd >= end) return textOf(bytes, start, end);
  const kept = new Uint8Array(end - start);
  let length = 0;
  for (let i = start; i < end; i++) {
    const value = bytes[i] === PERCENT && i + 2 < end ? hexOf(bytes[i + 1]!) * 16 + hexOf(bytes[i + 2]!) : -1;
    if (value >= 0) i += 2;
    kept[length++] = value >= 0 ? value : bytes[i]!;
  }
  return textOf(kept, 0, length);
}

/** The digit's value; so far below zero that two of them stay below zero otherwise. */
function hexOf(byte: number): number {
  if (byte >= 48 && byte <= 57) return byte - 48;
  const lower = byte | 32;
  return lower >= 97 && lower <= 102 ? lower - 87 : -1000;
}

/** The scheme in lower case: of a foreign one, too. */
export const schemeTextOf = (uri: Uri): string => textOf(uri.bytes, uri.start, uri.restStart - 1).toLowerCase();

/** The user part, or a tel URI's number, with escapes resolved; undefined where it has none. */
export const userOf = (uri: Uri): string | undefined =>
  uri.userStart < 0 ? undefined : unescaped(uri.bytes, uri.userStart, uri.userEnd);

/** The password, with escapes resolved; undefined where it has none. */
export const passwordOf = (uri: Uri): string | undefined =>
  uri.passwordStart < 0 ? undefined : unescaped(uri.bytes, uri.passwordStart, uri.passwordEnd);

/** The host in lower case, an IPv6 address with its brackets; '' in a tel URI. */
export const hostOf = (uri: Uri): string =>
  uri.hostStart < 0 ? '' : textOf(uri.bytes, uri.hostStart, uri.hostEnd).toLowerCase();

/** The value of a URI parameter with escapes resolved; '' where it has none; undefined where it is not there. */
export function uriParamOf(uri: Uri, name: string): string | undefined {
  const { bytes } = uri;
  const lower = name.toLowerCase();
  let i = uri.paramsStart;
  while (i < uri.paramsEnd) {
    const nameStart = i + 1;
    const nameEnd = skipEscaped(bytes, nameStart, uri.paramsEnd, URI_PARAM);
    i = nameEnd;
    if (bytes[i] === EQUALS && i < uri.paramsEnd) i = skipEscaped(bytes, i + 1, uri.paramsEnd, URI_PARAM);
    if (unescaped(bytes, nameStart, nameEnd).toLowerCase() !== lower) continue;
    return i > nameEnd ? unescaped(bytes, nameEnd + 1, i) : '';
  }
  return undefined;
}

/** The header fields that a URI carries (RFC 3261, 19.1.1), names and values with escapes resolved, in order. */
export function uriHeadersOf(uri: Uri): (readonly [name: string, value: string])[] {
  if (uri.headersStart < 0) return [];
  const found: (readonly [string, string])[] = [];
  let i = uri.headersStart;
  while (i < uri.headersEnd) {
    const nameEnd = skipEscaped(uri.bytes, i, uri.headersEnd, URI_HEADER);
    const valueEnd = skipEscaped(uri.bytes, nameEnd + 1, uri.headersEnd, URI_HEADER);
    found.push([unescaped(uri.bytes, i, nameEnd), unescaped(uri.bytes, nameEnd + 1, valueEnd)]);
    i = valueEnd + 1;
  }
  return found;
}
