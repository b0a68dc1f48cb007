import { MAX_NUMBER_INPUT, type RowScan } from '@wurao/domain';
import type { Encoding } from './encoding.ts';
import { fieldText, type ListShape } from './list.ts';

/** What a row of the list is to be asked as. */
const ASKED = 0;
const BLANK = 1;
const BAD = 2;
/** No row of the list: a callee that is none, whose answer must say the line it was sent on. */
const MARK = 3;

/** Rows between two marks: what is written at once, and asked again after a break. */
const MARK_ROWS = 8192;
/** No written form of a number is longer, in either encoding; and far below the row limit of the stream. */
const CALLEE_BYTES_MAX = MAX_NUMBER_INPUT * 4;

const QUOTE = 34;
const COMMA = 44;
const LF = 10;
const CR = 13;
const SPACE = 32;
const DELETE = 127;
const INTS = 3;

interface LocalProblem {
  readonly field: string;
  readonly message: string;
  readonly remedy: string;
}

/** Rows of one reading: kept until their answers are there. */
export class Block {
  readonly bytes: Uint8Array;
  /** Start, end and end of line of each row. */
  #places = new Int32Array(INTS * 1024);
  #lines = new Float64Array(1024);
  #kinds = new Uint8Array(1024);
  readonly #problems = new Map<number, LocalProblem>();
  #callees: Buffer;
  #used = 0;
  #marked = 0;
  count = 0;
  /** The row whose answer is next. */
  cursor = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.#callees = Buffer.allocUnsafeSlow(Math.max(64, bytes.length));
  }

  /** Takes the row that a scan stands at. Every row is asked, so that answers and rows stay in step. */
  take(scan: RowScan, shape: ListShape): void {
    const { column, encoding } = shape;
    const row = this.#add();
    this.#places[row * INTS] = scan.start;
    this.#places[row * INTS + 1] = scan.end;
    this.#places[row * INTS + 2] = scan.next;
    this.#lines[row] = scan.line;
    const problem = scan.isBlank ? undefined : problemOf(scan, shape);
    this.#kinds[row] = scan.isBlank ? BLANK : problem === undefined ? ASKED : BAD;
    if (problem !== undefined) this.#problems.set(row, problem);
    if (scan.isBlank || problem !== undefined) this.#ask('');
    else this.#askCallee(scan, column, encoding, row);
    if (this.count - this.#marked >= MARK_ROWS) this.mark();
  }

  /** Ends the rows that are written at once; each block ends with one. */
  mark(): void {
    if (this.count === this.#marked) return;
    const row = this.#add();
    this.#kinds[row] = MARK;
    this.#ask('');
    this.#marked = this.count;
  }

  /** The callees as CSV, one a row. */
  get callees(): Buffer {
    return this.#callees.subarray(0, this.#used);
  }

  start(row: number): number {
    return this.#places[row * INTS] ?? 0;
  }

  end(row: number): number {
    return this.#places[row * INTS + 1] ?? 0;
  }

  next(row: number): number {
    return this.#places[row * INTS + 2] ?? 0;
  }

  line(row: number): number {
    return this.#lines[row] ?? 0;
  }

  /** A decision may answer it; any other row is answered as bad. */
  isAsked(row: number): boolean {
    return this.#kinds[row] === ASKED;
  }

  isMark(row: number): boolean {
    return this.#kinds[row] === MARK;
  }

  isBlank(row: number): boolean {
    return this.#kinds[row] === BLANK;
  }

  /** What is wrong with a row before it is asked. */
  problem(row: number): LocalProblem | undefined {
    return this.#kinds[row] === BAD ? this.#problems.get(row) : undefined;
  }

  #askCallee(scan: RowScan, column: number, encoding: Encoding, row: number): void {
    const { bytes, start } = scan;
    const from = start + (scan.starts[column] ?? 0);
    const to = start + (scan.ends[column] ?? 0);
    if (to === from || !isPlain(bytes, from, to)) this.#askText(scan, column, encoding, row);
    else {
      this.#reserve(to - from + 1);
      const target = this.#callees;
      let at = this.#used;
      for (let i = from; i < to; i++) target[at++] = bytes[i]!;
      target[at++] = LF;
      this.#used = at;
    }
  }

  #askText(scan: RowScan, column: number, encoding: Encoding, row: number): void {
    const text = fieldText(scan, column, encoding);
    if (text === undefined) {
      this.#kinds[row] = BAD;
      const remedy = 'Say --encoding, or save the list again in one encoding.';
      this.#problems.set(row, { field: 'callee', message: `not valid ${encoding}`, remedy });
    }
    this.#ask(text ?? '');
  }

  #ask(text: string): void {
    const quoted = `"${text.replaceAll('"', '""')}"\n`;
    this.#reserve(quoted.length * 3);
    this.#used += this.#callees.write(quoted, this.#used, 'utf8');
  }

  #reserve(bytes: number): void {
    if (this.#used + bytes <= this.#callees.length) return;
    const grown = Buffer.allocUnsafeSlow(Math.max(this.#callees.length * 2, this.#used + bytes));
    this.#callees.copy(grown, 0, 0, this.#used);
    this.#callees = grown;
  }

  #add(): number {
    if (this.count === this.#kinds.length) this.#grow();
    return this.count++;
  }

  #grow(): void {
    const twice = this.#kinds.length * 2;
    const kinds = new Uint8Array(twice);
    const lines = new Float64Array(twice);
    const places = new Int32Array(twice * INTS);
    kinds.set(this.#kinds);
    lines.set(this.#lines);
    places.set(this.#places);
    this.#kinds = kinds;
    this.#lines = lines;
    this.#places = places;
  }
}

/** Goes into CSV as it is, in every encoding. */
const isPlain = (bytes: Uint8Array, from: number, to: number): boolean => {
  for (let i = from; i < to; i++) {
    const byte = bytes[i]!;
    if (byte === QUOTE || byte === COMMA || byte < SPACE || byte >= DELETE) return false;
  }
  return true;
};

const PROBLEMS = {
  'too-long': 'the row is longer than a row may be',
  'unclosed-quote': 'a quotation mark is not closed',
  'stray-quote': 'something stands behind a closing quotation mark',
  'too-many-fields': 'the row has too many columns',
} as const;

const problemOf = (scan: RowScan, { column, columns }: ListShape): LocalProblem | undefined =>
  rowProblem(scan, columns) ?? calleeProblem(scan, column);

/** What is wrong with a row as CSV. */
export const scanProblem = ({ problem }: RowScan): LocalProblem | undefined =>
  problem && {
    field: '',
    message: PROBLEMS[problem],
    remedy: 'Quote whole fields; write a quotation mark inside one as two.',
  };

/** What is wrong with a row as such, whatever its fields hold; `columns`: of the first row. */
export const rowProblem = (scan: RowScan, columns: number): LocalProblem | undefined => {
  const problem = scanProblem(scan);
  if (problem !== undefined) return problem;
  if (scan.fields === columns) return undefined;
  const message = `${scan.fields} columns where the first row has ${columns}`;
  return { field: '', message, remedy: 'Give each row as many columns as the first; quote what holds a comma.' };
};

/** What would tear the rows of the stream: the server goes on behind the next line feed when a row is too long. */
const calleeProblem = ({ bytes, start, starts, ends, quotes }: RowScan, column: number): LocalProblem | undefined => {
  const from = start + (starts[column] ?? 0);
  const to = start + (ends[column] ?? 0);
  if (to - from > CALLEE_BYTES_MAX)
    return {
      field: 'callee',
      message: `longer than ${MAX_NUMBER_INPUT} characters`,
      remedy: 'Give one number; look for a quotation mark that is not closed.',
    };
  if (quotes[column] === 0) return undefined;
  for (let i = from; i < to; i++)
    if (bytes[i] === LF || bytes[i] === CR)
      return { field: 'callee', message: 'a line break does not belong in a number', remedy: 'Give it on one line.' };
  return undefined;
};
