import { need } from '../../http/need.ts';
import { endedTripCookie, sessionCookie, TRIP_COOKIE, tripCookie } from '../../http/session-cookie.ts';
import type { Handler } from '../route.ts';

/** Where the page is told why somebody is not in: by a code, never by what the provider said. */
const PAGE = '/';

/** GET /v1/sign-in/oidc: off to the staff's own provider. */
export const toProvider: Handler = async ({ browser }, ports) => {
  const { location, sealed } = need(await ports.signIn.toProvider(browser));
  return {
    status: 302,
    body: '',
    type: 'text/plain',
    headers: { location, 'set-cookie': tripCookie(sealed, browser.isSecure) },
  };
};

/** GET /v1/sign-in/oidc/callback: back again, with a session or with the reason why not. */
export const fromProvider: Handler = async ({ browser, search }, ports) => {
  const opened = await ports.signIn.fromProvider(search, browser.cookie(TRIP_COOKIE), browser);
  const over = endedTripCookie(browser.isSecure);
  if (!opened.ok)
    return {
      status: 302,
      body: '',
      type: 'text/plain',
      headers: { location: `${PAGE}sign-in?failed=${opened.code}`, 'set-cookie': over },
    };
  const { key, expiresMs } = opened.value;
  const session = sessionCookie(key, expiresMs - ports.gate.nowMs(), browser.isSecure);
  return { status: 302, body: '', type: 'text/plain', headers: { location: PAGE, 'set-cookie': [session, over] } };
};
