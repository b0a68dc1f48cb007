import createClient from 'openapi-fetch';
import type { paths } from './contract.generated.ts';
import { ApiProblem, type Problem } from './problem.ts';

/** Says to the server that this page asks, not a page of somebody else's: it demands it of every change made by cookie. */
export const PAGE_HEADERS = { 'x-wurao-page': '1' } as const;

/** Every call of the contract, with its types. What fails is thrown by `answerOf`. */
export const api = createClient<paths>({ baseUrl: '/', headers: PAGE_HEADERS, credentials: 'same-origin' });

interface Answered<Data> {
  readonly data?: Data;
  readonly error?: unknown;
  readonly response: Response;
}

/** The answer's body; a refusal becomes an `ApiProblem`, no answer a `TypeError` of `fetch`. */
export const answerOf = async <Data>(call: Promise<Answered<Data>>): Promise<Data> => {
  const { data, error, response } = await call;
  if (!response.ok) throw new ApiProblem(response.status, (error ?? {}) as Problem);
  return data as Data;
};
