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
import { scanProblem } from '../scrub/block.ts';
import type { Encoding } from '../scrub/encoding.ts';
import { fieldText, firstRow, type ListRows, listRows, unreadList } from '../scrub/list.ts';
import { type CallRecordColumns, type CdrMapping, columnsOf } from './columns.ts';

/** `column`: where the field stands, from 1. */
type CellError = FieldError & { readonly column: number };

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

export const RECORDS = 'The call records cannot be read';
const EMPTY: Failure = failure('malformed', RECORDS, {
  field: '',
  position: '1:1',
  message: 'it is empty',
  remedy: 'Give a CSV file with a line of column names.',
});

export const unreadRecords = (error: unknown, line: number): Failure =>
  unreadList(error, line, 'run the same again', RECORDS);

/** Reads the line of column names; the rows follow. Rejects with the disk's error. */
export const openRecords = async (
  file: FileHandle,
  encoding: Encoding,
  mapping: CdrMapping,
): Promise<Result<CdrFile>> => {
  const list = listRows(file);
  const names = await firstRow(list, encoding, RECORDS);
  if (!names.ok) return names;
  if (names.value === undefined) return EMPTY;
  const columns = columnsOf(names.value, mapping);
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
      yield unreadRecords(error, scan.line);
      return;
    }
  }
}

const rowOf = (scan: RowScan, columns: CallRecordColumns, encoding: Encoding): CdrRow => {
  const { line, fields } = scan;
  const problem = scanProblem(scan);
  if (problem !== undefined) return bad(line, 0, problem.message, problem.remedy);
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
