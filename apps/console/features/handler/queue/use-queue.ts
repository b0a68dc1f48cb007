import { type QueryClient, useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { answerOf, api } from '../../../api/client.ts';
import { given } from '../given.ts';
import { type Case, COUNTS_KEY, useMyId } from '../questions.ts';
import { isWithin, type QueueFilter } from './queue-filter.ts';

const QUEUE_KEY = ['queue'] as const;
const LIMIT = 200;

interface CasePage {
  readonly items: readonly Case[];
  readonly next?: string;
}

/** Of whoever reads it, where that is asked for; nobody has no cases. */
const assigneeOf = ({ isMine, assignee }: QueueFilter, myId: string | undefined): string | undefined =>
  isMine ? (myId ?? 'nobody') : assignee;

const askPage = async (filter: QueueFilter, myId: string | undefined, after: string | undefined): Promise<CasePage> => {
  const { state, province, category, party, isOverdue, text } = filter;
  const assignee = assigneeOf(filter, myId);
  if (text !== undefined) {
    const query = { text, limit: LIMIT, ...given({ state, province }) };
    const { items } = await answerOf(api.GET('/v1/cases/search', { params: { query } }));
    const { isMine: _mine, ...rest } = filter;
    return { items: items.filter(isWithin({ ...rest, ...given({ assignee }) }, Date.now())) };
  }
  const overdue = isOverdue ? ('true' as const) : undefined;
  const query = { limit: LIMIT, ...given({ state, province, category, party, assignee, overdue, after }) };
  return answerOf(api.GET('/v1/cases', { params: { query } }));
};

interface Pages {
  readonly pages: readonly unknown[];
  readonly pageParams: readonly unknown[];
}

/** Asks again for the beginning alone: hundreds of pages may have been scrolled through. */
export const renewQueue = async (queries: QueryClient): Promise<void> => {
  queries.setQueriesData<Pages>({ queryKey: QUEUE_KEY }, (held) =>
    held === undefined ? held : { pages: held.pages.slice(0, 1), pageParams: held.pageParams.slice(0, 1) },
  );
  await queries.invalidateQueries({ queryKey: QUEUE_KEY });
};

export const useQueue = (filter: QueueFilter) => {
  const queries = useQueryClient();
  const myId = useMyId();
  const query = useInfiniteQuery({
    queryKey: [...QUEUE_KEY, filter, myId],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) => askPage(filter, myId, pageParam),
    getNextPageParam: ({ next }) => next,
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
  });
  const { data, hasNextPage, isFetching, fetchNextPage } = query;
  const rows = useMemo(() => data?.pages.flatMap(({ items }) => items) ?? [], [data]);
  return {
    query,
    rows,
    isWhole: !hasNextPage,
    onNearEnd: (): void => {
      if (hasNextPage && !isFetching) void fetchNextPage();
    },
    renew: () => renewQueue(queries),
  };
};

export const useCounts = () =>
  useQuery({
    queryKey: COUNTS_KEY,
    queryFn: async () => (await answerOf(api.GET('/v1/cases/counts'))).items,
    refetchInterval: 30_000,
  });
