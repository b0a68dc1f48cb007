import type { IncomingHttpHeaders } from 'node:http';
import type { InstantMs } from '@wurao/domain';
import { TOKEN_CHARS_MAX } from '../options.ts';

/** A browser's session: the key in a cookie that no script reads and that no other site's page sends. */
export const SESSION_COOKIE = 'wurao-session';

export const cookieOf = (headers: IncomingHttpHeaders, name: string): string | undefined => {
  const { cookie } = headers;
  if (cookie === undefined) return undefined;
  for (const pair of cookie.split(';')) {
    const at = pair.indexOf('=');
    if (at > 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim();
  }
  return undefined;
};

export const sessionToken = (headers: IncomingHttpHeaders): string | undefined => {
  const token = cookieOf(headers, SESSION_COOKIE);
  return token === undefined || token === '' || token.length > TOKEN_CHARS_MAX ? undefined : token;
};

const attributes = (secure: boolean): string => `HttpOnly; SameSite=Strict; Path=/${secure ? '; Secure' : ''}`;

export const sessionCookie = (key: string, leftMs: InstantMs, secure: boolean): string =>
  `${SESSION_COOKIE}=${key}; Max-Age=${Math.max(0, Math.floor(leftMs / 1000))}; ${attributes(secure)}`;

export const endedCookie = (secure: boolean): string => `${SESSION_COOKIE}=; Max-Age=0; ${attributes(secure)}`;

/** What a browser takes to the staff's own provider and back, which is another site: `Lax`, for that one path and ten minutes. */
export const TRIP_COOKIE = 'wurao-provider';
const TRIP_SECONDS = 600;

const tripAttributes = (secure: boolean): string =>
  `HttpOnly; SameSite=Lax; Path=/v1/sign-in/oidc${secure ? '; Secure' : ''}`;

export const tripCookie = (sealed: string, secure: boolean): string =>
  `${TRIP_COOKIE}=${sealed}; Max-Age=${TRIP_SECONDS}; ${tripAttributes(secure)}`;

export const endedTripCookie = (secure: boolean): string => `${TRIP_COOKIE}=; Max-Age=0; ${tripAttributes(secure)}`;
