import { type FailureCode, failure, invalid, type Result } from '@wurao/domain';
import { PROBLEM_KINDS, Stop } from './problem.ts';

/** The value of a result, or the end of the call. */
export const need = <T>(result: Result<T>): T => {
  if (result.ok) return result.value;
  throw new Stop(result);
};

export const stop = (code: FailureCode, field: string, message: string, remedy: string): Stop =>
  new Stop(failure(code, PROBLEM_KINDS[code].title, { field, message, remedy }));

export const stopInvalid = (field: string, message: string, remedy: string, position?: number): Stop =>
  new Stop(invalid(field, message, remedy, position));

/** One shape for "unknown" and "not yours": an id is no oracle either. */
export const notFound = (noun: string): Stop =>
  stop('not-found', 'id', `there is no such ${noun}`, 'Check the id; you only see what is yours.');
