import { createPublicKey, type KeyObject, verify } from 'node:crypto';

/** One key of a certificate: SubjectPublicKeyInfo in DER, base64. It names the key wherever one is remembered. */
export type PublicKeyText = string;

/** What goes to a worker, and what comes back. */
export interface SignatureTask {
  readonly id: number;
  readonly key: PublicKeyText;
  readonly signed: string;
  readonly signature: Uint8Array;
}
export interface SignatureAnswer {
  readonly id: number;
  readonly right: boolean;
}

/** More keys than a repository has in use at once; then all are read anew. */
const KEYS_REMEMBERED_MAX = 1_000;
const keys = new Map<PublicKeyText, KeyObject>();

const keyOf = (text: PublicKeyText): KeyObject => {
  const known = keys.get(text);
  if (known !== undefined) return known;
  const key = createPublicKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'spki' });
  if (keys.size >= KEYS_REMEMBERED_MAX) keys.clear();
  keys.set(text, key);
  return key;
};

/** ES256 only (RFC 7518, 3.4): r and s side by side, SHA-256. The curve was looked at when the certificate was read. */
export const isSignatureRight = (key: PublicKeyText, signed: string, signature: Uint8Array): boolean =>
  verify('sha256', Buffer.from(signed, 'latin1'), { key: keyOf(key), dsaEncoding: 'ieee-p1363' }, signature);
