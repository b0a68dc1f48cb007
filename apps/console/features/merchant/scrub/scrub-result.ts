/** One answer of `POST /v1/decisions/stream`. */
export interface RowAnswer {
  readonly decision?: 'allow' | 'refuse';
  readonly reason?: string;
  readonly retryAt?: string;
  readonly error?: {
    readonly message: string;
    readonly remedy: string;
    /** The stream ended early: no answer to a row. */
    readonly ended?: boolean;
    readonly offset?: number;
  };
}

/** What became of a row: allowed, refused, or not readable as a number. */
export type Outcome = 'allow' | 'refuse' | 'unreadable';

export interface ReasonCount {
  readonly reason: string;
  readonly outcome: Outcome;
  readonly count: number;
}

/** Rows of one outcome, or of one reason; left out: all. */
export interface RowFilter {
  readonly outcome?: Outcome;
  readonly reason?: string;
}

export const UNREADABLE = 'unreadable';
const UNANSWERED = 0;

/** Answers by the place of their row: a byte a row, so that a list of any length is filtered at once. */
export class ScrubResult {
  readonly total: number;
  readonly #reasonAt: Uint8Array;
  readonly #reasons: { readonly reason: string; readonly outcome: Outcome; count: number }[] = [];
  readonly #places = new Map<string, number>();
  readonly #retryAt = new Map<number, string>();
  readonly #errors = new Map<number, string>();
  #answered = 0;

  constructor(total: number) {
    this.total = total;
    this.#reasonAt = new Uint8Array(total);
  }

  get answered(): number {
    return this.#answered;
  }

  put(row: number, { decision, reason, retryAt, error }: RowAnswer): void {
    const outcome: Outcome = error === undefined ? (decision ?? 'refuse') : UNREADABLE;
    const place = this.#placeOf(outcome, error === undefined ? (reason ?? '') : UNREADABLE);
    if (this.#reasonAt[row] === UNANSWERED) this.#answered += 1;
    this.#reasonAt[row] = place;
    if (retryAt !== undefined) this.#retryAt.set(row, retryAt);
    if (error !== undefined) this.#errors.set(row, `${error.message}. ${error.remedy}`);
    const counted = this.#reasons[place - 1];
    if (counted !== undefined) counted.count += 1;
  }

  #placeOf(outcome: Outcome, reason: string): number {
    const key = `${outcome} ${reason}`;
    const known = this.#places.get(key);
    if (known !== undefined) return known;
    const place = this.#reasons.push({ reason, outcome, count: 0 });
    this.#places.set(key, place);
    return place;
  }

  /** The commonest first. */
  counts(): readonly ReasonCount[] {
    return this.#reasons.map((counted) => ({ ...counted })).sort((a, b) => b.count - a.count);
  }

  countOf(outcome: Outcome): number {
    return this.#reasons.reduce((sum, counted) => sum + (counted.outcome === outcome ? counted.count : 0), 0);
  }

  /** Undefined: not answered yet. */
  rowOf(row: number): { reason: string; outcome: Outcome; retryAt?: string; error?: string } | undefined {
    const found = this.#reasons[(this.#reasonAt[row] ?? UNANSWERED) - 1];
    if (found === undefined) return undefined;
    const retryAt = this.#retryAt.get(row);
    const error = this.#errors.get(row);
    return {
      reason: found.reason,
      outcome: found.outcome,
      ...(retryAt === undefined ? {} : { retryAt }),
      ...(error === undefined ? {} : { error }),
    };
  }

  /** Places of the answered rows that the filter lets through, in the order of the list. */
  rows({ outcome, reason }: RowFilter = {}): readonly number[] {
    const isWanted = [
      false,
      ...this.#reasons.map(
        (counted) =>
          (outcome === undefined || counted.outcome === outcome) && (reason === undefined || counted.reason === reason),
      ),
    ];
    const found: number[] = [];
    for (let row = 0; row < this.total; row += 1) {
      if (isWanted[this.#reasonAt[row] ?? UNANSWERED]) found.push(row);
    }
    return found;
  }
}
