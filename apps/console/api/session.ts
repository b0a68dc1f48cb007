import { answerOf, api, PAGE_HEADERS } from './client.ts';
import type { components } from './contract.generated.ts';
import { ApiProblem, isSignedOut, type Problem } from './problem.ts';

/** Who is signed in on this browser. */
export type Session = components['schemas']['WhoIAm'];

/** Calls of sign-in, as JSON; a refusal is thrown as an `ApiProblem`. */
export const askJson = async <Answer>(method: string, path: string, body?: object): Promise<Answer> => {
  const response = await fetch(path, {
    method,
    headers: { ...PAGE_HEADERS, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const answer: unknown = text === '' ? undefined : JSON.parse(text);
  if (!response.ok) throw new ApiProblem(response.status, answer as Problem);
  return answer as Answer;
};

/** Null: nobody is signed in. */
export const readSession = async (): Promise<Session | null> => {
  try {
    return await answerOf(api.GET('/v1/session'));
  } catch (error) {
    if (isSignedOut(error)) return null;
    throw error;
  }
};

export const signOut = (): Promise<unknown> => answerOf(api.DELETE('/v1/session'));
