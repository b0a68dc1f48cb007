import { numberKey, type PhoneNumber } from '@wurao/domain';

/** Seven-digit prefixes of mobiles, 1300000 to 1999999: the pages of the preference table. */
export const MOBILE_PAGES = 700_000;
const FIRST_PREFIX = 1_300_000;
const MOBILE_LENGTH = 14;
const TWO_32 = 2 ** 32;

/**
 * Where a number stands in the tables, as small integers: a mobile by page (its prefix) and suffix (its last four digits), any
 * other number by the two words of its key. One object per reader, filled again for each number: the hot path allocates nothing.
 */
export class SubscriberPlace {
  /** -1: not a mobile. */
  page = -1;
  suffix = 0;
  /** Key words of a number that is not a mobile: never 0 in the first; no key at all when the number is too long. */
  first = 0;
  second = 0;
  private number: string | undefined;

  read(number: PhoneNumber): this {
    if (number === this.number) return this;
    this.number = number;
    // Canonical: fourteen characters that begin so are a mobile (core/domain/number.ts).
    if (number.length === MOBILE_LENGTH && beginsMobile(number)) {
      this.page = digits(number, 3, 10) - FIRST_PREFIX;
      this.suffix = digits(number, 10, 14);
    } else {
      this.readKey(number);
    }
    return this;
  }

  /** A mobile by its numbers alone, for bulk building. */
  at(page: number, suffix: number): this {
    this.number = undefined;
    this.page = page;
    this.suffix = suffix;
    return this;
  }

  /** A service code beyond fifteen digits: it has no key. */
  get isTooLong(): boolean {
    return this.page < 0 && this.first === 1 && this.second === 0;
  }

  private readKey(number: PhoneNumber): void {
    const key = numberKey(number);
    this.page = -1;
    this.first = Math.floor(key / TWO_32) + 1;
    this.second = key >>> 0;
  }
}

/** "+861" and a digit from 3 on; one character at a time, which is what the compiler is good at. */
const beginsMobile = (number: string): boolean =>
  number.charCodeAt(3) === 0x31 &&
  number.charCodeAt(4) >= 0x33 &&
  number.charCodeAt(2) === 0x36 &&
  number.charCodeAt(1) === 0x38;

const digits = (text: string, from: number, to: number): number => {
  let value = 0;
  for (let i = from; i < to; i++) value = value * 10 + (text.charCodeAt(i) - 0x30);
  return value;
};
