// Near-duplicates and messages of one author belong to one group, and a group is never divided between learning and testing.
import { normaliseText, textHash } from '@wurao/detectors';
import type { Example } from './corpus.ts';

const SHINGLE_CHARS = 4;
const BANDS = 8;
const ROWS_A_BAND = 2;
/** Messages alike in at least this share of their shingles are near-duplicates. */
const LIKENESS_MIN = 0.5;
const MULTIPLIERS: readonly number[] = Array.from(
  { length: BANDS * ROWS_A_BAND },
  (_, index) => (0x9e3779b1 + index * 0x85ebca6b) | 1,
);

const shinglesOf = (text: string): Set<number> => {
  const shingles = new Set<number>();
  for (let at = 0; at + SHINGLE_CHARS <= text.length; at++) {
    shingles.add(textHash(text.slice(at, at + SHINGLE_CHARS)) % 2 ** 31);
  }
  return shingles;
};

const likeness = (one: ReadonlySet<number>, other: ReadonlySet<number>): number => {
  let common = 0;
  for (const shingle of one) if (other.has(shingle)) common++;
  return common / (one.size + other.size - common);
};

/** A text as it is compared. */
export const piecesOf = (text: string): ReadonlySet<number> => shinglesOf(normaliseText(text));

/** Does the other text hold at least half of this one? */
export const standsIn = (part: ReadonlySet<number>, whole: ReadonlySet<number>): boolean => {
  let common = 0;
  for (const piece of part) if (whole.has(piece)) common++;
  return common > 0 && common >= LIKENESS_MIN * part.size;
};

const sketchOf = (shingles: ReadonlySet<number>): readonly number[] =>
  MULTIPLIERS.map((multiplier) => {
    let least = 0xffffffff;
    for (const shingle of shingles) {
      const mixed = Math.imul(shingle ^ (shingle >>> 16), multiplier) >>> 0;
      if (mixed < least) least = mixed;
    }
    return least;
  });

/** The group of each example: the index of its first member. Personal messages are grouped by author alone. */
export const groupsOf = (examples: readonly Example[]): Int32Array => {
  const parents = Int32Array.from(examples, (_, index) => index);
  const rootOf = (index: number): number => {
    while (parents[index] !== index) index = parents[index] = parents[parents[index]!]!;
    return index;
  };
  const join = (one: number, other: number): void => {
    const [a, b] = [rootOf(one), rootOf(other)];
    parents[Math.max(a, b)] = Math.min(a, b);
  };
  const firsts = new Map<string, number>();
  const shingles: Set<number>[] = [];
  for (const [index, { text, author, source }] of examples.entries()) {
    const plain = normaliseText(text);
    shingles.push(author === undefined ? shinglesOf(plain) : new Set());
    const keys = author === undefined ? [`= ${plain}`, ...bandKeys(shingles[index]!)] : [`${source} ${author}`];
    for (const key of keys) {
      const first = firsts.get(key);
      if (first === undefined) firsts.set(key, index);
      else if (
        author !== undefined ||
        key.startsWith('=') ||
        likeness(shingles[first]!, shingles[index]!) >= LIKENESS_MIN
      )
        join(first, index);
    }
  }
  return Int32Array.from(examples, (_, index) => rootOf(index));
};

const bandKeys = (shingles: ReadonlySet<number>): readonly string[] => {
  if (shingles.size === 0) return [];
  const sketch = sketchOf(shingles);
  return Array.from(
    { length: BANDS },
    (_, band) => `${band} ${sketch.slice(band * ROWS_A_BAND, (band + 1) * ROWS_A_BAND)}`,
  );
};

/** Which of `folds` a group falls into. */
export const foldOf = (group: number, folds: number): number => textHash(`fold ${group}`) % folds;
