import type { Words } from './words.ts';

/**
 * Open addressing for slots of two words, in shared memory, made for one writer and readers under the sequence lock.
 *
 * The upper word is random (a hash); scaled to the capacity, it is the home slot. Slots are kept sorted by it: so a miss ends as
 * early as a hit, loads of 0.87 stay fast, and the table grows in place, from its upper end down, a few items a write: no
 * pause, no second copy. While it grows, slots at or above `frontier` already live by the new capacity. There is no
 * wrap-around; the tail beyond the capacity grows as needed. Removal shifts back: no tombstones. Two words of 0 are an empty slot.
 */
const CAPACITY = 0;
const NEXT = 1;
const FRONTIER = 2;
const COUNT = 3;
/** While growing: slots at or above hold no item of the old capacity. */
const TOP = 4;
const SEED = 5;

const FIRST_CAPACITY = 64;
const MAX_LOAD = 0.875;
/** Small tables double; big ones grow by a sixteenth, so that memory follows the count closely. */
const BIG = 1 << 16;
const BIG_GROWTH = 17 / 16;
/** Items moved per insertion while growing: twice what finishing in time needs. */
const MOVES = 40;
const MIN_TAIL = 64;
const SCALE = 2 ** -32;
const END_OF_KEYS = 0xffffffff;

export class SortedSlots {
  /** Words of a value. */
  readonly width: number;
  readonly keys: Words;
  readonly values: Words;
  protected readonly meta: Uint32Array;
  /** Writer: about how many are still to come. */
  private expected = 0;

  constructor(width: number, meta: Uint32Array, keys: Words, values: Words) {
    this.width = width;
    this.meta = meta;
    this.keys = keys;
    this.values = values;
  }

  /** Meta words of an empty table. `seed` keeps strangers from choosing keys that collide. */
  static initialise(meta: Uint32Array, seed: number): void {
    meta[CAPACITY] = FIRST_CAPACITY;
    meta[NEXT] = FIRST_CAPACITY;
    meta[SEED] = seed;
  }

  get size(): number {
    return this.meta[COUNT] ?? 0;
  }

  /** Slots in use by address: the capacity, and the run of items that crosses it. */
  get slots(): number {
    return this.lastRunEnd(this.meta[NEXT] ?? 0);
  }

  get bytes(): number {
    return this.slots * (2 + this.width) * 4;
  }

  refresh(): void {
    this.keys.refresh();
    this.values.refresh();
  }

  /** The slot whose upper word is `high` and whose masked lower word is `low`, or -1. */
  protected findSlot(high: number, low: number, mask: number): number {
    const keys = this.keys.u32;
    const end = keys.length;
    for (let at = this.homeOf(high) * 2; at < end; at += 2) {
      const key = keys[at]!;
      if (key < high) {
        if (key === 0 && keys[at + 1] === 0) return -1;
      } else if (key > high) {
        return -1;
      } else {
        const other = keys[at + 1]!;
        if ((other & mask) >>> 0 === low) return at >>> 1;
        if (key === 0 && other === 0) return -1;
      }
    }
    return -1;
  }

  /** Index of the first key word that a search reads: for setting the memory on its way. */
  homeWord(high: number): number {
    return this.homeOf(high) * 2;
  }

  /** Writer: a new slot, its value zeros. Slots move on every insertion and removal. */
  protected addSlot(high: number, low: number): number {
    this.makeRoom();
    const slot = this.insert(high, low);
    this.meta[COUNT]!++;
    if (this.expected > 0) this.expected--;
    this.values.u32.fill(0, slot * this.width, (slot + 1) * this.width);
    return slot;
  }

  /** Writer */
  protected dropSlot(slot: number): void {
    this.removeAt(slot);
    this.meta[COUNT]!--;
  }

  /** Writer: take the room for so many at once; only while empty. */
  reserve(count: number): void {
    const capacity = Math.ceil(count / MAX_LOAD) + 1;
    if (this.size === 0 && capacity > this.meta[NEXT]!) this.setCapacity(capacity);
  }

  /** Writer: about so many are to come; growth makes room for all of them at once. 0: nothing is known. */
  expect(count: number): void {
    this.expected = count;
  }

  protected get seed(): number {
    return this.meta[SEED]!;
  }

  protected forEachSlot(visit: (slot: number, high: number, low: number) => void): void {
    const keys = this.keys.u32;
    for (let slot = 0; slot * 2 < keys.length; slot++) {
      if (!this.isEmpty(slot)) visit(slot, keys[slot * 2]!, keys[slot * 2 + 1]!);
    }
  }

  private setCapacity(capacity: number): void {
    this.meta[CAPACITY] = capacity;
    this.meta[NEXT] = capacity;
    this.meta[FRONTIER] = 0;
    this.ensureSlots(capacity + tailOf(capacity));
  }

  private ensureSlots(slots: number): void {
    this.keys.ensure(slots * 2);
    this.values.ensure(slots * this.width);
  }

  private isEmpty(slot: number): boolean {
    const keys = this.keys.u32;
    return keys[slot * 2] === 0 && keys[slot * 2 + 1] === 0;
  }

  private homeOf(high: number): number {
    const capacity = high >= this.meta[FRONTIER]! ? this.meta[NEXT]! : this.meta[CAPACITY]!;
    return (high * capacity * SCALE) >>> 0;
  }

  /** Sorted insertion of a key that is not there: those above it move up to the next empty slot. */
  private insert(high: number, low: number): number {
    let keys = this.keys.u32;
    let slot = this.homeOf(high);
    while (slot * 2 < keys.length && !this.isEmpty(slot) && keys[slot * 2]! < high) slot++;
    let empty = slot;
    while (empty * 2 < keys.length && !this.isEmpty(empty)) empty++;
    // Keys and values grow by themselves; the run may have reached the end of either.
    this.ensureSlots(empty + 1);
    keys = this.keys.u32;
    if (empty > slot) {
      keys.copyWithin((slot + 1) * 2, slot * 2, empty * 2);
      this.values.u32.copyWithin((slot + 1) * this.width, slot * this.width, empty * this.width);
    }
    keys[slot * 2] = high;
    keys[slot * 2 + 1] = low;
    // An item of the old capacity may have been pushed up to there.
    if (high < this.meta[FRONTIER]! && empty >= this.meta[TOP]!) this.meta[TOP] = empty + 1;
    return slot;
  }

  /** Those behind it that are not at home move back by one. */
  private removeAt(slot: number): void {
    const keys = this.keys.u32;
    let end = slot + 1;
    while (end * 2 < keys.length && !this.isEmpty(end) && this.homeOf(keys[end * 2]!) < end) end++;
    if (end > slot + 1) {
      keys.copyWithin(slot * 2, (slot + 1) * 2, end * 2);
      this.values.u32.copyWithin(slot * this.width, (slot + 1) * this.width, end * this.width);
    }
    keys[(end - 1) * 2] = 0;
    keys[(end - 1) * 2 + 1] = 0;
  }

  private get isGrowing(): boolean {
    return this.meta[FRONTIER] !== 0;
  }

  private makeRoom(): void {
    const meta = this.meta;
    if (!this.isGrowing && meta[COUNT]! + 1 > meta[NEXT]! * MAX_LOAD) {
      const next = this.grown(meta[NEXT]!);
      meta[TOP] = this.lastRunEnd(meta[NEXT]!);
      this.ensureSlots(next + tailOf(next));
      meta[NEXT] = next;
      meta[FRONTIER] = END_OF_KEYS;
      // Keys of the very last value count as moved from here on: move them before anybody looks.
      this.moveTopGroup(END_OF_KEYS + 1);
    }
    for (let moved = 0; moved < MOVES && this.isGrowing; ) moved += this.moveTopGroup(meta[FRONTIER]!);
  }

  private grown(capacity: number): number {
    const ordinary = capacity < BIG ? capacity * 2 : Math.ceil(capacity * BIG_GROWTH);
    const wanted = Math.ceil((this.size + this.expected) / MAX_LOAD) + 1;
    const fits = this.keys.mayHold((wanted + tailOf(wanted)) * Math.max(2, this.width));
    return wanted > ordinary && fits ? wanted : ordinary;
  }

  /** Items beyond the capacity are the end of the run that crosses it: the first empty slot ends them. */
  private lastRunEnd(capacity: number): number {
    let end = capacity;
    while (end * 2 < this.keys.u32.length && !this.isEmpty(end)) end++;
    return end;
  }

  /** Move the items of the highest key below `bound`, the highest living by the old capacity; without any, growth has ended. */
  private moveTopGroup(bound: number): number {
    const meta = this.meta;
    const keys = this.keys.u32;
    const width = this.width;
    let top = meta[TOP]!;
    while (top > 0 && (this.isEmpty(top - 1) || keys[(top - 1) * 2]! >= bound)) top--;
    if (top === 0) {
      meta[CAPACITY] = meta[NEXT]!;
      meta[FRONTIER] = 0;
      return 0;
    }
    const high = keys[(top - 1) * 2]!;
    const lows: number[] = [];
    const values: number[] = [];
    while (top > 0 && keys[(top - 1) * 2] === high && !this.isEmpty(top - 1)) {
      top--;
      lows.push(keys[top * 2 + 1]!);
      for (let i = 0; i < width; i++) values.push(this.values.u32[top * width + i]!);
      this.removeAt(top);
    }
    meta[TOP] = top;
    // 0 is the lowest key of all: growth ends with it, and a frontier of 0 says so.
    meta[FRONTIER] = high;
    if (high === 0) meta[CAPACITY] = meta[NEXT]!;
    for (const [index, low] of lows.entries()) {
      const slot = this.insert(high, low);
      for (let i = 0; i < width; i++) this.values.u32[slot * width + i] = values[index * width + i]!;
    }
    return lows.length;
  }
}

const tailOf = (capacity: number): number => Math.min(8192, Math.max(MIN_TAIL, capacity >>> 3));
