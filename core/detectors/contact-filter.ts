/** Bits per contact: about one in a hundred absent numbers is taken for a present one, which spares it. */
const BITS_EACH = 10;
const HASHES = 5;
const MAX_BITS = 2 ** 28;
const MIN_BITS = 2 ** 12;

/**
 * The numbers that a merchant had contact with, in bounded memory (Bloom): a contact on record is always found; a number
 * without one is now and then taken for a contact, never the other way round.
 */
export class ContactFilter {
  readonly #words: Uint32Array;
  readonly #mask: number;
  #contacts = 0;

  /** `expected`: about how many there will be. */
  constructor(expected: number) {
    const wanted = Math.min(MAX_BITS, Math.max(MIN_BITS, expected * BITS_EACH));
    const bits = 2 ** Math.ceil(Math.log2(wanted));
    this.#words = new Uint32Array(bits / 32);
    this.#mask = bits - 1;
  }

  get contacts(): number {
    return this.#contacts;
  }

  add(number: number): void {
    this.#contacts++;
    const { first, second } = mixed(number);
    for (let i = 0; i < HASHES; i++) {
      const bit = (first + Math.imul(i, second)) & this.#mask;
      this.#words[bit >>> 5] = (this.#words[bit >>> 5] ?? 0) | (1 << (bit & 31));
    }
  }

  has(number: number): boolean {
    const { first, second } = mixed(number);
    for (let i = 0; i < HASHES; i++) {
      const bit = (first + Math.imul(i, second)) & this.#mask;
      if (((this.#words[bit >>> 5] ?? 0) & (1 << (bit & 31))) === 0) return false;
    }
    return true;
  }
}

const mixed = (number: number): { first: number; second: number } => {
  const low = (number % 2 ** 32) >>> 0;
  const high = Math.floor(number / 2 ** 32);
  let first = Math.imul(low ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(high + 1, 0xc2b2ae35);
  first ^= first >>> 15;
  first = Math.imul(first, 0x2c1b3c6d);
  first ^= first >>> 13;
  let second = Math.imul(first ^ low, 0x297a2d39);
  second ^= second >>> 16;
  return { first: first >>> 0, second: second | 1 };
};
