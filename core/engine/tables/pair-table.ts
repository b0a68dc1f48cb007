import type { PairState } from '@wurao/domain';
import type { Arena } from './arena.ts';
import type { HashTable } from './hash-table.ts';
import type { NumberMap } from './number-map.ts';
import {
  IN_ARENA,
  INLINE_WORDS,
  inlineEntry,
  type Names,
  readInline,
  readState,
  stateWords,
  writeInline,
  writeState,
} from './pair-state.ts';
import { MOBILE_PAGES, type SubscriberPlace } from './subscriber-place.ts';

/**
 * Key (number, merchant) in 64 bits: page + 1 (20 bits, so the first word is never 0), suffix (14), merchant index (30).
 * Numbers that are no mobiles get an id, once, and stand as suffixes of pages above the mobile ones.
 */
const SUFFIX_BITS = 14;
const LOW_SUFFIX_BITS = 2;
const MERCHANT_BITS = 30;
const MAX_IDS = (2 ** 20 - 2 - MOBILE_PAGES) * 2 ** SUFFIX_BITS;
/** Arena block: size, key words, state. */
const BLOCK_START = 3;

/** (number, merchant) to the state of the pair. */
export class PairTable {
  readonly table: HashTable;
  private readonly arena: Arena;
  private readonly ids: NumberMap;
  private readonly names: Names;
  private first = 0;
  private second = 0;

  constructor(table: HashTable, arena: Arena, ids: NumberMap, names: Names) {
    this.table = table;
    this.arena = arena;
    this.ids = ids;
    this.names = names;
  }

  /** For the arena: the block now at `place` tells its slot where it went. */
  static moved(table: HashTable, words: Uint32Array, at: number, place: number): void {
    const slot = table.find(words[at + 1]!, words[at + 2]!);
    table.values.u32[slot * INLINE_WORDS + 1] = place;
  }

  get(place: SubscriberPlace, merchantIndex: number): PairState | undefined {
    const slot = this.slotOf(place, merchantIndex);
    return slot < 0 ? undefined : this.at(slot);
  }

  /** Where the pair stands, until the next write; -1: there is none. */
  slotOf(place: SubscriberPlace, merchantIndex: number): number {
    return this.readKey(place, merchantIndex) ? this.table.find(this.first, this.second) : -1;
  }

  /** What stands at a slot that `slotOf` gave. */
  at(slot: number): PairState {
    const words = this.table.values.u32;
    const at = slot * INLINE_WORDS;
    if ((words[at]! & IN_ARENA) === 0) return readInline(words, at);
    return readState(this.arena.words.u32, words[at + 1]! * this.arena.unit + BLOCK_START, this.names);
  }

  /** Key words of a mobile's pair. */
  firstOf({ page, suffix }: SubscriberPlace): number {
    return (((page + 1) << (SUFFIX_BITS - LOW_SUFFIX_BITS)) | (suffix >>> LOW_SUFFIX_BITS)) >>> 0;
  }

  secondOf({ suffix }: SubscriberPlace, merchantIndex: number): number {
    return ((suffix << MERCHANT_BITS) | merchantIndex) >>> 0;
  }

  /** Writer */
  put(place: SubscriberPlace, merchantIndex: number, state: PairState): void {
    this.arena.tidy();
    this.giveKey(place, merchantIndex);
    const slot = this.table.put(this.first, this.second);
    const words = this.table.values.u32;
    const at = slot * INLINE_WORDS;
    if ((words[at]! & IN_ARENA) !== 0) this.arena.free(words[at + 1]!);
    const entry = inlineEntry(state);
    if (entry !== undefined) {
      writeInline(words, at, entry);
      return;
    }
    const block = this.arena.allocate(BLOCK_START + stateWords(state));
    const start = block * this.arena.unit;
    const arena = this.arena.words.u32;
    arena[start + 1] = this.first;
    arena[start + 2] = this.second;
    writeState(arena, start + BLOCK_START, state, this.names);
    words[at] = IN_ARENA;
    words[at + 1] = block;
    words[at + 2] = 0;
    words[at + 3] = 0;
  }

  /** Writer: false when there is no such pair. */
  remove(place: SubscriberPlace, merchantIndex: number): boolean {
    this.arena.tidy();
    if (!this.readKey(place, merchantIndex)) return false;
    const slot = this.table.find(this.first, this.second);
    if (slot < 0) return false;
    const words = this.table.values.u32;
    if ((words[slot * INLINE_WORDS]! & IN_ARENA) !== 0) this.arena.free(words[slot * INLINE_WORDS + 1]!);
    return this.table.remove(this.first, this.second);
  }

  /** False: a number that no pair has ever named. */
  private readKey(place: SubscriberPlace, merchantIndex: number): boolean {
    if (place.page >= 0) {
      this.setKey(place.page, place.suffix, merchantIndex);
      return true;
    }
    const id = this.ids.get(place);
    if (id < 0) return false;
    this.setIdKey(id, merchantIndex);
    return true;
  }

  private giveKey(place: SubscriberPlace, merchantIndex: number): void {
    if (this.readKey(place, merchantIndex)) return;
    const id = this.ids.table.size;
    if (id >= MAX_IDS) throw new RangeError(`more than ${MAX_IDS} subscriber numbers that are no mobiles`);
    this.ids.set(place, id);
    this.setIdKey(id, merchantIndex);
  }

  private setIdKey(id: number, merchantIndex: number): void {
    this.setKey(MOBILE_PAGES + (id >>> SUFFIX_BITS), id & ((1 << SUFFIX_BITS) - 1), merchantIndex);
  }

  private setKey(page: number, suffix: number, merchantIndex: number): void {
    this.first = (((page + 1) << (SUFFIX_BITS - LOW_SUFFIX_BITS)) | (suffix >>> LOW_SUFFIX_BITS)) >>> 0;
    this.second = ((suffix << MERCHANT_BITS) | merchantIndex) >>> 0;
  }
}
