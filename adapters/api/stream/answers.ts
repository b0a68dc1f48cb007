import type { Attempt, Decision, Failure, InstantMs, JournalledDecision, Role } from '@wurao/domain';
import type { LawPack } from '@wurao/law';
import { DECISION_ID_BYTES_MAX, type Screened } from '../ports.ts';
import { reasonParts, SIGHT_OF_ROLE } from '../views/decision-view.ts';

export type AnswerForm = 'csv' | 'ndjson';

/** A row that was not understood, in its place. */
export interface RowError {
  readonly line: number;
  /** CSV: the column of the field, from 1, where it is one. */
  readonly column?: number | undefined;
  readonly field: string;
  readonly position?: number | string;
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
}

export const rowErrorOf = ({ code, errors }: Failure, line: number, column: number | undefined): RowError => {
  const [first] = errors;
  const position = first?.position;
  return {
    line,
    ...(column === undefined || first?.field !== 'callee' ? {} : { column }),
    field: first?.field ?? '',
    ...(position === undefined ? {} : { position }),
    code,
    message: first?.message ?? '',
    remedy: first?.remedy ?? '',
  };
};

export const ANSWER_TYPES: Readonly<Record<AnswerForm, string>> = {
  csv: 'text/csv; charset=utf-8; header=present',
  ndjson: 'application/x-ndjson',
};

const CSV_HEADER = Buffer.from('id,decision,reason,reasonCode,retryAt,error\n');
const NOTHING = Buffer.alloc(0);
const FIRST_BYTES = 256 * 1024;
/** Beside its id and its reason: an instant and punctuation. */
const ROW_BYTES_MAX = DECISION_ID_BYTES_MAX + 64;

/** What stands between the id and the instant, and behind it, for one answer. */
interface Middle {
  readonly bytes: Buffer;
  readonly reason: string;
  readonly decision: string;
}

interface Mutable {
  id: JournalledDecision['id'];
  atMs: InstantMs;
  attempt: Attempt;
  decision: Decision;
}

/** Writes answers as bytes. `take` hands out what was written since. */
export class AnswerWriter {
  readonly #csv: boolean;
  readonly #sight: (typeof SIGHT_OF_ROLE)[Role];
  readonly #middles = new Map<string, Middle>();
  readonly #record = {} as Mutable;
  readonly #idStart: Buffer;
  #buffer = Buffer.allocUnsafeSlow(FIRST_BYTES);
  #at = 0;
  #retryMs: number | undefined;
  #retry = NOTHING;
  #last: Middle = { bytes: NOTHING, reason: '', decision: '' };
  #law: LawPack | undefined;

  constructor(form: AnswerForm, role: Role) {
    this.#csv = form === 'csv';
    this.#sight = SIGHT_OF_ROLE[role];
    this.#idStart = Buffer.from(this.#csv ? '' : '{"id":"');
  }

  /** Stands before the first answer. */
  beginning(): Buffer {
    return this.#csv ? CSV_HEADER : NOTHING;
  }

  decision(screened: Screened, attempt: Attempt, row: number, law: LawPack): void {
    const decision = screened.decisions[row]!;
    const record = this.#record;
    record.atMs = screened.atMs;
    record.attempt = attempt;
    record.decision = decision;
    const shown = this.#sight(record, law);
    const middle = this.#middleOf(shown.decision, shown.reason, law);
    this.#reserve(ROW_BYTES_MAX + middle.bytes.length);
    this.#bytes(this.#idStart);
    this.#at = screened.writeId(this.#buffer, this.#at, row);
    this.#bytes(middle.bytes);
    if (shown.retryAtMs !== undefined) this.#instant(shown.retryAtMs);
    this.#end();
  }

  error(error: RowError, more: Readonly<Record<string, unknown>> = {}): void {
    const json = JSON.stringify({ ...error, ...more });
    const text = this.#csv ? `,,,,,"${json.replaceAll('"', '""')}"\n` : `{"error":${json}}\n`;
    this.#reserve(Buffer.byteLength(text));
    this.#at += this.#buffer.write(text, this.#at);
  }

  /** Bytes written since `take`. */
  get size(): number {
    return this.#at;
  }

  /** Forgets what was written since it was of this size. */
  cut(size: number): void {
    this.#at = size;
  }

  /** A copy of what was written; the room is used again. */
  take(): Buffer {
    const taken = Buffer.from(this.#buffer.subarray(0, this.#at));
    this.#at = 0;
    return taken;
  }

  #end(): void {
    const buffer = this.#buffer;
    if (this.#csv) buffer[this.#at++] = COMMA;
    else buffer[this.#at++] = CLOSE;
    buffer[this.#at++] = LF;
  }

  #instant(retryAtMs: InstantMs): void {
    if (retryAtMs !== this.#retryMs) {
      const text = new Date(retryAtMs).toISOString();
      this.#retry = Buffer.from(this.#csv ? text : `,"retryAt":"${text}"`);
      this.#retryMs = retryAtMs;
    }
    this.#bytes(this.#retry);
  }

  #middleOf(decision: string, reason: string, law: LawPack): Middle {
    const last = this.#last;
    if (last.reason === reason && last.decision === decision && this.#law === law) return last;
    if (this.#law !== law) this.#middles.clear();
    this.#law = law;
    const key = `${decision} ${reason}`;
    const known = this.#middles.get(key) ?? this.#make(decision, reason, law);
    this.#middles.set(key, known);
    this.#last = known;
    return known;
  }

  #make(decision: string, reason: string, law: LawPack): Middle {
    const { reasonCode } = reasonParts(reason, law);
    const rest = JSON.stringify({ decision, reason, reasonCode }).slice(1, -1);
    const text = this.#csv ? `,${decision},${reason},${reasonCode},` : `",${rest}`;
    return { bytes: Buffer.from(text), reason, decision };
  }

  #bytes(bytes: Buffer): void {
    const buffer = this.#buffer;
    let at = this.#at;
    for (let i = 0; i < bytes.length; i++) buffer[at++] = bytes[i]!;
    this.#at = at;
  }

  #reserve(bytes: number): void {
    if (this.#at + bytes <= this.#buffer.length) return;
    const grown = Buffer.allocUnsafeSlow(Math.max(this.#buffer.length * 2, this.#at + bytes));
    this.#buffer.copy(grown, 0, 0, this.#at);
    this.#buffer = grown;
  }
}

const COMMA = 44;
const CLOSE = 0x7d;
const LF = 10;
