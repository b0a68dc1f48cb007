import type { HashTable } from './hash-table.ts';
import type { SubscriberPlace } from './subscriber-place.ts';

/** Any number to one word. A mobile's key is its page and suffix, any other's its digits; both fit the same table. */
export class NumberMap {
  readonly table: HashTable;

  constructor(table: HashTable) {
    this.table = table;
  }

  /** The word, or -1. */
  get(place: SubscriberPlace): number {
    if (this.table.size === 0) return -1;
    const slot = this.table.find(firstOf(place), secondOf(place));
    return slot < 0 ? -1 : this.table.values.u32[slot]!;
  }

  /** Writer */
  set(place: SubscriberPlace, word: number): void {
    const slot = this.table.put(firstOf(place), secondOf(place));
    this.table.values.u32[slot] = word;
  }

  /** Writer */
  remove(place: SubscriberPlace): boolean {
    return this.table.remove(firstOf(place), secondOf(place));
  }
}

/** Keys of numbers that are no mobiles stay below 2^20 in the first word; mobiles stand above that. */
const MOBILE_FIRST = 0x80000000;

export const firstOf = (place: SubscriberPlace): number =>
  place.page < 0 ? place.first : (MOBILE_FIRST + place.page) >>> 0;

export const secondOf = (place: SubscriberPlace): number => (place.page < 0 ? place.second : place.suffix);
