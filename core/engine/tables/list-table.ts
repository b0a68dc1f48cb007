import type { PersonalLists } from '@wurao/domain';
import type { Arena } from './arena.ts';
import { firstOf, type NumberMap, secondOf } from './number-map.ts';
import { packLists, unpackLists } from './personal-lists.ts';
import type { SubscriberPlace } from './subscriber-place.ts';

/** Arena block: size, key words, packed lists. */
const BLOCK_START = 3;

/** Number to personal lists: few subscribers have any, and the profile says whether to look. */
export class ListTable {
  readonly map: NumberMap;
  private readonly arena: Arena;

  constructor(map: NumberMap, arena: Arena) {
    this.map = map;
    this.arena = arena;
  }

  /** For the arena: the block now at `place` tells its slot where it went. */
  static moved(map: NumberMap, words: Uint32Array, at: number, place: number): void {
    const slot = map.table.find(words[at + 1]!, words[at + 2]!);
    map.table.values.u32[slot] = place;
  }

  get(place: SubscriberPlace): PersonalLists | undefined {
    const block = this.map.get(place);
    return block < 0 ? undefined : unpackLists(this.arena.words.u32, block * this.arena.unit + BLOCK_START);
  }

  /** Writer */
  put(place: SubscriberPlace, lists: PersonalLists): void {
    this.remove(place);
    const packed = packLists(lists);
    const block = this.arena.allocate(BLOCK_START + packed.length);
    const at = block * this.arena.unit;
    const words = this.arena.words.u32;
    words[at + 1] = firstOf(place);
    words[at + 2] = secondOf(place);
    words.set(packed, at + BLOCK_START);
    this.map.set(place, block);
  }

  /** Writer: false when there are none. */
  remove(place: SubscriberPlace): boolean {
    this.arena.tidy();
    const block = this.map.get(place);
    if (block < 0) return false;
    this.arena.free(block);
    return this.map.remove(place);
  }
}
