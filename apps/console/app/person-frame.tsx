import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, NavLink } from 'react-router';
import { HOME_OF, PAGES } from '../pages.ts';
import { DemoMark } from './demo-mark.tsx';
import { FrameTools } from './frame-tools.tsx';
import { useMaybeSession } from './session-of.tsx';

const MINE = PAGES.filter(({ part, menu }) => part === 'my' && menu !== undefined);

/** For a telephone first: the pages of a person below, within reach of a thumb. */
export const PersonFrame = ({ children }: { readonly children: ReactNode }) => {
  const { t } = useTranslation();
  const session = useMaybeSession();
  return (
    <div className="person-frame">
      <a className="skip" href="#content">
        {t('frame.skip')}
      </a>
      <header className="person-head">
        <DemoMark />
        <Link to="/" className="house-name">
          <img src="/assets/mark.svg" alt="" width="24" height="24" /> Wurao 勿扰
        </Link>
        <FrameTools />
      </header>
      <main id="content" className="person-content" tabIndex={-1}>
        {children}
      </main>
      {session?.role === 'subscriber' ? (
        <nav className="person-tabs" aria-label={t('frame.menu')}>
          {MINE.map(({ path, menu }) => (
            <NavLink key={path} to={path} end={path === HOME_OF.subscriber}>
              {t(`menu.${menu}`)}
            </NavLink>
          ))}
        </nav>
      ) : null}
    </div>
  );
};
