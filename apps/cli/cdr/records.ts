import type { FileHandle } from 'node:fs/promises';
import {
  type CallRecord,
  type Failure,
  type FieldError,
  failure,
  type Result,
  type RowScan,
  success,
} from '@wurao/domain';
import { type CallRecordField, readCallRecord } from '@wurao/registry';
import type { Encoding } from '../scrub/encoding.ts';
import { fieldText, type ListRows, listRows } from '../scrub/list.ts';
import { type CallRecordColumns, columnsOf } from './columns.ts';

/** `column`: where the field stands, from 1. */
export type CellError = FieldError & { readonly column: number };

/** A row of the file, blank lines left out, by the line it begins on. */
export type CdrRow =
  | { readonly line: number; readonly record: CallRecord }
  | { readonly line: number; readonly errors: readonly CellError[] };

export interface CdrFile {
  /** In the order of the file. A failure (the disk's) is the last. */
  readonly rows: () => AsyncGenerator<CdrRow | Failure>;
  /** Bytes read so far. */
  readonly read: () => number;
}

/** Reads the line of column names; the rows follow. */
export const openRecords = async (
  file: FileHandle,
  encoding: Encoding,
  mapping: ReadonlyMap<CallRecordField, string>,
): Promise<Result<CdrFile>> => {
  const list = listRows(file);
  const { scan, more } = list;
  try {
    for (let open = true; !scan.read(); open = await more())
      if (!open) return unreadable('it is empty', 'Give a CSV file with a line of column names.');
  } catch (error) {
    return unread(error, 1);
  }
  if (scan.problem !== undefined) return unreadable(`the first row is not CSV (${scan.problem})`, 'Give CSV.');
  const names = Array.from({ length: scan.fields }, (_, place) => fieldText(scan, place, encoding)?.trim());
  if (names.includes(undefined)) return unreadable(`the first row is not ${encoding}`, 'Say --encoding.');
  const columns = columnsOf(names as string[], mapping);
  if (!columns.ok) return columns;
  return success({ rows: () => rowsOf(list, columns.value, encoding), read: list.read });
};

async function* rowsOf(
  { scan, more }: ListRows,
  columns: CallRecordColumns,
  encoding: Encoding,
): AsyncGenerator<CdrRow | Failure> {
  for (let open = true; ; ) {
    while (scan.read()) if (!scan.isBlank) yield rowOf(scan, columns, encoding);
    if (!open) return;
    try {
      open = await more();
    } catch (error) {
      yield unread(error, scan.line);
      return;
    }
  }
}

const rowOf = (scan: RowScan, columns: CallRecordColumns, encoding: Encoding): CdrRow => {
  const { line, problem, fields } = scan;
  if (problem !== undefined)
    return bad(line, 0, `the row is not CSV (${problem})`, 'Look for a quotation mark out of place.');
  const texts = new Map<CallRecordField, string>();
  for (const [field, place] of columns) {
    const text = place < fields ? fieldText(scan, place, encoding) : '';
    if (text === undefined) return bad(line, place, `not ${encoding}`, 'Say --encoding, or write the row anew.');
    texts.set(field, text);
  }
  const read = readCallRecord((field) => texts.get(field));
  if (read.ok) return { line, record: read.record };
  return { line, errors: read.errors.map((error) => ({ ...error, column: placeOf(error.field, columns) + 1 })) };
};

/** Of a field without a column of its own: where the one stands that it was expected from. */
const placeOf = (field: string, columns: CallRecordColumns): number =>
  columns.get(field as CallRecordField) ?? columns.get('status') ?? columns.get('answer') ?? 0;

const bad = (line: number, place: number, message: string, remedy: string): CdrRow => ({
  line,
  errors: [{ field: '', column: place + 1, message, remedy }],
});

const unreadable = (message: string, remedy: string): Failure =>
  failure('malformed', 'The call records cannot be read', { field: '', position: '1:1', message, remedy });

const unread = (error: unknown, line: number): Failure =>
  failure('not-ready', 'The call records cannot be read', {
    field: '',
    position: `${line}:1`,
    message: error instanceof Error ? error.message : String(error),
    remedy: 'See to its disk, then run the same again.',
  });
