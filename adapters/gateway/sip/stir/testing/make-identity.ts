// Signed Identity fields for tests.
import { type KeyObject, sign } from 'node:crypto';

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

export const signToken = (header: object, claims: object, key: KeyObject): string => {
  const signed = `${encode(header)}.${encode(claims)}`;
  return `${signed}.${sign('sha256', Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
};

export const makeIdentity = (
  ppt: 'shaken' | 'div' | 'rph' | undefined,
  claims: object,
  key: KeyObject,
  x5u: string,
): string => {
  const header = { alg: 'ES256', ...(ppt === undefined ? {} : { ppt }), typ: 'passport', x5u };
  return `${signToken(header, claims, key)};info=<${x5u}>;alg=ES256${ppt === undefined ? '' : `;ppt=${ppt}`}`;
};
