import { crc32 } from 'node:zlib';
import { type Files, readFully } from './files.ts';
import * as at from './layout.ts';
import { MAX_RECORD_BYTES } from './record.ts';
import { decodeHeader, HEADER_BYTES, type HeaderReading, type SegmentHeader } from './segment.ts';

const WINDOW_BYTES = 2 * (MAX_RECORD_BYTES + at.FRAME_BYTES);
/** A sequence further ahead than this is not what a damaged place left out. */
const MAX_MISSING_RECORDS = 2 ** 32;

const FIXED_BYTES_OF: ReadonlyMap<number, number> = new Map([
  [at.KIND_RECORD, at.FIXED_BYTES],
  [at.KIND_SCREENS, at.SCREENS_FIXED_BYTES],
  [at.KIND_OUTCOME, at.OUTCOME_BYTES],
]);

export const readHeader = (files: Files, file: number): HeaderReading => {
  const bytes = Buffer.alloc(HEADER_BYTES);
  const read = readFully(files, file, bytes, 0, HEADER_BYTES, 0);
  return decodeHeader(bytes.subarray(0, read));
};

/** One good record frame; `buffer` and `base` are valid until the next one is asked for. */
export interface Frame {
  readonly buffer: Buffer;
  /** Where the payload starts in `buffer`. */
  readonly base: number;
  /** Of its last row; `first` of its first: a frame of screens holds many. */
  readonly sequence: number;
  readonly first: number;
  readonly screens: boolean;
  /** How a call went, instead of a record. */
  readonly outcome: boolean;
}

/**
 * Walks the frames of one open segment from an offset. A bad frame with good ones behind it is damage: it is stepped over and
 * counted. A bad frame with nothing good behind it is the torn end: the walk stops there, and `goodEnd` says where.
 */
export class SegmentScan {
  goodEnd: number;
  records = 0;
  /** Sequence of the last good record. */
  last: number;
  closed = false;
  damagedBytes = 0;
  readonly #files: Files;
  readonly #file: number;
  readonly #salt: number;
  readonly #buffer: Buffer;
  readonly #view: DataView;
  #windowStart: number;
  #windowBytes = 0;

  constructor(files: Files, file: number, header: SegmentHeader, from = HEADER_BYTES, last = header.first - 1) {
    this.#files = files;
    this.#file = file;
    this.#salt = header.salt;
    this.#buffer = Buffer.allocUnsafeSlow(WINDOW_BYTES);
    this.#view = new DataView(this.#buffer.buffer);
    this.goodEnd = from;
    this.last = last;
    this.#windowStart = from;
  }

  *frames(): Generator<Frame, void, undefined> {
    let offset = this.goodEnd;
    for (;;) {
      let length = this.#goodLength(offset);
      if (length === 0) {
        const found = this.#nextGood(offset + 1);
        if (found === undefined) return;
        this.damagedBytes += found - offset;
        offset = found;
        length = this.#goodLength(offset);
      }
      const base = offset - this.#windowStart + at.FRAME_BYTES;
      offset += at.FRAME_BYTES + length;
      this.goodEnd = offset;
      if (this.#buffer[base] === at.KIND_CLOSED) {
        this.closed = true;
        continue;
      }
      this.closed = false;
      const rows = this.#rowsOf(base);
      this.records += rows;
      this.last = this.#view.getFloat64(base + at.AT_SEQUENCE, true);
      const screens = this.#buffer[base] === at.KIND_SCREENS;
      const outcome = this.#buffer[base] === at.KIND_OUTCOME;
      yield { buffer: this.#buffer, base, sequence: this.last, first: this.last - rows + 1, screens, outcome };
    }
  }

  #rowsOf(base: number): number {
    return this.#buffer[base] === at.KIND_SCREENS ? this.#view.getUint32(base + at.AT_SCREENS_ROWS, true) : 1;
  }

  /** Makes the window hold [offset, offset + bytes); false: the file ends before. */
  #holds(offset: number, bytes: number): boolean {
    if (offset + bytes <= this.#windowStart + this.#windowBytes) return true;
    const from = offset - this.#windowStart;
    const kept = Math.max(0, this.#windowBytes - from);
    if (kept > 0) this.#buffer.copy(this.#buffer, 0, from, from + kept);
    this.#windowStart = offset;
    const room = WINDOW_BYTES - kept;
    this.#windowBytes = kept + readFully(this.#files, this.#file, this.#buffer, kept, room, offset + kept);
    return bytes <= this.#windowBytes;
  }

  /** Payload length of the good frame at an offset; 0: there is none. */
  #goodLength(offset: number): number {
    if (!this.#holds(offset, at.FRAME_BYTES + at.CLOSED_BYTES)) return 0;
    const start = offset - this.#windowStart;
    const length = this.#view.getUint32(start, true);
    if (length < at.CLOSED_BYTES || length > MAX_RECORD_BYTES) return 0;
    if (!this.#plausible(start + at.FRAME_BYTES, length, offset)) return 0;
    if (!this.#holds(offset, at.FRAME_BYTES + length)) return 0;
    const base = offset - this.#windowStart + at.FRAME_BYTES;
    const sum = crc32(this.#buffer.subarray(base, base + length), this.#salt);
    return sum === this.#view.getUint32(base - 4, true) ? length : 0;
  }

  /** Cheap look before the checksum: a search tries every byte. */
  #plausible(base: number, length: number, offset: number): boolean {
    const kind = this.#buffer[base];
    if (kind === at.KIND_CLOSED) return length === at.CLOSED_BYTES;
    const fixed = FIXED_BYTES_OF.get(kind ?? 0);
    if (fixed === undefined || length < fixed) return false;
    if (!this.#holds(offset, at.FRAME_BYTES + fixed)) return false;
    const held = offset - this.#windowStart + at.FRAME_BYTES;
    const rows = this.#rowsOf(held);
    if (rows === 0 || rows > at.SCREENS_ROWS_MAX) return false;
    const first = this.#view.getFloat64(held + at.AT_SEQUENCE, true) - rows + 1;
    return Number.isInteger(first) && first > this.last && first - this.last <= MAX_MISSING_RECORDS;
  }

  #nextGood(from: number): number | undefined {
    for (let offset = from; this.#holds(offset, at.FRAME_BYTES + at.CLOSED_BYTES); offset++) {
      if (this.#goodLength(offset) > 0) return offset;
    }
    return undefined;
  }
}
