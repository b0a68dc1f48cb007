import type { Attempt, InstantMs } from '@wurao/domain';
import { REMEMBER_ATTEMPTS_MS } from './attempt-memory.ts';

/** Slots that are looked through for one call: with three in five taken, one call in a million finds its bucket full. */
const BUCKET = 16;
/** 38,000 calls a second for 32 s fill half of them. */
export const CALL_SLOTS_DEFAULT = 2_097_152;
const CALL_SLOTS_MIN = 1_024;
const ALLOWED = 0x1_0000;
const CODE_MASK = 0xffff;
const MARK_EVERY_MS = 1_000;

/** What a call was answered with: enough to answer it again in the same words. */
export interface RememberedCall {
  readonly atMs: InstantMs;
  readonly isAllowed: boolean;
  readonly reasonCode: number;
  /** Of the journal: where the decision stands, and of which of its epochs the number is. */
  readonly sequence: number;
  readonly epoch: number;
}

/**
 * Calls of the last 32 s (RFC 3261, timer H) by line, attempt id and both numbers, so that retransmissions, forks and spirals share one
 * decision and one count. Fixed memory (40 bytes a slot); where a bucket is full the oldest of it is forgotten early, and `forgotten` counts it.
 * Names are 128 bits of a hash with a secret seed: nobody can make two calls share one.
 */
export class CallMemory {
  readonly #buckets: number;
  readonly #names: readonly [Uint32Array, Uint32Array, Uint32Array, Uint32Array];
  readonly #atMs: Float64Array;
  readonly #sequences: Float64Array;
  readonly #epochs: Uint32Array;
  readonly #answers: Uint32Array;
  readonly #hash: NameHash;
  /** The journal's sequence at some instants, oldest first: from where what is remembered must be read again. */
  readonly #marks: { readonly atMs: InstantMs; readonly sequence: number }[] = [];
  forgotten = 0;

  /** `seed`: four random words. `slots` is rounded up to a power of two. */
  constructor(seed: readonly [number, number, number, number], slots: number = CALL_SLOTS_DEFAULT) {
    const size = 2 ** Math.ceil(Math.log2(Math.max(slots, CALL_SLOTS_MIN)));
    this.#buckets = size / BUCKET;
    this.#names = [new Uint32Array(size), new Uint32Array(size), new Uint32Array(size), new Uint32Array(size)];
    this.#atMs = new Float64Array(size);
    this.#sequences = new Float64Array(size);
    this.#epochs = new Uint32Array(size);
    this.#answers = new Uint32Array(size);
    this.#hash = new NameHash(seed);
  }

  /** Undefined where it is new, has no attempt id, or is a screen. */
  recall(attempt: Attempt, nowMs: InstantMs): RememberedCall | undefined {
    if (!this.#hash.take(attempt)) return undefined;
    const slot = this.#find(nowMs);
    if (slot < 0) return undefined;
    const answer = this.#answers[slot]!;
    return {
      atMs: this.#atMs[slot]!,
      isAllowed: (answer & ALLOWED) !== 0,
      reasonCode: answer & CODE_MASK,
      sequence: this.#sequences[slot]!,
      epoch: this.#epochs[slot]!,
    };
  }

  remember(attempt: Attempt, call: RememberedCall): void {
    if (!this.#hash.take(attempt)) return;
    const found = this.#find(call.atMs);
    const slot = found < 0 ? this.#free(call.atMs) : found;
    for (let word = 0; word < 4; word++) this.#names[word]![slot] = this.#hash.words[word]!;
    this.#atMs[slot] = call.atMs;
    this.#sequences[slot] = call.sequence;
    this.#epochs[slot] = call.epoch;
    this.#answers[slot] = call.reasonCode | (call.isAllowed ? ALLOWED : 0);
    this.#mark(call);
  }

  /** The decision was never journalled: a retry is decided anew. */
  forget(attempt: Attempt): void {
    if (!this.#hash.take(attempt)) return;
    const slot = this.#find(0);
    if (slot >= 0) this.#atMs[slot] = Number.NEGATIVE_INFINITY;
  }

  /** Reading the journal again from here finds whatever is still remembered; undefined: nothing is. */
  readFrom(nowMs: InstantMs): number | undefined {
    this.#forgetMarks(nowMs);
    return this.#marks[0]?.sequence;
  }

  get bytes(): number {
    return this.#buckets * BUCKET * (4 * 4 + 8 + 8 + 4 + 4);
  }

  #find(nowMs: InstantMs): number {
    const [first, second, third, fourth] = this.#names;
    const { words } = this.#hash;
    const start = (words[3]! % this.#buckets) * BUCKET;
    for (let slot = start; slot < start + BUCKET; slot++) {
      if (first[slot] !== words[0] || second[slot] !== words[1]) continue;
      if (third[slot] !== words[2] || fourth[slot] !== words[3]) continue;
      return nowMs - this.#atMs[slot]! > REMEMBER_ATTEMPTS_MS ? -1 : slot;
    }
    return -1;
  }

  /** One that is empty or of long ago, else the oldest of the bucket. */
  #free(nowMs: InstantMs): number {
    const start = (this.#hash.words[3]! % this.#buckets) * BUCKET;
    let oldest = start;
    for (let slot = start; slot < start + BUCKET; slot++) {
      if (nowMs - this.#atMs[slot]! > REMEMBER_ATTEMPTS_MS) return slot;
      if (this.#atMs[slot]! < this.#atMs[oldest]!) oldest = slot;
    }
    this.forgotten++;
    return oldest;
  }

  #mark({ atMs, sequence }: RememberedCall): void {
    const last = this.#marks.at(-1);
    if (last !== undefined && atMs - last.atMs < MARK_EVERY_MS) return;
    this.#marks.push({ atMs, sequence });
    this.#forgetMarks(atMs);
  }

  /** What came within a second of a mark may be remembered still. */
  #forgetMarks(nowMs: InstantMs): void {
    while (this.#marks[0] !== undefined && nowMs - this.#marks[0].atMs > REMEMBER_ATTEMPTS_MS + MARK_EVERY_MS)
      this.#marks.shift();
  }
}

const MULTIPLIERS = [0x9e3779b1, 0x85ebca77, 0xc2b2ae3d, 0x27d4eb2f] as const;
const BETWEEN = 0x1f;

/** Four seeded multiplicative hashes side by side over line, attempt id and both numbers, each finished by a mix of all its bits. */
class NameHash {
  readonly words = new Uint32Array(4);
  readonly #seed: readonly [number, number, number, number];
  #a = 0;
  #b = 0;
  #c = 0;
  #d = 0;

  constructor(seed: readonly [number, number, number, number]) {
    this.#seed = seed;
  }

  /** False where the attempt has no name. */
  take(attempt: Attempt): boolean {
    if (attempt.attemptId === undefined || attempt.mode === 'screen') return false;
    [this.#a, this.#b, this.#c, this.#d] = this.#seed;
    this.#add(attempt.line ?? '');
    this.#add(attempt.attemptId);
    this.#add(attempt.caller ?? '');
    this.#add(attempt.callee);
    this.words[0] = mixed(this.#a ^ this.#d);
    this.words[1] = mixed(this.#b ^ this.words[0]);
    this.words[2] = mixed(this.#c ^ this.words[1]);
    this.words[3] = mixed(this.#d ^ this.words[2]);
    return true;
  }

  #add(text: string): void {
    let a = this.#a;
    let b = this.#b;
    let c = this.#c;
    let d = this.#d;
    for (let i = 0; i <= text.length; i++) {
      const unit = i < text.length ? text.charCodeAt(i) : BETWEEN;
      a = Math.imul(a ^ unit, MULTIPLIERS[0]);
      b = Math.imul((b ^ unit) + (a >>> 15), MULTIPLIERS[1]);
      c = Math.imul(c ^ (unit + (b >>> 13)), MULTIPLIERS[2]);
      d = Math.imul((d + unit) ^ (c >>> 17), MULTIPLIERS[3]);
    }
    this.#a = a;
    this.#b = b;
    this.#c = c;
    this.#d = d;
  }
}

const mixed = (word: number): number => {
  let x = word ^ (word >>> 16);
  x = Math.imul(x, 0x85ebca6b);
  x ^= x >>> 13;
  x = Math.imul(x, 0xc2b2ae35);
  return x ^ (x >>> 16);
};
