import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { isRefused } from '../api/problem.ts';
import { Loading } from './loading.tsx';
import { ProblemAlert } from './problem-alert.tsx';

interface AnswerProps<Data> {
  readonly query: UseQueryResult<Data>;
  /** What to show instead when this is true of the data. */
  readonly isEmpty?: (data: Data) => boolean;
  readonly empty?: ReactNode;
  readonly children: (data: Data) => ReactNode;
}

/**
 * What was asked of the server: a shape while it comes, what went wrong, what an empty answer means, or the answer. Asked again in vain, the
 * answer stays below what went wrong, with all that somebody fills in there; what is refused meanwhile is shown no longer.
 */
export const Answer = <Data,>({ query, isEmpty, empty, children }: AnswerProps<Data>) => {
  if (query.isPending) return <Loading />;
  const { data, error } = query;
  const fault = query.isError ? <ProblemAlert error={error} again={() => void query.refetch()} /> : null;
  if (data === undefined || isRefused(error)) return fault;
  return (
    <>
      {fault}
      {isEmpty?.(data) ? empty : children(data)}
    </>
  );
};
