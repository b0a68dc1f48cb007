/**
 * Rows of CSV (RFC 4180) or lines, out of bytes as they come: no text is made, nothing is copied but the beginning of a row whose
 * end has not arrived. Works in UTF-8 and in GB18030 alike, in neither of which a comma, a quote or a line feed is part of a
 * longer character. Offsets of fields are relative to `start`, and hold until the next `push`.
 */
export type RowProblem = 'too-long' | 'unclosed-quote' | 'stray-quote' | 'too-many-fields';

export const ROW_FIELDS_MAX = 1024;

const LF = 10;
const CR = 13;
const QUOTE = 34;
const COMMA = 44;

const AT_START = 0;
const PLAIN = 1;
const QUOTED = 2;
const QUOTE_SEEN = 3;
const STRAY = 4;

export interface RowScanOptions {
  /** Longer rows are answered with `too-long` and passed over up to the next line feed. */
  readonly rowBytesMax: number;
  /** Default `csv`; `lines` looks at line feeds only, and a row has one field. */
  readonly form?: 'csv' | 'lines';
}

export class RowScan {
  bytes: Uint8Array = new Uint8Array(0);
  /** Of the present row: its first byte, the end of what it holds, and the end of its line feed. */
  start = 0;
  end = 0;
  next = 0;
  /** The line that the row begins on, from 1. */
  line = 0;
  fields = 0;
  readonly starts = new Int32Array(ROW_FIELDS_MAX);
  readonly ends = new Int32Array(ROW_FIELDS_MAX);
  /** 1: the field stood in quotes; 2: and holds doubled ones. */
  readonly quotes = new Uint8Array(ROW_FIELDS_MAX);
  problem: RowProblem | undefined;
  readonly #max: number;
  readonly #csv: boolean;
  #limit = 0;
  #at = 0;
  #state = AT_START;
  /** Begin of the field under way and its closing quote, relative to the row. */
  #field = 0;
  #quoteEnd = 0;
  #quoted = 0;
  #count = 0;
  #lines = 0;
  #nextLine = 1;
  #ended = false;
  #skipping = false;
  #stray = false;

  constructor({ rowBytesMax, form = 'csv' }: RowScanOptions) {
    this.#max = rowBytesMax;
    this.#csv = form === 'csv';
  }

  /** More bytes; whoever looked at earlier rows is done with them. */
  push(chunk: Uint8Array): void {
    const from = this.next;
    const rest = this.#limit - from;
    if (rest === 0) {
      this.bytes = chunk;
    } else {
      const joined = new Uint8Array(rest + chunk.length);
      joined.set(this.bytes.subarray(from, this.#limit));
      joined.set(chunk, rest);
      this.bytes = joined;
    }
    this.#limit = this.bytes.length;
    this.#at -= from;
    this.start = 0;
    this.end = 0;
    this.next = 0;
  }

  /** Nothing comes any more: what is left is the last row. */
  finish(): void {
    this.#ended = true;
  }

  /** Bytes of a row whose end has not come. */
  get held(): number {
    return this.#limit - this.next;
  }

  /** A line without anything on it. */
  get isBlank(): boolean {
    return this.end === this.start && this.problem === undefined;
  }

  /** Goes to the next row; false: its end has not come yet, or there is none. */
  read(): boolean {
    if (this.#skipping && !this.#skip()) return false;
    this.start = this.next;
    this.line = this.#nextLine;
    const found = this.#csv ? this.#findRow() : this.#findLine();
    if (found >= 0) return this.#take(found, found + 1);
    this.#at = this.#limit;
    if (this.#limit - this.start > this.#max) return this.#takeTooLong();
    if (!this.#ended || this.start === this.#limit) return false;
    if (this.#csv) this.#closeField(this.#limit - this.start);
    return this.#take(this.#limit, this.#limit);
  }

  /** Up to the line feed that ends a row which was too long. */
  #skip(): boolean {
    const found = this.bytes.indexOf(LF, this.next);
    this.next = found < 0 || found >= this.#limit ? this.#limit : found + 1;
    this.#at = this.next;
    if (this.next === this.#limit && (found < 0 || found >= this.#limit)) return false;
    this.#skipping = false;
    this.#nextLine++;
    return true;
  }

  #findLine(): number {
    const found = this.bytes.indexOf(LF, this.#at);
    if (found < 0 || found >= this.#limit) return -1;
    this.fields = 0;
    return found;
  }

  /** The line feed that ends the row, or -1 with all that was learnt kept for when more comes. */
  #findRow(): number {
    const { bytes, start } = this;
    const limit = this.#limit;
    let state = this.#state;
    let at = this.#at;
    for (; at < limit; at++) {
      const byte = bytes[at]!;
      if (state === QUOTED) {
        if (byte === QUOTE) {
          state = QUOTE_SEEN;
          this.#quoteEnd = at - start;
        } else if (byte === LF) this.#lines++;
      } else if (byte > COMMA) {
        if (state === AT_START) state = PLAIN;
        else if (state === QUOTE_SEEN) state = STRAY;
      } else if (byte === COMMA) {
        this.#state = state;
        this.#closeField(at - start);
        this.#field = at + 1 - start;
        state = AT_START;
      } else if (byte === LF) {
        this.#state = state;
        this.#closeField(at - start - (at > start && bytes[at - 1] === CR ? 1 : 0));
        return at;
      } else if (byte === QUOTE) {
        if (state === AT_START) {
          state = QUOTED;
          this.#quoted = 1;
          this.#field = at + 1 - start;
        } else if (state === QUOTE_SEEN) {
          state = QUOTED;
          this.#quoted = 2;
        }
      } else if (state === AT_START) state = PLAIN;
      else if (state === QUOTE_SEEN && byte !== CR) state = STRAY;
    }
    this.#state = state;
    return -1;
  }

  #closeField(end: number): void {
    const place = this.#count;
    if (place < ROW_FIELDS_MAX) {
      this.starts[place] = this.#field;
      this.ends[place] = this.#state === QUOTE_SEEN ? this.#quoteEnd : end;
      this.quotes[place] = this.#quoted;
    }
    if (this.#state === STRAY) this.#stray = true;
    this.#quoted = 0;
    this.#count++;
  }

  #take(end: number, next: number): true {
    this.end = end > this.start && this.bytes[end - 1] === CR ? end - 1 : end;
    this.next = next;
    this.problem = undefined;
    if (this.#csv) this.#problems();
    else {
      this.starts[0] = 0;
      this.ends[0] = this.end - this.start;
      this.fields = 1;
    }
    if (next - this.start > this.#max) this.problem = 'too-long';
    this.#nextLine += 1 + this.#lines;
    this.#begin();
    return true;
  }

  #problems(): void {
    this.fields = Math.min(this.#count, ROW_FIELDS_MAX);
    if (this.#count > ROW_FIELDS_MAX) this.problem = 'too-many-fields';
    if (this.#stray) this.problem = 'stray-quote';
    if (this.#state === QUOTED) this.problem = 'unclosed-quote';
  }

  #takeTooLong(): true {
    this.end = this.#limit;
    this.next = this.#limit;
    this.fields = 0;
    this.problem = 'too-long';
    this.#nextLine += this.#lines;
    this.#skipping = true;
    this.#begin();
    return true;
  }

  #begin(): void {
    this.#at = this.next;
    this.#state = AT_START;
    this.#field = 0;
    this.#quoted = 0;
    this.#count = 0;
    this.#lines = 0;
    this.#stray = false;
  }
}

/** A mobile as most lists write it, in plain digits: 13800000001 or +8613800000001. Any other form is for `parseNumber`. */
const MOBILE_DIGITS = 11;
export const CANONICAL_MOBILE_BYTES = 14;

/** Writes the canonical form of a plainly written mobile, fourteen bytes, at `at`; false: it is something else. */
export const readPlainMobile = (
  bytes: Uint8Array,
  start: number,
  end: number,
  target: Uint8Array,
  at: number,
): boolean => {
  let from = start;
  if (end - start === CANONICAL_MOBILE_BYTES) {
    if (bytes[start] !== 0x2b || bytes[start + 1] !== 0x38 || bytes[start + 2] !== 0x36) return false;
    from = start + 3;
  } else if (end - start !== MOBILE_DIGITS) return false;
  if (bytes[from] !== 0x31 || bytes[from + 1]! < 0x33) return false;
  target[at] = 0x2b;
  target[at + 1] = 0x38;
  target[at + 2] = 0x36;
  for (let i = 0; i < MOBILE_DIGITS; i++) {
    const byte = bytes[from + i]!;
    if (byte < 0x30 || byte > 0x39) return false;
    target[at + 3 + i] = byte;
  }
  return true;
};
