import type { InstantMs } from '@wurao/domain';

/** A machine's clock that jumps back by more than this is an operator's matter: readiness says so. */
export const MAX_SKEW_MS = 60_000;

/**
 * Time that never runs backwards: while the machine's clock stands before what was already journalled, the last instant is
 * repeated, so that counters and receipts stay ordered. `skewMs` says how far behind the machine's clock is.
 */
export class SteadyClock {
  readonly #machine: () => InstantMs;
  #lastMs: InstantMs;

  constructor(machine: () => InstantMs, lastMs: InstantMs = 0) {
    this.#machine = machine;
    this.#lastMs = lastMs;
  }

  readonly nowMs = (): InstantMs => {
    const nowMs = this.#machine();
    if (nowMs > this.#lastMs) this.#lastMs = nowMs;
    return this.#lastMs;
  };

  /** Nothing earlier than this was seen: called with the instants found at start. */
  atLeast(lastMs: InstantMs): void {
    if (lastMs > this.#lastMs) this.#lastMs = lastMs;
  }

  get skewMs(): number {
    return Math.max(0, this.#lastMs - this.#machine());
  }
}
