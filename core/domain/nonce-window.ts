import { NONCE_LIFETIME_MS, type NonceUses } from './digest.ts';

/** Nonces remembered at once: at one a call and 200 calls a second, all of a nonce's life. */
export const MAX_NONCES = 65_536;
/** Requests of one nonce may overtake each other by so many. */
export const REORDERED_COUNTS = 32;

interface Uses {
  readonly madeMs: number;
  highest: number;
  /** Bit n: `highest - n` was used. */
  used: number;
}

/**
 * Which counts of which nonces were used, so that nobody sends an Authorization again (RFC 7616 5.12). Bounded: what had to be
 * forgotten, and every nonce made as early, counts as used, so that forgetting costs a peer a second challenge and lets no one in.
 */
export class NonceWindow implements NonceUses {
  readonly #nonces = new Map<string, Uses>();
  readonly #most: number;
  #forgottenMs = Number.NEGATIVE_INFINITY;

  constructor(most = MAX_NONCES) {
    this.#most = most;
  }

  get size(): number {
    return this.#nonces.size;
  }

  take(nonce: string, madeMs: number, count: number, nowMs: number): boolean {
    const uses = this.#nonces.get(nonce);
    if (uses !== undefined) return takeCount(uses, count);
    if (madeMs <= this.#forgottenMs) return false;
    this.#nonces.set(nonce, { madeMs, highest: count, used: 1 });
    this.#forget(nowMs);
    return true;
  }

  /** What is stale by now, and the one used first when there are too many. */
  #forget(nowMs: number): void {
    for (const [nonce, { madeMs }] of this.#nonces) {
      if (this.#nonces.size <= this.#most && madeMs + NONCE_LIFETIME_MS >= nowMs) return;
      this.#nonces.delete(nonce);
      this.#forgottenMs = Math.max(this.#forgottenMs, madeMs);
    }
  }
}

const takeCount = (uses: Uses, count: number): boolean => {
  const ahead = count - uses.highest;
  if (ahead > 0) {
    uses.used = ahead >= REORDERED_COUNTS ? 1 : (uses.used << ahead) | 1;
    uses.highest = count;
    return true;
  }
  if (-ahead >= REORDERED_COUNTS) return false;
  const bit = 1 << -ahead;
  if ((uses.used & bit) !== 0) return false;
  uses.used |= bit;
  return true;
};
