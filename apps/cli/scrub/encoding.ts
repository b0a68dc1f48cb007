import { isAscii, isUtf8 } from 'node:buffer';
import { TextDecoder } from 'node:util';

export const ENCODINGS = ['utf-8', 'gb18030'] as const;
export type Encoding = (typeof ENCODINGS)[number];

/** Bytes of a character that may lie behind its first one. */
const TORN_MAX = 3;
const CONTINUATION_MASK = 0xc0;
const CONTINUATION = 0x80;
const MULTIBYTE_FROM = 0xc0;

/** How many bytes a character has that begins so (RFC 3629 §3). */
const bytesFrom = (lead: number): number => (lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2);

/** How many bytes at the end may be the beginning of a character. */
const tornBytes = (bytes: Uint8Array): number => {
  for (let back = 1; back <= Math.min(TORN_MAX, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte >= MULTIBYTE_FROM) return back < bytesFrom(byte) ? back : 0;
    if ((byte & CONTINUATION_MASK) !== CONTINUATION) return 0;
  }
  return 0;
};

/** Tells UTF-8 from GB18030 by what a list holds: feed it until it knows, or to the end. */
export class EncodingGuess {
  #rest: Uint8Array = new Uint8Array(0);
  #encoding: Encoding = 'utf-8';
  /** Settled: no more bytes can change the answer, or so many were right that they will not. */
  settled = false;

  feed(chunk: Uint8Array): void {
    if (this.#rest.length === 0 && isAscii(chunk)) return;
    const bytes = Buffer.concat([this.#rest, chunk]);
    const torn = tornBytes(bytes);
    this.#rest = bytes.subarray(bytes.length - torn);
    if (isUtf8(bytes.subarray(0, bytes.length - torn))) {
      // A whole chunk of Chinese in GB18030 is never UTF-8 by chance.
      this.settled = !isAscii(bytes.subarray(0, bytes.length - torn)) && chunk.length >= SURE_BYTES;
    } else {
      this.#encoding = 'gb18030';
      this.settled = true;
    }
  }

  end(): Encoding {
    // What is left over when nothing more was fed is half a character; once settled, it is where the reading stopped.
    return this.#encoding === 'utf-8' && this.#rest.length > 0 && !this.settled ? 'gb18030' : this.#encoding;
  }
}

const SURE_BYTES = 64 * 1024;

const LEAD_FIRST = 0x81;
const LEAD_LAST = 0xfe;
const TRAIL_FIRST = 0x40;
const TRAIL_LAST = 0xfe;
const NO_TRAIL = 0x7f;

let pairs: ReadonlyMap<string, number> | undefined;

/** Every two-byte character, by what the decoder makes of it: the platform decodes GB18030 and does not encode it. */
const twoBytePairs = (): ReadonlyMap<string, number> => {
  if (pairs !== undefined) return pairs;
  const decoder = new TextDecoder('gb18030');
  const made = new Map<string, number>();
  for (let lead = LEAD_FIRST; lead <= LEAD_LAST; lead++) {
    for (let trail = TRAIL_FIRST; trail <= TRAIL_LAST; trail++) {
      if (trail === NO_TRAIL) continue;
      const text = decoder.decode(Uint8Array.of(lead, trail));
      if ([...text].length === 1) made.set(text, (lead << 8) | trail);
    }
  }
  pairs = made;
  return made;
};

const ASCII_LAST = 0x7f;

/** For our own texts, which keep to what two bytes hold; anything else becomes a question mark. */
export const encoded = (text: string, encoding: Encoding): Buffer => {
  if (encoding === 'utf-8') return Buffer.from(text, 'utf8');
  const bytes: number[] = [];
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    const pair = code <= ASCII_LAST ? undefined : twoBytePairs().get(character);
    if (code <= ASCII_LAST) bytes.push(code);
    else if (pair === undefined) bytes.push('?'.charCodeAt(0));
    else bytes.push(pair >> 8, pair & 0xff);
  }
  return Buffer.from(bytes);
};

/** Undefined: the bytes are not of this encoding. A byte order mark is left out. */
export const decoded = (bytes: Uint8Array, encoding: Encoding): string | undefined => {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
};
