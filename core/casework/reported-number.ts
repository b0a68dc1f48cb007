import {
  dialledDigits,
  isSamePort,
  type NumberContext,
  numberKind,
  type PhoneNumber,
  parseNumber,
} from '@wurao/domain';
import { MAX_REPORTED_CHARS } from '@wurao/registry';

export const REPORTED_CHARS_MAX = MAX_REPORTED_CHARS;
/** Fewer digits say too little of a number to look for it. */
export const MASKED_DIGITS_MIN = 3;
/** Hidden runs: 138****1234 has one, nobody writes more than these. */
export const MASKED_RUNS_MAX = 3;

/**
 * The number complained of, always with what was written. `masked`: `pattern` is over the digits as dialled in China (`dialledDigits`),
 * `?` for one digit that is not known, `*` for one or more. `unreadable`: no number, or too little of one.
 */
export type ReportedNumber =
  | { readonly kind: 'known'; readonly written: string; readonly number: PhoneNumber }
  | { readonly kind: 'masked'; readonly written: string; readonly pattern: string }
  | { readonly kind: 'unreadable'; readonly written: string };

const SEPARATORS = /[\s\-().·‐-―]/g;
/** What lists and phones hide digits with; full-width forms are folded before. */
const MASKS = /[*xX×?•●＊]/g;
const MASKED_TEXT = /^\+?[\d?]+$/;
const COUNTRY = /^(?:\+86|0086|86(?=1[3-9?]|0))/;
const AFTER_CODE_NATIONAL = /^(?:0|1|9[56]|[48]00|\?)/;

/** Lengths as dialled of which each hidden digit can be told from its place: mobile, fixed with its area, 400 and 800. */
const isWhole = (dialled: string): boolean => {
  if (/^[1?][3-9?]/.test(dialled)) return dialled.length === 11 && !/^10[016]/.test(dialled);
  if (dialled.startsWith('0')) return dialled.length >= 10 && dialled.length <= 12;
  return /^[48]00/.test(dialled) && dialled.length === 10;
};

const dialledPattern = (text: string): string => {
  const code = COUNTRY.exec(text)?.[0];
  if (code === undefined) return text.startsWith('00') ? `+${text.slice(2)}` : text;
  const rest = text.slice(code.length);
  return AFTER_CODE_NATIONAL.test(rest) && !/^10[1-9?]?[2-8]/.test(rest) ? rest : `0${rest.replace(/^0/, '')}`;
};

const maskedPattern = (written: string): string | undefined => {
  const text = written.normalize('NFKC').replace(SEPARATORS, '').replace(MASKS, '?');
  if (!text.includes('?') || !MASKED_TEXT.test(text)) return undefined;
  if (text.replace(/\D/g, '').length < MASKED_DIGITS_MIN) return undefined;
  if ((text.match(/\?+/g) ?? []).length > MASKED_RUNS_MAX) return undefined;
  const dialled = dialledPattern(text);
  return isWhole(dialled) ? dialled : dialled.replace(/\?+/g, '*');
};

/** Reads the number complained of; never fails: what is no number is kept as written. At most `REPORTED_CHARS_MAX` are looked at. */
export const readReported = (written: string, context: NumberContext = {}): ReportedNumber => {
  if (written.length > REPORTED_CHARS_MAX) return { kind: 'unreadable', written };
  const number = parseNumber(written, 'reported', context);
  if (number.ok) return { kind: 'known', written, number: number.value };
  const pattern = maskedPattern(written);
  return pattern === undefined ? { kind: 'unreadable', written } : { kind: 'masked', written, pattern };
};

const isDigit = (char: string | undefined): boolean => char !== undefined && char >= '0' && char <= '9';

/** Does the pattern of a masked number fit these digits? Work: at most the product of both lengths. */
export const fitsPattern = (pattern: string, dialled: string): boolean => {
  // reached[i]: the pattern so far fits the first i digits.
  let reached = [true, ...Array.from(dialled, () => false)];
  for (const sign of pattern) {
    const next = reached.map(() => false);
    for (let i = 1; i < next.length; i++) {
      const char = dialled[i - 1];
      if (sign === '*') next[i] = isDigit(char) && (reached[i - 1] === true || next[i - 1] === true);
      else next[i] = reached[i - 1] === true && (sign === '?' ? isDigit(char) : sign === char);
    }
    reached = next;
  }
  return reached.at(-1) === true;
};

/** How a reported number fits one of the network's: in full, but for its extension, as far as it is not hidden. */
export type NumberFit = 'exact' | 'extension' | 'masked';

/** Undefined: it does not. What is unreadable fits none. Only service codes have extensions. */
export const numberFit = (reported: ReportedNumber, number: PhoneNumber): NumberFit | undefined => {
  if (reported.kind === 'unreadable') return undefined;
  if (reported.kind === 'masked') return fitsPattern(reported.pattern, dialledDigits(number)) ? 'masked' : undefined;
  if (reported.number === number) return 'exact';
  const isPort = numberKind(number) === 'service' && numberKind(reported.number) === 'service';
  return isPort && isSamePort(reported.number, number) ? 'extension' : undefined;
};
