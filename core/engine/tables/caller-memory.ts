import { numberKey, type PhoneNumber } from '@wurao/domain';
import type { JoinedFiling } from '../join-filing.ts';

type Filings = readonly JoinedFiling[];

const NONE: Filings = [];
const FIRST_PLACES = 1024;
/** Callers remembered: more than that are in use at once only on a gate that is being probed. */
const MAX_CALLERS = 1 << 18;
const SCALE = 2 ** -32;

/**
 * What the directory says of each filed caller, by the number's own digits: no string is hashed on the way to a decision.
 * Holds until it is cleared, which whoever changes the directory does. Callers without a filing are not remembered, so that
 * strangers take no room.
 */
export class CallerMemory {
  private readonly find: (caller: PhoneNumber) => Filings;
  /** 0: an empty place. */
  private keys = new Float64Array(FIRST_PLACES);
  private values: (Filings | undefined)[] = new Array(FIRST_PLACES).fill(undefined);
  private count = 0;
  /** Ports of more than fifteen digits, which have no key. */
  private readonly long = new Map<string, Filings>();

  constructor(find: (caller: PhoneNumber) => Filings) {
    this.find = find;
  }

  of(caller: PhoneNumber, known?: number): Filings {
    const key = known ?? numberKey(caller);
    if (key === 0) return this.ofLong(caller);
    const place = this.placeOf(key);
    return this.keys[place] === key ? (this.values[place] ?? NONE) : this.learn(key, caller);
  }

  clear(): void {
    if (this.count > 0) this.keys.fill(0);
    this.count = 0;
    this.long.clear();
  }

  private ofLong(caller: PhoneNumber): Filings {
    const known = this.long.get(caller);
    if (known !== undefined) return known;
    const found = this.find(caller);
    if (this.long.size >= MAX_CALLERS) this.long.clear();
    if (found.length > 0) this.long.set(caller, found);
    return found;
  }

  /** Where the key stands, or where it would. */
  private placeOf(key: number): number {
    const { keys } = this;
    const mask = keys.length - 1;
    let place = Math.imul((key >>> 0) ^ ((key * SCALE) >>> 0), 0x9e3779b1) >>> 0;
    place = (place ^ (place >>> 15)) & mask;
    while (keys[place] !== key && keys[place] !== 0) place = (place + 1) & mask;
    return place;
  }

  private learn(key: number, caller: PhoneNumber): Filings {
    const found = this.find(caller);
    if (found.length === 0) return found;
    if (this.count >= MAX_CALLERS) this.clear();
    if (this.count * 2 >= this.keys.length) this.grow();
    const place = this.placeOf(key);
    this.keys[place] = key;
    this.values[place] = found;
    this.count++;
    return found;
  }

  private grow(): void {
    const { keys, values } = this;
    this.keys = new Float64Array(keys.length * 2);
    this.values = new Array(keys.length * 2).fill(undefined);
    for (const [old, key] of keys.entries()) {
      if (key === 0) continue;
      const place = this.placeOf(key);
      this.keys[place] = key;
      this.values[place] = values[old];
    }
  }
}
