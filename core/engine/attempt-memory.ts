import type { Attempt, InstantMs, JournalledDecision } from '@wurao/domain';

/** RFC 3261 timer H is 32 s: how long a retransmission may still come. */
export const REMEMBER_ATTEMPTS_MS = 32_000;
export const MAX_REMEMBERED_ATTEMPTS = 2_000_000;
/** Characters of their texts in all: a text may be a hundred times as long as everything else of an attempt. */
export const MAX_REMEMBERED_TEXT = 100_000_000;

/**
 * Decisions by (line, attempt id), so that forks, spirals, retransmissions and retries share one decision and one count.
 * Bounded, in number and in text: when full the oldest is forgotten early, and `forgotten` counts it.
 */
export class AttemptMemory {
  readonly #byKey = new Map<string, JournalledDecision>();
  forgotten = 0;
  #text = 0;

  /** The earlier decision, `other` when the id was used for a different attempt, undefined when it is new. */
  recall(attempt: Attempt, atMs: InstantMs): JournalledDecision | 'other' | undefined {
    const key = keyOf(attempt);
    const earlier = key === undefined ? undefined : this.#byKey.get(key);
    if (earlier === undefined || atMs - earlier.atMs > REMEMBER_ATTEMPTS_MS) return undefined;
    return sameAttempt(earlier.attempt, attempt) ? earlier : 'other';
  }

  remember(record: JournalledDecision): void {
    const key = keyOf(record.attempt);
    if (key === undefined) return;
    this.#forget(record);
    this.#remove(key);
    this.#byKey.set(key, record);
    this.#text += textOf(record);
  }

  /** The decision was never journalled: a retry is decided anew. */
  unremember(record: JournalledDecision): void {
    const key = keyOf(record.attempt);
    if (key !== undefined && this.#byKey.get(key) === record) this.#remove(key);
  }

  /** The first that is still remembered. */
  oldest(): JournalledDecision | undefined {
    return this.#byKey.values().next().value;
  }

  get size(): number {
    return this.#byKey.size;
  }

  #forget(coming: JournalledDecision): void {
    for (const [key, record] of this.#byKey) {
      const old = coming.atMs - record.atMs > REMEMBER_ATTEMPTS_MS;
      const fits = this.#byKey.size < MAX_REMEMBERED_ATTEMPTS && this.#text + textOf(coming) <= MAX_REMEMBERED_TEXT;
      if (!old && fits) return;
      if (!old) this.forgotten++;
      this.#remove(key);
    }
  }

  #remove(key: string): void {
    const record = this.#byKey.get(key);
    if (record === undefined) return;
    this.#text -= textOf(record);
    this.#byKey.delete(key);
  }
}

const textOf = ({ attempt }: JournalledDecision): number => attempt.text?.length ?? 0;

const keyOf = (attempt: Attempt): string | undefined =>
  attempt.attemptId === undefined || attempt.mode === 'screen'
    ? undefined
    : `${attempt.line ?? ''} ${attempt.attemptId}`;

/** Lines are shared: what one merchant may do is neither another's answer nor an answer for another purpose. */
const sameAttempt = (a: Attempt, b: Attempt): boolean =>
  a.channel === b.channel &&
  a.caller === b.caller &&
  a.callee === b.callee &&
  a.firstCalled === b.firstCalled &&
  a.merchant === b.merchant &&
  a.purpose === b.purpose &&
  a.category === b.category &&
  a.content === b.content &&
  a.text === b.text;
