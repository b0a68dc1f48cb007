import { BIGINT, BOOLEAN, DOUBLE, DuckDBDataChunk, type DuckDBType, UINTEGER, VARCHAR } from '@duckdb/node-api';
import duckdb, { type Vector } from '@duckdb/node-bindings';

/** `ArrayBuffer`s: the bindings copy from nothing else. */
type Floats = Float64Array<ArrayBuffer>;
type CellType = 'BIGINT' | 'UINTEGER' | 'VARCHAR' | 'BOOLEAN' | 'DOUBLE';
type CellValue = string | number | boolean | undefined;

/** What a column of a chunk is made of. Undefined = null. */
export interface FilledColumn<T> {
  readonly type: CellType;
  readonly of: (row: T, epoch: number) => CellValue;
}

const TYPES: Readonly<Record<CellType, DuckDBType>> = { BIGINT, UINTEGER, VARCHAR, BOOLEAN, DOUBLE };
const WORD = 2 ** 32;
const BIGINT_END = 2 ** 63;
/** A string of DuckDB: its length; then its bytes, or, where it is longer than those, the first four and their address. */
const STRING_WORDS = 4;
const STRING_BYTES = 16;
const AT_TEXT = 4;
const AT_ADDRESS = 8;
const INLINE_BYTES = STRING_BYTES - AT_TEXT;
const FIRST_TEXTS_BYTES = 256 * 1024;
/** The larger buffer of a chunk of long texts is given back afterwards. */
const KEPT_TEXTS_BYTES = 4 * 1024 * 1024;
const MAX_UTF8_BYTES_PER_UNIT = 3;

// One column in the making, in the order of bytes of every machine that DuckDB's binaries are made for. It is copied into the chunk
// as soon as it is whole: nothing of it lasts beyond one call, so that all chunks of a thread share it.
/** As many as a vector of DuckDB holds (STANDARD_VECTOR_SIZE). */
const VECTOR_ROWS = 2_048;
const cells: CellValue[] = new Array(VECTOR_ROWS).fill(undefined);
const present = new Uint32Array(VECTOR_ROWS / 32);
const words = new Uint32Array(VECTOR_ROWS * STRING_WORDS);
const bytes = new Uint8Array(words.buffer);
const doubles = new Float64Array(words.buffer);
let texts = Buffer.allocUnsafeSlow(FIRST_TEXTS_BYTES);

const putWhole = (value: number, row: number): void => {
  if (!Number.isInteger(value) || Math.abs(value) >= BIGINT_END) throw new RangeError(`${value} is no BIGINT`);
  words[2 * row] = value;
  words[2 * row + 1] = Math.floor(value / WORD);
};

const putCount = (value: number, row: number): void => {
  if (value >>> 0 !== value) throw new RangeError(`${value} is no UINTEGER`);
  words[row] = value;
};

/** An empty cell for a text: DuckDB compares what is behind a short one, too. */
const begin = (row: number, length: number): void => {
  const at = row * STRING_WORDS;
  words[at] = length;
  words[at + 1] = 0;
  words[at + 2] = 0;
  words[at + 3] = 0;
};

/** Whether the text is short and ASCII: then it stands in its cell. */
const putInline = (value: string, row: number): boolean => {
  const length = value.length;
  if (length > INLINE_BYTES) return false;
  begin(row, length);
  const start = row * STRING_BYTES + AT_TEXT;
  for (let i = 0; i < length; i++) {
    const code = value.charCodeAt(i);
    if (code > 127) return false;
    bytes[start + i] = code;
  }
  return true;
};

/** Any text. A long one goes behind those of other rows, and its cell says where; answers how far they reach. */
const putText = (value: string, row: number, used: number): number => {
  const room = used + value.length * MAX_UTF8_BYTES_PER_UNIT;
  if (room > texts.length) {
    const grown = Buffer.allocUnsafeSlow(Math.max(room, texts.length * 2));
    texts.copy(grown, 0, 0, used);
    texts = grown;
  }
  const length = texts.write(value, used);
  begin(row, length);
  const isInline = length <= INLINE_BYTES;
  const start = row * STRING_BYTES + AT_TEXT;
  const shown = isInline ? length : AT_ADDRESS - AT_TEXT;
  for (let i = 0; i < shown; i++) bytes[start + i] = texts[used + i]!;
  if (isInline) return used;
  words[row * STRING_WORDS + 2] = used;
  return used + length;
};

/** Long texts go over as one that DuckDB keeps with the column; cells then point into it. */
const addressTexts = (rows: number, used: number, vector: Vector): void => {
  duckdb.vector_assign_string_element_len(vector, 0, texts.subarray(0, used));
  const { buffer, byteOffset } = duckdb.vector_get_data(vector, STRING_BYTES);
  const kept = new DataView(buffer, byteOffset, STRING_BYTES);
  if (kept.getUint32(0, true) !== used) throw new Error('DuckDB did not take the texts of a column');
  // A number holds every address: those of a process end far below 2^53.
  const base = Number(kept.getBigUint64(AT_ADDRESS, true));
  for (let at = 0; at < rows * STRING_WORDS; at += STRING_WORDS) {
    if (words[at]! <= INLINE_BYTES) continue;
    const address = base + words[at + 2]!;
    words[at + 2] = address;
    words[at + 3] = address / WORD;
  }
  if (texts.length > KEPT_TEXTS_BYTES) texts = Buffer.allocUnsafeSlow(FIRST_TEXTS_BYTES);
};

const putTexts = (rows: number, vector: Vector): void => {
  let used = 0;
  let before: string | undefined;
  let beforeAt = 0;
  for (let row = 0; row < rows; row++) {
    const value = cells[row] as string | undefined;
    const at = row * STRING_WORDS;
    if (value === undefined) {
      begin(row, 0);
    } else if (value === before) {
      // Words and parties repeat from row to row: one text serves them all.
      for (let word = 0; word < STRING_WORDS; word++) words[at + word] = words[beforeAt + word]!;
    } else {
      if (!putInline(value, row)) used = putText(value, row, used);
      before = value;
      beforeAt = at;
    }
  }
  if (used > 0) addressTexts(rows, used, vector);
};

const putEach = <V extends CellValue>(rows: number, put: (value: V, row: number) => void): void => {
  for (let row = 0; row < rows; row++) {
    const value = cells[row];
    if (value !== undefined) put(value as V, row);
  }
};

const putDouble = (value: number, row: number): void => {
  doubles[row] = value;
};

const putTruth = (value: boolean, row: number): void => {
  bytes[row] = Number(value);
};

const CELL_BYTES: Readonly<Record<CellType, number>> = {
  BIGINT: 8,
  UINTEGER: 4,
  DOUBLE: 8,
  BOOLEAN: 1,
  VARCHAR: STRING_BYTES,
};

/** Makes the memory of a column out of its cells. */
const PUT: Readonly<Record<CellType, (rows: number, vector: Vector) => void>> = {
  BIGINT: (rows) => putEach(rows, putWhole),
  UINTEGER: (rows) => putEach(rows, putCount),
  DOUBLE: (rows) => putEach(rows, putDouble),
  BOOLEAN: (rows) => putEach(rows, putTruth),
  VARCHAR: putTexts,
};

/** A chunk that is filled again for each batch: a new one each time is memory that only the garbage collector gives back. */
export class ColumnChunk<T> {
  readonly #columns: readonly FilledColumn<T>[];
  readonly #chunk: DuckDBDataChunk;

  constructor(columns: readonly FilledColumn<T>[]) {
    this.#columns = columns;
    this.#chunk = DuckDBDataChunk.create(columns.map(({ type }) => TYPES[type]));
  }

  #begin(rows: number): void {
    this.#chunk.reset();
    this.#chunk.rowCount = rows;
  }

  #vector(index: number): Vector {
    return duckdb.data_chunk_get_vector(this.#chunk.chunk, index);
  }

  /**
   * The rows, at most `VECTOR_ROWS`, as a chunk that holds until the next call. Throws `RangeError` for a number that its column
   * does not hold.
   */
  fill(rows: readonly T[], epoch: number): DuckDBDataChunk {
    // Behind it lies memory that is nobody's.
    if (rows.length > VECTOR_ROWS) throw new RangeError(`${rows.length} rows, and a chunk has ${VECTOR_ROWS}`);
    this.#begin(rows.length);
    for (const [index, { type, of }] of this.#columns.entries()) {
      const vector = this.#vector(index);
      const said = gather(rows, of, epoch);
      // What is null in every row has no memory to copy.
      if (said > 0) {
        PUT[type](rows.length, vector);
        duckdb.copy_data_to_vector(vector, 0, words.buffer, 0, rows.length * CELL_BYTES[type]);
      }
      if (said === rows.length) continue;
      duckdb.vector_ensure_validity_writable(vector);
      duckdb.copy_data_to_vector_validity(vector, 0, present.buffer, 0, present.byteLength);
    }
    return this.#chunk;
  }

  /** The same of columns that are arrays already: the first rows of each. */
  copy(columns: readonly Floats[], rows: number): DuckDBDataChunk {
    this.#begin(rows);
    for (const [index, { buffer, byteOffset, BYTES_PER_ELEMENT }] of columns.entries()) {
      duckdb.copy_data_to_vector(this.#vector(index), 0, buffer, byteOffset, rows * BYTES_PER_ELEMENT);
    }
    return this.#chunk;
  }
}

/** Takes the cells of a column; answers how many are not null. */
const gather = <T>(rows: readonly T[], of: FilledColumn<T>['of'], epoch: number): number => {
  present.fill(0);
  let said = 0;
  for (let row = 0; row < rows.length; row++) {
    const value = of(rows[row]!, epoch);
    cells[row] = value;
    if (value === undefined) continue;
    present[row >>> 5]! |= 1 << (row & 31);
    said++;
  }
  return said;
};
