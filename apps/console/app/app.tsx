import { QueryClientProvider } from '@tanstack/react-query';
import { App as Messages } from 'antd';
import { Suspense } from 'react';
import { BrowserRouter } from 'react-router';
import { Loading } from '../components/loading.tsx';
import { Addresses } from './addresses.tsx';
import { FaultBoundary } from './fault-boundary.tsx';
import { queries } from './queries.ts';
import { HouseTheme } from './theme.tsx';

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
