import { type QueryKey, type UseInfiniteQueryResult, useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';

interface PageOf<Row> {
  readonly items: readonly Row[];
  readonly next?: string;
}

export interface Pages<Row> {
  readonly query: Pick<UseInfiniteQueryResult, 'isPending' | 'isError' | 'error'> & { refetch(): unknown };
  readonly rows: readonly Row[];
  /** There is no more to ask for. */
  readonly isWhole: boolean;
  /** Asks for the next page, unless it is on its way, or went wrong: then it waits for `again`. */
  readonly onNearEnd: () => void;
  /** Asks once more for what went wrong. */
  readonly again: () => void;
}

/** A list of the API that is asked for page by page, by the cursor that each answer names. */
export const usePages = <Row>(
  queryKey: QueryKey,
  ask: (after: { readonly after?: string }) => Promise<PageOf<Row>>,
): Pages<Row> => {
  const query = useInfiniteQuery({
    queryKey,
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) => ask(pageParam === undefined ? {} : { after: pageParam }),
    getNextPageParam: (last) => last.next,
  });
  const { data, hasNextPage, isFetching, isError, isFetchNextPageError, fetchNextPage, refetch } = query;
  const rows = useMemo(() => data?.pages.flatMap(({ items }) => items) ?? [], [data]);
  return {
    query,
    rows,
    isWhole: !hasNextPage,
    onNearEnd: () => {
      if (hasNextPage && !isFetching && !isError) void fetchNextPage();
    },
    again: () => void (isFetchNextPageError ? fetchNextPage() : refetch()),
  };
};
