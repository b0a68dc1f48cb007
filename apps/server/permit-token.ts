import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * A permit as it travels: `p1.<id>.<expiry, seconds>.<signature>`. The next hop can check signature and expiry without
 * asking; that it is used once is known only here.
 */
const VERSION = 'p1';
const SIGNATURE_CHARACTERS = 22;

export const signPermit = (secret: Uint8Array, id: string, expiresMs: number): string => {
  const body = `${VERSION}.${id}.${Math.ceil(expiresMs / 1000)}`;
  return `${body}.${signatureOf(secret, body)}`;
};

/** The permit's id, or undefined when it was not signed here. Expiry is judged where the permits live. */
export const permitIdOf = (secret: Uint8Array, token: string): string | undefined => {
  const at = token.lastIndexOf('.');
  const body = token.slice(0, Math.max(at, 0));
  const [version, id] = body.split('.');
  if (version !== VERSION || id === undefined) return undefined;
  const given = Buffer.from(token.slice(at + 1));
  const right = Buffer.from(signatureOf(secret, body));
  return given.length === right.length && timingSafeEqual(given, right) ? id : undefined;
};

const signatureOf = (secret: Uint8Array, body: string): string =>
  createHmac('sha256', secret).update(body).digest('base64url').slice(0, SIGNATURE_CHARACTERS);
