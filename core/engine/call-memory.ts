import type { Attempt, InstantMs } from '@wurao/domain';
import { REMEMBER_ATTEMPTS_MS } from './attempt-memory.ts';

/** Slots that are looked through for one call: with three in five taken, one call in a million finds its bucket full. */
const BUCKET = 16;
/** 38,000 calls a second for 32 s fill half of them. */
export const CALL_SLOTS_DEFAULT = 2_097_152;
const CALL_SLOTS_MIN = 1_024;
const MARK_EVERY_MS = 1_000;
const WORDS_32 = 2 ** 32;

/** Words of a record: three more of the name, the answer, and where the decision stands. */
const NAME = 0;
const ANSWER = 3;
const EPOCH = 4;
const SEQUENCE_LOW = 5;
const SEQUENCE_HIGH = 6;
const RECORD = 7;
const ALLOWED = 0x1_0000;
const CODE_MASK = 0xffff;

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
 * decision and one count. Fixed memory (36 bytes a slot); where a bucket is full the oldest of it is forgotten early, and `forgotten` counts it.
 * Names are 128 bits of a hash with a secret seed: nobody can make two calls share one. First words and instants of a bucket stand
 * together, each in one line of the processor's memory.
 */
export class CallMemory {
  readonly #buckets: number;
  /** The first word of each name, never 0; 0 = an empty slot. */
  readonly #tags: Uint32Array;
  /** Milliseconds, the low 32 bits. */
  readonly #instants: Uint32Array;
  readonly #records: Uint32Array;
  readonly #hash: NameHash;
  /** The journal's sequence at some instants, oldest first: from where what is remembered must be read again. */
  readonly #marks: { readonly atMs: InstantMs; readonly sequence: number }[] = [];
  forgotten = 0;

  /** `seed`: four random words. `slots` is rounded up to a power of two. */
  constructor(seed: readonly [number, number, number, number], slots: number = CALL_SLOTS_DEFAULT) {
    const size = 2 ** Math.ceil(Math.log2(Math.max(slots, CALL_SLOTS_MIN)));
    this.#buckets = size / BUCKET;
    this.#tags = new Uint32Array(size);
    this.#instants = new Uint32Array(size);
    this.#records = new Uint32Array(size * RECORD);
    this.#hash = new NameHash(seed);
  }

  /** Undefined where it is new, has no attempt id, or is a screen. */
  recall(attempt: Attempt, nowMs: InstantMs): RememberedCall | undefined {
    if (!this.#hash.take(attempt)) return undefined;
    const slot = this.#find();
    const ageMs = slot < 0 ? 0 : this.#ageAt(slot, nowMs);
    if (slot < 0 || ageMs > REMEMBER_ATTEMPTS_MS) return undefined;
    const at = slot * RECORD;
    const records = this.#records;
    const answer = records[at + ANSWER]!;
    return {
      atMs: nowMs - ageMs,
      isAllowed: (answer & ALLOWED) !== 0,
      reasonCode: answer & CODE_MASK,
      sequence: records[at + SEQUENCE_HIGH]! * WORDS_32 + records[at + SEQUENCE_LOW]!,
      epoch: records[at + EPOCH]!,
    };
  }

  remember(attempt: Attempt, call: RememberedCall): void {
    if (!this.#hash.take(attempt)) return;
    const found = this.#find();
    const slot = found < 0 ? this.#free(call.atMs) : found;
    const { words } = this.#hash;
    const records = this.#records;
    const at = slot * RECORD;
    this.#tags[slot] = words[0]!;
    this.#instants[slot] = call.atMs % WORDS_32;
    for (let word = 1; word < 4; word++) records[at + NAME + word - 1] = words[word]!;
    records[at + ANSWER] = call.reasonCode | (call.isAllowed ? ALLOWED : 0);
    records[at + EPOCH] = call.epoch;
    records[at + SEQUENCE_LOW] = call.sequence % WORDS_32;
    records[at + SEQUENCE_HIGH] = Math.floor(call.sequence / WORDS_32);
    this.#mark(call);
  }

  /** The decision was never journalled: a retry is decided anew. */
  forget(attempt: Attempt): void {
    if (!this.#hash.take(attempt)) return;
    const slot = this.#find();
    if (slot >= 0) this.#tags[slot] = 0;
  }

  /** Reading the journal again from here finds whatever is still remembered; undefined: nothing is. */
  readFrom(nowMs: InstantMs): number | undefined {
    this.#forgetMarks(nowMs);
    return this.#marks[0]?.sequence;
  }

  get bytes(): number {
    return this.#tags.byteLength + this.#instants.byteLength + this.#records.byteLength;
  }

  #find(): number {
    const { words } = this.#hash;
    const tag = words[0]!;
    const start = (words[3]! % this.#buckets) * BUCKET;
    for (let slot = start; slot < start + BUCKET; slot++) {
      if (this.#tags[slot] === tag && this.#isNamed(slot * RECORD)) return slot;
    }
    return -1;
  }

  #isNamed(at: number): boolean {
    const { words } = this.#hash;
    const records = this.#records;
    return records[at] === words[1] && records[at + 1] === words[2] && records[at + 2] === words[3];
  }

  /** Instants are kept for 49 days without ambiguity, which is long after anybody asks. */
  #ageAt(slot: number, nowMs: InstantMs): number {
    return ((nowMs % WORDS_32) - this.#instants[slot]!) >>> 0;
  }

  /** One that is empty or of long ago, else the oldest of the bucket. */
  #free(nowMs: InstantMs): number {
    const start = (this.#hash.words[3]! % this.#buckets) * BUCKET;
    let oldest = start;
    let oldestMs = -1;
    for (let slot = start; slot < start + BUCKET; slot++) {
      if (this.#tags[slot] === 0) return slot;
      const ageMs = this.#ageAt(slot, nowMs);
      if (ageMs > REMEMBER_ATTEMPTS_MS) return slot;
      if (ageMs > oldestMs) {
        oldest = slot;
        oldestMs = ageMs;
      }
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
  #latest: Attempt | undefined;
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
    // A new call is looked for and then put: attempts do not change, so its name is the one just made.
    if (attempt === this.#latest) return true;
    this.#latest = attempt;
    [this.#a, this.#b, this.#c, this.#d] = this.#seed;
    this.#add(attempt.line ?? '');
    this.#add(attempt.attemptId);
    this.#add(attempt.caller ?? '');
    this.#add(attempt.callee);
    // 0 is what an empty slot has.
    this.words[0] = mixed(this.#a ^ this.#d) | 1;
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
