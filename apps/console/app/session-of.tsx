import { useQuery, useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext } from 'react';
import { readSession, type Session, signOut } from '../api/session.ts';

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

export const SESSION_QUERY = { queryKey: SESSION_KEY, queryFn: readSession, staleTime: 60_000, retry: 1 };
export const useSessionQuery = () => useQuery(SESSION_QUERY);

export const SessionProvider = ({
  session,
  children,
}: {
  readonly session: Session | null;
  readonly children: ReactNode;
}) => <SessionContext value={session}>{children}</SessionContext>;

/** Ends the session here and forgets all that was shown. */
export const useSignOut = (): (() => Promise<void>) => {
  const queries = useQueryClient();
  return async () => {
    await signOut().catch(() => undefined);
    queries.setQueryData(SESSION_KEY, null);
    queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== SESSION_KEY[0] });
  };
};
