/** Bijective on 32 bits (the finaliser of MurmurHash3, public domain). */
export const mix = (value: number): number => {
  let x = value ^ (value >>> 16);
  x = Math.imul(x, 0x85ebca6b);
  x ^= x >>> 13;
  x = Math.imul(x, 0xc2b2ae35);
  return x ^ (x >>> 16);
};

/** The inverse of `mix`. */
export const unmix = (value: number): number => {
  let x = value ^ (value >>> 16);
  x = Math.imul(x, 0x7ed1b41d);
  x ^= (x >>> 13) ^ (x >>> 26);
  x = Math.imul(x, 0xa5cb9243);
  return x ^ (x >>> 16);
};
