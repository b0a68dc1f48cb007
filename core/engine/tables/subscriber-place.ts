import { numberKey, type PhoneNumber } from '@wurao/domain';

/** Seven-digit prefixes of mobiles, 1300000 to 1999999: the pages of the preference table. */
export const MOBILE_PAGES = 700_000;
const FIRST_PREFIX = 1_300_000;
const MOBILE_LENGTH = 14;
const SUFFIXES = 10_000;
/** Keys of mobiles: +8613000000000 to +8619999999999. */
const FIRST_MOBILE = 8_613_000_000_000;
const LAST_MOBILE = 8_619_999_999_999;
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

  /** `key`: its `numberKey`, if that is known already. */
  read(number: PhoneNumber, key?: number): this {
    if (number === this.number) return this;
    this.number = number;
    if (key !== undefined && key >= FIRST_MOBILE && key <= LAST_MOBILE) {
      const page = Math.floor((key - FIRST_MOBILE) / SUFFIXES);
      return this.take(page, key - FIRST_MOBILE - page * SUFFIXES);
    }
    // Canonical: fourteen characters with +86 and these digits are a mobile (core/domain/number.ts).
    if (number.length === MOBILE_LENGTH && isChinese(number)) {
      const page = digits(number, 3, 10) - FIRST_PREFIX;
      if (page >= 0 && page < MOBILE_PAGES) return this.take(page, digits(number, 10, MOBILE_LENGTH));
    }
    this.readKey(number);
    return this;
  }

  private take(page: number, suffix: number): this {
    this.page = page;
    this.suffix = suffix;
    return this;
  }

  /** A mobile by its numbers alone, for bulk building. */
  at(page: number, suffix: number): this {
    this.number = undefined;
    return this.take(page, suffix);
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

/** One character at a time, which is what the compiler is good at. */
const isChinese = (number: string): boolean =>
  number.charCodeAt(2) === 0x36 && number.charCodeAt(1) === 0x38 && number.charCodeAt(0) === 0x2b;

const digits = (text: string, from: number, to: number): number => {
  let value = 0;
  for (let i = from; i < to; i++) value = (Math.imul(value, 10) + text.charCodeAt(i) - 0x30) | 0;
  return value;
};
