import {
  type ApiKey,
  type Attempt,
  type Failure,
  failure,
  invalid,
  numberKey,
  type PhoneNumber,
  type Result,
  success,
} from '@wurao/domain';
import type { CheckBody } from '../contract/validators.ts';
import type { GatePort } from '../ports.ts';
import { type AttemptBody, readAttempt } from '../read/attempt.ts';
import type { Presented } from './presented-caller.ts';

/** All of a row but its callee, read and checked once: rows that say the same bytes share it. */
export type Template = Result<Attempt>;

/** Templates at hand at once; a list has one mostly, or one for each of a few lines. */
const AT_HAND_MAX = 8;

interface Known {
  readonly before: Uint8Array;
  readonly after: Uint8Array;
  readonly template: Template;
}

const sameBytes = (bytes: Uint8Array, start: number, other: Uint8Array): boolean => {
  for (let i = 0; i < other.length; i++) if (bytes[start + i] !== other[i]) return false;
  return true;
};

const QUOTE = 34;
const BACKSLASH = 92;
const FIRST_TEXT_BYTE = 32;

/** Finds the template of a row by the bytes before and after its callee. */
export class Templates {
  readonly #known: Known[] = [];
  #next = 0;

  find(bytes: Uint8Array, start: number, calleeStart: number, calleeEnd: number, end: number): Template | undefined {
    for (const { before, after, template } of this.#known) {
      if (before.length !== calleeStart - start || after.length !== end - calleeEnd) continue;
      if (sameBytes(bytes, start, before) && sameBytes(bytes, calleeEnd, after)) return template;
    }
    return undefined;
  }

  /** The same where the callee's end is not known yet: a JSON text that begins and ends like one seen before. */
  findOpen(bytes: Uint8Array, start: number, end: number, place: { start: number; end: number }): Template | undefined {
    for (const { before, after, template } of this.#known) {
      const from = start + before.length;
      if (from > end || !sameBytes(bytes, start, before)) continue;
      let to = from;
      while (to < end && bytes[to] !== QUOTE && bytes[to] !== BACKSLASH && bytes[to]! >= FIRST_TEXT_BYTE) to++;
      if (after.length !== end - to || !sameBytes(bytes, to, after)) continue;
      place.start = from;
      place.end = to;
      return template;
    }
    return undefined;
  }

  keep(
    bytes: Uint8Array,
    start: number,
    calleeStart: number,
    calleeEnd: number,
    end: number,
    template: Template,
  ): void {
    const known = { before: bytes.slice(start, calleeStart), after: bytes.slice(calleeEnd, end), template };
    this.#known[this.#next] = known;
    this.#next = (this.#next + 1) % AT_HAND_MAX;
  }

  forget(): void {
    this.#known.length = 0;
    this.#next = 0;
  }
}

/** Stands for the callee while the rest of a row is checked. */
const ANY_CALLEE = '+8613800000000';

const SCREENS_ONLY = invalid(
  'mode',
  'a stream asks only',
  'Leave mode out, or set it to "screen"; attempts go to POST /v1/decisions.',
);
const NO_PERMIT = invalid('permit', 'a screen needs no permit', 'Leave permit out.');

export interface RowReaderParts {
  readonly check: CheckBody;
  readonly key: ApiKey;
  readonly gate: Pick<GatePort, 'line'>;
  /** What the query says of all rows; a row's own word counts before it. */
  readonly defaults: Readonly<Record<string, unknown>>;
  /** For rows that name neither a caller nor a line. */
  readonly presented: Result<Presented>;
}

/** Checks what rows say, by the contract of POST /v1/decisions and the rights of this key. */
export class RowReader {
  readonly #parts: RowReaderParts;
  #key: ApiKey;
  #presented: Result<Presented>;

  constructor(parts: RowReaderParts) {
    this.#parts = parts;
    this.#key = parts.key;
    this.#presented = parts.presented;
  }

  /** The key as it is now, and what is presented now. */
  renew(key: ApiKey, presented: Result<Presented>): void {
    this.#key = key;
    this.#presented = presented;
  }

  template(fields: Readonly<Record<string, unknown>>): Template {
    const { check, gate, defaults } = this.#parts;
    const key = this.#key;
    const presented = this.#presented;
    const said: Record<string, unknown> = { channel: 'voice', ...defaults, ...fields };
    if (said['caller'] === undefined && said['line'] === undefined) {
      if (!presented.ok) return presented;
      Object.assign(said, presented.value);
    }
    const body = { ...said, callee: ANY_CALLEE };
    const wrong = check(body);
    if (wrong) return wrong;
    const { mode, permit, ...rest } = body as unknown as AttemptBody;
    if (mode === 'attempt') return SCREENS_ONLY;
    if (permit !== undefined) return NO_PERMIT;
    const asked = readAttempt({ ...rest, mode: 'screen' }, key, gate);
    if (!asked.ok) return asked;
    const { attempt, atMs } = asked.value;
    const { caller } = attempt;
    // Read once for all rows that are alike.
    const keyed = caller === undefined ? attempt : { ...attempt, callerKey: numberKey(caller) };
    return success(atMs === undefined ? keyed : { ...keyed, asOfMs: atMs });
  }
}

/** The attempt of one row. In the order of `readAttempt`, so that the engine sees one shape. */
export const attemptOf = (template: Attempt, callee: PhoneNumber): Attempt => {
  const calleeKey = numberKey(callee);
  if (template.asOfMs !== undefined) return { ...template, callee, calleeKey };
  return {
    mode: 'screen',
    channel: template.channel,
    caller: template.caller,
    callee,
    callerKey: template.callerKey,
    calleeKey,
    line: template.line,
    merchant: template.merchant,
    purpose: template.purpose,
    category: template.category,
    content: template.content,
    text: template.text,
    permit: undefined,
    attemptId: template.attemptId,
    assertedCaller: template.assertedCaller,
    firstCalled: template.firstCalled,
    roaming: template.roaming,
    classified: undefined,
  };
};

export const malformedRow = (field: string, message: string, remedy: string): Failure =>
  failure('malformed', 'The row cannot be read', { field, message, remedy });
