import { foldTable } from './fold.ts';

const TOP_DOMAINS: ReadonlySet<string> = new Set(
  'com cn net org top cc vip xyz info shop club site online store tech app link ltd tk ml ga cf gq co uk id hk tw jp ru wang ren ink pub fun live mobi biz asia io tv ly gov edu'.split(
    ' ',
  ),
);
const SCHEME_MAX = 12;
const HOST_MAX = 64;
const ADDRESS_MAX = 512;
const [DOT, COLON, HYPHEN] = [0x2e, 0x3a, 0x2d];

const isLowerOrDigit = (code: number): boolean => (code >= 0x61 && code <= 0x7a) || (code >= 0x30 && code <= 0x39);
const isHostCode = (folded: number): boolean =>
  isLowerOrDigit(folded) || (folded >= 0x41 && folded <= 0x5a) || folded === HYPHEN;

/** What an address may hold (RFC 3986 §2), short of what texts put behind one: quotes, brackets, commas, semicolons. */
const isPathCode = (code: number): boolean =>
  isHostCode(code) || (code < 0x80 && './:_?=&%#@~+'.includes(String.fromCharCode(code)));

const isScheme = (text: string, start: number, colon: number): boolean =>
  text.startsWith('://', colon) && /^https?$/i.test(text.slice(start, Math.min(colon, start + SCHEME_MAX)));

/** Where an address on the web that begins here ends, or 0: with a scheme, `www.`, or a domain that ends as domains do. */
export const addressEnd = (text: string, start: number, to: number): number => {
  const fold = foldTable();
  const limit = Math.min(to, start + HOST_MAX);
  let at = start;
  let dot = -1;
  let host = '';
  for (; at < limit; at++) {
    const folded = fold[text.charCodeAt(at)]!;
    if (folded === DOT) {
      if (at === start || dot === at - 1) break;
      dot = at;
    } else if (folded === COLON && dot < 0 && isScheme(text, start, at)) return pathEnd(text, at + '://'.length, to);
    else if (!isHostCode(folded)) break;
  }
  if (dot < 0) return 0;
  const hostEnd = dot === at - 1 ? dot : at;
  for (let place = start; place < hostEnd; place++) host += String.fromCharCode(fold[text.charCodeAt(place)]!);
  const lower = host.toLowerCase();
  const isHost =
    lower.startsWith('www.') || (lower.includes('.') && TOP_DOMAINS.has(lower.slice(lower.lastIndexOf('.') + 1)));
  return isHost ? pathEnd(text, hostEnd, to) : 0;
};

const pathEnd = (text: string, from: number, to: number): number => {
  const limit = Math.min(to, from + ADDRESS_MAX);
  let at = from;
  while (at < limit && isPathCode(text.charCodeAt(at))) at++;
  return at;
};
