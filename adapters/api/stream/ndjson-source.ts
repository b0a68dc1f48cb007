import { isUtf8 } from 'node:buffer';
import { type Failure, RowScan } from '@wurao/domain';
import { STREAM_ROW_BYTES_MAX } from '../options.ts';
import type { RowSource } from './row-source.ts';
import { malformedRow, type RowReader, type Template, Templates } from './templates.ts';

const TOO_LONG = malformedRow('', `longer than ${STREAM_ROW_BYTES_MAX} bytes`, 'Send one object a line.');
const NOT_UTF8 = malformedRow('', 'not valid UTF-8', 'Encode the line as UTF-8.');
const NO_OBJECT = malformedRow('', 'not a JSON object', 'Send one JSON object a line: {"callee":"13800000001"}.');
const NO_CALLEE = malformedRow('callee', 'missing', 'Give callee.');
const NOT_TEXT = malformedRow('callee', 'not a text', 'Give a text.');

const QUOTE = 34;
const COLON = 58;
const SPACE = 32;
const KEY = Buffer.from('"callee"');
const BYTE_ORDER_MARK = Buffer.from('\ufeff');
const decoder = new TextDecoder('utf-8', { fatal: true });

export class NdjsonSource implements RowSource {
  readonly refused: Failure | undefined = undefined;
  readonly calleeColumn = undefined;
  calleeText: string | undefined;
  readonly #scan = new RowScan({ rowBytesMax: STREAM_ROW_BYTES_MAX, form: 'lines' });
  readonly #templates = new Templates();
  readonly #reader: RowReader;
  readonly #place = { start: 0, end: 0 };
  #from = 0;
  #begun = false;

  constructor(reader: RowReader) {
    this.#reader = reader;
  }

  get bytes(): Uint8Array {
    return this.#scan.bytes;
  }

  get line(): number {
    return this.#scan.line;
  }

  get calleeStart(): number {
    return this.#place.start;
  }

  get calleeEnd(): number {
    return this.#place.end;
  }

  push(chunk: Uint8Array): void {
    this.#scan.push(chunk);
  }

  finish(): void {
    this.#scan.finish();
  }

  read(): boolean {
    const scan = this.#scan;
    while (scan.read()) {
      this.#from = scan.start + (this.#begun ? 0 : this.#markLength());
      this.#begun = true;
      if (scan.problem !== undefined || this.#from < scan.end) return true;
    }
    return false;
  }

  #markLength(): number {
    const { bytes, start } = this.#scan;
    return BYTE_ORDER_MARK.every((byte, i) => bytes[start + i] === byte) ? BYTE_ORDER_MARK.length : 0;
  }

  template(): Template {
    const { bytes, end, problem } = this.#scan;
    this.calleeText = undefined;
    if (problem !== undefined) return TOO_LONG;
    return this.#templates.findOpen(bytes, this.#from, end, this.#place) ?? this.#parse(bytes, this.#from, end);
  }

  forget(): void {
    this.#templates.forget();
  }

  #parse(bytes: Uint8Array, start: number, end: number): Template {
    const line = bytes.subarray(start, end);
    if (!isUtf8(line)) return NOT_UTF8;
    let body: unknown;
    try {
      body = JSON.parse(decoder.decode(line));
    } catch {
      return NO_OBJECT;
    }
    if (typeof body !== 'object' || body === null || Array.isArray(body)) return NO_OBJECT;
    const { callee, ...fields } = body as Record<string, unknown>;
    if (callee === undefined) return NO_CALLEE;
    if (typeof callee !== 'string') return NOT_TEXT;
    const template = this.#reader.template(fields);
    if (!this.#find(bytes, start, end, callee)) {
      this.calleeText = callee;
      return template;
    }
    this.#templates.keep(bytes, start, this.#place.start, this.#place.end, end, template);
    return template;
  }

  /** Where the callee stands in the text, if it can only stand there: its name comes once, and its value as it is. */
  #find(bytes: Uint8Array, start: number, end: number, callee: string): boolean {
    const line = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start);
    const at = line.indexOf(KEY);
    if (at < 0 || line.indexOf(KEY, at + 1) >= 0) return false;
    let from = at + KEY.length;
    while (line[from] === SPACE || line[from] === COLON) from++;
    if (line[from] !== QUOTE) return false;
    const to = line.indexOf(QUOTE, from + 1);
    if (line.toString('utf8', from + 1, to) !== callee || callee.includes('\\')) return false;
    this.#place.start = start + from + 1;
    this.#place.end = start + to;
    return true;
  }

  decode(start: number, end: number): string | undefined {
    try {
      return decoder.decode(this.#scan.bytes.subarray(start, end));
    } catch {
      return undefined;
    }
  }
}
