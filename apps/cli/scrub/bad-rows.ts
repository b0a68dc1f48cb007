import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { csvCell, type Failure, failure, type Result, success } from '@wurao/domain';
import type { Shell } from '../shell.ts';
import { listRows, type Next } from './list.ts';
import { unwritable } from './part-file.ts';
import { Sink } from './sink.ts';

/** Told on the way; `--bad-rows` keeps all of them. */
const BAD_ROWS_TOLD = 20;
const HEADER = 'line,column,field,position,message,remedy\n';

/** A row that could not be asked, as it is told. */
interface BadRow {
  readonly line: number;
  /** Of the list, from 1. */
  readonly column: number;
  readonly field: string;
  readonly position?: number | string | undefined;
  readonly message: string;
  readonly remedy: string;
}

/** Bad rows of a run: the first few go to standard error, all of them to a file that was named. */
export class BadRows {
  readonly #shell: Shell;
  readonly #path: string | undefined;
  readonly #file: FileHandle | undefined;
  readonly #next: Next;
  #sink: Sink | undefined;
  #count = 0;

  private constructor(shell: Shell, path: string | undefined, file: FileHandle | undefined, next: Next) {
    this.#shell = shell;
    this.#path = path;
    this.#file = file;
    this.#next = next;
  }

  /** What is in the file stays until `keep`. */
  static async open(shell: Shell, path: string | undefined, next: Next): Promise<Result<BadRows>> {
    try {
      const file = path === undefined ? undefined : await open(path, constants.O_RDWR | constants.O_CREAT);
      return success(new BadRows(shell, path, file, next));
    } catch (error) {
      return unwritable('--bad-rows', error, 'Name a file that can be written.');
    }
  }

  /** Keeps the first `rows` of the file, which belong to what is gone on with, and cuts off the rest. */
  async keep(rows: number): Promise<Result<void>> {
    const file = this.#file;
    if (file === undefined) return success(undefined);
    try {
      const kept = rows === 0 ? { rows: 0, bytes: 0 } : await firstRows(file, rows);
      if (kept.rows < rows) return lacking(kept.rows, rows);
      await file.truncate(kept.bytes);
      this.#sink = new Sink(file, kept.bytes, this.#next, '--bad-rows');
      if (kept.bytes === 0) this.#sink.put(Buffer.from(HEADER));
      this.#sink.sure();
      return success(undefined);
    } catch (error) {
      return unwritable('--bad-rows', error, 'Name a file that can be written.');
    }
  }

  tell({ line, column, field, position, message, remedy }: BadRow): void {
    this.#count++;
    this.#sink?.put(Buffer.from(`${[line, column, field, position, message, remedy].map(csvCell).join(',')}\n`));
    this.#sink?.sure();
    if (this.#count <= BAD_ROWS_TOLD) this.#shell.err(`line ${line}, column ${column}: ${message}\n  ${remedy}\n`);
  }

  get isFull(): boolean {
    return this.#sink?.isFull ?? false;
  }

  async flush(): Promise<Result<void>> {
    return this.#sink === undefined ? success(undefined) : await this.#sink.flush();
  }

  async close(): Promise<void> {
    if (this.#count > BAD_ROWS_TOLD) {
      const where = this.#path === undefined ? '--bad-rows <file> keeps them' : `all are in ${this.#path}`;
      this.#shell.err(`… and ${this.#count - BAD_ROWS_TOLD} more bad rows; ${where}\n`);
    }
    await this.#file?.close();
  }
}

/** How many whole rows there are behind the header, at most `rows`, and where the last of them ends. */
const firstRows = async (
  file: FileHandle,
  rows: number,
): Promise<{ readonly rows: number; readonly bytes: number }> => {
  const { scan, more } = listRows(file);
  let [lines, bytes] = [0, 0];
  do {
    while (lines <= rows && scan.read() && scan.next > scan.end) {
      lines++;
      bytes += scan.next - scan.start;
    }
  } while (lines <= rows && (await more()));
  return { rows: Math.max(0, lines - 1), bytes };
};

const lacking = (there: number, rows: number): Failure =>
  failure('conflict', 'The bad rows cannot be gone on with', {
    field: '--bad-rows',
    message: `the earlier run met ${rows} bad rows, and the file holds ${there} of them`,
    remedy: 'Name the file of the earlier run, leave --bad-rows out, or begin anew with --force and without --resume.',
  });
