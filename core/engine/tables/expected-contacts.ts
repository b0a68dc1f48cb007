import type { PhoneNumber } from '@wurao/domain';

const MAX_EXPECTED = 64;
const KEY_WORDS = 3;
/** So many unknown callees in a row, and nobody expects the announced ones any more. */
const MAX_MISSES = 4;

/** Contacts that will be asked for soon, in order, with their keys, so that a number is not read twice. Some are never asked for. */
export class ExpectedContacts {
  count = 0;
  private readonly keys = new Uint32Array(MAX_EXPECTED * KEY_WORDS);
  /** Two buckets of each, and where its entry stands. */
  readonly buckets = new Float64Array(MAX_EXPECTED * 2);
  readonly entries = new Float64Array(MAX_EXPECTED);
  private readonly callees: PhoneNumber[] = [];
  /** The first that was not passed over yet. */
  private present = 0;
  private misses = 0;

  clear(): void {
    this.count = 0;
    this.present = 0;
    this.misses = 0;
  }

  /** False: there are many already. */
  add(callee: PhoneNumber, first: number, second: number, third: number): boolean {
    if (this.count === MAX_EXPECTED) return false;
    this.callees[this.count] = callee;
    const at = this.count++ * KEY_WORDS;
    this.keys[at] = first;
    this.keys[at + 1] = second;
    this.keys[at + 2] = third;
    return true;
  }

  /** Of the one added last. */
  keepBuckets(one: number, two: number): void {
    const at = (this.count - 1) * 2;
    this.buckets[at] = one;
    this.buckets[at + 1] = two;
  }

  copyKey(index: number, key: Uint32Array): void {
    const at = index * KEY_WORDS;
    key[0] = this.keys[at]!;
    key[1] = this.keys[at + 1]!;
    key[2] = this.keys[at + 2]!;
  }

  /** Index of this callee; -1: it was not expected, or is passed. */
  indexOf(callee: PhoneNumber): number {
    for (let i = this.present; i < this.count; i++) {
      if (this.callees[i] !== callee) continue;
      this.present = i;
      this.misses = 0;
      return i;
    }
    if (++this.misses === MAX_MISSES) this.present = this.count;
    return -1;
  }
}
