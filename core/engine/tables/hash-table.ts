import { mix } from './mix.ts';
import { SortedSlots } from './sorted-slots.ts';

const WHOLE = 0xffffffff;

/**
 * 64-bit keys in two words to values of a few words. The key is scrambled by an invertible mix, so that the slots hold it whole.
 * A key's first word must not be 0: the scrambled words 0, 0 belong to such a key.
 */
export class HashTable extends SortedSlots {
  private lowOf(first: number, second: number): number {
    return (second ^ mix(first ^ this.seed)) >>> 0;
  }

  /** Slot of the key, or -1. */
  find(first: number, second: number): number {
    const low = this.lowOf(first, second);
    return this.findSlot((first ^ mix(low)) >>> 0, low, WHOLE);
  }

  /** Index of the first key word that `find` reads. */
  wordOf(first: number, second: number): number {
    return this.homeWord((first ^ mix(this.lowOf(first, second))) >>> 0);
  }

  /** Writer: the key's slot, new ones with a value of zeros. Slots move on every insertion and removal. */
  put(first: number, second: number): number {
    const low = this.lowOf(first, second);
    const high = (first ^ mix(low)) >>> 0;
    const found = this.findSlot(high, low, WHOLE);
    return found >= 0 ? found : this.addSlot(high, low);
  }

  /** Writer: false when the key is absent. */
  remove(first: number, second: number): boolean {
    const slot = this.find(first, second);
    if (slot >= 0) this.dropSlot(slot);
    return slot >= 0;
  }

  /** Every slot in use with its key, unscrambled. */
  forEach(visit: (slot: number, first: number, second: number) => void): void {
    this.forEachSlot((slot, high, low) => {
      const first = (high ^ mix(low)) >>> 0;
      visit(slot, first, (low ^ mix(first ^ this.seed)) >>> 0);
    });
  }
}
