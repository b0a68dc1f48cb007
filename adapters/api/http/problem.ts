import type { Failure, FailureCode, FieldError } from '@wurao/domain';

/** The one place where a failure becomes a status. `title` is used where the failure brings none. */
interface ProblemKind {
  readonly status: number;
  readonly title: string;
  readonly remedy: string;
}

export const PROBLEM_KINDS: Readonly<Record<FailureCode, ProblemKind>> = {
  malformed: {
    status: 400,
    title: 'The request cannot be read',
    remedy: 'Send what the contract at /docs shows for this call.',
  },
  invalid: { status: 422, title: 'A value is not valid', remedy: 'Correct the named fields.' },
  unauthenticated: {
    status: 401,
    title: 'No valid key',
    remedy: 'Send "Authorization: Bearer <key>" with an active key.',
  },
  forbidden: {
    status: 403,
    title: 'This key may not do that',
    remedy: "Use a key whose role has the right; /docs states each call's roles.",
  },
  'not-found': { status: 404, title: 'Not found', remedy: 'Check the path and the id.' },
  conflict: {
    status: 409,
    title: 'In conflict with what is stored',
    remedy: 'Read the present state and decide again.',
  },
  'idempotency-conflict': {
    status: 409,
    title: 'The idempotency key was used with another body',
    remedy: 'Use a new Idempotency-Key for a new request.',
  },
  'too-many-requests': { status: 429, title: 'Too many requests', remedy: 'Wait as Retry-After says, then try again.' },
  'too-large': { status: 413, title: 'The body is too large', remedy: 'Send at most 64 KiB in one call.' },
  'not-ready': { status: 503, title: 'Not ready', remedy: 'Wait until GET /readyz answers 200.' },
  'store-unavailable': {
    status: 503,
    title: 'The store does not answer',
    remedy: 'Nothing was written. Try again with the same Idempotency-Key.',
  },
  'journal-unavailable': {
    status: 503,
    title: 'The journal cannot be written',
    remedy: 'No decision was made. Try again; an operator should look at the disk.',
  },
  'newer-schema': {
    status: 503,
    title: 'The store is of a newer version',
    remedy: 'Start the newer version of the server.',
  },
  locked: {
    status: 503,
    title: 'Another process holds the data directory',
    remedy: 'Stop the other process or use another directory.',
  },
};

export const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';

/** Long enough that a client which waits is not sent away at once, short enough to notice a restart. */
const RETRY_AFTER_DEFAULT_SECONDS = 1;

export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: FailureCode;
  readonly errors: readonly FieldError[];
}

/** Fields in the contract's order; a failure without errors still says what to do. */
export const problemOf = (failure: Failure): Problem => {
  const kind = PROBLEM_KINDS[failure.code];
  const title = failure.title || kind.title;
  const errors = failure.errors.length > 0 ? failure.errors : [{ field: '', message: title, remedy: kind.remedy }];
  return { type: `/docs#${failure.code}`, title, status: kind.status, code: failure.code, errors };
};

/** Whole seconds to wait, for the codes that pass by themselves. */
export const retryAfterSeconds = (failure: Failure): number | undefined => {
  if (failure.retryAfterMs !== undefined) return Math.max(1, Math.ceil(failure.retryAfterMs / 1000));
  const { status } = PROBLEM_KINDS[failure.code];
  return status === 429 || status === 503 ? RETRY_AFTER_DEFAULT_SECONDS : undefined;
};

/** Carries an expected failure out of a handler to the one place that answers it. */
export class Stop extends Error {
  readonly failure: Failure;
  constructor(failure: Failure) {
    super(failure.title);
    this.name = 'Stop';
    this.failure = failure;
  }
}
