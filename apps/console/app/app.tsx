import { QueryClientProvider } from '@tanstack/react-query';
import { Suspense } from 'react';
import { BrowserRouter } from 'react-router';
import { Loading } from '../components/loading.tsx';
import { Notices } from '../components/notices.tsx';
import { Addresses } from './addresses.tsx';
import { FaultBoundary, TextsBoundary } from './fault-boundary.tsx';
import { queries } from './queries.ts';
import { ShadeProvider } from './shade.tsx';

export const App = () => (
  <QueryClientProvider client={queries}>
    <ShadeProvider>
      <TextsBoundary>
        <FaultBoundary>
          <BrowserRouter>
            <Suspense fallback={<Loading />}>
              <Addresses />
            </Suspense>
          </BrowserRouter>
        </FaultBoundary>
      </TextsBoundary>
      <Notices />
    </ShadeProvider>
  </QueryClientProvider>
);
