import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { isRefused, isSignedOut } from '../api/problem.ts';
import { SESSION_KEY } from './session-of.tsx';

const RETRIES = 2;
/** What the server refused it refuses again; no answer may come yet. */
const isWorthAsking = (failures: number, error: unknown): boolean => failures < RETRIES && !isRefused(error);

/** A session that ended while the page was open: who is signed in is asked, and whoever is not goes to where one signs in. */
const heedEnd = (error: unknown): void => {
  if (isSignedOut(error)) void queries.invalidateQueries({ queryKey: SESSION_KEY });
};

/** What was asked of the API, kept for the whole page. */
export const queries: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError: heedEnd }),
  mutationCache: new MutationCache({ onError: heedEnd }),
  defaultOptions: {
    // Without a network all fails at once and is said; it would wait unsaid, and changes would be made whenever it is back.
    queries: {
      retry: isWorthAsking,
      staleTime: 5_000,
      refetchOnWindowFocus: true,
      refetchOnReconnect: true,
      networkMode: 'always',
    },
    mutations: { retry: false, networkMode: 'always' },
  },
});
