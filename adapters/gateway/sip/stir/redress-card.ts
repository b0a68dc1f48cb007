// 608 Rejected and its signed card: whom a caller asks who thinks the refusal was wrong (RFC 8688).
import { createPrivateKey, type KeyObject, sign } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { encodeBase64url, PASSPORT_URI_CHARS_MAX } from '@wurao/wire';

/** What a caller is told; at least one of the ways must be there (RFC 8688, 3.2). */
export interface RedressCard {
  readonly name: string;
  readonly email?: string;
  /** https only. */
  readonly url?: string;
  /** With country code: `+8610…`. */
  readonly number?: string;
}

const FIELD_CHARS_MAX = 256;

export interface RedressProblem {
  readonly problem: 'no-way' | 'name' | 'email' | 'url' | 'number' | 'x5u' | 'key-unreadable' | 'key-not-p-256';
  readonly field: string;
  readonly remedy: string;
}

/** 608 only where its line asks for it and the INVITE shows that whoever called understands it (RFC 8688, 3.1 and 3.4). */
export const answers608 = (lineAsks: boolean, showsSip608: boolean): boolean => lineAsks && showsSip608;

/** Whether a Feature-Caps value (RFC 6809, 6.3) carries `+sip.608`, whatever else it carries. */
export const showsSip608 = (featureCaps: readonly string[]): boolean =>
  featureCaps.some((value) => /;\s*\+sip\.608\s*(?=[;,=]|$)/i.test(value.replace(/"(?:[^"\\]|\\.)*"/g, '""')));

/** The signing key, PEM: PKCS#8 or SEC 1, on P-256. */
export const readRedressKey = async (path: string): Promise<KeyObject | RedressProblem> => {
  const pem = await readFile(path, 'utf8').catch(() => '');
  try {
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyType === 'ec' && key.asymmetricKeyDetails?.namedCurve === 'prime256v1') return key;
    return { problem: 'key-not-p-256', field: path, remedy: 'ES256 needs a private key on the curve P-256.' };
  } catch {
    return {
      problem: 'key-unreadable',
      field: path,
      remedy: 'Give an unencrypted private key in PEM that the server can read.',
    };
  }
};

/** Undefined when the card may be signed. */
export const checkRedressCard = (card: RedressCard, x5u: string): RedressProblem | undefined => {
  const fits = (value: string | undefined, pattern: RegExp) =>
    value === undefined || (value.length <= FIELD_CHARS_MAX && pattern.test(value));
  if (!fits(card.name, /^[^\p{Cc}]+$/u))
    return { problem: 'name', field: 'name', remedy: `1 to ${FIELD_CHARS_MAX} characters on one line.` };
  if (!fits(card.email, /^[^\s@<>]+@[^\s@<>]+$/))
    return { problem: 'email', field: 'email', remedy: 'Write name@host.' };
  if (!fits(card.url, HTTPS)) return { problem: 'url', field: 'url', remedy: 'Write an https URL.' };
  if (!fits(card.number, /^\+[1-9][0-9]{4,14}$/))
    return { problem: 'number', field: 'number', remedy: 'Write + and the country code first.' };
  if (!HTTPS.test(x5u) || x5u.length > PASSPORT_URI_CHARS_MAX)
    return { problem: 'x5u', field: 'x5u', remedy: 'Name the certificate by an https URL.' };
  if (card.email ?? card.url ?? card.number) return undefined;
  return { problem: 'no-way', field: '', remedy: 'Give an email, a url or a number at which an appeal is heard.' };
};

const HTTPS = /^https:\/\/[!#-;=?-~]+$/;

/** The JWT of the card (RFC 8688, 3.2; jCard: RFC 7095), for a card that `checkRedressCard` let through. */
export const signRedressCard = (card: RedressCard, x5u: string, iatSeconds: number, key: KeyObject): string => {
  const header = { alg: 'ES256', typ: 'vcard+json', x5u };
  const properties = [
    ['version', {}, 'text', '4.0'],
    ['fn', {}, 'text', card.name],
    ...(card.email === undefined ? [] : [['email', { type: 'work' }, 'text', card.email]]),
    ...(card.url === undefined ? [] : [['url', {}, 'uri', card.url]]),
    ...(card.number === undefined ? [] : [['tel', { type: 'voice' }, 'uri', `tel:${card.number}`]]),
  ];
  const claims = { iat: iatSeconds, jcard: ['vcard', properties] };
  const signed = `${encodeBase64url(JSON.stringify(header))}.${encodeBase64url(JSON.stringify(claims))}`;
  const signature = sign('sha256', Buffer.from(signed, 'latin1'), { key, dsaEncoding: 'ieee-p1363' });
  return `${signed}.${signature.toString('base64url')}`;
};

/** The Call-Info value: `url` is where the signed card is served; the card itself is not in the response (RFC 8688, 3.2). */
export const callInfoOf = (url: string): string => `<${url}>;purpose=jwscard`;
