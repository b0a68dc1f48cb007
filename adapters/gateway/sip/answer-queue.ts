// Answers to calls that were decided in this turn, held until the journal has them (DESIGN, rule 6).
import { type Refusal, SipMessage, scanMessage } from '@wurao/wire';
import { OVERLOADED } from './answer.ts';
import type { GateFigures } from './gate-figures.ts';
import { CALLS_WAITING_MAX, LATE_TURN_MS } from './limits.ts';
import type { CallPort, Link } from './ports.ts';
import { portOf, RESPONSE_BYTES_MAX, type ResponseDesk } from './response-desk.ts';

const CHUNK_BYTES = 1_048_576;

interface Held {
  readonly link: Link;
  readonly chunk: number;
  readonly start: number;
  readonly length: number;
  readonly port: number | undefined;
  readonly status: number;
}

export class AnswerQueue {
  readonly #calls: CallPort;
  readonly #responses: ResponseDesk;
  readonly #figures: GateFigures;
  readonly #elapsedMs: () => number;
  #held: Held[] = [];
  readonly #chunks: Uint8Array[] = [new Uint8Array(CHUNK_BYTES)];
  #chunk = 0;
  #used = 0;
  #sinceMs = 0;
  /** The last turn was late: whatever came meanwhile waits behind it. */
  #isLate = false;
  readonly #message = new SipMessage();

  constructor(calls: CallPort, responses: ResponseDesk, figures: GateFigures, elapsedMs: () => number) {
    this.#calls = calls;
    this.#responses = responses;
    this.#figures = figures;
    this.#elapsedMs = elapsedMs;
  }

  get waiting(): number {
    return this.#held.length;
  }

  /** False: the caller is told to come back; what is held already keeps its place. */
  hasRoom(): boolean {
    return this.#held.length < CALLS_WAITING_MAX && !this.#isLate;
  }

  add(message: SipMessage, link: Link, refusal: Refusal): void {
    const out = this.#room();
    const length = this.#responses.write(out, message, link, refusal);
    if (length === 0) return;
    const start = this.#used;
    this.#used += length;
    if (this.#held.length === 0) {
      this.#sinceMs = this.#elapsedMs();
      this.#calls.whenWritten(this.#tell);
    }
    this.#held.push({ link, chunk: this.#chunk, start, length, port: portOf(message, link), status: refusal.status });
  }

  #room(): Uint8Array {
    if (CHUNK_BYTES - this.#used < RESPONSE_BYTES_MAX) {
      this.#chunk++;
      this.#chunks[this.#chunk] ??= new Uint8Array(CHUNK_BYTES);
      this.#used = 0;
    }
    return this.#chunks[this.#chunk]!.subarray(this.#used);
  }

  readonly #tell = (written: boolean): void => {
    const held = this.#held;
    this.#held = [];
    for (const each of held) {
      const bytes = this.#chunks[each.chunk]!.subarray(each.start, each.start + each.length);
      if (written) {
        this.#figures.answered(each.status);
        each.link.send(bytes, each.length, each.port);
      } else this.#takeBack(bytes, each.link);
    }
    this.#chunk = 0;
    this.#used = 0;
    // What one burst needed is given back.
    this.#chunks.length = Math.min(this.#chunks.length, 2);
    this.#isLate = this.#elapsedMs() - this.#sinceMs > LATE_TURN_MS;
    if (this.#isLate) setImmediate(this.#onTime);
  };

  /** The decision did not happen. A response holds all that another one to the same request needs. */
  #takeBack(response: Uint8Array, link: Link): void {
    this.#figures.unwritten++;
    if (scanMessage(this.#message, response, 0, response.length) !== undefined) return;
    this.#figures.answered(OVERLOADED.status);
    this.#responses.send(this.#message, link, OVERLOADED);
  }

  readonly #onTime = (): void => {
    this.#isLate = false;
  };
}
