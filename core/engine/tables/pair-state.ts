import {
  asSequence,
  BASIS_KINDS,
  type ContentId,
  type PairEntry,
  type PairRefusal,
  type PairState,
  type Sequence,
} from '@wurao/domain';

/**
 * Pair states as words. Masks and flags of one basis fit one word:
 * bits 0–8 purposes, 9–20 categories, 21–23 channels, 24–25 kind, 26 confirmed, 27 migrated, 28 withdrawn, 29 former, 30 lifts.
 * Bit 31 marks a slot whose state lies in the arena.
 *
 * A slot holds, inline, the commonest state: exactly one basis, from at once, with no matter, and nothing else. Nothing of it
 * is lost: `toSec`, `receivedSec` and the sequence follow in a word each. Any other state is written whole to the arena.
 */
export const INLINE_WORDS = 4;
export const IN_ARENA = 0x80000000;

const CATEGORIES_AT = 9;
const CHANNELS_AT = 21;
const KIND_AT = 24;
const PURPOSES = 0x1ff;
const CATEGORIES = 0xfff;
const CHANNELS = 0x7;
const CONFIRMED = 1 << 26;
const MIGRATED = 1 << 27;
const WITHDRAWN = 1 << 28;
const FORMER = 1 << 29;
const LIFTS = 1 << 30;
const TWO_32 = 2 ** 32;
const MAX_WORD = TWO_32 - 1;

/** Words of an entry in the arena: scope and flags, from, to, received, matter (0 = none), sequence low, high. */
const ENTRY_WORDS = 7;
/** Scope, received, sequence low, high. */
const REFUSAL_WORDS = 4;
/** Counts and kept, last no: seconds, sequence low, high. */
const HEAD_WORDS = 4;
const MAX_COUNT = 0x7fff;

/** Ids that words refer to by index, from 1. Writer: give one; reader: look it up. */
export interface Names {
  indexOf(name: string): number;
  nameOf(index: number): string | undefined;
}

interface Scope {
  readonly purposes: number;
  readonly categories: number;
  readonly channels: number;
}

const scopeWord = (scope: Scope): number =>
  (scope.purposes & PURPOSES) |
  ((scope.categories & CATEGORIES) << CATEGORIES_AT) |
  ((scope.channels & CHANNELS) << CHANNELS_AT);

const entryWord = (entry: PairEntry): number =>
  scopeWord(entry) |
  (BASIS_KINDS.indexOf(entry.kind) << KIND_AT) |
  (entry.confirmed ? CONFIRMED : 0) |
  (entry.migrated ? MIGRATED : 0) |
  (entry.withdrawn ? WITHDRAWN : 0) |
  (entry.former ? FORMER : 0) |
  (entry.lifts ? LIFTS : 0);

const entryOf = (
  word: number,
  fromSec: number,
  toSec: number,
  receivedSec: number,
  matter: string | undefined,
  sequence: number,
): PairEntry => ({
  kind: BASIS_KINDS[(word >>> KIND_AT) & 3] ?? 'consent',
  purposes: word & PURPOSES,
  categories: (word >>> CATEGORIES_AT) & CATEGORIES,
  channels: (word >>> CHANNELS_AT) & CHANNELS,
  confirmed: (word & CONFIRMED) !== 0,
  migrated: (word & MIGRATED) !== 0,
  withdrawn: (word & WITHDRAWN) !== 0,
  former: (word & FORMER) !== 0,
  lifts: (word & LIFTS) !== 0,
  fromSec,
  toSec,
  receivedSec,
  matter: matter as ContentId | undefined,
  sequence: sequence as Sequence,
});

const NO_REFUSALS: readonly PairRefusal[] = [];

/** Does the state fit a slot? */
export const inlineEntry = (state: PairState): PairEntry | undefined => {
  const entry = state.entries[0];
  const single = entry !== undefined && state.entries.length === 1 && state.refusals.length === 0 && !state.kept;
  if (!single || state.lastNoSec !== 0 || state.lastNoSequence !== 0) return undefined;
  return entry.fromSec === 0 && entry.matter === undefined && entry.sequence <= MAX_WORD ? entry : undefined;
};

export const writeInline = (words: Uint32Array, at: number, entry: PairEntry): void => {
  words[at] = entryWord(entry);
  words[at + 1] = seconds(entry.toSec);
  words[at + 2] = seconds(entry.receivedSec);
  words[at + 3] = entry.sequence;
};

export const readInline = (words: Uint32Array, at: number): PairState => ({
  entries: [entryOf(words[at]!, 0, words[at + 1]!, words[at + 2]!, undefined, words[at + 3]!)],
  refusals: NO_REFUSALS,
  kept: false,
  lastNoSec: 0,
  lastNoSequence: asSequence(0),
});

/** Words that a state takes in the arena. */
export const stateWords = (state: PairState): number =>
  HEAD_WORDS + state.entries.length * ENTRY_WORDS + state.refusals.length * REFUSAL_WORDS;

export const writeState = (words: Uint32Array, start: number, state: PairState, names: Names): void => {
  if (state.entries.length > MAX_COUNT || state.refusals.length > MAX_COUNT) {
    throw new RangeError(`a pair holds more than ${MAX_COUNT} bases or refusals`);
  }
  let at = start;
  words[at++] = state.entries.length | (state.refusals.length << 15) | (state.kept ? 1 << 30 : 0);
  words[at++] = seconds(state.lastNoSec);
  at = writeSequence(words, at, state.lastNoSequence);
  for (const entry of state.entries) {
    words[at++] = entryWord(entry);
    words[at++] = seconds(entry.fromSec);
    words[at++] = seconds(entry.toSec);
    words[at++] = seconds(entry.receivedSec);
    words[at++] = entry.matter === undefined ? 0 : names.indexOf(entry.matter);
    at = writeSequence(words, at, entry.sequence);
  }
  for (const refusal of state.refusals) {
    words[at++] = scopeWord(refusal);
    words[at++] = seconds(refusal.receivedSec);
    at = writeSequence(words, at, refusal.sequence);
  }
};

/** Reading while the writer writes may find nonsense here: lengths are bounded by the words, and the result is thrown away. */
export const readState = (words: Uint32Array, start: number, names: Names): PairState => {
  const head = words[start] ?? 0;
  const entries: PairEntry[] = [];
  const refusals: PairRefusal[] = [];
  let at = start + HEAD_WORDS;
  for (let left = head & MAX_COUNT; left > 0 && at < words.length; left--, at += ENTRY_WORDS) {
    const matter = words[at + 4] ? names.nameOf(words[at + 4]!) : undefined;
    const sequence = readSequence(words, at + 5);
    entries.push(entryOf(words[at]!, words[at + 1]!, words[at + 2]!, words[at + 3]!, matter, sequence));
  }
  for (let left = (head >>> 15) & MAX_COUNT; left > 0 && at < words.length; left--, at += REFUSAL_WORDS) {
    const word = words[at]!;
    refusals.push({
      purposes: word & PURPOSES,
      categories: (word >>> CATEGORIES_AT) & CATEGORIES,
      channels: (word >>> CHANNELS_AT) & CHANNELS,
      receivedSec: words[at + 1]!,
      sequence: readSequence(words, at + 2),
    });
  }
  return {
    entries,
    refusals,
    kept: (head & (1 << 30)) !== 0,
    lastNoSec: words[start + 1] ?? 0,
    lastNoSequence: readSequence(words, start + 2),
  };
};

/** Instants beyond 2106 do not fit; they are as good as then. */
const seconds = (value: number): number => Math.min(value, MAX_WORD);

const writeSequence = (words: Uint32Array, at: number, sequence: Sequence): number => {
  words[at] = sequence >>> 0;
  words[at + 1] = Math.floor(sequence / TWO_32);
  return at + 2;
};

const readSequence = (words: Uint32Array, at: number): Sequence =>
  asSequence((words[at + 1] ?? 0) * TWO_32 + (words[at] ?? 0));
