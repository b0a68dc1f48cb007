import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Loading } from './loading.tsx';
import { ProblemAlert } from './problem-alert.tsx';

interface AnswerProps<Data> {
  readonly query: UseQueryResult<Data>;
  /** What to show instead when this is true of the data. */
  readonly isEmpty?: (data: Data) => boolean;
  readonly empty?: ReactNode;
  readonly children: (data: Data) => ReactNode;
}

/** What was asked of the server: a shape while it comes, what went wrong, what an empty answer means, or the answer. */
export const Answer = <Data,>({ query, isEmpty, empty, children }: AnswerProps<Data>) => {
  if (query.isPending) return <Loading />;
  if (query.isError) return <ProblemAlert error={query.error} again={() => void query.refetch()} />;
  return <>{isEmpty?.(query.data) ? empty : children(query.data)}</>;
};
