import { wordSign } from './signs.ts';
import { LATIN_WORDS, SEQUENCES, SOUNDED } from './spellings.ts';

type Two = readonly [number, number];

/** Signs of a sequence, hashed; rules are few, and a flag says which signs may be the second of one. */
const pairKey = (first: number, second: number): number => Math.imul(first ^ (first >>> 15), 0x2c1b3c6d) ^ second;
const FLAGS = 0x10000;
const signOf = (text: string): number => (/^[a-z]+$/.test(text) ? wordSign(text) : text.charCodeAt(0));

const seconds = new Uint8Array(FLAGS);
const pairs = new Map<number, Two>();
const words = new Map<number, Two>();

const addPair = (first: string, second: string, meant: string): void => {
  seconds[signOf(second) & (FLAGS - 1)] = 1;
  pairs.set(pairKey(signOf(first), signOf(second)), [meant.charCodeAt(0), meant.charCodeAt(1)]);
};
for (const [first, second, meant] of SEQUENCES) addPair(first, second, meant);
for (const [word, first, second] of SOUNDED) {
  addPair(first, word.charAt(1), word);
  addPair(word.charAt(0), second, word);
  if (first.length > 1) addPair(first, second, word);
  words.set(wordSign(first + second), [word.charCodeAt(0), word.charCodeAt(1)]);
}
for (const [written, meant] of LATIN_WORDS) words.set(wordSign(written), [meant.charCodeAt(0), meant.charCodeAt(1)]);

/** What two signs in sequence mean, where a rule says so. */
export const meantByPair = (first: number, second: number): Two | undefined =>
  seconds[second & (FLAGS - 1)] === 1 ? pairs.get(pairKey(first, second)) : undefined;

/** What one Latin word means, where a rule says so. */
export const meantByWord = (sign: number): Two | undefined => words.get(sign);
