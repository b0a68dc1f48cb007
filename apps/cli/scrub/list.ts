import { type FileHandle, open } from 'node:fs/promises';
import { type Failure, failure, invalid, parseNumber, type Result, RowScan, success } from '@wurao/domain';
import { decoded, type Encoding, EncodingGuess } from './encoding.ts';

/** Longer rows cannot be kept whole in little memory: the run stops there. */
export const LIST_ROW_BYTES_MAX = 1024 * 1024;
export const READ_BYTES = 1024 * 1024;

/** Names that a list's column of numbers goes by, when none is said. */
const COLUMN_NAMES = [
  'callee',
  'number',
  'phone',
  'mobile',
  'telephone',
  'tel',
  'msisdn',
  '被叫',
  '被叫号码',
  '号码',
  '手机',
  '手机号',
  '手机号码',
  '电话',
  '电话号码',
  '联系电话',
  '联系方式',
] as const;

export interface ListShape {
  readonly encoding: Encoding;
  /** Index of the column of numbers. */
  readonly column: number;
  readonly columns: number;
  readonly hasHeader: boolean;
}

/** How a command goes on after a failure: what ends a remedy. */
export type Next = 'go on with --resume' | 'run the same again';

const LIST = 'The list cannot be read';

/** The disk's word about a list that was opened; `line`: the one it stopped at. */
export const unreadList = (error: unknown, line: number, next: Next, title = LIST): Failure =>
  failure('not-ready', title, {
    field: '',
    position: `${line}:1`,
    message: `at line ${line}: ${error instanceof Error ? error.message : String(error)}`,
    remedy: `See to its disk, then ${next}.`,
  });

/** `kept`: what becomes of the rows before it. */
export const rowTooLong = (line: number, kept: string): Failure =>
  failure('too-large', LIST, {
    field: '',
    position: `${line}:1`,
    message: `the row on line ${line} is longer than ${LIST_ROW_BYTES_MAX} bytes`,
    remedy: `Look for a quotation mark that is not closed there. ${kept}`,
  });

/** Rows of the present reading of a list, and where it stands. */
export interface ListRows {
  readonly scan: RowScan;
  /** Bytes read so far. */
  readonly read: () => number;
  /** The next bytes into the scan; false: there are none. */
  readonly more: () => Promise<boolean>;
}

export const listRows = (file: FileHandle): ListRows => {
  const scan = new RowScan({ rowBytesMax: LIST_ROW_BYTES_MAX });
  let read = 0;
  const more = async (): Promise<boolean> => {
    const { bytesRead, buffer } = await file.read(Buffer.allocUnsafeSlow(READ_BYTES), 0, READ_BYTES, read);
    read += bytesRead;
    if (bytesRead > 0) scan.push(buffer.subarray(0, bytesRead));
    else scan.finish();
    return bytesRead > 0;
  };
  return { scan, read: () => read, more };
};

export const openList = async (path: string, title = LIST): Promise<Result<FileHandle>> => {
  try {
    const file = await open(path, 'r');
    if ((await file.stat()).isFile()) return success(file);
    await file.close();
    return noList(title, path, 'it is no file');
  } catch (error) {
    return noList(title, path, error instanceof Error ? error.message : String(error));
  }
};

const noList = (title: string, field: string, message: string): Failure =>
  failure('not-found', title, { field, message, remedy: 'Name a CSV file that can be read.' });

export const guessEncoding = async (file: FileHandle): Promise<Encoding> => {
  const guess = new EncodingGuess();
  for (let at = 0; !guess.settled; ) {
    const { bytesRead, buffer } = await file.read(Buffer.allocUnsafeSlow(READ_BYTES), 0, READ_BYTES, at);
    if (bytesRead === 0) break;
    guess.feed(buffer.subarray(0, bytesRead));
    at += bytesRead;
  }
  return guess.end();
};

const fieldBytes = ({ bytes, start, starts, ends }: RowScan, place: number): Uint8Array =>
  bytes.subarray(start + (starts[place] ?? 0), start + (ends[place] ?? 0));

export const fieldText = (scan: RowScan, place: number, encoding: Encoding): string | undefined => {
  const text = decoded(fieldBytes(scan, place), encoding);
  return scan.quotes[place] === 2 ? text?.replaceAll('""', '"') : text;
};

const isNumber = (text: string | undefined): boolean => text !== undefined && parseNumber(text.trim()).ok;

/** The fields of the first row; undefined: there is none. Rejects with the disk's error. */
export const firstRow = async (
  { scan, more }: ListRows,
  encoding: Encoding,
  title = LIST,
): Promise<Result<readonly string[] | undefined>> => {
  for (let open = true; !scan.read(); open = await more()) if (!open) return success(undefined);
  const { problem } = scan;
  const names = Array.from({ length: scan.fields }, (_, place) => fieldText(scan, place, encoding)?.trim());
  const isRead = problem === undefined && !names.includes(undefined);
  return isRead
    ? success(names as string[])
    : failure('malformed', title, {
        field: '',
        position: '1:1',
        message: problem === undefined ? `the first row is not ${encoding}` : `the first row is not CSV (${problem})`,
        remedy: 'Give CSV; say --encoding where it was taken for another.',
      });
};

interface ShapeWish {
  /** `auto`: by what the list holds. */
  readonly encoding: 'auto' | Encoding;
  /** By its name, or its place from 1; undefined: a usual name of a column of numbers. */
  readonly column: string | undefined;
  /** The option that names the column. */
  readonly option: string;
  readonly next: Next;
}

/** Looks at the first row: is it a header, and which column is meant? Undefined: the list is empty. */
export const readShape = async (
  file: FileHandle,
  { encoding: said, column, option, next }: ShapeWish,
): Promise<Result<ListShape | undefined>> => {
  try {
    const encoding = said === 'auto' ? await guessEncoding(file) : said;
    const names = await firstRow(listRows(file), encoding);
    if (!names.ok) return names;
    if (names.value === undefined) return success(undefined);
    return columnOf(names.value, column, encoding, option);
  } catch (error) {
    return unreadList(error, 1, next);
  }
};

const columnOf = (
  names: readonly string[],
  said: string | undefined,
  encoding: Encoding,
  option: string,
): Result<ListShape> => {
  const shape = (column: number): Result<ListShape> =>
    success({ encoding, column, columns: names.length, hasHeader: !isNumber(names[column]) });
  if (said !== undefined) {
    const named = names.indexOf(said);
    if (named >= 0) return shape(named);
    const place = /^\d{1,4}$/.test(said) ? Number(said) - 1 : -1;
    return place >= 0 && place < names.length ? shape(place) : noColumn(option, `there is no column ${said}`, names);
  }
  const known: readonly string[] = COLUMN_NAMES;
  const named = names.findIndex((name) => known.includes(name.toLowerCase()));
  if (named >= 0) return shape(named);
  const numbers = names.flatMap((name, place) => (isNumber(name) ? [place] : []));
  if (numbers.length === 1 && numbers[0] !== undefined) return shape(numbers[0]);
  return names.length === 1 ? shape(0) : noColumn(option, 'none of the columns is known to hold the numbers', names);
};

const SHOWN_NAMES = 20;

const noColumn = (option: string, message: string, names: readonly string[]): Failure =>
  invalid(
    option,
    message,
    `Name one of ${names.slice(0, SHOWN_NAMES).join(', ')}, or its place from 1 to ${names.length}.`,
  );
