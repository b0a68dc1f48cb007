// Cutting a stream into PDUs (SMPP v3.4 issue 1.2, 3.2: command_length comes first, and counts itself).
import { type Problem, problem } from '../sms/problem.ts';
import { SmppStatus } from './commands.ts';
import { integerAt } from './pdu.ts';
import { SMPP_HEADER_BYTES } from './scan.ts';

/** Room for a message_payload of 64 KiB among all else that a PDU may carry. */
export const SMPP_PDU_BYTES_MAX = 81_920;
/** A PDU up to this length is passed over; who claims more is not heard any further. */
export const SMPP_SKIP_BYTES_MAX = 1_048_576;

const LENGTH_BYTES = 4;

/** One PDU: `bytes` from `start` to `end`, for `scanSmpp`. Good for as long as nobody writes to the chunk that was fed. */
export interface SmppFrame {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
}

/**
 * `frame-short`: command_length below that of a header; where the next PDU begins cannot be told. `frame-long`: above
 * SMPP_PDU_BYTES_MAX.
 */
export interface SmppFrameProblem extends Problem<'frame-short' | 'frame-long'> {
  /** command_status of the generic_nack that answers it. */
  readonly status: number;
  /** For the same; 0 where it could not be read. */
  readonly sequence: number;
  /** False: the session ends, and nothing fed from now on is looked at. True: this PDU is passed over, the next one is read. */
  readonly goesOn: boolean;
}

/** Holds at most one PDU that is not whole yet. */
export class SmppFrameReader {
  readonly #header = new Uint8Array(SMPP_HEADER_BYTES);
  /** Of the PDU that is not whole: the header's own bytes, then, its length known, one buffer of that length. */
  #held = this.#header;
  #heldBytes = 0;
  #skipBytes = 0;
  #isEnded = false;

  /** Bytes that wait for more. */
  get waitingBytes(): number {
    return this.#heldBytes;
  }

  get isEnded(): boolean {
    return this.#isEnded;
  }

  /** What has become whole with these bytes, in order; a problem stands where its PDU would. */
  feed(chunk: Uint8Array): (SmppFrame | SmppFrameProblem)[] {
    const found: (SmppFrame | SmppFrameProblem)[] = [];
    let at = 0;
    while (at < chunk.length && !this.#isEnded) {
      if (this.#skipBytes > 0) {
        const skipped = Math.min(this.#skipBytes, chunk.length - at);
        this.#skipBytes -= skipped;
        at += skipped;
      } else if (this.#heldBytes > 0) {
        at = this.#goOn(chunk, at, found);
      } else {
        at = this.#begin(chunk, at, found);
      }
    }
    return found;
  }

  /** A PDU that begins in this chunk: whole, it is not copied. */
  #begin(chunk: Uint8Array, at: number, found: (SmppFrame | SmppFrameProblem)[]): number {
    const there = chunk.length - at;
    const length = there < LENGTH_BYTES ? Number.POSITIVE_INFINITY : integerAt(chunk, at, at + LENGTH_BYTES);
    if (length >= SMPP_HEADER_BYTES && length <= SMPP_PDU_BYTES_MAX && length <= there) {
      found.push({ bytes: chunk, start: at, end: at + length });
      return at + length;
    }
    return this.#goOn(chunk, at, found);
  }

  /** Takes bytes up to the next place at which something can be said: the length, the header, the end. */
  #goOn(chunk: Uint8Array, from: number, found: (SmppFrame | SmppFrameProblem)[]): number {
    const wanted = this.#heldBytes < LENGTH_BYTES ? LENGTH_BYTES : this.#held.length;
    const taken = Math.min(wanted - this.#heldBytes, chunk.length - from);
    this.#held.set(chunk.subarray(from, from + taken), this.#heldBytes);
    this.#heldBytes += taken;
    if (this.#heldBytes === wanted) this.#look(found);
    return from + taken;
  }

  #look(found: (SmppFrame | SmppFrameProblem)[]): void {
    const held = this.#held;
    const length = integerAt(held, 0, LENGTH_BYTES);
    if (this.#heldBytes === LENGTH_BYTES) {
      if (length < SMPP_HEADER_BYTES) this.#refuse(found, 'frame-short', 0, false);
    } else if (held === this.#header && length > SMPP_PDU_BYTES_MAX) {
      const goesOn = length <= SMPP_SKIP_BYTES_MAX;
      this.#refuse(found, 'frame-long', integerAt(held, 12, SMPP_HEADER_BYTES), goesOn);
      this.#skipBytes = goesOn ? length - SMPP_HEADER_BYTES : 0;
    } else if (held === this.#header && length > SMPP_HEADER_BYTES) {
      this.#held = new Uint8Array(length);
      this.#held.set(held);
    } else {
      // The header's buffer is used again: what is handed out is a copy of it.
      const bytes = held === this.#header ? held.slice() : held;
      found.push({ bytes, start: 0, end: length });
      this.#forget();
    }
  }

  #refuse(
    found: (SmppFrame | SmppFrameProblem)[],
    code: SmppFrameProblem['code'],
    sequence: number,
    goesOn: boolean,
  ): void {
    const remedy = `send PDUs of ${SMPP_HEADER_BYTES} to ${SMPP_PDU_BYTES_MAX} octets, and say their length`;
    found.push({
      ...problem(code, 'command_length', 0, remedy),
      status: SmppStatus.ESME_RINVCMDLEN,
      sequence,
      goesOn,
    });
    this.#isEnded = !goesOn;
    this.#forget();
  }

  #forget(): void {
    this.#held = this.#header;
    this.#heldBytes = 0;
  }
}
