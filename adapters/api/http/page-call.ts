import type { IncomingHttpHeaders } from 'node:http';
import { type Failure, failure } from '@wurao/domain';
import { isFromHere } from './asker-address.ts';
import { PROBLEM_KINDS } from './problem.ts';

/** What the console's page sends with every call: a form of another site cannot, and its scripts may not without our leave. */
export const PAGE_HEADER = 'x-wurao-page';

/** The page's own address. `configured`: as an operator states it (`https://console.example.cn`). */
export const pageOrigin = ({ host }: IncomingHttpHeaders, configured: string | undefined): string =>
  configured ?? `http://${host ?? 'localhost'}`;

/** Plain HTTP is for a browser on this machine: whoever comes from elsewhere comes by TLS, or must not have the cookie. */
export const needsSecure = (address: string, headers: IncomingHttpHeaders, configured: string | undefined): boolean =>
  configured === undefined ? !isFromHere(address, headers) : configured.startsWith('https:');

export const isPageCall = (headers: IncomingHttpHeaders): boolean => headers[PAGE_HEADER] === '1';

const crossSite = (field: string, message: string, remedy: string): Failure =>
  failure('forbidden', PROBLEM_KINDS.forbidden.title, { field, message, remedy });

const hostOf = (origin: string): string | undefined => {
  try {
    return new URL(origin).host;
  } catch {
    return undefined;
  }
};

/** What a call that a cookie proves, or that sets one, must show besides: that our own page made it. */
export const pageFault = (headers: IncomingHttpHeaders, configured: string | undefined): Failure | undefined => {
  if (!isPageCall(headers))
    return crossSite(
      PAGE_HEADER,
      'a call by cookie did not come from the page of this server',
      `Send "${PAGE_HEADER}: 1", or a key in Authorization.`,
    );
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin')
    return crossSite('Sec-Fetch-Site', `the call came from ${String(site)}`, 'Call from the page of this server.');
  const { origin } = headers;
  const own = configured === undefined ? headers.host : hostOf(configured);
  const isOwn = origin === undefined || (configured === undefined ? hostOf(origin) === own : origin === configured);
  return isOwn
    ? undefined
    : crossSite('Origin', 'the call came from another origin', 'Call from the page of this server.');
};
