import { type Failure, failure, type InstantMs } from '@wurao/domain';
import { STREAMS_MAX, STREAMS_OF_KEY_MAX } from '../options.ts';

const MS_PER_DAY = 86_400_000;
/** Days are China's. */
const ZONE_OFFSET_MS = 8 * 3_600_000;
const RETRY_SOON_MS = 5_000;

const dayOf = (atMs: InstantMs): number => Math.floor((atMs + ZONE_OFFSET_MS) / MS_PER_DAY);

const tooMany = (message: string, remedy: string, retryAfterMs: number): Failure => ({
  ...failure('too-many-requests', 'Too many requests', { field: '', message, remedy }),
  retryAfterMs,
});

/** How much a key may stream: so many at once, so many rows a day. In memory, and forgotten with the process. */
export class StreamQuota {
  readonly #rowsADay: number;
  readonly #open = new Map<string, number>();
  readonly #rows = new Map<string, number>();
  #day = 0;
  #all = 0;

  constructor(rowsADay: number) {
    this.#rowsADay = rowsADay;
  }

  begin(key: string, nowMs: InstantMs): Failure | undefined {
    const own = this.#open.get(key) ?? 0;
    if (own >= STREAMS_OF_KEY_MAX)
      return tooMany(`this key has ${own} streams open`, 'Wait until one of them ends.', RETRY_SOON_MS);
    if (this.#all >= STREAMS_MAX)
      return tooMany(`${this.#all} streams are open`, 'Ask again in some seconds.', RETRY_SOON_MS);
    const spent = this.spend(key, 0, nowMs);
    if (spent) return spent;
    this.#open.set(key, own + 1);
    this.#all++;
    return undefined;
  }

  /** Rows that were answered; a failure: no more today. */
  spend(key: string, rows: number, nowMs: InstantMs): Failure | undefined {
    const day = dayOf(nowMs);
    if (day !== this.#day) this.#rows.clear();
    this.#day = day;
    const spent = (this.#rows.get(key) ?? 0) + rows;
    if (rows > 0) this.#rows.set(key, spent);
    if (spent < this.#rowsADay) return undefined;
    const retryAfterMs = (day + 1) * MS_PER_DAY - ZONE_OFFSET_MS - nowMs;
    return tooMany(
      `this key has streamed ${this.#rowsADay} rows today`,
      'Go on tomorrow from the offset, or ask the operator.',
      retryAfterMs,
    );
  }

  end(key: string): void {
    const own = (this.#open.get(key) ?? 1) - 1;
    if (own === 0) this.#open.delete(key);
    else this.#open.set(key, own);
    this.#all--;
  }
}
