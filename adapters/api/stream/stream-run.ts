import {
  type Attempt,
  CANONICAL_MOBILE_BYTES,
  type Failure,
  type PhoneNumber,
  parseNumber,
  type Result,
  readPlainMobile,
  success,
} from '@wurao/domain';
import type { Actor } from '@wurao/registry';
import { STREAM_SLICE_ROWS } from '../options.ts';
import type { GatePort, Screened } from '../ports.ts';
import { type AnswerWriter, type RowError, rowErrorOf } from './answers.ts';
import type { RowSource } from './row-source.ts';
import { attemptOf, malformedRow } from './templates.ts';

export interface StreamParts {
  readonly gate: GatePort;
  readonly source: RowSource;
  readonly answers: AnswerWriter;
  readonly actor: Actor;
  readonly run: string;
  /** Rows to pass over: they were answered in an earlier call. */
  readonly offset: number;
}

const NOT_OF_ENCODING = malformedRow(
  'callee',
  'not in the encoding of the stream',
  'Say the encoding that the rows are in.',
);

const PLAIN = success(undefined);

/** Rows of one stream, a slice at a time: read, decided together, answered. */
export class StreamRun {
  /** Rows answered, good and bad; of those, bad ones. */
  rows = 0;
  badRows = 0;
  skipped = 0;
  readonly #parts: StreamParts;
  readonly #numbers = Buffer.alloc(STREAM_SLICE_ROWS * CANONICAL_MOBILE_BYTES);
  readonly #templates: Attempt[] = new Array(STREAM_SLICE_ROWS);
  /** The callee where it is not among `#numbers`. */
  readonly #others: (PhoneNumber | undefined)[] = new Array(STREAM_SLICE_ROWS);
  #errors: { readonly before: number; readonly error: RowError }[] = [];
  #count = 0;

  constructor(parts: StreamParts) {
    this.#parts = parts;
  }

  /** Reads and answers one slice. `more`: rows may be left in what was pushed. A failure: nothing of the slice was answered. */
  slice(): { readonly more: boolean } | Failure {
    const { source } = this.#parts;
    const more = this.#fill();
    if (source.refused !== undefined) return source.refused;
    const before = this.#parts.answers.size;
    try {
      const failed = this.#decide();
      if (failed !== undefined) return failed;
    } catch (error) {
      // Half a slice would be answers that the offset does not count.
      this.#parts.answers.cut(before);
      throw error;
    }
    this.rows += this.#count + this.#errors.length;
    this.badRows += this.#errors.length;
    return { more };
  }

  #decide(): Failure | undefined {
    const { gate, actor, run } = this.#parts;
    if (this.#count > 0) {
      const attempts = this.#attempts();
      const screened = gate.screen(attempts, actor, run);
      if ('ok' in screened) return screened;
      this.#answer(screened, attempts);
    } else this.#answer(undefined, []);
    return undefined;
  }

  #fill(): boolean {
    const { source, offset } = this.#parts;
    this.#count = 0;
    this.#errors = [];
    for (let left = STREAM_SLICE_ROWS; left > 0; left--) {
      if (!source.read()) return false;
      if (this.skipped < offset) {
        this.skipped++;
        continue;
      }
      this.#take();
    }
    return true;
  }

  #take(): void {
    const { source } = this.#parts;
    const template = source.template();
    const other: Result<PhoneNumber | undefined> = template.ok ? this.#otherNumber() : template;
    if (!template.ok) this.#bad(template);
    else if (!other.ok) this.#bad(other);
    else {
      this.#templates[this.#count] = template.value;
      this.#others[this.#count] = other.value;
      this.#count++;
    }
  }

  /** A plain mobile goes among `#numbers`; any other number is answered as such. */
  #otherNumber(): Result<PhoneNumber | undefined> {
    const { source } = this.#parts;
    const { bytes, calleeStart, calleeEnd, calleeText } = source;
    const at = this.#count * CANONICAL_MOBILE_BYTES;
    if (calleeText === undefined && readPlainMobile(bytes, calleeStart, calleeEnd, this.#numbers, at)) return PLAIN;
    const text = calleeText ?? source.decode(calleeStart, calleeEnd);
    return text === undefined ? NOT_OF_ENCODING : parseNumber(text, 'callee');
  }

  #bad(failure: Failure): void {
    const { line, calleeColumn } = this.#parts.source;
    this.#errors.push({ before: this.#count, error: rowErrorOf(failure, line, calleeColumn) });
  }

  /** One text for all numbers of the slice, and each a part of it: cheaper than a text each. */
  #attempts(): Attempt[] {
    const count = this.#count;
    const text = this.#numbers.toString('latin1', 0, count * CANONICAL_MOBILE_BYTES);
    const attempts: Attempt[] = new Array(count);
    for (let row = 0; row < count; row++) {
      const from = row * CANONICAL_MOBILE_BYTES;
      const callee = this.#others[row] ?? (text.slice(from, from + CANONICAL_MOBILE_BYTES) as PhoneNumber);
      attempts[row] = attemptOf(this.#templates[row]!, callee);
    }
    return attempts;
  }

  #answer(screened: Screened | undefined, attempts: readonly Attempt[]): void {
    const { answers, gate } = this.#parts;
    const errors = this.#errors;
    let law = gate.law();
    let next = 0;
    for (let row = 0; row <= attempts.length; row++) {
      for (let error = errors[next]; error?.before === row; error = errors[++next]) answers.error(error.error);
      if (screened === undefined || row === attempts.length) continue;
      const { law: decidedUnder } = screened.decisions[row]!;
      if (decidedUnder !== law.id) law = gate.lawPack(decidedUnder) ?? law;
      answers.decision(screened, attempts[row]!, row, law);
    }
  }
}
