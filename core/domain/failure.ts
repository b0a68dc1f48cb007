/**
 * Expected failures as values. The edge maps a code to its status once (api: problem+json; cli: exit code).
 * Every failure names the field, the value's position where there is one, and the remedy.
 */
export const FAILURE_CODES = [
  'malformed',
  'invalid',
  'unauthenticated',
  'forbidden',
  'not-found',
  'conflict',
  'idempotency-conflict',
  'too-many-requests',
  'too-large',
  'not-ready',
  'store-unavailable',
  'journal-unavailable',
  'newer-schema',
  'locked',
] as const;
export type FailureCode = (typeof FAILURE_CODES)[number];

/** What is wrong with a field, as a word that never changes its meaning: a page says it in its reader's language. */
export const FIELD_FAULTS = [
  'missing',
  'unknown-field',
  'wrong-type',
  'wrong-form',
  'not-a-number',
  'no-area-code',
  'unknown-word',
  'not-yes-or-no',
  'not-an-instant',
  'not-whole',
  'in-future',
  'too-long',
  'too-short',
  'too-many',
  'too-few',
  'twice',
  'too-small',
  'too-large',
  'unreadable-row',
  'too-many-cells',
  'wrong-encoding',
] as const;
export type FieldFault = (typeof FIELD_FAULTS)[number];

export interface FieldError {
  /** JSON path without the leading `$.`, e.g. `hours[2].from`; empty = the whole. */
  readonly field: string;
  /** Offset in characters (a field), or `line:column` (bulk), where known. */
  readonly position?: number | string;
  readonly message: string;
  readonly remedy: string;
  /** Left out: it has only its words. */
  readonly fault?: FieldFault;
  /** The bound, or the words to choose from. */
  readonly expected?: string;
}

export interface Failure {
  readonly ok: false;
  readonly code: FailureCode;
  readonly title: string;
  readonly errors: readonly FieldError[];
  /** For `too-many-requests`, `not-ready`: how long to wait. */
  readonly retryAfterMs?: number;
}

export interface Success<T> {
  readonly ok: true;
  readonly value: T;
}

export type Result<T> = Success<T> | Failure;

export const success = <T>(value: T): Success<T> => ({ ok: true, value });

export const failure = (code: FailureCode, title: string, ...errors: FieldError[]): Failure => ({
  ok: false,
  code,
  title,
  errors,
});

/** One invalid field. */
export const invalid = (field: string, message: string, remedy: string, position?: number | string): Failure =>
  failure('invalid', `Invalid ${field || 'input'}`, {
    field,
    message,
    remedy,
    ...(position === undefined ? {} : { position }),
  });

/** With its fault: `of` is the bound, or the words to choose from. */
export const withFault = (failed: Failure, fault: FieldFault, of?: string): Failure => ({
  ...failed,
  errors: failed.errors.map((error) => ({ ...error, fault, ...(of === undefined ? {} : { expected: of }) })),
});

/** In conflict with what stands. */
export const conflictOf = (field: string, message: string, remedy: string): Failure =>
  failure('conflict', 'In conflict with what stands', { field, message, remedy });
