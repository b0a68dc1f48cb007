import { mix, unmix } from './mix.ts';
import { SortedSlots } from './sorted-slots.ts';

/**
 * Mobile numbers to sixteen-bit values, eight bytes each: the number is in the slot once, scrambled, and its value beside it.
 * Upper word: page and upper suffix bits, mixed. Lower word: the two lowest suffix bits, a mark, the value.
 */
const MARK = 0x20000000;
const WHO = 0xe0000000;
const VALUE = 0xffff;
const SUFFIX_BITS = 14;
const LOW_BITS = 2;
const SPREAD = 0x9e3779b1;

export class PackedNumbers extends SortedSlots {
  /** The upper word of a number's slot. */
  highOf(page: number, suffix: number): number {
    const who = (page << (SUFFIX_BITS - LOW_BITS)) | (suffix >>> LOW_BITS);
    return mix(who ^ this.seed ^ Math.imul(suffix & 3, SPREAD)) >>> 0;
  }

  private slotOf(page: number, suffix: number): number {
    return this.findSlot(this.highOf(page, suffix), lowOf(suffix), WHO);
  }

  /** The value, or -1. */
  get(page: number, suffix: number): number {
    return this.getHashed(this.highOf(page, suffix), suffix);
  }

  /** `get`, by what `highOf` answered. */
  getHashed(high: number, suffix: number): number {
    const slot = this.findSlot(high, lowOf(suffix), WHO);
    return slot < 0 ? -1 : this.keys.u32[slot * 2 + 1]! & VALUE;
  }

  /** Writer */
  set(page: number, suffix: number, value: number): void {
    const found = this.slotOf(page, suffix);
    const slot = found >= 0 ? found : this.addSlot(this.highOf(page, suffix), lowOf(suffix));
    this.keys.u32[slot * 2 + 1] = lowOf(suffix) | value;
  }

  /** Writer: false when the number has no value. */
  remove(page: number, suffix: number): boolean {
    const slot = this.slotOf(page, suffix);
    if (slot >= 0) this.dropSlot(slot);
    return slot >= 0;
  }

  forEach(visit: (page: number, suffix: number, value: number) => void): void {
    this.forEachSlot((_slot, high, low) => {
      const lowest = low >>> 30;
      const who = (unmix(high) ^ this.seed ^ Math.imul(lowest, SPREAD)) >>> 0;
      const suffix = ((who << LOW_BITS) | lowest) & ((1 << SUFFIX_BITS) - 1);
      visit(who >>> (SUFFIX_BITS - LOW_BITS), suffix, low & VALUE);
    });
  }
}

const lowOf = (suffix: number): number => ((suffix << 30) | MARK) >>> 0;
