import { csvCell, type FieldError, RowScan } from '@wurao/domain';
import { REASONS } from '@wurao/law';
import type { Language } from '../shell.ts';
import { type Encoding, encoded } from './encoding.ts';

const ANSWER_BYTES_MAX = 64 * 1024;
const DECISION = 1;
const REASON = 2;
const ERROR = 5;

/** What is appended to a row for one answer, made once. */
export interface Ending {
  readonly decision: string;
  readonly reason: string;
  readonly bytes: Buffer;
  /** Rows that had it. */
  count: number;
}

export interface AnswerError extends FieldError {
  readonly code: string;
  /** Of the rows sent, from 1. */
  readonly line: number;
  /** The server ended the stream. */
  readonly ended?: boolean;
}

const TEXTS = new Map(REASONS.map(({ key, text }) => [key, text]));
export const BAD_ROW = 'error';

/** Answers of the stream, row by row, as endings for the rows of the list. */
export class AnswerRows {
  readonly endings: Ending[] = [];
  readonly #scan = new RowScan({ rowBytesMax: ANSWER_BYTES_MAX });
  readonly #language: Language;
  readonly #encoding: Encoding;
  readonly #known: { readonly key: Uint8Array; readonly ending: Ending }[] = [];
  #hasHeader = false;

  constructor(language: Language, encoding: Encoding) {
    this.#language = language;
    this.#encoding = encoding;
  }

  push(chunk: Uint8Array): void {
    this.#scan.push(chunk);
  }

  /** The next answer; undefined: it has not come yet. */
  read(): Ending | AnswerError | undefined {
    const scan = this.#scan;
    if (!this.#hasHeader) this.#hasHeader = scan.read();
    if (!this.#hasHeader) return undefined;
    if (!scan.read()) return undefined;
    const from = scan.start + (scan.starts[DECISION] ?? 0);
    const to = scan.start + (scan.ends[REASON] ?? 0);
    return to - from > 1 ? this.#endingAt(from, to) : this.#error();
  }

  #error(): AnswerError {
    const { bytes, start, starts, ends } = this.#scan;
    const text = Buffer.from(bytes.subarray(start + (starts[ERROR] ?? 0), start + (ends[ERROR] ?? 0))).toString('utf8');
    return JSON.parse(text.replaceAll('""', '"')) as AnswerError;
  }

  #endingAt(from: number, to: number): Ending {
    const { bytes } = this.#scan;
    for (const { key, ending } of this.#known) {
      if (key.length !== to - from) continue;
      let same = 0;
      while (same < key.length && key[same] === bytes[from + same]) same++;
      if (same === key.length) return ending;
    }
    const [decision = '', reason = ''] = Buffer.from(bytes.subarray(from, to)).toString('latin1').split(',');
    const ending = this.ending(decision, reason);
    this.#known.push({ key: bytes.slice(from, to), ending });
    return ending;
  }

  /** The ending for a decision and a reason, also one that an earlier run counted. */
  ending(decision: string, reason: string): Ending {
    const known = this.endings.find((one) => one.decision === decision && one.reason === reason);
    if (known !== undefined) return known;
    const text = TEXTS.get(reason as (typeof REASONS)[number]['key'])?.[this.#language] ?? '';
    const made = { decision, reason, bytes: this.bytesOf(decision, reason, text), count: 0 };
    this.endings.push(made);
    return made;
  }

  bytesOf(decision: string, reason: string, text: string): Buffer {
    return encoded(`,${decision},${reason},${csvCell(text)}`, this.#encoding);
  }
}
