import type { PersonalLists, PhoneNumber, PrefixEntry } from '@wurao/domain';

/**
 * Personal lists as words: one word of counts (ten bits each: allow, deny, prefixes), then every entry as four-bit digits,
 * little end first, each closed by a mark. A number of thirteen digits takes seven bytes.
 */
const PLUS = 10;
const END = 15;
/** Closes a prefix that bites all purposes. */
const END_ALL = 14;
const MAX_DIGITS = 22;
const COUNT_BITS = 10;
const COUNT = (1 << COUNT_BITS) - 1;

class Nibbles {
  readonly words: number[] = [];
  private count = 0;

  add(nibble: number): void {
    const word = this.count >>> 3;
    this.words[word] = ((this.words[word] ?? 0) | (nibble << ((this.count & 7) * 4))) >>> 0;
    this.count++;
  }

  addDigits(text: string, end: number): void {
    for (let i = 0; i < text.length; i++) this.add(text.charAt(i) === '+' ? PLUS : text.charCodeAt(i) - 0x30);
    this.add(end);
  }
}

export const packLists = (lists: PersonalLists): number[] => {
  const { allow, deny, prefixes } = lists;
  if (Math.max(allow.length, deny.length, prefixes.length) > COUNT) {
    throw new RangeError(`a personal list holds more than ${COUNT} entries`);
  }
  const nibbles = new Nibbles();
  for (const number of allow) nibbles.addDigits(number, END);
  for (const number of deny) nibbles.addDigits(number, END);
  for (const { prefix, scope } of prefixes) nibbles.addDigits(prefix, scope === 'all' ? END_ALL : END);
  return [allow.length | (deny.length << COUNT_BITS) | (prefixes.length << (2 * COUNT_BITS)), ...nibbles.words];
};

/** Nonsense, read while the writer writes, ends after a bounded number of digits; the result is then thrown away. */
export const unpackLists = (words: Uint32Array, start: number): PersonalLists => {
  const counts = words[start] ?? 0;
  let at = (start + 1) * 8;
  let end = END;
  const next = (): string => {
    let text = '';
    while (text.length <= MAX_DIGITS && at < words.length * 8) {
      const nibble = (words[Math.floor(at / 8)]! >>> ((at & 7) * 4)) & 15;
      at++;
      if (nibble >= END_ALL) {
        end = nibble;
        break;
      }
      text += nibble === PLUS ? '+' : String(nibble);
    }
    return text;
  };
  const numbers = (count: number): PhoneNumber[] => Array.from({ length: count }, () => next() as PhoneNumber);
  const allow = numbers(counts & COUNT);
  const deny = numbers((counts >>> COUNT_BITS) & COUNT);
  const prefixes = Array.from({ length: (counts >>> (2 * COUNT_BITS)) & COUNT }, (): PrefixEntry => {
    const prefix = next();
    return { prefix, scope: end === END_ALL ? 'all' : 'commercial' };
  });
  return { allow, deny, prefixes };
};
