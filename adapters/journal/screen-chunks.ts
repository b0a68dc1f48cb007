import {
  BIGINT,
  BOOLEAN,
  DOUBLE,
  DuckDBDataChunk,
  type DuckDBDoubleVector,
  type DuckDBType,
  type DuckDBValue,
  UINTEGER,
  VARCHAR,
} from '@duckdb/node-api';
import { COLUMNS, type ColumnType, outcomesOf, screensOf } from './columns.ts';
import { SCREENS_ROWS_MAX } from './layout.ts';
import type { JournalRecord } from './record.ts';
import type { ScreenColumns } from './screens.ts';

export const TYPES: Readonly<Record<ColumnType, DuckDBType>> = { BIGINT, UINTEGER, VARCHAR, BOOLEAN };
export const COLUMN_TYPES = COLUMNS.map((column) => TYPES[column.type]);

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

/** Frames are small, and a chunk costs a call for each of its columns: frames are gathered until chunks are full. */
export class ScreenChunks {
  readonly #columns = [0, 1, 2, 3].map(() => new Float64Array(SCREENS_ROWS_MAX));
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

  #screens(): ScreenChunk {
    const rows = this.#rows;
    this.#rows = 0;
    const chunk = DuckDBDataChunk.create([DOUBLE, DOUBLE, DOUBLE, DOUBLE], rows);
    for (const [index, column] of this.#columns.entries()) {
      const vector = chunk.getColumnVector(index) as DuckDBDoubleVector;
      for (let row = 0; row < rows; row++) vector.setItem(row, column[row]!);
      vector.flush();
    }
    return { of: screensOf, chunk };
  }

  /** Rows of their own: they carry the first sequence of their frame, and the number that its rows name them by. */
  #named(): ScreenChunk {
    const pending = this.#outcomes;
    this.#outcomes = [];
    const chunk = DuckDBDataChunk.create([...COLUMN_TYPES, DOUBLE], pending.length);
    for (const [index, { name, type, of }] of COLUMNS.entries()) {
      const values = pending.map(({ record, epoch, first }): DuckDBValue => {
        const value = name === 'sequence' ? first : of(record, epoch);
        return value === undefined ? null : type === 'BIGINT' ? BigInt(value) : value;
      });
      chunk.setColumnValues(index, values);
    }
    chunk.setColumnValues(
      COLUMNS.length,
      pending.map(({ number }) => number),
    );
    return { of: outcomesOf, chunk };
  }
}
