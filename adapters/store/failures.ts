import { type Failure, failure, type Result, success } from '@wurao/domain';
import { isFull, isRemote, outsideCause } from './dialect.ts';

const RETRY_AFTER_MS = 1_000;

const remedyFor = (cause: string): string => {
  if (isRemote(cause))
    return isFull(cause)
      ? 'Make room on the disk of the database server, then send it again.'
      : 'Check the database server and database.url, then send it again; `wurao doctor` says more.';
  return isFull(cause)
    ? 'Make room on the disk of the data directory, then send it again.'
    : 'Check the disk of the data directory, then send it again.';
};

const storeUnavailable = (message: string, remedy: string): Failure => ({
  ...failure('store-unavailable', 'The store does not answer', { field: '', message, remedy }),
  retryAfterMs: RETRY_AFTER_MS,
});

export const unavailable = (cause: string): Failure =>
  storeUnavailable(
    isFull(cause)
      ? 'the disk is full; nothing was applied'
      : `the store could not be read or written (${cause}); nothing was applied`,
    remedyFor(cause),
  );

/** The connection broke while a commit was under way, and the server could not be asked within the time there is. */
export class OutcomeUnknown extends Error {}

export const outcomeUnknown = (): Failure =>
  storeUnavailable(
    'the connection to the database broke during the commit; whether the write happened is not known',
    'Ask again with the same Idempotency-Key: it is done once.',
  );

export const stillInTheWay = (tries: number): Failure =>
  storeUnavailable(
    `other transactions were in the way ${tries} times in a row; nothing was applied`,
    'Send it again. If it stays so, look for long transactions of others in this database.',
  );

/** A cause outside the program becomes a failure; anything else is a programmer's error and is thrown on. */
export const outsideFailure = (error: unknown): Failure => {
  const cause = outsideCause(error);
  if (cause === undefined) throw error;
  return unavailable(cause);
};

export const attempted = async <T>(work: () => Promise<T>): Promise<Result<T>> => {
  try {
    return success(await work());
  } catch (error) {
    return outsideFailure(error);
  }
};
