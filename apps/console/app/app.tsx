import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { App as Messages } from 'antd';
import { Suspense } from 'react';
import { BrowserRouter } from 'react-router';
import { ApiProblem } from '../api/problem.ts';
import { Loading } from '../components/loading.tsx';
import { Addresses } from './addresses.tsx';
import { FaultBoundary } from './fault-boundary.tsx';
import { HouseTheme } from './theme.tsx';

const FIRST_SERVER_STATUS = 500;
const RETRIES = 2;
/** What the server refused it refuses again; no answer may come yet. */
const isWorthAsking = (failures: number, error: unknown): boolean =>
  failures < RETRIES && !(error instanceof ApiProblem && error.status < FIRST_SERVER_STATUS);

const queries = new QueryClient({
  defaultOptions: {
    queries: { retry: isWorthAsking, staleTime: 5_000, refetchOnWindowFocus: true },
    mutations: { retry: false },
  },
});

export const App = () => (
  <QueryClientProvider client={queries}>
    <HouseTheme>
      <Messages>
        <FaultBoundary>
          <BrowserRouter>
            <Suspense fallback={<Loading />}>
              <Addresses />
            </Suspense>
          </BrowserRouter>
        </FaultBoundary>
      </Messages>
    </HouseTheme>
  </QueryClientProvider>
);
