import type { Merchant } from '@wurao/domain';
import type { SubscriberPlace } from './subscriber-place.ts';
import type { Tables } from './tables.ts';

/** Places noted at once; what comes beyond is simply not fetched ahead. */
const MAX_NOTED = 64;
/** Words from the first key of a search to where a longer one ends. */
const FURTHER = 6;
const PAIR_VALUE_WORDS_PER_KEY_WORD = 2;
const PAIR_VALUE_WORDS = 4;

/**
 * Reads the words that coming look-ups begin with, one after the other without waiting for any: the processor then fetches them
 * side by side, and what came from slow memory once is near when it is asked for. Reads outside the sequence lock; whoever uses
 * what `profileIndexAt` and `pairSlotAt` find must look at the version as for any other reading.
 */
export class Lookout {
  /** Where what was read goes, so that no compiler leaves the reading out. */
  seen = 0;
  private readonly tables: Tables;
  private readonly preferences = new Float64Array(MAX_NOTED);
  private readonly pairs = new Float64Array(MAX_NOTED);
  /** Scrambled keys: of thin prefixes, and of the pairs in two words. */
  private readonly numberHighs = new Uint32Array(MAX_NOTED);
  private readonly pairHighs = new Uint32Array(MAX_NOTED);
  private readonly pairLows = new Uint32Array(MAX_NOTED);
  /** Slots of pairs, whose values are to come. */
  private readonly slots = new Float64Array(MAX_NOTED);
  noted = 0;

  constructor(tables: Tables) {
    this.tables = tables;
  }

  /** False: not noted, because the number is no mobile or there are many already. */
  note(place: SubscriberPlace, merchant: Merchant | undefined): boolean {
    if (this.noted === MAX_NOTED || place.page < 0) return false;
    const { preferences, pairs } = this.tables;
    const { sparse } = preferences;
    const at = this.noted++;
    if (preferences.isDense(place.page)) {
      this.preferences[at] = 0;
      this.seen ^= preferences.touchDense(place.page, place.suffix);
    } else {
      const high = sparse.highOf(place.page, place.suffix);
      this.numberHighs[at] = high;
      this.preferences[at] = sparse.homeWord(high);
    }
    this.pairs[at] = 0;
    if (merchant === undefined) return true;
    const { table } = pairs;
    const low = table.lowOf(pairs.firstOf(place), pairs.secondOf(place, merchant.index));
    const high = table.highOf(pairs.firstOf(place), low);
    this.pairLows[at] = low;
    this.pairHighs[at] = high;
    this.pairs[at] = table.homeWord(high);
    return true;
  }

  look(): void {
    const numbers = this.tables.preferences.sparse.keys.u32;
    const keys = this.tables.pairs.table.keys.u32;
    let seen = 0;
    for (let i = 0; i < this.noted; i++) {
      const number = this.preferences[i]!;
      const pair = this.pairs[i]!;
      seen ^= numbers[number]! ^ keys[pair]! ^ numbers[number + FURTHER]! ^ keys[pair + FURTHER]!;
    }
    // One alone: its value is guessed at, too, while several are looked at again once their keys are near.
    if (this.noted === 1) seen ^= this.guessValue(this.pairs[0]!);
    this.seen = seen;
  }

  /** Of the n-th noted place: the value of its preference, or -1. */
  profileIndexAt(at: number, place: SubscriberPlace): number {
    const { preferences } = this.tables;
    if (preferences.isDense(place.page)) return preferences.get(place.page, place.suffix);
    return preferences.sparse.getHashed(this.numberHighs[at]!, place.suffix);
  }

  /** Of the n-th noted place, noted with a merchant: the slot of the pair, or -1. */
  pairSlotAt(at: number): number {
    return this.tables.pairs.table.findHashed(this.pairHighs[at]!, this.pairLows[at]!);
  }

  /** The value of a pair's slot will be wanted; -1: of none. */
  wantValue(index: number, slot: number): void {
    this.slots[index] = slot < 0 ? 0 : slot * PAIR_VALUE_WORDS;
  }

  /** Reads of `count` wanted values, with nothing in between that the processor could wait for. */
  lookAtValues(count: number): void {
    const values = this.tables.pairs.table.values.u32;
    let seen = 0;
    for (let i = 0; i < count; i++) seen ^= values[this.slots[i]!]!;
    this.seen ^= seen;
  }

  forget(): void {
    this.noted = 0;
  }

  private guessValue(pair: number): number {
    return this.tables.pairs.table.values.u32[pair * PAIR_VALUE_WORDS_PER_KEY_WORD + FURTHER] ?? 0;
  }
}
