/**
 * Keys that come often, in bounded memory (Misra and Gries: when the table is full, something is taken from every count).
 * A count never says more than the truth, so that nothing honest is ever taken for frequent; it may say less by at most
 * `rows / capacity`: in a file of 5,000,000 rows by 20.
 */
export class HeavyHitters {
  readonly #capacity: number;
  readonly #counts = new Map<number, number>();

  constructor(capacity = 2 ** 18) {
    this.#capacity = capacity;
  }

  add(key: number): void {
    const counts = this.#counts;
    const before = counts.get(key);
    counts.set(key, (before ?? 0) + 1);
    if (before === undefined && counts.size > 2 * this.#capacity) this.#shrink();
  }

  /** At least so often; 0 = not among the frequent ones. */
  count(key: number): number {
    return this.#counts.get(key) ?? 0;
  }

  /** Lets go of all that stayed below, so that the second look keeps little in memory. */
  keepAtLeast(count: number): void {
    for (const [key, seen] of this.#counts) if (seen < count) this.#counts.delete(key);
  }

  get size(): number {
    return this.#counts.size;
  }

  /** Takes from all what the (capacity + 1)-th largest has: at most `capacity` stay, and each taking is paid for by as many rows. */
  #shrink(): void {
    const sorted = Float64Array.from(this.#counts.values()).sort();
    const taken = sorted[sorted.length - 1 - this.#capacity] ?? 0;
    for (const [key, seen] of this.#counts) {
      if (seen <= taken) this.#counts.delete(key);
      else this.#counts.set(key, seen - taken);
    }
  }
}
