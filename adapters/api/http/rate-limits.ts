import { type Failure, failure } from '@wurao/domain';
import { BUCKETS_MAX, type BucketSize } from '../options.ts';

interface Bucket {
  tokens: number;
  atMs: number;
}

/** Token buckets of one size, by whatever identifies the asker. In memory, bounded: a full table forgets the oldest. */
export class RateLimit {
  readonly #size: BucketSize;
  readonly #monotonicMs: () => number;
  readonly #what: string;
  readonly #buckets = new Map<string, Bucket>();

  constructor(what: string, size: BucketSize, monotonicMs: () => number) {
    this.#what = what;
    this.#size = size;
    this.#monotonicMs = monotonicMs;
  }

  /** Takes one token; a failure says when the next is there. */
  take(asker: string): Failure | undefined {
    const nowMs = this.#monotonicMs();
    const bucket = this.#bucketOf(asker, nowMs);
    const filled = bucket.tokens + ((nowMs - bucket.atMs) / 1000) * this.#size.perSecond;
    bucket.tokens = Math.min(this.#size.burst, filled);
    bucket.atMs = nowMs;
    if (bucket.tokens >= 1) {
      bucket.tokens -= 1;
      return undefined;
    }
    const retryAfterMs = Math.ceil(((1 - bucket.tokens) / this.#size.perSecond) * 1000);
    return tooMany(this.#what, retryAfterMs);
  }

  /** A try that was right after all costs nothing. */
  giveBack(asker: string): void {
    const bucket = this.#buckets.get(asker);
    if (bucket) bucket.tokens = Math.min(this.#size.burst, bucket.tokens + 1);
  }

  #bucketOf(asker: string, nowMs: number): Bucket {
    const known = this.#buckets.get(asker);
    if (known) return known;
    if (this.#buckets.size >= BUCKETS_MAX) {
      const oldest = this.#buckets.keys().next().value;
      if (oldest !== undefined) this.#buckets.delete(oldest);
    }
    const fresh = { tokens: this.#size.burst, atMs: nowMs };
    this.#buckets.set(asker, fresh);
    return fresh;
  }
}

const tooMany = (what: string, retryAfterMs: number): Failure => ({
  ...failure('too-many-requests', 'Too many requests', {
    field: '',
    message: `more ${what} than this asker may make now`,
    remedy: 'Wait as Retry-After says, then try again, more slowly.',
  }),
  retryAfterMs,
});
