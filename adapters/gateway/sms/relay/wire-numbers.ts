// Numbers as SMPP and CMPP write them, to canonical ones.
import { numberKey, type PhoneNumber, parseNumber } from '@wurao/domain';
import type { WireAddress } from '../ports.ts';

export interface ReadNumber {
  readonly number: PhoneNumber;
  /** `numberKey`. */
  readonly key: number;
}

/** Type of number: with its country code (SMPP 3.4, 5.2.5). */
const TON_INTERNATIONAL = 1;
const TON_ALPHANUMERIC = 5;
/** Ports repeat; each is some tens of bytes. */
const REMEMBERED_MAX = 4_096;
const MOBILE = /^(?:\+?86)?(1[3-9]\d{9})$/;

const remembered = new Map<string, ReadNumber | undefined>();

/** Undefined: no number of the plan, or a name. */
export const readWireNumber = ({ digits, ton }: WireAddress): ReadNumber | undefined => {
  const mobile = MOBILE.exec(digits)?.[1];
  if (mobile !== undefined) return { number: `+86${mobile}` as PhoneNumber, key: Number(`86${mobile}`) };
  const text = ton === TON_INTERNATIONAL && !digits.startsWith('+') ? `+${digits}` : digits;
  if (ton === TON_ALPHANUMERIC) return undefined;
  const known = remembered.get(text);
  if (known !== undefined || remembered.has(text)) return known;
  const read = parseNumber(text);
  const number = read.ok ? { number: read.value, key: numberKey(read.value) } : undefined;
  if (remembered.size >= REMEMBERED_MAX) remembered.clear();
  remembered.set(text, number);
  return number;
};
