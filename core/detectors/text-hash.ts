/** Two multipliers of Knuth's and of xxHash's kind: odd, with bits in every place. */
const FIRST = 2_654_435_761;
const SECOND = 1_597_334_677;
const HIGH_BITS = 0x1fffff;

/** 53 bits of a text, for counting equal ones: no proof of anything, and nothing secret hangs on it. */
export const textHash = (text: string, seed = 0): number => {
  let a = 0xdeadbeef ^ seed;
  let b = 0x41c6ce57 ^ seed;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    a = Math.imul(a ^ code, FIRST);
    b = Math.imul(b ^ code, SECOND);
  }
  a = Math.imul(a ^ (a >>> 16), 2_246_822_507) ^ Math.imul(b ^ (b >>> 13), 3_266_489_909);
  b = Math.imul(b ^ (b >>> 16), 2_246_822_507) ^ Math.imul(a ^ (a >>> 13), 3_266_489_909);
  return (b & HIGH_BITS) * 2 ** 32 + (a >>> 0);
};
