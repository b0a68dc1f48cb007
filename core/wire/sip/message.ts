// One scanned message: where each thing stands in the bytes that it came in. Nothing is copied; one object serves for many.
import { BYTES, isWord, type Slice, textOf } from './bytes.ts';
import { HEADER_IDS, HeaderId } from './headers.ts';

const { CLASS, LWS } = BYTES;

/** Header lines that one message may have. */
export const HEADERS_MAX = 256;

/** Words of one header line: its number, its name, its value without white space around. */
const ID = 0;
const NAME_START = 1;
const NAME_END = 2;
const VALUE_START = 3;
const VALUE_END = 4;
const STRIDE = 5;
const NONE = -1;

/**
 * What is wrong with a message that could be scanned all the same, so that it can be answered:
 * `start-line`: its parts are not separated by one space each. `version`: not SIP/2.0. `header-line`: a line without a
 * colon or with a name that is none. `line-end`: CR or LF alone. `control`: a control character outside of a quoted pair.
 * `no-end`: no empty line after the headers. `too-many`: more than HEADERS_MAX lines or HEADER_BYTES_MAX bytes, the rest
 * was not looked at. `length-invalid`, `length-conflict`: Content-Length is no number, or is there twice.
 * `length-exceeds`: it says more than the datagram holds.
 */
export type Fault =
  | 'start-line'
  | 'version'
  | 'header-line'
  | 'line-end'
  | 'control'
  | 'no-end'
  | 'too-many'
  | 'length-invalid'
  | 'length-conflict'
  | 'length-exceeds';

const EMPTY = new Uint8Array(0);

/** A message as offsets into `bytes`, valid until the bytes change or the object is scanned into again. */
export class SipMessage {
  bytes: Uint8Array = EMPTY;
  start = 0;
  isRequest = true;
  /** Of a request; case matters. Empty in a response. */
  method = '';
  /** Of a response: 100 to 699. Zero in a request. */
  status = 0;
  /** The Request-URI, or the reason phrase of a response. */
  uriStart = 0;
  uriEnd = 0;
  bodyStart = 0;
  bodyEnd = 0;
  /** The first thing that is wrong, or undefined; and where. */
  fault: Fault | undefined = undefined;
  faultAt = 0;
  /** Header lines, in the order of the message. */
  lines = 0;

  readonly #table = new Int32Array(HEADERS_MAX * STRIDE);
  readonly #next = new Int16Array(HEADERS_MAX);
  readonly #first = new Int16Array(HEADER_IDS).fill(NONE);
  readonly #last = new Int16Array(HEADER_IDS).fill(NONE);
  readonly #counts = new Int16Array(HEADER_IDS);

  /** Forgets everything; for the scanner. */
  reset(bytes: Uint8Array, start: number): void {
    this.bytes = bytes;
    this.start = start;
    this.isRequest = true;
    this.method = '';
    this.status = 0;
    this.uriStart = start;
    this.uriEnd = start;
    this.bodyStart = start;
    this.bodyEnd = start;
    this.fault = undefined;
    this.faultAt = start;
    // Only what the message before had: that is less work than all there is.
    for (let line = 0; line < this.lines; line++) {
      const id = this.#table[line * STRIDE + ID]!;
      this.#first[id] = NONE;
      this.#counts[id] = 0;
    }
    this.lines = 0;
  }

  /** Notes a fault; the first one stays. */
  blame(fault: Fault, at: number): void {
    if (this.fault !== undefined) return;
    this.fault = fault;
    this.faultAt = at;
  }

  /** Takes a header line in; for the scanner, which sees to it that there is room. */
  addLine(id: HeaderId, nameStart: number, nameEnd: number, valueStart: number, valueEnd: number): void {
    const line = this.lines++;
    const at = line * STRIDE;
    const table = this.#table;
    table[at + ID] = id;
    table[at + NAME_START] = nameStart;
    table[at + NAME_END] = nameEnd;
    table[at + VALUE_START] = valueStart;
    table[at + VALUE_END] = valueEnd;
    this.#next[line] = NONE;
    if (this.#first[id] === NONE) this.#first[id] = line;
    else this.#next[this.#last[id]!] = line;
    this.#last[id] = line;
    this.#counts[id] = this.#counts[id]! + 1;
  }

  /** The Request-URI as it stands; in a response, the reason phrase. */
  get uri(): Slice {
    return { start: this.uriStart, end: this.uriEnd };
  }

  /** How many lines have this name. One line may hold several values: see `list.ts`. */
  count(id: HeaderId): number {
    return this.#counts[id]!;
  }

  /** The value of the nth line of this name, without white space around, folds left in place; empty where there is none. */
  at(id: HeaderId, index = 0): Slice {
    const line = this.lineOf(id, index);
    return line === NONE
      ? { start: this.start, end: this.start }
      : { start: this.startOf(line), end: this.endOf(line) };
  }

  /** The number of the nth line of this name, or -1. */
  lineOf(id: HeaderId, index = 0): number {
    let line = this.#first[id]!;
    while (index-- > 0 && line !== NONE) line = this.#next[line]!;
    return line;
  }

  /** The number of the next line of the same name, or -1. */
  after(line: number): number {
    return this.#next[line]!;
  }

  /** Which field a line is. */
  idOf(line: number): HeaderId {
    return this.#table[line * STRIDE + ID] as HeaderId;
  }

  /** Where a line's value starts and ends. */
  startOf(line: number): number {
    return this.#table[line * STRIDE + VALUE_START]!;
  }

  endOf(line: number): number {
    return this.#table[line * STRIDE + VALUE_END]!;
  }

  /** Where a line's name starts and ends. */
  nameStartOf(line: number): number {
    return this.#table[line * STRIDE + NAME_START]!;
  }

  nameEndOf(line: number): number {
    return this.#table[line * STRIDE + NAME_END]!;
  }

  /** Values of a field without a number of its own, in order; the name in any case. */
  other(name: string): Slice[] {
    const lower = name.toLowerCase();
    const found: Slice[] = [];
    for (let line = this.lineOf(HeaderId.other); line !== NONE; line = this.after(line)) {
      if (isWord(this.bytes, this.nameStartOf(line), this.nameEndOf(line), lower)) {
        found.push({ start: this.startOf(line), end: this.endOf(line) });
      }
    }
    return found;
  }

  /** The bytes as text, each fold with the white space around it read as one space (RFC 3261, 7.3.1). */
  text({ start, end }: Slice): string {
    return unfold(this.bytes, start, end);
  }

  /** The value of the first line of this name as text, or undefined. */
  first(id: HeaderId): string | undefined {
    const line = this.lineOf(id);
    return line === NONE ? undefined : unfold(this.bytes, this.startOf(line), this.endOf(line));
  }
}

function unfold(bytes: Uint8Array, start: number, end: number): string {
  let at = start;
  while (at < end && bytes[at] !== 13 && bytes[at] !== 10) at++;
  if (at >= end) return textOf(bytes, start, end);
  let text = '';
  let from = start;
  while (at < end) {
    if (bytes[at] !== 13 && bytes[at] !== 10) {
      at++;
      continue;
    }
    let before = at;
    while (before > from && (CLASS[bytes[before - 1]!]! & LWS) !== 0) before--;
    text += `${textOf(bytes, from, before)} `;
    while (at < end && (CLASS[bytes[at]!]! & LWS) !== 0) at++;
    from = at;
  }
  return text + textOf(bytes, from, end);
}
