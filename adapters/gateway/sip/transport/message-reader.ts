// Messages out of a stream's chunks (RFC 3261, 18.3), in work that grows with the bytes and never with their square.
import { HEADER_BYTES_MAX, HeaderId, type ScanProblem, SipMessage, scanStream } from '@wurao/wire';

/** A part of a message that waits for the rest is looked at in steps, so that what follows it is not copied. */
const STEP_BYTES = 4_096;
/** A buffer that grew beyond this for one message is let go after it. */
const KEPT_BYTES = 8_192;
const CR = 13;
const LF = 10;
/** CR LF CR LF (RFC 5626, 3.5.1). */
const PING_BYTES = 4;
const EMPTY = new Uint8Array(0);

export interface ReaderTold {
  /** One whole message; valid during the call. */
  message(message: SipMessage): void;
  /** Nothing more is read. */
  problem(problem: ScanProblem, message: SipMessage): void;
  /** The keep-alive that wants an answer. */
  ping(): void;
}

export class MessageReader {
  readonly #told: ReaderTold;
  readonly #message: SipMessage;
  #held: Uint8Array = EMPTY;
  #heldLength = 0;
  /** Bytes of the whole message, once its headers have said so; 0 before. */
  #needed = 0;
  /** How much was held when it was last scanned, and whether the start line was whole then. */
  #scanned = 0;
  #hasLine = false;
  #pingBytes = 0;
  #isStopped = false;

  /** `message` may be shared by readers: it is used within `push` only. */
  constructor(told: ReaderTold, message = new SipMessage()) {
    this.#told = told;
    this.#message = message;
  }

  /** Bytes held of a message that is not whole. */
  get held(): number {
    return this.#heldLength;
  }

  /** Reads no more, also of the chunk that it is at. */
  stop(): void {
    this.#isStopped = true;
    this.#held = EMPTY;
    this.#heldLength = 0;
  }

  push(chunk: Uint8Array): void {
    let at = 0;
    while (at < chunk.length && !this.#isStopped) {
      at = this.#heldLength === 0 ? this.#readFirst(chunk, at) : this.#readOn(chunk, at);
    }
  }

  /** With nothing held: scans in the chunk itself. */
  #readFirst(chunk: Uint8Array, from: number): number {
    const at = this.#skipBlank(chunk, from);
    if (at >= chunk.length || this.#isStopped) return at;
    this.#pingBytes = 0;
    const length = scanStream(this.#message, chunk, at, chunk.length);
    if (typeof length === 'number') {
      this.#told.message(this.#message);
      return at + length;
    }
    if (length === 'more') {
      this.#hold(chunk, at, chunk.length);
      this.#noteMore();
    } else {
      this.#refuse(length);
    }
    return chunk.length;
  }

  #readOn(chunk: Uint8Array, at: number): number {
    const before = this.#heldLength;
    const wanted = this.#needed > 0 ? this.#needed - before : STEP_BYTES;
    const to = Math.min(chunk.length, at + wanted);
    this.#hold(chunk, at, to);
    if (!this.#isWorthScanning(before)) return to;
    const length = scanStream(this.#message, this.#held, 0, this.#heldLength);
    if (typeof length === 'number') {
      this.#heldLength = 0;
      this.#told.message(this.#message);
      if (this.#held.length > KEPT_BYTES) this.#held = EMPTY;
      return at + length - before;
    }
    if (length === 'more') this.#noteMore();
    else this.#refuse(length);
    return to;
  }

  /** Line ends between messages (RFC 3261, 7.5). */
  #skipBlank(chunk: Uint8Array, from: number): number {
    let at = from;
    while (at < chunk.length && !this.#isStopped) {
      const byte = chunk[at];
      if (byte !== CR && byte !== LF) break;
      const wanted = this.#pingBytes % 2 === 0 ? CR : LF;
      if (byte === wanted) this.#pingBytes++;
      else this.#pingBytes = byte === CR ? 1 : 0;
      if (this.#pingBytes === PING_BYTES) {
        this.#pingBytes = 0;
        this.#told.ping();
      }
      at++;
    }
    return at;
  }

  #hold(chunk: Uint8Array, from: number, to: number): void {
    const length = this.#heldLength + to - from;
    if (length > this.#held.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(length, 2 * this.#heldLength));
      larger.set(this.#held.subarray(0, this.#heldLength));
      this.#held = larger;
    }
    this.#held.set(chunk.subarray(from, to), this.#heldLength);
    this.#heldLength = length;
  }

  /** What the scan of an unfinished message found: how long it will be, where its headers are whole. */
  #noteMore(): void {
    const message = this.#message;
    this.#scanned = this.#heldLength;
    this.#hasLine = this.#held.subarray(0, this.#heldLength).includes(LF);
    this.#needed = 0;
    if (message.bodyStart <= message.start) return;
    const line = message.lineOf(HeaderId.contentLength);
    const { bytes } = message;
    let bodyBytes = 0;
    for (let i = message.startOf(line); i < message.endOf(line); i++) bodyBytes = bodyBytes * 10 + bytes[i]! - 48;
    this.#needed = message.bodyStart - message.start + bodyBytes;
  }

  /** A scan begins at the start of the message: it has to be worth it, or a peer that sends byte by byte costs us the square. */
  #isWorthScanning(before: number): boolean {
    const length = this.#heldLength;
    if (this.#needed > 0) return length >= this.#needed;
    if (length >= 2 * this.#scanned || length > HEADER_BYTES_MAX) return true;
    const held = this.#held;
    for (let i = before; i < length; i++) {
      if (held[i] !== LF) continue;
      if (!this.#hasLine || held[i - 1] === LF || (held[i - 1] === CR && held[i - 2] === LF)) return true;
    }
    return false;
  }

  #refuse(problem: ScanProblem): void {
    // Stopped afterwards: the message that is told lies in what is held.
    this.#told.problem(problem, this.#message);
    this.stop();
  }
}
