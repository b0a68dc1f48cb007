import { ADDRESS, DIGITS } from './signs.ts';

/** Masks that corpora put for numbers, addresses, names and places; 0: left out. */
const NUMBERS_MASKED = [
  'DIGIT',
  'CELLPHONE',
  'CELLPHON',
  'PHONE',
  'HOTLINE',
  'BANK',
  'WECHAT',
  'DECIMAL',
  'TIME',
  'DATE',
];
const ADDRESSES_MASKED = ['URL', 'EMAIL'];
const LEFT_OUT = ['NAME', 'PLACE'];
const MASKS: readonly (readonly [string, number])[] = [
  ...NUMBERS_MASKED.map((mask) => [mask, DIGITS] as const),
  ...ADDRESSES_MASKED.map((mask) => [mask, ADDRESS] as const),
  ...LEFT_OUT.map((mask) => [mask, 0] as const),
];

/** The mask that begins here, with its sign: in capitals, and ending where it ends, or where small letters or another mask are glued to it. */
export const maskAt = (text: string, start: number, to: number): readonly [mask: string, sign: number] | undefined => {
  const first = text.charCodeAt(start);
  if (first < 0x41 || first > 0x5a || start + 3 > to) return undefined;
  for (const mask of MASKS) {
    const [tag] = mask;
    if (first !== tag.charCodeAt(0) || !text.startsWith(tag, start) || start + tag.length > to) continue;
    const next = text.charCodeAt(start + tag.length);
    if (!(next >= 0x41 && next <= 0x5a) || isGlued(text, start + tag.length)) return mask;
  }
  return undefined;
};

const isGlued = (text: string, at: number): boolean =>
  text.startsWith('QQ', at) || MASKS.some(([tag]) => text.startsWith(tag, at));
