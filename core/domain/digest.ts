import type { DigestSecret } from './registry-nouns.ts';

/** Digest authentication (RFC 7616, with the algorithms of RFC 8760) as SIP uses it (RFC 3261 22). */

/** In the order in which they are offered: the stronger first (RFC 8760 2.3). */
export const DIGEST_ALGORITHMS = ['SHA-256', 'MD5'] as const;
export type DigestAlgorithm = (typeof DIGEST_ALGORITHMS)[number];

/** Lower-case hexadecimal of the text's UTF-8. */
export type DigestHash = (algorithm: DigestAlgorithm, text: string) => string;
/** A keyed hash (HMAC-SHA-256, lower-case hexadecimal) with a key that only the gates know. */
export type Mac = (text: string) => string;

/** After this a nonce is stale: long enough for a call's worth of requests, short enough to remember every use. */
export const NONCE_LIFETIME_MS = 300_000;
/** Clocks of processes that share a key may differ by so much. */
export const MAX_NONCE_AHEAD_MS = 5_000;
/** 128 bits of the keyed hash: nobody guesses them within a nonce's life. */
const MAC_CHARS = 32;

const NONCE = /^([0-9a-f]{1,12})\.([0-9A-Za-z_-]{1,64})\.([0-9a-f]{32})$/;

/** What stands in place of the password (RFC 7616 3.4.2). A user with a colon would read as another user's password. */
export const ha1Of = (hash: DigestHash, user: string, realm: string, password: string): DigestSecret => ({
  md5: hash('MD5', `${user}:${realm}:${password}`),
  sha256: hash('SHA-256', `${user}:${realm}:${password}`),
});

/**
 * A nonce that needs no memory until it is used: when it was made, a serial, and a keyed hash of both. `serial`, 1 to 64
 * letters, digits, `_` and `-`, is never given twice within a millisecond, or two callers share their counts.
 */
export const makeNonce = (mac: Mac, realm: string, atMs: number, serial: string): string => {
  const head = `${atMs.toString(16)}.${serial}`;
  return `${head}.${mac(`${realm}\n${head}`).slice(0, MAC_CHARS)}`;
};

/** When a nonce was made; undefined = not by a gate with this key, for this realm. */
export const nonceMadeMs = (mac: Mac, realm: string, nonce: string): number | undefined => {
  const read = NONCE.exec(nonce);
  if (read === null) return undefined;
  const [, atMs = '', serial = '', said = ''] = read;
  const right = mac(`${realm}\n${atMs}.${serial}`).slice(0, MAC_CHARS);
  return isSameText(said, right) ? Number.parseInt(atMs, 16) : undefined;
};

/** Takes as long wherever they differ: how much of a guess was right does not show. */
export const isSameText = (a: string, b: string): boolean => {
  let difference = a.length ^ b.length;
  for (let at = 0; at < b.length; at++) difference |= (a.charCodeAt(at) | 0) ^ b.charCodeAt(at);
  return difference === 0;
};

const quoted = (text: string): string => `"${text.replaceAll(/["\\]/g, '\\$&')}"`;

/** The values of one WWW-Authenticate or Proxy-Authenticate line for each algorithm, the preferred one first. */
export const challengeTexts = (realm: string, nonce: string, stale: boolean): readonly string[] =>
  DIGEST_ALGORITHMS.map((algorithm) => {
    const head = `Digest realm=${quoted(realm)}, qop="auth", algorithm=${algorithm}, nonce=${quoted(nonce)}`;
    return stale ? `${head}, stale=true` : head;
  });

/** What an Authorization or Proxy-Authorization says, unquoted. */
export interface DigestCredentials {
  readonly user: string;
  readonly realm: string;
  readonly nonce: string;
  /** As said: a proxy may have changed the Request-URI since, so that the two need not be equal (RFC 3261 22.4). */
  readonly uri: string;
  readonly algorithm: DigestAlgorithm;
  readonly cnonce: string;
  /** Eight hexadecimal digits. */
  readonly nc: string;
  /** Lower-case hexadecimal. */
  readonly response: string;
}

/** `request-digest` with qop `auth` (RFC 7616 3.4.1). `ha1`: of the algorithm. */
export const digestResponse = (
  hash: DigestHash,
  ha1: string,
  method: string,
  said: Omit<DigestCredentials, 'user' | 'realm' | 'response'>,
): string => {
  const { algorithm, nonce, nc, cnonce, uri } = said;
  return hash(algorithm, `${ha1}:${nonce}:${nc}:${cnonce}:auth:${hash(algorithm, `${method}:${uri}`)}`);
};

/**
 * `right`; `wrong`: password, user or method is another; challenge anew. `stale`: the password is right, but the nonce is too old,
 * of another key (a gate that was started anew), or was used with this count before: challenge with `stale=true`, and the peer
 * asks no person for the password (RFC 7616 3.3).
 */
export type DigestVerdict = 'right' | 'wrong' | 'stale';

/** Remembers which counts of a nonce were used: `NonceWindow`. */
export interface NonceUses {
  /** False = used already, or so long ago that nobody knows any more. */
  take(nonce: string, madeMs: number, count: number, nowMs: number): boolean;
}

export interface DigestCheck {
  readonly credentials: DigestCredentials;
  readonly method: string;
  /** undefined = there is no such user: takes as long as a wrong password. */
  readonly ha1: DigestSecret | undefined;
  readonly hash: DigestHash;
  readonly mac: Mac;
  readonly uses: NonceUses;
  readonly nowMs: number;
}

const NOBODY: DigestSecret = { md5: '0'.repeat(32), sha256: '0'.repeat(64) };

/**
 * Not for retransmissions, which say the same count again and get their answer from the transaction; nor for ACK and CANCEL,
 * which cannot be challenged (RFC 3261 22.1).
 */
export const checkDigest = ({ credentials, method, ha1, hash, mac, uses, nowMs }: DigestCheck): DigestVerdict => {
  const { algorithm, nonce, realm, nc, response } = credentials;
  const secret = ha1 ?? NOBODY;
  const right = digestResponse(hash, algorithm === 'MD5' ? secret.md5 : secret.sha256, method, credentials);
  // First of all: only who knows the password can take room in the memory of nonces.
  if (!isSameText(response, right) || ha1 === undefined) return 'wrong';
  const madeMs = nonceMadeMs(mac, realm, nonce);
  if (madeMs === undefined || madeMs + NONCE_LIFETIME_MS < nowMs || madeMs > nowMs + MAX_NONCE_AHEAD_MS) return 'stale';
  return uses.take(nonce, madeMs, Number.parseInt(nc, 16), nowMs) ? 'right' : 'stale';
};
