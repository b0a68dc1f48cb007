import type { PhoneNumber } from './brands.ts';
import { type Failure, invalid, type Result, success, withFault } from './failure.ts';

/**
 * Canonical forms of numbers. One function reads what people and switches write; `lab/vectors/numbers.json` holds the cases.
 * Facts: E.164 (15 digits), the numbering plan of mainland China (3-digit area codes 10 and 2x, 4-digit ones as dialled
 * with 0; mobiles 1[3-9] and 9 digits; 13-digit machine numbers 1064x, 1410x, 144; service codes 95, 96, 400, 800, 106, 1xx).
 */
export interface NumberContext {
  /** Area code for 7- and 8-digit local numbers, as dialled ("010", "0571"). */
  readonly areaCode?: string;
}

export type NumberKind = 'mobile' | 'fixed' | 'machine' | 'service' | 'foreign';

export const MAX_NUMBER_INPUT = 40;
const MAX_CODE_DIGITS = 21;

const SEPARATORS = /[\s\-().·‐-―]/g;
const MOBILE = /^1[3-9]\d{9}$/;
const MACHINE = /^(?:1064\d|1410\d|144\d{2})\d{8}$/;
/** Area code without the trunk 0, then 7 or 8 digits of which the first is 2–8. 400 and 800 are no area codes. */
const FIXED = /^(?:(?:10|2\d)[2-8]\d{7}|(?![48]00)[3-9]\d{2}[2-8]\d{6,7})$/;
/** Area code without 0, then a provincial 96 code or a town's 12xxx hotline, whose holder differs by area. */
const AREA_96 = /^(?:10|2\d|[3-9]\d{2})(?:96\d{3,4}|12\d{3})$/;
/** Area code without 0, then a nationwide 95 or carrier code: the area says nothing. */
const AREA_95 = /^(?:10|2\d|[3-9]\d{2})(95\d{3,6}|100(?:00|10|86|99))$/;
/** 1xx codes: 110, 10086 and its sub-codes, 1010xxxx access numbers, 12123xxxx. */
const SERVICE =
  /^(?:95\d{3,19}|96\d{3,19}|[48]00\d{7}|106[5-9]\d{1,17}|1010\d{4}|100\d{2,6}|10\d{1,4}|1[12]\d{1,7}|999)$/;
const LOCAL = /^[2-8]\d{6,7}$/;
/** Carrier-selection prefixes dialled before a long-distance number. */
const CARRIER_SELECTION = /^(?:17951|17911|17909|17910|17901|17950|12593|10193|17908)(?=0|1[3-9]|\d{11})/;

/** A national significant number (no trunk 0) or service code, to its canonical form. */
const nationalForm = (digits: string): string | undefined => {
  if (MOBILE.test(digits) || MACHINE.test(digits)) return `+86${digits}`;
  if (SERVICE.test(digits)) return digits;
  return undefined;
};

const trunkForm = (digits: string): string | undefined => {
  const code = AREA_95.exec(digits)?.[1];
  if (code) return code;
  if (FIXED.test(digits) || AREA_96.test(digits)) return `+86${digits}`;
  return undefined;
};

/** After +86 or 0086 the trunk 0 may stand or not. */
const afterCountryCode = (digits: string): string | undefined => {
  const rest = digits.startsWith('0') ? digits.slice(1) : digits;
  if (MOBILE.test(rest) || MACHINE.test(rest)) return `+86${rest}`;
  if (!digits.startsWith('0') && SERVICE.test(rest) && !FIXED.test(rest)) return rest;
  return trunkForm(rest) ?? nationalForm(rest);
};

const internationalForm = (digits: string): string | undefined => {
  if (digits.startsWith('86')) return afterCountryCode(digits.slice(2));
  return /^[1-9]\d{6,14}$/.test(digits) ? `+${digits}` : undefined;
};

const dialledForm = (dialled: string, context: NumberContext): string | undefined => {
  // 17951… may itself begin a mobile number of eleven digits.
  if (MOBILE.test(dialled)) return `+86${dialled}`;
  const digits = dialled.replace(CARRIER_SELECTION, '');
  if (digits.startsWith('00')) return internationalForm(digits.slice(2));
  if (digits.startsWith('0')) {
    const rest = digits.slice(1);
    return MOBILE.test(rest) || MACHINE.test(rest) ? `+86${rest}` : trunkForm(rest);
  }
  const national = nationalForm(digits);
  if (national) return national;
  if (digits.startsWith('86') && digits.length >= 12) return afterCountryCode(digits.slice(2));
  if (LOCAL.test(digits) && context.areaCode) return trunkForm(context.areaCode.replace(/^0/, '') + digits);
  return undefined;
};

/** Position of the first character that no number holds, or -1. */
const strayPosition = (input: string): number => {
  for (let i = 0; i < input.length; i++) {
    const char = input.charAt(i).normalize('NFKC');
    if (/^[\d\s\-().·‐-―]$/.test(char)) continue;
    // "(+86) 138…": only separators may stand before the plus.
    if (char === '+' && input.slice(0, i).normalize('NFKC').replace(SEPARATORS, '') === '') continue;
    return i;
  }
  return -1;
};

const REMEDY = 'Write it as +8613800000001, 13800000001, 010-62345678, 95588, 4001234567 or 10690000.';

const notANumber = (failed: Failure): Failure => withFault(failed, 'not-a-number');

/** Read a number in any of its written forms. `field` names it in the error. */
export const parseNumber = (input: string, field = 'number', context: NumberContext = {}): Result<PhoneNumber> => {
  if (input.length > MAX_NUMBER_INPUT) {
    return notANumber(invalid(field, `longer than ${MAX_NUMBER_INPUT} characters`, REMEDY, MAX_NUMBER_INPUT));
  }
  if (isPlainMobile(input)) return success(input as PhoneNumber);
  const stray = strayPosition(input);
  if (stray >= 0)
    return notANumber(invalid(field, `"${input.charAt(stray)}" does not belong in a number`, REMEDY, stray));
  const text = input.normalize('NFKC').replace(SEPARATORS, '');
  const form = text.startsWith('+') ? internationalForm(text.slice(1)) : dialledForm(text, context);
  if (form !== undefined && form.length <= MAX_CODE_DIGITS) return success(form as PhoneNumber);
  if (LOCAL.test(text))
    return withFault(
      invalid(field, 'a local number without its area code', 'Put the area code before it: 010-62345678.'),
      'no-area-code',
    );
  return text === ''
    ? withFault(invalid(field, 'empty', REMEDY), 'missing')
    : notANumber(invalid(field, 'not a number of the numbering plan', REMEDY));
};

/** The common canonical case, without a regular expression: +86 1[3-9] and nine digits. */
const isPlainMobile = (input: string): boolean => {
  if (input.length !== 14 || !input.startsWith('+861')) return false;
  const second = input.charCodeAt(4);
  if (second < 0x33 || second > 0x39) return false;
  for (let i = 5; i < 14; i++) {
    const code = input.charCodeAt(i);
    if (code < 0x30 || code > 0x39) return false;
  }
  return true;
};

export const numberKind = (number: PhoneNumber): NumberKind => {
  if (!number.startsWith('+')) return 'service';
  if (!number.startsWith('+86')) return 'foreign';
  const rest = number.slice(3);
  if (MOBILE.test(rest)) return 'mobile';
  if (MACHINE.test(rest)) return 'machine';
  return AREA_96.test(rest) ? 'service' : 'fixed';
};

/** May this number hold a preference, a basis or a refusal? Service codes may not. */
export const isSubscriberNumber = (number: PhoneNumber): boolean => numberKind(number) !== 'service';

/** Keys of service codes stand above every E.164 value. */
const SERVICE_KEY_BASE = 1e15;
const MAX_KEY_DIGITS = 15;

/** Exact integer key below 2^53: E.164 digits as they are, service codes above 1e15; 0 when it has more than 15 digits. */
export const numberKey = (number: PhoneNumber): number => {
  const international = number.charCodeAt(0) === 0x2b;
  const start = international ? 1 : 0;
  if (number.length - start > MAX_KEY_DIGITS) return 0;
  const middle = Math.min(number.length, start + SMALL_DIGITS);
  let key = digitsOf(number, start, middle);
  for (let i = middle; i < number.length; i++) key = key * 10 + (number.charCodeAt(i) - 0x30);
  return international ? key : SERVICE_KEY_BASE + key;
};

/** The number of a key that `numberKey` gave; 0 is none's. */
export const numberFromKey = (key: number): PhoneNumber =>
  (key >= SERVICE_KEY_BASE ? String(key - SERVICE_KEY_BASE) : `+${key}`) as PhoneNumber;

/** So many digits fit 32 bits, where arithmetic is quick. */
const SMALL_DIGITS = 9;

const digitsOf = (text: string, from: number, to: number): number => {
  let value = 0;
  for (let i = from; i < to; i++) value = (Math.imul(value, 10) + text.charCodeAt(i) - 0x30) | 0;
  return value;
};

/** Digits as dialled inside China, for prefix lists: 13800000001, 057187654321, 95588; foreign ones keep their +. */
export const dialledDigits = (number: PhoneNumber): string => {
  if (!number.startsWith('+86')) return number;
  const rest = number.slice(3);
  return MOBILE.test(rest) || MACHINE.test(rest) ? rest : `0${rest}`;
};

/** For logs and lists: 138****1234. Service codes are public and stay whole. */
export const maskNumber = (number: string): string => {
  const digits = number.startsWith('+86') ? number.slice(3) : number;
  if (!number.startsWith('+')) return /^1[3-9]\d{9}$/.test(number) ? maskNumber(`+86${number}`) : number;
  return digits.length < 8 ? `${digits.slice(0, 1)}****` : `${digits.slice(0, 3)}****${digits.slice(-4)}`;
};
