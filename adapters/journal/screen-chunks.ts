import type { DuckDBDataChunk } from '@duckdb/node-api';
import { ColumnChunk, type FilledColumn } from './column-chunk.ts';
import { COLUMNS, outcomesOf, screensOf } from './columns.ts';
import { SCREENS_ROWS_MAX } from './layout.ts';
import type { JournalRecord } from './record.ts';
import type { ScreenColumns } from './screens.ts';

/** Rows for one of the two tables of screens beside a table. */
export interface ScreenChunk {
  readonly of: (table: string) => string;
  readonly chunk: DuckDBDataChunk;
}

interface PendingOutcome {
  readonly record: JournalRecord;
  readonly epoch: number;
  readonly first: number;
  readonly number: number;
}

/** Every cell is filled: `of` is never asked. */
const SCREEN_COLUMNS: readonly FilledColumn<never>[] = new Array(4).fill({ type: 'DOUBLE', of: () => undefined });

/** Outcomes carry the first sequence of their frame, and the number that its rows name them by. */
const OUTCOME_COLUMNS: readonly FilledColumn<PendingOutcome>[] = [
  ...COLUMNS.map(
    ({ name, type, of }): FilledColumn<PendingOutcome> => ({
      type,
      of: name === 'sequence' ? ({ first }) => first : ({ record, epoch }) => of(record, epoch),
    }),
  ),
  { type: 'DOUBLE', of: ({ number }) => number },
];

/** Frames are small, and a chunk costs a call for each of its columns: frames are gathered until chunks are full. */
export class ScreenChunks {
  readonly #columns = [0, 1, 2, 3].map(() => new Float64Array(SCREENS_ROWS_MAX));
  readonly #screenChunk = new ColumnChunk(SCREEN_COLUMNS);
  readonly #outcomeChunk = new ColumnChunk(OUTCOME_COLUMNS);
  #rows = 0;
  #outcomes: PendingOutcome[] = [];
  /** Outcomes so far: what rows name them by. */
  #numbered = 0;

  /** Takes a frame; answers the chunks that it filled. */
  *add({ first, count, keys, facts, indexes, outcomes }: ScreenColumns, epoch: number): Generator<ScreenChunk> {
    const [sequences, callees, answering, named] = this.#columns as [
      Float64Array,
      Float64Array,
      Float64Array,
      Float64Array,
    ];
    for (let row = 0; row < count; row++) {
      const at = this.#rows++;
      sequences[at] = first + row;
      callees[at] = keys[row]!;
      answering[at] = facts[row]!;
      named[at] = this.#numbered + indexes[row]!;
      if (this.#rows === SCREENS_ROWS_MAX) yield this.#screens();
    }
    for (const record of outcomes) {
      this.#outcomes.push({ record, epoch, first, number: this.#numbered++ });
      if (this.#outcomes.length === SCREENS_ROWS_MAX) yield this.#named();
    }
  }

  /** What is left when no more frames come. */
  *rest(): Generator<ScreenChunk> {
    if (this.#rows > 0) yield this.#screens();
    if (this.#outcomes.length > 0) yield this.#named();
  }

  /** Forgets what has not been answered: its batches are read again. */
  drop(): void {
    this.#rows = 0;
    this.#outcomes = [];
  }

  #screens(): ScreenChunk {
    const rows = this.#rows;
    this.#rows = 0;
    return { of: screensOf, chunk: this.#screenChunk.copy(this.#columns, rows) };
  }

  #named(): ScreenChunk {
    const pending = this.#outcomes;
    this.#outcomes = [];
    return { of: outcomesOf, chunk: this.#outcomeChunk.fill(pending, 0) };
  }
}
