import type { Merchant } from '@wurao/domain';
import type { SubscriberPlace } from './subscriber-place.ts';
import type { Tables } from './tables.ts';

/** Places noted at once; what comes beyond is simply not fetched ahead. */
const MAX_NOTED = 64;
/** Words from the first key of a search to where a longer one ends, and to the values of the slots between. */
const FURTHER = 10;
const PAIR_VALUE_WORDS_PER_KEY_WORD = 2;

/**
 * Reads the words that coming look-ups begin with, one after the other without waiting for any: the processor then fetches them
 * side by side, and what came from slow memory once is near when it is asked for. Reads outside the sequence lock and uses
 * nothing of what it reads.
 */
export class Lookout {
  /** Where what was read goes, so that no compiler leaves the reading out. */
  seen = 0;
  private readonly tables: Tables;
  private readonly preferences = new Float64Array(MAX_NOTED);
  private readonly pairs = new Float64Array(MAX_NOTED);
  private noted = 0;

  constructor(tables: Tables) {
    this.tables = tables;
  }

  note(place: SubscriberPlace, merchant: Merchant | undefined): void {
    if (this.noted === MAX_NOTED || place.page < 0) return;
    const { preferences, pairs } = this.tables;
    const word = preferences.wordOf(place.page, place.suffix);
    this.preferences[this.noted] = word < 0 ? 0 : word;
    if (word < 0) this.seen ^= preferences.touchDense(place.page, place.suffix);
    this.pairs[this.noted] = merchant === undefined ? 0 : pairs.wordOf(place, merchant.index);
    this.noted++;
  }

  look(): void {
    const numbers = this.tables.preferences.sparse.keys.u32;
    const keys = this.tables.pairs.table.keys.u32;
    const values = this.tables.pairs.table.values.u32;
    let seen = 0;
    for (let i = 0; i < this.noted; i++) {
      const number = this.preferences[i]!;
      const pair = this.pairs[i]!;
      seen ^= numbers[number]! ^ keys[pair]! ^ numbers[number + FURTHER]! ^ keys[pair + FURTHER]!;
      seen ^= values[pair * PAIR_VALUE_WORDS_PER_KEY_WORD + FURTHER]!;
    }
    this.noted = 0;
    this.seen = seen;
  }
}
