import { Button, Drawer, Menu } from 'antd';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation, useNavigate } from 'react-router';
import type { Role } from '../api/roles.ts';
import { PAGES } from '../pages.ts';
import { DemoMark } from './demo-mark.tsx';
import { FrameTools } from './frame-tools.tsx';
import { useSession } from './session-of.tsx';

const pagesOf = (role: Role) =>
  PAGES.filter(({ roles, menu }) => menu !== undefined && roles !== 'anyone' && roles.includes(role));

const DeskMenu = ({ onGo }: { readonly onGo?: () => void }) => {
  const { t } = useTranslation();
  const { role } = useSession();
  const { pathname } = useLocation();
  const go = useNavigate();
  const pages = pagesOf(role);
  const here = pages
    .filter(({ path }) => pathname === path || pathname.startsWith(`${path}/`))
    .reduce((longest, { path }) => (path.length > longest.length ? path : longest), '');
  const parts = [...new Set(pages.map(({ part }) => part))];
  const itemsOf = (part: string) =>
    pages.filter((page) => page.part === part).map(({ path, menu }) => ({ key: path, label: t(`menu.${menu}`) }));
  const items =
    parts.length === 1
      ? itemsOf(parts[0] ?? '')
      : parts.map((part) => ({ key: part, type: 'group' as const, label: t(`part.${part}`), children: itemsOf(part) }));
  return (
    <nav aria-label={t('frame.menu')}>
      <Menu
        mode="inline"
        items={items}
        selectedKeys={[here]}
        onClick={({ key }) => {
          void go(key);
          onGo?.();
        }}
      />
    </nav>
  );
};

/** For a desk: the menu at the side, who is signed in above. */
export const StaffFrame = ({ children }: { readonly children: ReactNode }) => {
  const { t } = useTranslation();
  const { member, partyName, role } = useSession();
  const [isOpen, setOpen] = useState(false);
  return (
    <div className="staff-frame">
      <a className="skip" href="#content">
        {t('frame.skip')}
      </a>
      <header className="staff-head">
        <DemoMark />
        <Button className="staff-menu-button" type="text" onClick={() => setOpen(true)} aria-expanded={isOpen}>
          {t('frame.menu')}
        </Button>
        <Link to="/" className="house-name">
          <img src="/assets/mark.svg" alt="" width="24" height="24" /> Wurao 勿扰
        </Link>
        <Link to="/me" className="staff-who" title={t('frame.account')}>
          {[partyName, member?.displayName ?? member?.name, t(`role.${role}`)].filter(Boolean).join(' · ')}
        </Link>
        <FrameTools />
      </header>
      <aside className="staff-side">
        <DeskMenu />
      </aside>
      <Drawer open={isOpen} onClose={() => setOpen(false)} placement="left" title={t('frame.menu')} size={280}>
        <DeskMenu onGo={() => setOpen(false)} />
        <p>
          <Link to="/me" onClick={() => setOpen(false)}>
            {t('frame.account')}
          </Link>
        </p>
      </Drawer>
      <main id="content" className="staff-content" tabIndex={-1}>
        {children}
      </main>
    </div>
  );
};
