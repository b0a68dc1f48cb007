import type { InstantMs, Result } from '@wurao/domain';

interface Kept<T> {
  readonly atMs: InstantMs;
  readonly counted: Promise<Result<T>>;
}

/** Counts that stand for a while; those who ask meanwhile get the same, and a count that failed is made again. */
export class KeptCounts<T> {
  readonly #standsMs: number;
  readonly #keptMax: number;
  readonly #nowMs: () => InstantMs;
  readonly #kept = new Map<string, Kept<T>>();

  constructor(standsMs: number, keptMax: number, nowMs: () => InstantMs) {
    this.#standsMs = standsMs;
    this.#keptMax = keptMax;
    this.#nowMs = nowMs;
  }

  of(name: string, count: (nowMs: InstantMs) => Promise<Result<T>>): Promise<Result<T>> {
    const nowMs = this.#nowMs();
    const known = this.#kept.get(name);
    if (known !== undefined && nowMs - known.atMs < this.#standsMs) return known.counted;
    const made: Kept<T> = { atMs: nowMs, counted: count(nowMs) };
    const forget = (): void => {
      if (this.#kept.get(name) === made) this.#kept.delete(name);
    };
    made.counted.then((done) => done.ok || forget(), forget);
    this.#kept.delete(name);
    this.#kept.set(name, made);
    const oldest = this.#kept.keys().next().value;
    if (this.#kept.size > this.#keptMax && oldest !== undefined) this.#kept.delete(oldest);
    return made.counted;
  }
}
