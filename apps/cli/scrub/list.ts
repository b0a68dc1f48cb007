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

/** The disk's word about a list that was opened; `line`: the one it stopped at. */
export const unreadList = (error: unknown, line: number): Failure =>
  failure('not-ready', 'The list cannot be read', {
    field: '',
    position: `${line}:1`,
    message: `at line ${line}: ${error instanceof Error ? error.message : String(error)}`,
    remedy: 'See to its disk, then go on with --resume.',
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

export const openList = async (path: string): Promise<Result<FileHandle>> => {
  try {
    const file = await open(path, 'r');
    if ((await file.stat()).isFile()) return success(file);
    await file.close();
    return noList(path, 'it is no file');
  } catch (error) {
    return noList(path, error instanceof Error ? error.message : String(error));
  }
};

const noList = (field: string, message: string): Failure =>
  failure('not-found', 'The list cannot be read', { field, message, remedy: 'Name a CSV file.' });

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

/** Looks at the first row: is it a header, and which column holds the numbers? Undefined: the list is empty. */
export const readShape = async (
  file: FileHandle,
  encoding: Encoding,
  said: string | undefined,
): Promise<Result<ListShape | undefined>> => {
  const { scan, more } = listRows(file);
  let found = scan.read();
  while (!found && (await more())) found = scan.read();
  if (!found && !scan.read()) return success(undefined);
  if (scan.problem !== undefined) return unreadable(`the first row is not CSV (${scan.problem})`);
  const names = Array.from({ length: scan.fields }, (_, place) => fieldText(scan, place, encoding)?.trim());
  if (names.includes(undefined)) return unreadable(`the first row is not ${encoding}`);
  return columnOf(names as string[], said, encoding);
};

const unreadable = (message: string): Failure =>
  failure('malformed', 'The list cannot be read', {
    field: '',
    position: '1:1',
    message,
    remedy: 'Give CSV; say --encoding where it was taken for another.',
  });

const columnOf = (names: readonly string[], said: string | undefined, encoding: Encoding): Result<ListShape> => {
  const shape = (column: number): Result<ListShape> =>
    success({ encoding, column, columns: names.length, hasHeader: !isNumber(names[column]) });
  if (said !== undefined) {
    const named = names.indexOf(said);
    if (named >= 0) return shape(named);
    const place = /^\d{1,4}$/.test(said) ? Number(said) - 1 : -1;
    return place >= 0 && place < names.length ? shape(place) : noColumn(`there is no column ${said}`, names);
  }
  const known: readonly string[] = COLUMN_NAMES;
  const named = names.findIndex((name) => known.includes(name.toLowerCase()));
  if (named >= 0) return shape(named);
  const numbers = names.flatMap((name, place) => (isNumber(name) ? [place] : []));
  if (numbers.length === 1 && numbers[0] !== undefined) return shape(numbers[0]);
  return names.length === 1 ? shape(0) : noColumn('none of the columns is known to hold the numbers', names);
};

const SHOWN_NAMES = 20;

const noColumn = (message: string, names: readonly string[]): Failure =>
  invalid(
    '--column',
    message,
    `Name one of ${names.slice(0, SHOWN_NAMES).join(', ')}, or its place from 1 to ${names.length}.`,
  );
