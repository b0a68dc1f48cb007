// `"Display" <uri>;params` and `uri;params` (RFC 3261, 20.10 and 25.1): From, To, Contact, Route, identities, Diversion.
import { BYTES, skipQuoted, skipSpace, textOf, trimEnd } from './bytes.ts';
import { areParams, paramOf, unquote } from './params.ts';

const { CLASS, COLON, COMMA, GREATER, LESS, LWS, QUESTION, QUOTE, SEMICOLON, SPACE, STAR, TOKEN } = BYTES;

/** One address, as offsets. */
export class NameAddr {
  bytes: Uint8Array = new Uint8Array(0);
  /** The display name, quotes included; -1 where there is none. */
  displayStart = -1;
  displayEnd = -1;
  /** The URI, without angle brackets. Scan it with `scanUri`. */
  uriStart = 0;
  uriEnd = 0;
  isBracketed = false;
  /** From the first semicolon behind the URI to the end. */
  paramsStart = 0;
  paramsEnd = 0;
}

/** Scans an address that fills the bytes from start to end, its URI not looked into; false where it is malformed. */
export function scanNameAddr(into: NameAddr, bytes: Uint8Array, start: number, end: number): boolean {
  into.bytes = bytes;
  into.displayStart = into.displayEnd = -1;
  into.isBracketed = true;
  let i = start;
  if (i < end && bytes[i] === QUOTE) {
    i = skipQuoted(bytes, i, end);
    if (i < 0) return false;
    into.displayStart = start;
    into.displayEnd = i;
    i = skipSpace(bytes, i, end);
    return i < end && bytes[i] === LESS && scanBracketed(into, bytes, i + 1, end);
  }
  while (i < end && (CLASS[bytes[i]!]! & (TOKEN | LWS)) !== 0) i++;
  if (i >= end) return false;
  if (bytes[i] === LESS) {
    if (i > start) {
      into.displayStart = start;
      into.displayEnd = trimEnd(bytes, start, i);
    }
    return scanBracketed(into, bytes, i + 1, end);
  }
  return bytes[i] === COLON && scanPlain(into, bytes, start, end);
}

function scanBracketed(into: NameAddr, bytes: Uint8Array, at: number, end: number): boolean {
  let i = at;
  while (i < end && bytes[i] !== GREATER) {
    // No space belongs within the brackets (RFC 4475, 3.1.2.14), nor anything below it.
    if (bytes[i]! <= SPACE) return false;
    i++;
  }
  if (i >= end) return false;
  into.uriStart = at;
  into.uriEnd = i;
  return scanTail(into, bytes, i + 1, end);
}

/** Without brackets a semicolon ends the URI, and it may hold no comma and no question mark (RFC 3261, 20). */
function scanPlain(into: NameAddr, bytes: Uint8Array, start: number, end: number): boolean {
  let i = start;
  for (; i < end; i++) {
    const byte = bytes[i]!;
    if (byte === SEMICOLON || (CLASS[byte]! & LWS) !== 0) break;
    if (byte === COMMA || byte === QUESTION || byte === LESS || byte === GREATER) return false;
  }
  into.isBracketed = false;
  into.uriStart = start;
  into.uriEnd = i;
  return scanTail(into, bytes, i, end);
}

function scanTail(into: NameAddr, bytes: Uint8Array, at: number, end: number): boolean {
  const params = skipSpace(bytes, at, end);
  into.paramsStart = params;
  into.paramsEnd = end;
  return areParams(bytes, params, end);
}

/** Whether a Contact is `*` (RFC 3261, 10.2.2). */
export const isStar = (bytes: Uint8Array, start: number, end: number): boolean =>
  end === start + 1 && bytes[start] === STAR;

/** The display name without quotes and escapes; '' where there is none. */
export const displayOf = (address: NameAddr): string =>
  address.displayStart < 0 ? '' : unquote(address.bytes, address.displayStart, address.displayEnd);

/** A parameter behind the URI, such as `tag`; '' where it has no value, undefined where it is not there. */
export const addrParamOf = (address: NameAddr, name: string): string | undefined =>
  paramOf(address.bytes, address.paramsStart, address.paramsEnd, name);

/** The URI as it stands. */
export const uriTextOf = (address: NameAddr): string => textOf(address.bytes, address.uriStart, address.uriEnd);
