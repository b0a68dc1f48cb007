// The permit in the Contact URI of a 302: what the next hop checks without asking anybody.
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

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

const signatureOf = (secret: Uint8Array, text: string): string =>
  createHmac('sha256', secret).update(text).digest('hex').slice(0, SIGNATURE_CHARACTERS);

/**
 * The secret as docs/kamailio/wurao-permit.cfg wants it: both padded keys of RFC 2104 in hex, because Kamailio 5.6 has
 * SHA-256 and no HMAC. They are worth as much as the secret.
 */
export const kamailioPermitKeys = (secret: Uint8Array): { readonly inner: string; readonly outer: string } => {
  const short = secret.length > BLOCK_BYTES ? createHash('sha256').update(secret).digest() : secret;
  const padded = (pad: number) =>
    Buffer.from(Array.from({ length: BLOCK_BYTES }, (_none, index) => (short[index] ?? 0) ^ pad)).toString('hex');
  return { inner: padded(0x36), outer: padded(0x5c) };
};
