/**
 * A bounded table in this thread's memory: every key has two buckets of eight slots and lives in either. Each slot has a
 * sixteen-bit tag, so that a look-up reads two short runs of tags and, as a rule, one entry. Nothing is
 * deleted: an entry that its owner calls idle makes room for the next key that needs its slot.
 */
const BUCKET = 8;
const MAX_SLOTS = 2 ** 28;
const SCALE = 2 ** -32;

export class BucketTable {
  readonly slots: number;
  /** Words of an entry: the key first. */
  readonly width: number;
  readonly entries: Uint32Array;
  /** Fill in the key here before `find`. */
  readonly key: Uint32Array;
  private readonly tags: Uint16Array;
  private readonly buckets: number;
  /** Of the key that `find` looked for last. */
  private keyHash = 0;
  one = 0;
  two = 0;
  /** Slots that hold an entry, idle ones included. */
  used = 0;

  constructor(slots: number, keyWords: number, width: number) {
    this.buckets = Math.max(2, Math.ceil(Math.min(slots, MAX_SLOTS) / BUCKET));
    this.slots = this.buckets * BUCKET;
    this.width = width;
    this.key = new Uint32Array(keyWords);
    this.tags = new Uint16Array(this.slots);
    this.entries = new Uint32Array(this.slots * width);
  }

  get bytes(): number {
    return this.tags.byteLength + this.entries.byteLength;
  }

  /** First word of the key's entry, or -1. */
  find(): number {
    this.locate();
    const tag = tagOf(this.keyHash);
    const found = this.findIn(this.one, tag);
    return found >= 0 ? found : this.findIn(this.two, tag);
  }

  /** Which two buckets the key has: into `one` and `two`. */
  locate(): void {
    const hash = this.hash(this.key, 0);
    this.keyHash = hash;
    this.one = this.firstBucket(hash);
    this.two = this.secondBucket(hash);
  }

  /** Reads the tags of so many buckets, with nothing in between that the processor could wait for: so they come side by side. */
  touchTags(buckets: Float64Array, count: number): number {
    const { tags } = this;
    let seen = 0;
    for (let i = 0; i < count; i++) seen ^= tags[buckets[i]! * BUCKET]!;
    return seen;
  }

  /** The same of entries. */
  touchEntries(words: Float64Array, count: number): number {
    const { entries } = this;
    let seen = 0;
    for (let i = 0; i < count; i++) seen ^= entries[words[i]!] ?? 0;
    return seen;
  }

  /** First word of the key's entry, or of the place where it would stand. */
  entryOrPlace(): number {
    const found = this.find();
    if (found >= 0) return found;
    const inOne = this.filled(this.one);
    const inTwo = this.filled(this.two);
    return (inOne <= inTwo ? this.one * BUCKET + inOne : this.two * BUCKET + inTwo) * this.width;
  }

  /**
   * After `find` answered -1: first word of a zeroed entry for the key, in an empty slot of the emptier bucket, else in that of an
   * idle entry, else in one whose entry moves to its other bucket; -1 when there is none of these.
   */
  place(isIdle: (at: number) => boolean): number {
    const slot = this.slotFor(isIdle);
    if (slot < 0) return -1;
    const moving = this.tags[slot] !== 0 && !isIdle(slot * this.width);
    if (moving) this.moveAway(slot);
    if (this.tags[slot] === 0 || moving) this.used++;
    this.tags[slot] = tagOf(this.keyHash);
    return this.clean(slot * this.width);
  }

  /** The key, then zeros; word by word, because the built-in ways to fill and copy cost more than so few words. */
  private clean(at: number): number {
    const { entries, key, width } = this;
    for (let i = 0; i < width; i++) entries[at + i] = i < key.length ? key[i]! : 0;
    return at;
  }

  /** After `find` answered -1: could `place` find a slot? */
  hasPlace(isIdle: (at: number) => boolean): boolean {
    return this.hasEmpty(this.one) || this.hasEmpty(this.two) || this.slotFor(isIdle) >= 0;
  }

  private slotFor(isIdle: (at: number) => boolean): number {
    const { one, two } = this;
    const [inOne, inTwo] = [this.filled(one), this.filled(two)];
    if (inOne < BUCKET || inTwo < BUCKET) return inOne <= inTwo ? one * BUCKET + inOne : two * BUCKET + inTwo;
    const idle = this.slotIn(one, two, (slot) => isIdle(slot * this.width));
    return idle >= 0 ? idle : this.slotIn(one, two, (slot) => this.hasEmpty(this.otherBucket(slot)));
  }

  /** Slots of a bucket are taken in order and never given back, only handed on: so the last one tells. */
  private hasEmpty(bucket: number): boolean {
    return this.tags[bucket * BUCKET + BUCKET - 1] === 0;
  }

  private slotIn(one: number, two: number, suits: (slot: number) => boolean): number {
    for (const bucket of [one, two]) {
      for (let slot = bucket * BUCKET; slot < (bucket + 1) * BUCKET; slot++) if (suits(slot)) return slot;
    }
    return -1;
  }

  /** Of its two buckets, the one where the slot's entry does not lie. */
  private otherBucket(slot: number): number {
    const hash = this.hash(this.entries, slot * this.width);
    const one = this.firstBucket(hash);
    return one === Math.floor(slot / BUCKET) ? this.secondBucket(hash) : one;
  }

  private moveAway(slot: number): void {
    const other = this.otherBucket(slot);
    const to = other * BUCKET + this.filled(other);
    this.tags[to] = this.tags[slot]!;
    this.entries.copyWithin(to * this.width, slot * this.width, (slot + 1) * this.width);
  }

  forEach(visit: (at: number) => void): void {
    for (let slot = 0; slot < this.slots; slot++) if (this.tags[slot] !== 0) visit(slot * this.width);
  }

  clear(): void {
    this.tags.fill(0);
    this.used = 0;
  }

  /** Of the key that begins at a word. */
  private hash(words: Uint32Array, at: number): number {
    let hash = 0x9e3779b9;
    for (let i = 0; i < this.key.length; i++) {
      hash = Math.imul(hash ^ words[at + i]!, 0x85ebca6b);
      hash ^= hash >>> 13;
      hash = Math.imul(hash, 0xc2b2ae35);
      hash ^= hash >>> 16;
    }
    return hash >>> 0;
  }

  private firstBucket(hash: number): number {
    return (hash * this.buckets * SCALE) >>> 0;
  }

  private secondBucket(hash: number): number {
    const other = Math.imul(hash ^ (hash >>> 15) ^ 0x27d4eb2f, 0x165667b1);
    return ((Math.imul(other ^ (other >>> 13), 0x9e3779b1) >>> 0) * this.buckets * SCALE) >>> 0;
  }

  private findIn(bucket: number, tag: number): number {
    const { tags, entries, key, width } = this;
    for (let slot = bucket * BUCKET; slot < (bucket + 1) * BUCKET; slot++) {
      const held = tags[slot]!;
      if (held === 0) return -1;
      if (held !== tag) continue;
      const at = slot * width;
      let same = true;
      for (let i = 0; i < key.length; i++) if (entries[at + i] !== key[i]) same = false;
      if (same) return at;
    }
    return -1;
  }

  /** Slots of a bucket in use: the first so many. */
  private filled(bucket: number): number {
    let count = 0;
    while (count < BUCKET && this.tags[bucket * BUCKET + count] !== 0) count++;
    return count;
  }
}

/** 0 is an empty slot. */
const tagOf = (hash: number): number => hash & 0xffff || 1;
