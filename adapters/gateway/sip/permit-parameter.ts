// The permit in the Contact URI of a 302: what the next hop checks without asking anybody.
import { hash, timingSafeEqual } from 'node:crypto';

/** The URI parameter: `;wurao-permit=s1.<expiry, seconds since 1970>.<signature>`. */
export const PERMIT_PARAMETER = 'wurao-permit';
/** From the 302 to the INVITE at the next hop: a round trip of the caller's switch. */
export const PERMIT_LIVES_SECONDS = 10;
/** HMAC-SHA256 cut to 160 bits (RFC 2104, 5), in hex: that is what a proxy's own functions give. */
const SIGNATURE_CHARACTERS = 40;
const VERSION = 's1';
/** The block of SHA-256; a secret longer than this would be hashed first. */
const BLOCK_BYTES = 64;
export const PERMIT_SECRET_BYTES_MIN = 32;
const BOUND_CHARS_MAX = 512;

/** What the permit is for, each byte for byte as on the wire at the next hop. */
export interface PermitBinding {
  /** User part of the Request-URI, which is that of the Contact. */
  readonly callee: string;
  /** User part of the From URI. */
  readonly caller: string;
  readonly callId: string;
}

export type PermitFinding = 'good' | 'malformed' | 'expired' | 'not-for-this';

/** No space stands in a user part or a Call-ID (RFC 3261, 25.1), so joined by spaces each is still told apart. */
const textOf = (expirySeconds: number, { callee, caller, callId }: PermitBinding): string =>
  [VERSION, expirySeconds, callee, caller, callId].join(' ');

const BINDABLE = new RegExp(`^[!-~]{1,${BOUND_CHARS_MAX}}$`);
const isBindable = ({ callee, caller, callId }: PermitBinding): boolean =>
  [callee, caller, callId].every((part) => BINDABLE.test(part));

/** The parameter's value, or undefined where a part is empty, too long or not plain ASCII without spaces. */
export const makePermitParameter = (
  secret: Uint8Array,
  binding: PermitBinding,
  nowMs: number,
  livesSeconds: number = PERMIT_LIVES_SECONDS,
): string | undefined => {
  if (!isBindable(binding)) return undefined;
  const expirySeconds = Math.ceil(nowMs / 1000) + livesSeconds;
  return `${VERSION}.${expirySeconds}.${signatureOf(secret, textOf(expirySeconds, binding))}`;
};

const FORM = new RegExp(`^${VERSION}\\.([1-9][0-9]{0,10})\\.([0-9a-f]{${SIGNATURE_CHARACTERS}})$`);

/** The same in the same time, whichever character is wrong. */
export const checkPermitParameter = (
  secret: Uint8Array,
  value: string,
  binding: PermitBinding,
  nowMs: number,
): PermitFinding => {
  const [, expiry, given] = FORM.exec(value) ?? [];
  if (expiry === undefined || given === undefined) return 'malformed';
  const right = signatureOf(secret, textOf(Number(expiry), binding));
  const isRight = timingSafeEqual(Buffer.from(given), Buffer.from(right)) && isBindable(binding);
  if (!isRight) return 'not-for-this';
  return nowMs >= Number(expiry) * 1000 ? 'expired' : 'good';
};

/** Both padded keys of RFC 2104, each with room behind it for what is hashed after it: a keyed hash object for each call costs five times this. */
interface PaddedKeys {
  readonly inner: Buffer;
  readonly outer: Buffer;
}

/** Call-ID, both user parts, the expiry, and what stands between them. */
const TEXT_BYTES_MAX = 3 * BOUND_CHARS_MAX + 32;
const DIGEST_BYTES = 32;
const INNER = 0x36;
const OUTER = 0x5c;

const padded = (secret: Uint8Array, pad: number, room: number): Buffer => {
  const short = secret.length > BLOCK_BYTES ? hash('sha256', secret, 'buffer') : secret;
  const keyed = Buffer.alloc(BLOCK_BYTES + room);
  for (let at = 0; at < BLOCK_BYTES; at++) keyed[at] = (short[at] ?? 0) ^ pad;
  return keyed;
};

let latest: { readonly secret: Uint8Array; readonly keys: PaddedKeys } | undefined;

const keysOf = (secret: Uint8Array): PaddedKeys => {
  if (latest?.secret === secret) return latest.keys;
  const keys = { inner: padded(secret, INNER, TEXT_BYTES_MAX), outer: padded(secret, OUTER, DIGEST_BYTES) };
  latest = { secret, keys };
  return keys;
};

const signatureOf = (secret: Uint8Array, text: string): string => {
  const { inner, outer } = keysOf(secret);
  const length = inner.write(text, BLOCK_BYTES, 'latin1');
  hash('sha256', inner.subarray(0, BLOCK_BYTES + length), 'buffer').copy(outer, BLOCK_BYTES);
  return hash('sha256', outer, 'hex').slice(0, SIGNATURE_CHARACTERS);
};

/**
 * The secret as docs/kamailio/wurao-permit.cfg wants it: both padded keys of RFC 2104 in hex, because Kamailio 5.6 has
 * SHA-256 and no HMAC. They are worth as much as the secret.
 */
export const kamailioPermitKeys = (secret: Uint8Array): { readonly inner: string; readonly outer: string } => {
  const keyOf = (pad: number) => padded(secret, pad, 0).toString('hex');
  return { inner: keyOf(INNER), outer: keyOf(OUTER) };
};
