import { TextDecoder } from 'node:util';
import { type Failure, failure, ROW_FIELDS_MAX, RowScan } from '@wurao/domain';
import { nearestField } from '../contract/nearest-field.ts';
import { STREAM_ROW_BYTES_MAX } from '../options.ts';
import type { RowSource } from './row-source.ts';
import { malformedRow, type RowReader, type Template, Templates } from './templates.ts';

export type CsvCharset = 'utf-8' | 'gb18030';

/** Columns are the fields of POST /v1/decisions; `permit` is for attempts. */
export const STREAM_FIELDS = [
  'callee',
  'channel',
  'caller',
  'line',
  'merchant',
  'purpose',
  'category',
  'content',
  'text',
  'mode',
  'attemptId',
  'at',
  'assertedCaller',
  'firstCalled',
  'roaming',
] as const;

const PROBLEMS = {
  'too-long': malformedRow(
    '',
    `longer than ${STREAM_ROW_BYTES_MAX} bytes`,
    'Look for a quotation mark that is not closed; shorten the row.',
  ),
  'unclosed-quote': malformedRow('', 'a quotation mark is not closed', 'Close it; write one inside a field as two.'),
  'stray-quote': malformedRow(
    '',
    'something stands behind a closing quotation mark',
    'Quote the whole field; write a quotation mark inside it as two.',
  ),
  'too-many-fields': malformedRow(
    '',
    `more than ${ROW_FIELDS_MAX} fields`,
    'Leave out what is no field of a decision.',
  ),
} as const;

const headerFailure = (message: string, remedy: string, column: number, line: number): Failure =>
  failure('malformed', 'The header cannot be read', { field: '', position: `${line}:${column}`, message, remedy });

const BYTE_ORDER_MARK = '\ufeff';
const LOOKS_LIKE_A_NUMBER = /^[\d+＋０-９(]/;

export class CsvSource implements RowSource {
  refused: Failure | undefined;
  calleeStart = 0;
  calleeEnd = 0;
  calleeText: string | undefined;
  calleeColumn: number | undefined = 1;
  readonly #scan = new RowScan({ rowBytesMax: STREAM_ROW_BYTES_MAX });
  readonly #templates = new Templates();
  readonly #reader: RowReader;
  readonly #charset: CsvCharset;
  readonly #decoder: TextDecoder;
  #columns: readonly string[] | undefined;
  #callee = 0;

  /** `header`: undefined means that the first line decides. */
  constructor(reader: RowReader, charset: CsvCharset, header: boolean | undefined) {
    this.#reader = reader;
    this.#charset = charset;
    this.#decoder = new TextDecoder(charset, { fatal: true, ignoreBOM: true });
    if (header === false) this.#columns = ['callee'];
  }

  get bytes(): Uint8Array {
    return this.#scan.bytes;
  }

  get line(): number {
    return this.#scan.line;
  }

  push(chunk: Uint8Array): void {
    this.#scan.push(chunk);
  }

  finish(): void {
    this.#scan.finish();
  }

  read(): boolean {
    const scan = this.#scan;
    while (this.refused === undefined && scan.read()) {
      if (scan.isBlank) continue;
      if (this.#columns === undefined && this.#readHeader()) continue;
      if (this.refused !== undefined) return false;
      const callee = this.#callee;
      this.calleeText = undefined;
      if (callee < scan.fields) {
        this.calleeStart = scan.start + scan.starts[callee]!;
        this.calleeEnd = scan.start + scan.ends[callee]!;
        if (scan.quotes[callee] === 2) this.calleeText = this.#text(callee);
      }
      return true;
    }
    return false;
  }

  /** True: the line was a header. A single column that begins like a number is none. */
  #readHeader(): boolean {
    const scan = this.#scan;
    if (scan.problem !== undefined) {
      this.refused = PROBLEMS[scan.problem];
      return false;
    }
    const names: string[] = [];
    for (let place = 0; place < scan.fields; place++) {
      const name = this.#text(place);
      if (name === undefined) {
        this.refused = headerFailure(
          `not valid ${this.#charset}`,
          'Say the encoding: text/csv; charset=gb18030.',
          place + 1,
          scan.line,
        );
        return false;
      }
      names.push(name.replace(BYTE_ORDER_MARK, '').trim());
    }
    if (names.length === 1 && LOOKS_LIKE_A_NUMBER.test(names[0] ?? '')) {
      this.#columns = ['callee'];
      // A mark before the first number is no part of it.
      return false;
    }
    this.refused = this.#wrongHeader(names);
    this.#columns = names;
    this.#callee = names.indexOf('callee');
    this.calleeColumn = this.#callee + 1;
    return this.refused === undefined;
  }

  #wrongHeader(names: readonly string[]): Failure | undefined {
    const { line } = this.#scan;
    const known: readonly string[] = STREAM_FIELDS;
    for (const [place, name] of names.entries()) {
      if (!known.includes(name)) {
        const near = nearestField(name, known);
        const meant = near === undefined ? '' : `Did you mean ${near}? `;
        return headerFailure(
          `unknown column "${name.slice(0, 60)}"`,
          `${meant}Columns: ${known.join(', ')}.`,
          place + 1,
          line,
        );
      }
      if (names.indexOf(name) < place)
        return headerFailure(`column ${name} stands there twice`, 'Give each column once.', place + 1, line);
    }
    if (names.includes('callee')) return undefined;
    return headerFailure('there is no column callee', 'Name the column of the numbers "callee".', 1, line);
  }

  template(): Template {
    const scan = this.#scan;
    const columns = this.#columns ?? [];
    if (scan.problem !== undefined) return PROBLEMS[scan.problem];
    if (scan.fields !== columns.length) {
      const message = `${scan.fields} columns where the header has ${columns.length}`;
      return malformedRow('', message, 'Give each row as many columns as the header; quote what holds a comma.');
    }
    if (columns.length === 1) {
      this.#only ??= this.#reader.template({});
      return this.#only;
    }
    const { bytes, start, end } = scan;
    const known = this.#templates.find(bytes, start, this.calleeStart, this.calleeEnd, end);
    if (known !== undefined) return known;
    const template = this.#make(columns);
    this.#templates.keep(bytes, start, this.calleeStart, this.calleeEnd, end, template);
    return template;
  }

  forget(): void {
    this.#only = undefined;
    this.#templates.forget();
  }

  #only: Template | undefined;

  #make(columns: readonly string[]): Template {
    const fields: Record<string, unknown> = {};
    for (const [place, name] of columns.entries()) {
      if (place === this.#callee) continue;
      const text = this.#text(place);
      if (text === undefined)
        return malformedRow(name, `not valid ${this.#charset}`, 'Say the encoding that the rows are in.');
      if (text === '') continue;
      fields[name] = name === 'roaming' && (text === 'true' || text === 'false') ? text === 'true' : text;
    }
    return this.#reader.template(fields);
  }

  #text(place: number): string | undefined {
    const scan = this.#scan;
    const text = this.decode(scan.start + scan.starts[place]!, scan.start + scan.ends[place]!);
    return scan.quotes[place] === 2 ? text?.replaceAll('""', '"') : text;
  }

  decode(start: number, end: number): string | undefined {
    try {
      return this.#decoder.decode(this.#scan.bytes.subarray(start, end)).replace(BYTE_ORDER_MARK, '');
    } catch {
      return undefined;
    }
  }
}
