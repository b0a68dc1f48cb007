import { useEffect, useRef } from 'react';
import { useLocation, useNavigationType } from 'react-router';

/** A page begins at its top, and the keyboard and who hears it read out go on in it. One that is gone back to the browser shows where it was left. */
export const Arrival = () => {
  const { pathname } = useLocation();
  const how = useNavigationType();
  const here = useRef(pathname);
  useEffect(() => {
    if (here.current === pathname) return;
    here.current = pathname;
    if (how !== 'POP') window.scrollTo(0, 0);
    const content = document.getElementById('content');
    // A field that took the focus as it was drawn keeps it.
    if (content?.contains(document.activeElement) === false) content.focus({ preventScroll: true });
  }, [pathname, how]);
  return null;
};
