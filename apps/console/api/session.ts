import { PAGE_HEADERS } from './client.ts';
import { ApiProblem, type Problem } from './problem.ts';
import type { Role } from './roles.ts';

/** Who is signed in on this browser. */
export interface Session {
  readonly role: Role;
  readonly party?: string;
  readonly partyName?: string;
  /** The person's own number, whole. */
  readonly subscriber?: string;
  readonly member?: { readonly id: string; readonly name: string; readonly displayName?: string };
  readonly lines?: readonly string[];
  readonly expires?: string;
}

const UNAUTHENTICATED = 401;

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
    return await askJson<Session>('GET', '/v1/session');
  } catch (error) {
    if (error instanceof ApiProblem && error.status === UNAUTHENTICATED) return null;
    throw error;
  }
};

export const signOut = (): Promise<unknown> => askJson('DELETE', '/v1/session');
