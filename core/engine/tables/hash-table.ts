import { mix } from './mix.ts';
import { SortedSlots } from './sorted-slots.ts';

const WHOLE = 0xffffffff;

/**
 * 64-bit keys in two words to values of a few words. The key is scrambled by an invertible mix, so that the slots hold it whole.
 * A key's first word must not be 0: the scrambled words 0, 0 belong to such a key.
 */
export class HashTable extends SortedSlots {
  /** The lower word of a key's slot. */
  lowOf(first: number, second: number): number {
    return (second ^ mix(first ^ this.seed)) >>> 0;
  }

  /** The upper word, by the lower one. */
  highOf(first: number, low: number): number {
    return (first ^ mix(low)) >>> 0;
  }

  /** Slot of the key, or -1. */
  find(first: number, second: number): number {
    const low = this.lowOf(first, second);
    return this.findSlot(this.highOf(first, low), low, WHOLE);
  }

  /** `find`, by what `highOf` and `lowOf` answered. */
  findHashed(high: number, low: number): number {
    return this.findSlot(high, low, WHOLE);
  }

  /** Writer: the key's slot, new ones with a value of zeros. Slots move on every insertion and removal. */
  put(first: number, second: number): number {
    const low = this.lowOf(first, second);
    const high = this.highOf(first, low);
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
