import { type ComponentType, lazy, Suspense } from 'react';
import { Navigate, Route, Routes, useLocation } from 'react-router';
import type { Session } from '../api/session.ts';
import { Loading } from '../components/loading.tsx';
import { ProblemAlert } from '../components/problem-alert.tsx';
import { HOME_OF, PAGES, type Page, type Part } from '../pages.ts';
import { NotFoundPage } from './not-found-page.tsx';
import { PersonFrame } from './person-frame.tsx';
import { SessionProvider, useSessionQuery } from './session-of.tsx';

type PartModule = Readonly<Record<string, ComponentType>>;

const PARTS: Readonly<Record<Part, () => Promise<PartModule>>> = {
  'sign-in': () => import('../features/sign-in/mod.tsx'),
  me: () => import('../features/me/mod.tsx'),
  my: () => import('../features/my/mod.tsx'),
  merchant: () => import('../features/merchant/mod.tsx'),
  carrier: () => import('../features/carrier/mod.tsx'),
  handler: () => import('../features/handler/mod.tsx'),
  regulator: () => import('../features/regulator/mod.tsx'),
  admin: () => import('../features/admin/mod.tsx'),
};

const StaffFrame = lazy(async () => ({ default: (await import('./staff-frame.tsx')).StaffFrame }));

const componentOf = ({ part, component }: Page): ComponentType =>
  lazy(async () => {
    const found = (await PARTS[part]())[component];
    if (found === undefined) throw new Error(`${part} has no page ${component}`);
    return { default: found };
  });

/** Begins to load the part of an address before it is known who is signed in: both take their time. */
export const loadPartOf = (pathname: string): Part | undefined => {
  const page = PAGES.find(({ path }) => pathname === path || pathname.startsWith(`${path}/`));
  if (page !== undefined) void PARTS[page.part]();
  return page?.part;
};

const OPENABLE = PAGES.map((page) => ({ page, Content: componentOf(page) }));

const mayOpen = ({ roles }: Page, session: Session | null): boolean =>
  roles === 'anyone' || (session !== null && roles.includes(session.role));

const FrameOf = ({ page, session, Content }: (typeof OPENABLE)[number] & { readonly session: Session | null }) => {
  const { pathname, search } = useLocation();
  if (page.roles !== 'anyone' && session === null)
    return <Navigate to={`/sign-in?to=${encodeURIComponent(pathname + search)}`} replace />;
  if (!mayOpen(page, session)) return <NotFoundPage />;
  const content = (
    <Suspense fallback={<Loading />}>
      <Content />
    </Suspense>
  );
  const isStaff = page.roles !== 'anyone' && session !== null && session.role !== 'subscriber';
  return isStaff ? <StaffFrame>{content}</StaffFrame> : <PersonFrame>{content}</PersonFrame>;
};

/** Every address; whoever is not signed in is sent to do so and comes back to where the link pointed. */
export const Addresses = () => {
  const session = useSessionQuery();
  if (session.isPending) return <Loading />;
  if (session.isError) return <ProblemAlert error={session.error} again={() => void session.refetch()} />;
  const home = session.data === null ? '/sign-in' : HOME_OF[session.data.role];
  return (
    <SessionProvider session={session.data}>
      <Routes>
        <Route path="/" element={<Navigate to={home} replace />} />
        {OPENABLE.map((openable) => (
          <Route
            key={openable.page.path}
            path={openable.page.path}
            element={<FrameOf {...openable} session={session.data} />}
          />
        ))}
        <Route path="*" element={<NotFoundPage />} />
      </Routes>
    </SessionProvider>
  );
};
