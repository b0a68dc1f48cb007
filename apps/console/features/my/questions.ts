import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { answerOf, api } from '../../api/client.ts';
import { mineKey, preferenceQuery } from '../../api/preference.ts';
import { readExpectation, readFamily, readHeldMessages } from './asked.ts';
import { useShownNumber } from './shown-number.ts';

const PAGE_ITEMS = 50;
const ASKED_AGAIN_MS = 60_000;

export const usePreference = () => {
  const { number } = useShownNumber();
  return useQuery(preferenceQuery(number));
};

export const useContacts = () => {
  const { number } = useShownNumber();
  return useQuery({
    queryKey: mineKey(number, 'contacts'),
    queryFn: () => answerOf(api.GET('/v1/subscribers/{number}/contacts', { params: { path: { number } } })),
  });
};

export const useAskers = () => {
  const { number } = useShownNumber();
  return useQuery({
    queryKey: mineKey(number, 'askers'),
    queryFn: () => answerOf(api.GET('/v1/subscribers/{number}/askers', { params: { path: { number } } })),
  });
};

/** Page by page, the latest first. */
export const useAttempts = (decision: 'allow' | 'refuse' | undefined) => {
  const { number } = useShownNumber();
  return useInfiniteQuery({
    queryKey: mineKey(number, 'attempts', decision ?? 'all'),
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) =>
      answerOf(
        api.GET('/v1/subscribers/{number}/attempts', {
          params: {
            path: { number },
            query: {
              limit: PAGE_ITEMS,
              ...(decision === undefined ? {} : { decision }),
              ...(pageParam === undefined ? {} : { after: pageParam }),
            },
          },
        }),
      ),
    getNextPageParam: ({ next }) => next,
  });
};

export const useExplanation = (id: string | undefined) => {
  const { number, forShown } = useShownNumber();
  return useQuery({
    queryKey: mineKey(number, 'explanation', id ?? ''),
    enabled: id !== undefined,
    queryFn: () =>
      answerOf(api.GET('/v1/decisions/{id}/explanation', { ...forShown, params: { path: { id: id ?? '' } } })),
  });
};

export const useBasis = (id: string) => {
  const { number, forShown } = useShownNumber();
  return useQuery({
    queryKey: mineKey(number, 'basis', id),
    queryFn: () => answerOf(api.GET('/v1/consents/{id}', { ...forShown, params: { path: { id } } })),
  });
};

export const useComplaints = () => {
  const { number, forShown } = useShownNumber();
  return useInfiniteQuery({
    queryKey: mineKey(number, 'complaints'),
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) =>
      answerOf(
        api.GET('/v1/complaints', {
          ...forShown,
          params: {
            query: {
              limit: 10,
              ...(pageParam === undefined ? {} : { after: pageParam }),
            },
          },
        }),
      ),
    getNextPageParam: ({ next }) => next,
  });
};

/** With the case's timeline. */
export const useComplaint = (id: string) => {
  const { number, forShown } = useShownNumber();
  return useQuery({
    queryKey: mineKey(number, 'complaint', id),
    queryFn: () => answerOf(api.GET('/v1/complaints/{id}', { ...forShown, params: { path: { id } } })),
  });
};

export const useInquiries = () => {
  const { number, forShown } = useShownNumber();
  return useQuery({
    queryKey: mineKey(number, 'inquiries'),
    queryFn: () => answerOf(api.GET('/v1/inquiries', { ...forShown, params: { query: { limit: PAGE_ITEMS } } })),
  });
};

export const useObligations = () => {
  const { number, forShown } = useShownNumber();
  return useQuery({
    queryKey: mineKey(number, 'obligations'),
    queryFn: () => answerOf(api.GET('/v1/obligations', { ...forShown, params: { query: { limit: PAGE_ITEMS } } })),
  });
};

export const useExpectation = () => {
  const { number } = useShownNumber();
  return useQuery({
    queryKey: mineKey(number, 'expectation'),
    queryFn: () => readExpectation(number),
    // Asked again soon after it is over: nothing else says so.
    refetchInterval: ({ state: { data } }) =>
      data?.until === undefined ? false : Math.max(ASKED_AGAIN_MS, Date.parse(data.until) - Date.now()),
  });
};

/** Nobody is told of a ward's. */
export const useHeldMessages = () => {
  const { number, isWard } = useShownNumber();
  return useQuery({ queryKey: mineKey(number, 'held'), queryFn: () => readHeldMessages(number), enabled: !isWard });
};

/** Always of whoever is signed in. */
export const useFamily = () => {
  const { own } = useShownNumber();
  return useQuery({ queryKey: mineKey(own, 'family'), queryFn: () => readFamily(own) });
};
