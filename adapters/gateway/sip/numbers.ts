// Numbers as URIs write them, to canonical ones (RFC 3261, 19.1.6; RFC 3966).
import { numberKey, type PhoneNumber, parseNumber } from '@wurao/domain';
import { telephoneOf, type Uri } from '@wurao/wire';

/** A number, and its key, which the digits were read for anyway. */
export interface ReadNumber {
  readonly number: PhoneNumber;
  readonly key: number;
}

/** `name`: the user part is no number. `incomplete`: digits, and no number of the plan. */
export type NumberProblem = 'name' | 'incomplete';

const MOBILE_DIGITS = 11;
const MOBILE_BASE = 86e11;
/** Callers repeat: a switch's service numbers are some hundred. A place for each of so many hashes of a URI's bytes. */
const REMEMBERED_MAX = 4_096;
/** `phone-context=+8610`: dialled within the area of Beijing. */
const AREA = /^\+86([1-9]\d{1,2})?$/;

interface Remembered {
  /** The URI's bytes. */
  readonly written: Uint8Array;
  readonly read: ReadNumber | NumberProblem;
}

const remembered: (Remembered | undefined)[] = new Array(REMEMBERED_MAX).fill(undefined);

/** The number that a scanned URI names. */
export const numberOfUri = (uri: Uri): ReadNumber | NumberProblem => {
  const mobile = plainMobile(uri);
  if (mobile !== undefined) return mobile;
  const place = hashOf(uri) % REMEMBERED_MAX;
  const known = remembered[place];
  if (known !== undefined && isWritten(uri, known.written)) return known.read;
  const read = readNumber(uri);
  remembered[place] = { written: new Uint8Array(uri.bytes.subarray(uri.start, uri.end)), read };
  return read;
};

/** FNV-1a: whoever makes two URIs share a place costs itself the reading of both. */
const hashOf = ({ bytes, start, end }: Uri): number => {
  let hash = 0x811c9dc5;
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ bytes[i]!, 0x01000193);
  return hash >>> 0;
};

const isWritten = ({ bytes, start, end }: Uri, written: Uint8Array): boolean => {
  if (written.length !== end - start) return false;
  for (let i = 0; i < written.length; i++) if (bytes[start + i] !== written[i]) return false;
  return true;
};

/** `13800000001`, `8613800000001` or `+8613800000001` and no parameter of the number: what nearly every callee is. */
const plainMobile = ({ bytes, userStart, userEnd, scheme }: Uri): ReadNumber | undefined => {
  const start = userEnd - MOBILE_DIGITS;
  if (scheme === 'other' || userStart < 0 || start < userStart || bytes[start] !== 0x31) return undefined;
  const second = bytes[start + 1]!;
  if (second < 0x33 || second > 0x39) return undefined;
  let high = 0;
  let low = 0;
  for (let i = start; i < userEnd; i++) {
    const digit = bytes[i]! - 0x30;
    if (digit < 0 || digit > 9) return undefined;
    if (i < start + 4) high = high * 10 + digit;
    else low = low * 10 + digit;
  }
  const before = start - userStart;
  const isPlain =
    before === 0 ||
    (before === 2 && bytes[userStart] === 0x38 && bytes[userStart + 1] === 0x36) ||
    (before === 3 && bytes[userStart] === 0x2b && bytes[userStart + 1] === 0x38 && bytes[userStart + 2] === 0x36);
  if (!isPlain) return undefined;
  const key = MOBILE_BASE + high * 1e7 + low;
  return { number: `+${key}` as PhoneNumber, key };
};

const readNumber = (uri: Uri): ReadNumber | NumberProblem => {
  const telephone = telephoneOf(uri);
  if (telephone === undefined) return 'name';
  const area = AREA.exec(telephone.context ?? '')?.[1];
  const read = parseNumber(telephone.number, 'number', area === undefined ? {} : { areaCode: `0${area}` });
  if (!read.ok) return 'incomplete';
  return { number: read.value, key: numberKey(read.value) };
};
