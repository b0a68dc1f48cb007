// Parameters of header fields: `;name`, `;name=token`, `;name="quoted"`, `;name=[host]` (RFC 3261, 25.1: generic-param).
import { BYTES, isWord, skipClass, skipQuoted, skipSpace, textOf } from './bytes.ts';

const { BACKSLASH, CLASS, CLOSE_BRACKET, EQUALS, LWS, OPEN_BRACKET, QUOTE, SEMICOLON, TOKEN } = BYTES;

/** One parameter, as offsets. */
export interface Param {
  nameStart: number;
  nameEnd: number;
  /** -1 where it has no value. Quotes belong to the value. */
  valueStart: number;
  valueEnd: number;
}

export const makeParam = (): Param => ({ nameStart: 0, nameEnd: 0, valueStart: -1, valueEnd: -1 });

/**
 * Reads the parameter whose semicolon is at `at`. Gives the place of the next semicolon, or `end`; -1 where it is none.
 * `valueClass` is what a value without quotes may be made of.
 */
export function nextParam(into: Param, bytes: Uint8Array, at: number, end: number, valueClass: number = TOKEN): number {
  if (bytes[at] !== SEMICOLON) return -1;
  let i = at + 1;
  if (i < end && (CLASS[bytes[i]!]! & LWS) !== 0) i = skipSpace(bytes, i, end);
  into.nameStart = i;
  while (i < end && (CLASS[bytes[i]!]! & TOKEN) !== 0) i++;
  if (i === into.nameStart) return -1;
  into.nameEnd = i;
  into.valueStart = -1;
  into.valueEnd = -1;
  if (i < end && (CLASS[bytes[i]!]! & LWS) !== 0) i = skipSpace(bytes, i, end);
  if (i < end && bytes[i] === EQUALS) {
    i = skipSpace(bytes, i + 1, end);
    into.valueStart = i;
    i = skipValue(bytes, i, end, valueClass);
    if (i < 0) return -1;
    into.valueEnd = i;
    if (i < end && (CLASS[bytes[i]!]! & LWS) !== 0) i = skipSpace(bytes, i, end);
  }
  return i >= end || bytes[i] === SEMICOLON ? i : -1;
}

function skipValue(bytes: Uint8Array, at: number, end: number, valueClass: number): number {
  if (at >= end) return -1;
  if (bytes[at] === QUOTE) return skipQuoted(bytes, at, end);
  if (bytes[at] !== OPEN_BRACKET) {
    const after = skipClass(bytes, at, end, valueClass);
    return after > at ? after : -1;
  }
  let i = at + 1;
  while (i < end && bytes[i] !== CLOSE_BRACKET && (CLASS[bytes[i]!]! & LWS) === 0) i++;
  return bytes[i] === CLOSE_BRACKET && i < end ? i + 1 : -1;
}

const walk = makeParam();

/** Whether the bytes are nothing but well-formed parameters. */
export function areParams(bytes: Uint8Array, start: number, end: number): boolean {
  let at = start;
  while (at < end) {
    at = nextParam(walk, bytes, at, end);
    if (at < 0) return false;
  }
  return true;
}

/** Finds the first parameter of this name (in lower case); false where there is none before the first malformed one. */
export function findParam(
  into: Param,
  bytes: Uint8Array,
  start: number,
  end: number,
  name: string,
  valueClass: number = TOKEN,
): boolean {
  let at = start;
  while (at < end) {
    at = nextParam(into, bytes, at, end, valueClass);
    if (at < 0) return false;
    if (isWord(bytes, into.nameStart, into.nameEnd, name)) return true;
  }
  return false;
}

/** The value of a header parameter, without quotes and escapes; '' where it has none; undefined where it is not there. */
export function paramOf(
  bytes: Uint8Array,
  start: number,
  end: number,
  name: string,
  valueClass: number = TOKEN,
): string | undefined {
  if (!findParam(walk, bytes, start, end, name, valueClass)) return undefined;
  return walk.valueStart < 0 ? '' : unquote(bytes, walk.valueStart, walk.valueEnd);
}

/** The text within quotes, quoted pairs resolved; text without quotes as it is. */
export function unquote(bytes: Uint8Array, start: number, end: number): string {
  if (bytes[start] !== QUOTE || end - start < 2) return textOf(bytes, start, end);
  const inner = bytes.subarray(start + 1, end - 1);
  if (!inner.includes(BACKSLASH)) return textOf(inner, 0, inner.length);
  const kept = new Uint8Array(inner.length);
  let length = 0;
  for (let i = 0; i < inner.length; i++) {
    if (inner[i] === BACKSLASH && i + 1 < inner.length) i++;
    kept[length++] = inner[i]!;
  }
  return textOf(kept, 0, length);
}
