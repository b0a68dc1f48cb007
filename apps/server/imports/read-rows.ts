import { closeSync, createReadStream, openSync, readSync } from 'node:fs';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { FieldFault } from '@wurao/domain';
import type { ImportOptions, RowError } from '@wurao/registry';
import { CsvReader, type CsvRecord } from './read-csv.ts';

/** One row of the file: its values by field, or why it cannot be read. */
export interface FileRow {
  readonly line: number;
  readonly value: (field: string) => unknown;
  readonly problem: RowError | undefined;
  /** Column of a field, from 1. */
  readonly columnOf: (field: string) => number | undefined;
}

export interface FileLook {
  /** The file itself cannot be read as what it is said to be: nothing is done. */
  readonly problem?: RowError;
}

/** Of a string that lies among others in memory: those above 128 KiB have a page each, which doubles the time of the reading. */
const READ_BYTES = 32 * 1024;
const REPLACEMENT = '\ufffd';

/** As large as a file may be that comes unpacked: a small one could unpack to more than any disk holds. */
const MAX_UNPACKED_BYTES = 16 * 1024 ** 3;
const GZIP_MAGIC = Buffer.of(0x1f, 0x8b);

const isGzip = (path: string): boolean => {
  const file = openSync(path, 'r');
  try {
    const head = Buffer.alloc(GZIP_MAGIC.length);
    return readSync(file, head, 0, head.length, 0) === head.length && head.equals(GZIP_MAGIC);
  } finally {
    closeSync(file);
  }
};

const isOfGzip = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && String(error.code).startsWith('Z_');

/** Hands on every row, in order, of a file that may be packed (gzip, RFC 1952); `pause` is awaited between its pieces. */
export const readFileRows = async (
  path: string,
  options: Pick<ImportOptions, 'format' | 'encoding' | 'columns' | 'constants'>,
  out: (row: FileRow) => void,
  pause: (bytesRead: number) => Promise<void>,
  maxUnpackedBytes = MAX_UNPACKED_BYTES,
): Promise<FileLook> => {
  const reader = options.format === 'csv' ? new CsvRows(options, out) : new JsonRows(options, out);
  const decoder = new TextDecoder(options.encoding);
  const file = createReadStream(path, { highWaterMark: READ_BYTES });
  // An error of either ends the reading of the second.
  const plain = isGzip(path) ? pipeline(file, createGunzip({ chunkSize: READ_BYTES }), () => {}) : file;
  let bytes = 0;
  try {
    for await (const chunk of plain) {
      reader.push(decoder.decode(chunk as Buffer, { stream: true }));
      bytes += (chunk as Buffer).length;
      if (bytes > maxUnpackedBytes) return { problem: tooLarge(maxUnpackedBytes) };
      if (reader.problem) break;
      await pause(file.bytesRead);
    }
  } catch (error) {
    if (!isOfGzip(error)) throw error;
    return { problem: wrong('the packed file is not whole', 'Pack it again (gzip), or send it unpacked.') };
  }
  reader.push(decoder.decode());
  reader.end();
  return reader.problem ? { problem: reader.problem } : {};
};

const wrong = (message: string, remedy: string, field = ''): RowError => ({
  field,
  column: undefined,
  message,
  remedy,
});
const wrongRow = (fault: FieldFault, message: string, remedy: string): RowError => ({
  ...wrong(message, remedy),
  fault,
});

const tooLarge = (bytes: number): RowError =>
  wrong(`it unpacks to more than ${bytes} bytes`, 'Bring it in several imports.');

const NOT_DECODED = wrongRow(
  'wrong-encoding',
  'characters that are not in this encoding',
  'Say the right one with --encoding: utf-8 or gb18030.',
);

class CsvRows {
  problem: RowError | undefined;
  readonly #options: Pick<ImportOptions, 'encoding' | 'columns' | 'constants'>;
  readonly #out: (row: FileRow) => void;
  readonly #reader: CsvReader;
  readonly #places = new Map<string, number>();
  readonly #columnOf = (field: string): number | undefined => {
    const place = this.#places.get(field);
    return place === undefined ? undefined : place + 1;
  };
  #width = 0;

  constructor(options: Pick<ImportOptions, 'encoding' | 'columns' | 'constants'>, out: (row: FileRow) => void) {
    this.#options = options;
    this.#out = out;
    this.#reader = new CsvReader((record) => this.#take(record));
  }

  push(text: string): void {
    this.#reader.push(text);
  }

  end(): void {
    this.#reader.end();
    if (this.#width === 0 && !this.problem)
      this.problem = wrong('the file is empty', 'Begin it with a line of column names.');
  }

  #take({ cells, line, problem }: CsvRecord): void {
    if (this.problem) return;
    if (this.#width === 0) this.#readHeader(cells, problem);
    else
      this.#out({
        line,
        value: (field) => this.#valueOf(cells, field),
        problem: this.#problemOf(cells, problem),
        columnOf: this.#columnOf,
      });
  }

  #readHeader(cells: readonly string[], problem: string | undefined): void {
    const names = cells.map((cell) => cell.trim());
    this.#width = Math.max(1, names.length);
    if (problem !== undefined)
      this.problem = wrong(`the header cannot be read: ${problem}`, 'Put the first line right.');
    for (const [place, name] of names.entries()) if (!this.#places.has(name)) this.#places.set(name, place);
    for (const [field, column] of Object.entries(this.#options.columns)) {
      const place = names.indexOf(column);
      if (place >= 0) this.#places.set(field, place);
      else
        this.problem = wrong(`there is no column ${column}`, `The file has: ${names.join(', ').slice(0, 500)}.`, field);
    }
  }

  #valueOf(cells: readonly string[], field: string): unknown {
    const place = this.#places.get(field);
    const cell = place === undefined ? undefined : cells[place];
    return cell === undefined || cell === '' ? this.#options.constants[field] : cell;
  }

  #problemOf(cells: readonly string[], problem: string | undefined): RowError | undefined {
    if (problem !== undefined)
      return wrongRow('unreadable-row', problem, 'Put the row right: double the quotes inside a quoted cell.');
    if (cells.length > this.#width)
      return wrongRow(
        'too-many-cells',
        `${cells.length} cells, the header has ${this.#width}`,
        'Quote cells that hold commas.',
      );
    return cells.some((cell) => cell.includes(REPLACEMENT)) ? NOT_DECODED : undefined;
  }
}

/** A line longer than this is no row. */
const MAX_LINE_CHARS = 256 * 1024;

class JsonRows {
  readonly problem: RowError | undefined = undefined;
  readonly #options: Pick<ImportOptions, 'columns' | 'constants'>;
  readonly #out: (row: FileRow) => void;
  #rest = '';
  #line = 0;

  constructor(options: Pick<ImportOptions, 'columns' | 'constants'>, out: (row: FileRow) => void) {
    this.#options = options;
    this.#out = out;
  }

  push(text: string): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#take(line);
    if (this.#rest.length > MAX_LINE_CHARS) this.#rest = this.#rest.slice(0, MAX_LINE_CHARS + 1);
  }

  end(): void {
    if (this.#rest !== '') this.#take(this.#rest);
    this.#rest = '';
  }

  #take(text: string): void {
    this.#line++;
    const trimmed = text.trim();
    if (trimmed === '') return;
    const parsed = parsedObject(trimmed);
    const problem = parsed === undefined ? wrong('not a JSON object', 'Write one JSON object a line.') : undefined;
    this.#out({
      line: this.#line,
      value: (field) => {
        const value = parsed?.[this.#options.columns[field] ?? field];
        return value === undefined || value === null ? this.#options.constants[field] : value;
      },
      problem: problem ?? (trimmed.includes(REPLACEMENT) ? NOT_DECODED : undefined),
      columnOf: () => undefined,
    });
  }
}

const parsedObject = (text: string): Record<string, unknown> | undefined => {
  if (text.length > MAX_LINE_CHARS) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
};
