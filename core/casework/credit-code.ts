import { invalid, type Result, success } from '@wurao/domain';

/** GB 32100-2015: digits and capitals without I, O, S, V and Z; the place of a character is its value. */
const CHARACTERS = '0123456789ABCDEFGHJKLMNPQRTUWXY';
export const CREDIT_CODE_CHARS = 18;
const FORM = /^[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}$/;
const MODULUS = CHARACTERS.length;

/** The 18th character: with it, the values weighed by the powers of three come to a multiple of 31. Undefined: 17 others are wanted. */
export const creditCodeCheck = (first17: string): string | undefined => {
  if (first17.length !== CREDIT_CODE_CHARS - 1) return undefined;
  let sum = 0;
  let weight = 1;
  for (const character of first17) {
    const value = CHARACTERS.indexOf(character);
    if (value < 0) return undefined;
    sum += value * weight;
    weight = (weight * 3) % MODULUS;
  }
  return CHARACTERS[(MODULUS - (sum % MODULUS)) % MODULUS];
};

/** A unified social credit code (统一社会信用代码) as it is written, its check character verified. Fails with `invalid`. */
export const readCreditCode = (text: string, field: string): Result<string> => {
  if (!FORM.test(text))
    return invalid(
      field,
      'not a unified social credit code',
      'Write its 18 digits and capitals, none of I, O, S, V, Z.',
    );
  return creditCodeCheck(text.slice(0, -1)) === text.at(-1)
    ? success(text)
    : invalid(field, 'its last character does not fit the others', 'Copy it again from the licence.', 17);
};
