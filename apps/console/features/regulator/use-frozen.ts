import { useQueries, useQuery } from '@tanstack/react-query';
import { answerOf, api } from '../../api/client.ts';
import type { FrozenCounts } from './province-figures.ts';

const readFrozen = async (period: string): Promise<FrozenCounts> => {
  const text = await answerOf(
    api.GET('/v1/bulletins/{period}/frozen', { params: { path: { period } }, parseAs: 'text' }),
  );
  return JSON.parse(text as string) as FrozenCounts;
};

/** What is frozen never changes. */
const question = (period: string) => ({
  queryKey: ['frozen', period],
  queryFn: () => readFrozen(period),
  staleTime: Number.POSITIVE_INFINITY,
});

export const useFrozen = (period: string) => useQuery({ ...question(period), enabled: period !== '' });

/** Those that have come so far, in the order asked for. */
export const useManyFrozen = (periods: readonly string[]): readonly FrozenCounts[] =>
  useQueries({
    queries: periods.map(question),
    combine: (answers) => answers.flatMap(({ data }) => (data === undefined ? [] : [data])),
  });

/** Periods that are out, the latest first. */
export const usePeriods = () =>
  useQuery({ queryKey: ['bulletins'], queryFn: async () => (await answerOf(api.GET('/v1/bulletins'))).items });
