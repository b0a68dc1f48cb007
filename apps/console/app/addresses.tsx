import { type ComponentType, lazy, Suspense, use } from 'react';
import { Navigate, Route, Routes, useLocation } from 'react-router';
import type { Session } from '../api/session.ts';
import { Loading } from '../components/loading.tsx';
import { ProblemAlert } from '../components/problem-alert.tsx';
import { HOME_OF, PAGES, type Page, type Part } from '../pages.ts';
import { Arrival } from './arrival.tsx';
import { FaultBoundary, PartLost } from './fault-boundary.tsx';
import { languageNow } from './language.ts';
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
/** What desks have and a person's pages do without: the library of components, with its words before it is drawn first. */
const DeskTheme = lazy(async () => {
  const { DeskTheme: themed, loadLocale } = await import('./desk-theme.tsx');
  // Words that do not come keep nobody from the page: they are asked for once more when it stands.
  await loadLocale(languageNow()).catch(() => {});
  return { default: themed };
});
const isOfDesk = (part: Part): boolean => part !== 'my' && part !== 'sign-in';

const coming = new Map<Part, Promise<PartModule>>();
const loaded = new Map<Part, PartModule>();

const loadPart = (part: Part): Promise<PartModule> => {
  const known = coming.get(part);
  if (known !== undefined) return known;
  const load = PARTS[part]().catch((cause: unknown) => {
    throw new PartLost(part, { cause });
  });
  coming.set(part, load);
  load.then(
    (found) => loaded.set(part, found),
    // Kept: a page that is drawn waits for it, and would ask for it again and again.
    () => {},
  );
  return load;
};

/** A part that is here is drawn at once, without the shape of one that comes. */
const Content = ({ page: { part, component } }: { readonly page: Page }) => {
  const Found = (loaded.get(part) ?? use(loadPart(part)))[component];
  if (Found === undefined) throw new Error(`${part} has no page ${component}`);
  return <Found />;
};

/** The part of an address. */
export const partOf = (pathname: string): Part | undefined =>
  PAGES.find(({ path }) => pathname === path || pathname.startsWith(`${path}/`))?.part;

/** Loads a part before it is known who is signed in: both take their time. One that does not come is asked for again when it is drawn. */
export const preloadPart = async (part: Part): Promise<void> => {
  if (isOfDesk(part)) void import('./desk-theme.tsx');
  await loadPart(part).catch(() => coming.delete(part));
};

const mayOpen = ({ roles }: Page, session: Session | null): boolean =>
  roles === 'anyone' || (session !== null && roles.includes(session.role));

const FrameOf = ({ page, session }: { readonly page: Page; readonly session: Session | null }) => {
  const { pathname, search } = useLocation();
  if (page.roles !== 'anyone' && session === null)
    return <Navigate to={`/sign-in?to=${encodeURIComponent(pathname + search)}`} replace />;
  if (!mayOpen(page, session)) return <NotFoundPage />;
  const content = (
    <FaultBoundary place={pathname}>
      <Suspense fallback={<Loading />}>
        <Content page={page} />
      </Suspense>
    </FaultBoundary>
  );
  const isStaff = page.roles !== 'anyone' && session !== null && session.role !== 'subscriber';
  const framed = isStaff ? <StaffFrame>{content}</StaffFrame> : <PersonFrame>{content}</PersonFrame>;
  return isOfDesk(page.part) ? <DeskTheme>{framed}</DeskTheme> : framed;
};

/** Every address; whoever is not signed in is sent to do so and comes back to where the link pointed. */
export const Addresses = () => {
  const session = useSessionQuery();
  if (session.isPending) return <Loading />;
  // Who was signed in still is where asking again is not answered.
  if (session.data === undefined) return <ProblemAlert error={session.error} again={() => void session.refetch()} />;
  const home = session.data === null ? '/sign-in' : HOME_OF[session.data.role];
  return (
    <SessionProvider session={session.data}>
      <Routes>
        <Route path="/" element={<Navigate to={home} replace />} />
        {PAGES.map((page) => (
          <Route key={page.path} path={page.path} element={<FrameOf page={page} session={session.data} />} />
        ))}
        <Route path="*" element={<NotFoundPage />} />
      </Routes>
      <Arrival />
    </SessionProvider>
  );
};
