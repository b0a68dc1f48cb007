/** Signs are numbers: a code point, `DIGITS`, or the hash of a word in Latin letters, which is negative. */
export const DIGITS = 0x30;

export const FNV_OFFSET: number = 0x811c9dc5 | 0;
export const FNV_PRIME = 0x01000193;
export const WORD_BIT: number = 0x80000000 | 0;

/** The sign of a Latin word in lower case. */
export const wordSign = (word: string): number => {
  let hash = FNV_OFFSET;
  for (let at = 0; at < word.length; at++) hash = Math.imul(hash ^ word.charCodeAt(at), FNV_PRIME);
  return hash | WORD_BIT;
};

/** Any address on the web. */
export const ADDRESS: number = wordSign('url');
