// How the two sides of CONNECT show that they know the shared secret (8.4.1). MD5 is what the protocol has; it comes in as a function.
import { writeText, writeUint32 } from './encode.ts';
import { digitsOfTimestamp } from './time.ts';
import type { CmppVersion } from './version.ts';

/** MD5 (RFC 1321): 16 octets. */
export type Md5 = (bytes: Uint8Array) => Uint8Array;

const ADDRESS_OCTETS = 6;
/** Between address and secret. */
const ZEROS = 9;
const STATUS_OCTETS: Readonly<Record<CmppVersion, number>> = { '2.0': 1, '3.0': 4 };

const latin = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** What a service provider signs with: `secret` as octets, so that nobody guesses at its encoding. */
export interface Login {
  /** At most 6 characters, each one octet. */
  readonly sourceAddr: string;
  readonly secret: Uint8Array;
  /** The number in Timestamp. */
  readonly timestamp: number;
}

/** AuthenticatorSource: MD5 of Source_Addr, nine zeros, the secret and ten digits of time. */
export function authenticatorSource(md5: Md5, { sourceAddr, secret, timestamp }: Login): Uint8Array {
  return md5(joined(latin(sourceAddr), new Uint8Array(ZEROS), secret, latin(digitsOfTimestamp(timestamp))));
}

/**
 * Whether a CONNECT was made by one who knows the secret. The comparison takes as long for any wrong authenticator. The specification
 * does not say whether a Source_Addr under 6 octets is signed with the zeros that fill it; both are taken.
 */
export function isAuthentic(md5: Md5, login: Login, authenticator: Uint8Array): boolean {
  const plain = isSameOctets(authenticatorSource(md5, login), authenticator);
  const filled = new Uint8Array(ADDRESS_OCTETS);
  if (!writeText(filled, 0, ADDRESS_OCTETS, login.sourceAddr)) return false;
  const padded = isSameOctets(authenticatorSource(md5, { ...login, sourceAddr: textOf(filled) }), authenticator);
  return plain || padded;
}

const textOf = (octets: Uint8Array): string => String.fromCharCode(...octets);

/** AuthenticatorISMG: MD5 of Status as it is written, AuthenticatorSource and the secret. Empty (zeros) where Status is no success. */
export function authenticatorIsmg(
  md5: Md5,
  version: CmppVersion,
  { status, source, secret }: { readonly status: number; readonly source: Uint8Array; readonly secret: Uint8Array },
): Uint8Array {
  const four = new Uint8Array(4);
  writeUint32(four, 0, status);
  return md5(joined(four.subarray(four.length - STATUS_OCTETS[version]), source, secret));
}

/** Equality whose duration depends on the lengths alone. */
export function isSameOctets(one: Uint8Array, other: Uint8Array): boolean {
  let difference = one.length ^ other.length;
  for (let i = 0; i < one.length; i++) difference |= one[i]! ^ (other[i % Math.max(1, other.length)] ?? 0);
  return difference === 0;
}
