// How much one source may ask. A flood from one address costs that address its answers, and nobody else's.

/** Addresses that are remembered at once; beyond, all start anew, which lets a burst through and holds no memory. */
export const SOURCES_MAX = 65_536;
const MS_PER_S = 1_000;

/** Tokens of one address: as many as a second brings, at most. */
class Bucket {
  tokens = Number.POSITIVE_INFINITY;
  atMs = 0;
}

export class SourceLimits {
  readonly #buckets = new Map<string, Bucket>();

  get size(): number {
    return this.#buckets.size;
  }

  /** Whether this address may have one more at so many a second. */
  take(address: string, perSecond: number, nowMs: number): boolean {
    const bucket = this.#bucketOf(address);
    const passedMs = Math.max(0, nowMs - bucket.atMs);
    bucket.tokens = Math.min(perSecond, bucket.tokens + (passedMs * perSecond) / MS_PER_S);
    bucket.atMs = nowMs;
    if (bucket.tokens < 1) return false;
    bucket.tokens--;
    return true;
  }

  #bucketOf(address: string): Bucket {
    let bucket = this.#buckets.get(address);
    if (bucket !== undefined) return bucket;
    if (this.#buckets.size >= SOURCES_MAX) this.#buckets.clear();
    bucket = new Bucket();
    this.#buckets.set(address, bucket);
    return bucket;
  }
}
