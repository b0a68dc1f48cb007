import { MAX_BATCH_ROWS } from '@wurao/store';

const FIRST_ROWS = 500;
const LEAST_ROWS = 250;
/** A command that comes while batches are written waits for two of them at most; a "no" has a second. */
const BATCH_MS = 60;

/** How many rows go into a batch: as many as are written in some tens of milliseconds, on this machine, now. */
export class Pace {
  #rows = FIRST_ROWS;

  get rows(): number {
    return this.#rows;
  }

  took(rows: number, tookMs: number): void {
    const wanted = (rows * BATCH_MS) / Math.max(1, tookMs);
    // Half the way, so that one slow disk answer does not undo what was learnt.
    const next = (this.#rows + Math.min(wanted, 2 * this.#rows)) / 2;
    this.#rows = Math.round(Math.min(MAX_BATCH_ROWS, Math.max(LEAST_ROWS, next)));
  }
}
