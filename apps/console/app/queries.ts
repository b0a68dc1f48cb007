import { QueryClient } from '@tanstack/react-query';
import { ApiProblem } from '../api/problem.ts';

const FIRST_SERVER_STATUS = 500;
const RETRIES = 2;
/** What the server refused it refuses again; no answer may come yet. */
const isWorthAsking = (failures: number, error: unknown): boolean =>
  failures < RETRIES && !(error instanceof ApiProblem && error.status < FIRST_SERVER_STATUS);

/** What was asked of the API, kept for the whole page. */
export const queries = new QueryClient({
  defaultOptions: {
    queries: { retry: isWorthAsking, staleTime: 5_000, refetchOnWindowFocus: true },
    mutations: { retry: false },
  },
});
