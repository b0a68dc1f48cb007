// The alphabets that messages are written in.
import { decodeGb18030, gb18030SizeOf, putGb18030 } from './gb18030.ts';
import { decodeGsm7, gsm7SizeOf, putGsm7 } from './gsm7.ts';

/**
 * `gsm7`: septets, one an octet (TS 23.038, 6.2.1). `ascii`: IA5. `ucs2`: big endian, with surrogate pairs as telephones
 * have them. `cyrillic`, `hebrew`, `korean`: ISO 8859-5, ISO 8859-8, KS C 5601, read only. `other`: text, in an alphabet
 * that is not read here. `binary`: no text.
 */
export type Alphabet =
  | 'gsm7'
  | 'ascii'
  | 'latin1'
  | 'ucs2'
  | 'gb18030'
  | 'cyrillic'
  | 'hebrew'
  | 'korean'
  | 'other'
  | 'binary';

export type WritableAlphabet = 'gsm7' | 'ascii' | 'latin1' | 'ucs2' | 'gb18030';

interface Codec {
  /** Bits that one octet takes on the air. */
  readonly unitBits: 7 | 8;
  /** Octets of a code point; 0 where the alphabet lacks it. */
  readonly sizeOf: (codePoint: number) => number;
  readonly put: (out: Uint8Array, at: number, codePoint: number) => number;
}

const ASCII_END = 0x80;
const LATIN_END = 0x100;
const BASIC_PLANE_END = 0x1_0000;
const REPLACEMENT = '\ufffd';

function putOctet(out: Uint8Array, at: number, codePoint: number): number {
  out[at] = codePoint;
  return at + 1;
}

function putUnit(out: Uint8Array, at: number, unit: number): number {
  out[at] = unit >> 8;
  out[at + 1] = unit;
  return at + 2;
}

function putUcs2(out: Uint8Array, at: number, codePoint: number): number {
  if (codePoint < BASIC_PLANE_END) return putUnit(out, at, codePoint);
  const over = codePoint - BASIC_PLANE_END;
  return putUnit(out, putUnit(out, at, 0xd800 | (over >> 10)), 0xdc00 | (over & 0x3ff));
}

export const CODECS: Readonly<Record<WritableAlphabet, Codec>> = {
  gsm7: { unitBits: 7, sizeOf: gsm7SizeOf, put: putGsm7 },
  // A network takes it over the air as the seven bit alphabet.
  ascii: { unitBits: 7, sizeOf: (codePoint) => (codePoint < ASCII_END ? 1 : 0), put: putOctet },
  latin1: { unitBits: 8, sizeOf: (codePoint) => (codePoint < LATIN_END ? 1 : 0), put: putOctet },
  gb18030: { unitBits: 8, sizeOf: gb18030SizeOf, put: putGb18030 },
  ucs2: { unitBits: 8, sizeOf: (codePoint) => (codePoint < BASIC_PLANE_END ? 2 : 4), put: putUcs2 },
};

function decodeOctets(bytes: Uint8Array, start: number, end: number, limit: number): string {
  let text = '';
  for (let at = start; at < end; at++) {
    const octet = bytes[at]!;
    text += octet < limit ? String.fromCharCode(octet) : REPLACEMENT;
  }
  return text;
}

/** Half a surrogate pair stays what it is; a last octet without its other half is U+FFFD. */
function decodeUcs2(bytes: Uint8Array, start: number, end: number): string {
  let text = '';
  let at = start;
  for (; at + 1 < end; at += 2) text += String.fromCharCode(bytes[at]! * 256 + bytes[at + 1]!);
  return at < end ? text + REPLACEMENT : text;
}

const READ_ONLY = {
  cyrillic: new TextDecoder('iso-8859-5'),
  hebrew: new TextDecoder('iso-8859-8'),
  korean: new TextDecoder('euc-kr'),
} as const;

/**
 * The text, or undefined where the octets hold none (`binary`) or none that is read here (`other`). What is no character
 * of the alphabet becomes U+FFFD.
 */
export function decodeText(alphabet: Alphabet, bytes: Uint8Array, start = 0, end = bytes.length): string | undefined {
  switch (alphabet) {
    case 'gsm7':
      return decodeGsm7(bytes, start, end);
    case 'ascii':
      return decodeOctets(bytes, start, end, ASCII_END);
    case 'latin1':
      return decodeOctets(bytes, start, end, LATIN_END);
    case 'ucs2':
      return decodeUcs2(bytes, start, end);
    case 'gb18030':
      return decodeGb18030(bytes, start, end);
    case 'cyrillic':
    case 'hebrew':
    case 'korean':
      return READ_ONLY[alphabet].decode(bytes.subarray(start, end));
    case 'other':
    case 'binary':
      return undefined;
  }
}

/** Octets that the text takes; -1 where the alphabet lacks one of its characters: `missingAt` tells which. */
export function sizeOfText(alphabet: WritableAlphabet, text: string): number {
  const { sizeOf } = CODECS[alphabet];
  let octets = 0;
  for (let at = 0; at < text.length; at++) {
    const codePoint = text.codePointAt(at)!;
    const size = sizeOf(codePoint);
    if (size === 0) return -1;
    octets += size;
    if (codePoint >= BASIC_PLANE_END) at++;
  }
  return octets;
}

/** Where the first character stands that the alphabet lacks, as an index into the text; -1 where it lacks none. */
export function missingAt(alphabet: WritableAlphabet, text: string): number {
  const { sizeOf } = CODECS[alphabet];
  let at = 0;
  for (const character of text) {
    if (sizeOf(character.codePointAt(0)!) === 0) return at;
    at += character.length;
  }
  return -1;
}

export interface EncodedText {
  readonly alphabet: WritableAlphabet;
  readonly bytes: Uint8Array;
}

/** What a telephone network takes without being asked. */
export const USUAL_ALPHABETS: readonly WritableAlphabet[] = ['gsm7', 'ucs2'];

/**
 * The alphabet that takes the fewest bits on the air, the first of equals; undefined where none of them holds every
 * character, which cannot be with `ucs2` among them.
 */
export function smallestAlphabet(text: string, among: readonly WritableAlphabet[]): WritableAlphabet | undefined {
  let best: WritableAlphabet | undefined;
  let bestBits = Number.POSITIVE_INFINITY;
  for (const alphabet of among) {
    const size = sizeOfText(alphabet, text);
    const bits = size * CODECS[alphabet].unitBits;
    if (size < 0 || bits >= bestBits) continue;
    best = alphabet;
    bestBits = bits;
  }
  return best;
}

/** The text in the smallest of the alphabets; undefined as in `smallestAlphabet`. */
export function encodeText(text: string, among = USUAL_ALPHABETS): EncodedText | undefined {
  const alphabet = smallestAlphabet(text, among);
  if (alphabet === undefined) return undefined;
  const bytes = new Uint8Array(sizeOfText(alphabet, text));
  const { put } = CODECS[alphabet];
  let to = 0;
  for (let at = 0; at < text.length; at++) {
    const codePoint = text.codePointAt(at)!;
    to = put(bytes, to, codePoint);
    if (codePoint >= BASIC_PLANE_END) at++;
  }
  return { alphabet, bytes };
}
