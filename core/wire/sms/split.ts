// A long text in parts that a telephone joins again (3GPP TS 23.040, 9.2.3.24.1 and 9.2.3.24.8).
import { CODECS, encodeText, smallestAlphabet, USUAL_ALPHABETS, type WritableAlphabet } from './alphabets.ts';
import { type Problem, problem } from './problem.ts';
import { concatElement, PARTS_MAX, writeUdh } from './udh.ts';

/** Octets that one message has on the air, its header included. */
const AIR_BYTES = 140;
const HEADER_BYTES = { 8: 6, 16: 7 } as const;
const NO_HEADER = new Uint8Array(0);

export interface SplitOptions {
  /** Of the caller's choosing: the same for no two messages that are under way between the same numbers. */
  readonly reference: number;
  /** Bits of the reference; 8 where left out. */
  readonly width?: 8 | 16;
  readonly among?: readonly WritableAlphabet[];
}

export interface TextPart {
  /** The user data header, with its length octet; empty where there is one part only. */
  readonly header: Uint8Array;
  /** The header and the text behind it, septets one an octet. */
  readonly bytes: Uint8Array;
  readonly text: string;
}

export interface SplitText {
  readonly alphabet: WritableAlphabet;
  readonly parts: readonly TextPart[];
}

/** `alphabet`: none of those allowed holds every character. `too-long`: more than 255 parts. */
export type SplitProblem = Problem<'alphabet' | 'too-long'>;

/** Octets of text that fit behind a header of that many octets. */
const capacityOf = (alphabet: WritableAlphabet, headerBytes: number): number =>
  Math.floor(((AIR_BYTES - headerBytes) * 8) / CODECS[alphabet].unitBits);

/** Pieces of up to `capacity` octets; no character, surrogate pair or escape sequence is cut. */
function piecesOf(alphabet: WritableAlphabet, text: string, capacity: number): string[] {
  const { sizeOf } = CODECS[alphabet];
  const pieces: string[] = [];
  let from = 0;
  let at = 0;
  let octets = 0;
  for (const character of text) {
    const size = sizeOf(character.codePointAt(0)!);
    if (octets + size > capacity) {
      pieces.push(text.slice(from, at));
      from = at;
      octets = 0;
    }
    octets += size;
    at += character.length;
  }
  pieces.push(text.slice(from));
  return pieces;
}

/** The text in the smallest alphabet of `among`, in as many parts as it takes: 160 or 70 characters, 153 or 67 in several. */
export function splitText(text: string, options: SplitOptions): SplitText | SplitProblem {
  const { reference, width = 8, among = USUAL_ALPHABETS } = options;
  const alphabet = smallestAlphabet(text, among);
  if (alphabet === undefined) {
    return problem('alphabet', 'text', 0, `write it in characters that one of ${among.join(', ')} has`);
  }
  const alone = piecesOf(alphabet, text, capacityOf(alphabet, 0));
  const pieces = alone.length === 1 ? alone : piecesOf(alphabet, text, capacityOf(alphabet, HEADER_BYTES[width]));
  const total = pieces.length;
  if (total > PARTS_MAX) {
    const fits = pieces.slice(0, PARTS_MAX).join('').length;
    return problem('too-long', 'text', fits, `shorten it to ${fits} characters`);
  }
  const parts = pieces.map((piece, index) => {
    const concat = { reference, width, total, number: index + 1 };
    const header = total === 1 ? NO_HEADER : writeUdh([concatElement(concat)])!;
    const content = encodeText(piece, [alphabet])!.bytes;
    const bytes = new Uint8Array(header.length + content.length);
    bytes.set(header);
    bytes.set(content, header.length);
    return { header, bytes, text: piece };
  });
  return { alphabet, parts };
}
