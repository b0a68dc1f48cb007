import { type Failure, failure, type Result, success } from '@wurao/domain';
import { isFull, outsideCause } from './dialect.ts';

export const unavailable = (cause: string): Failure => ({
  ...failure('store-unavailable', 'The store does not answer', {
    field: '',
    message: isFull(cause)
      ? 'the disk is full; nothing was applied'
      : `the store could not be read or written (${cause}); nothing was applied`,
    remedy: isFull(cause)
      ? 'Make room on the disk of the data directory, then send it again.'
      : 'Check the disk of the data directory, then send it again.',
  }),
  retryAfterMs: RETRY_AFTER_MS,
});
const RETRY_AFTER_MS = 1_000;

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
