import type { PhoneNumber } from './brands.ts';
import { parseNumber } from './number.ts';

/** A calling code as E.164 has them: 1 to 3 digits, "+" before them or not. */
const CALLING_CODE = /^\+?([1-9]\d{0,2})$/;
const SEPARATORS = /[\s\-().·‐-―]/g;
/** Of the North American plan, where people write their 1 or not; no area begins with 0 or 1. */
const NORTH_AMERICA = '1';
const NORTH_AMERICAN = /^1?([2-9]\d{9})$/;
const TEN_DIGITS = /^\d{10}$/;
/** With the trunk 0 that most countries dial, or without; 15 digits in all (E.164). */
const NATIONAL = /^0?([1-9]\d{4,13})$/;
const E164_DIGITS_MAX = 15;

/** "+1", "1" to its digits; undefined: it is none. */
export const callingCode = (text: string): string | undefined => CALLING_CODE.exec(text.trim())?.[1];

/**
 * A number as it is written within another country, to its canonical form. `code`: that country's digits (`callingCode`). Undefined: it is
 * no number there. What says its country itself (+, 00) is read as it stands.
 */
export const numberAbroad = (written: string, code: string): PhoneNumber | undefined => {
  const text = written.normalize('NFKC').replace(SEPARATORS, '');
  // Ten digits there are a national number, if any: nobody dials 00 for another country.
  const isNational = code === NORTH_AMERICA && TEN_DIGITS.test(text);
  if (text.startsWith('+') || (text.startsWith('00') && !isNational)) {
    const number = parseNumber(text);
    return number.ok ? number.value : undefined;
  }
  const national = (code === NORTH_AMERICA ? NORTH_AMERICAN : NATIONAL).exec(text)?.[1];
  if (national === undefined || code.length + national.length > E164_DIGITS_MAX) return undefined;
  return `+${code}${national}` as PhoneNumber;
};
