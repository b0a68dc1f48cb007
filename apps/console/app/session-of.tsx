import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext } from 'react';
import { isSignedOut } from '../api/problem.ts';
import { readSession, type Session, signOut } from '../api/session.ts';
import { useChange } from '../components/use-change.ts';

export const SESSION_KEY = ['session'] as const;

const SessionContext = createContext<Session | null>(null);

/** Who is signed in; null on pages for anyone. */
export const useMaybeSession = (): Session | null => useContext(SessionContext);

/** Who is signed in, on pages that nobody else is shown. */
export const useSession = (): Session => {
  const session = useContext(SessionContext);
  if (session === null) throw new Error('a page without a session asks who is signed in');
  return session;
};

const forgetAll = (queries: QueryClient): void => {
  queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== SESSION_KEY[0] });
  try {
    sessionStorage.clear();
  } catch {
    // A browser that keeps nothing has nothing to forget.
  }
};

/** Who is signed in. A session that ended by itself leaves nothing to whoever comes next. */
const askSession = async ({ client }: { readonly client: QueryClient }): Promise<Session | null> => {
  const session = await readSession();
  if (session === null && client.getQueryData(SESSION_KEY)) forgetAll(client);
  return session;
};

export const SESSION_QUERY = { queryKey: SESSION_KEY, queryFn: askSession, staleTime: 60_000, retry: 1 };
export const useSessionQuery = () => useQuery(SESSION_QUERY);

export const SessionProvider = ({
  session,
  children,
}: {
  readonly session: Session | null;
  readonly children: ReactNode;
}) => <SessionContext value={session}>{children}</SessionContext>;

/** A session that had ended already is as well. */
const endSession = async (): Promise<void> => {
  try {
    await signOut();
  } catch (error) {
    if (!isSignedOut(error)) throw error;
  }
};

/** Ends the session and forgets all that was shown. What did not end is said: nobody is told that they are out who is not. */
export const useSignOut = (): (() => void) => {
  const queries = useQueryClient();
  const { mutate } = useChange<void, void>({
    make: endSession,
    touches: [],
    after: () => {
      queries.setQueryData(SESSION_KEY, null);
      forgetAll(queries);
    },
  });
  return mutate;
};
