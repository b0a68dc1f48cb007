import { Arena } from './arena.ts';
import type { Directory } from './directory.ts';
import { HashTable } from './hash-table.ts';
import { Header, type MemoryModel } from './header.ts';
import { ListTable } from './list-table.ts';
import { NumberMap } from './number-map.ts';
import { PackedNumbers } from './packed-numbers.ts';
import { INLINE_WORDS, type Names } from './pair-state.ts';
import { PairTable } from './pair-table.ts';
import { DIRECTORY_WORDS, PreferenceTable } from './preference-table.ts';
import { SortedSlots } from './sorted-slots.ts';
import { Words } from './words.ts';

/** Growable buffers, in storage order. */
export const BUFFERS = [
  'pages',
  'rest-keys',
  'rest-values',
  'pair-keys',
  'pair-values',
  'states',
  'list-keys',
  'list-values',
  'list-arena',
  'owner-keys',
  'owner-values',
  'id-keys',
  'id-values',
  'sparse',
] as const;
export type BufferName = (typeof BUFFERS)[number];

/** Everything that another thread needs to read the same tables; goes by `postMessage` as it is. */
export interface TableBuffers {
  readonly header: SharedArrayBuffer;
  readonly pageDirectory: SharedArrayBuffer;
  readonly buffers: Readonly<Record<BufferName, SharedArrayBuffer>>;
}

const PAGE_UNIT = 8;
const STATE_UNIT = 1;
/** Address space reserved for each buffer; memory is taken only as it is touched. */
const DEFAULT_RESERVED_BYTES = 2 ** 34;

/** Fresh buffers of empty tables. `seed` (32 bits, random) scrambles the keys. */
export const makeBuffers = (seed: number, reservedBytes = DEFAULT_RESERVED_BYTES): TableBuffers => {
  const header = new Header('weak');
  const named = BUFFERS.map((name) => [name, Words.makeBuffer(reservedBytes)] as const);
  for (const block of ['sparse', 'rest', 'pairs', 'lists', 'owners', 'number-ids'] as const) {
    SortedSlots.initialise(header.meta(block), seed);
  }
  for (const block of ['pages', 'states', 'list-arena'] as const) Arena.initialise(header.meta(block));
  return {
    header: header.buffer,
    pageDirectory: new SharedArrayBuffer(DIRECTORY_WORDS * 4),
    buffers: Object.fromEntries(named) as Record<BufferName, SharedArrayBuffer>,
  };
};

/**
 * The big tables over shared buffers, as one thread sees them. The writer's thread calls the writing methods of the parts; every
 * other thread only reads, under the header's sequence lock.
 */
export class Tables {
  readonly source: TableBuffers;
  readonly header: Header;
  /** Mobile to profile index, 65535 = look in `rest`. */
  readonly preferences: PreferenceTable;
  /** Number to profile index: other numbers, and indexes that do not fit sixteen bits. */
  readonly rest: NumberMap;
  readonly pairs: PairTable;
  readonly lists: ListTable;
  /** Number to the name index of its carrier. */
  readonly owners: NumberMap;
  readonly words: Readonly<Record<BufferName, Words>>;
  readonly arenas: { readonly pages: Arena; readonly states: Arena; readonly lists: Arena };
  readonly hashes: readonly SortedSlots[];
  private layout: number;

  constructor(source: TableBuffers, memory: MemoryModel, names: Names) {
    this.source = source;
    const header = new Header(memory, source.header);
    this.header = header;
    this.layout = header.layout;
    const onGrow = (): void => header.layoutChanged();
    const words = Object.fromEntries(BUFFERS.map((name) => [name, new Words(onGrow, source.buffers[name])])) as Record<
      BufferName,
      Words
    >;
    this.words = words;
    const numbers = (block: 'rest' | 'lists' | 'owners' | 'number-ids', keys: BufferName, values: BufferName) =>
      new NumberMap(new HashTable(1, header.meta(block), words[keys], words[values]));

    const pageDirectory = new Uint32Array(source.pageDirectory);
    const pages = new Arena(PAGE_UNIT, header.meta('pages'), words.pages, (place) =>
      PreferenceTable.moved(pageDirectory, words.pages.u32, place),
    );
    const pairs = new HashTable(INLINE_WORDS, header.meta('pairs'), words['pair-keys'], words['pair-values']);
    const states = new Arena(STATE_UNIT, header.meta('states'), words.states, (place) =>
      PairTable.moved(pairs, words.states.u32, place * STATE_UNIT, place),
    );
    const lists = numbers('lists', 'list-keys', 'list-values');
    const listArena = new Arena(STATE_UNIT, header.meta('list-arena'), words['list-arena'], (place) =>
      ListTable.moved(lists, words['list-arena'].u32, place * STATE_UNIT, place),
    );
    const ids = numbers('number-ids', 'id-keys', 'id-values');
    const sparse = new PackedNumbers(0, header.meta('sparse'), words.sparse, words.sparse);
    this.preferences = new PreferenceTable(pageDirectory, sparse, pages);
    this.rest = numbers('rest', 'rest-keys', 'rest-values');
    this.pairs = new PairTable(pairs, states, ids, names);
    this.lists = new ListTable(lists, listArena);
    this.owners = numbers('owners', 'owner-keys', 'owner-values');
    this.arenas = { pages, states, lists: listArena };
    this.hashes = [sparse, this.rest.table, pairs, lists.table, this.owners.table, ids.table];
  }

  /** Reader, after a version was noted: follow buffers that grew. */
  follow(): void {
    if (this.header.layout === this.layout) return;
    for (const words of Object.values(this.words)) words.refresh();
    this.layout = this.header.layout;
  }

  /** Words of a growing buffer that hold something. */
  usedWords(name: BufferName): number {
    const words = this.words[name];
    for (const arena of Object.values(this.arenas)) if (arena.words === words) return arena.usedWords;
    for (const table of this.hashes) {
      if (table.keys === words) return Math.min(table.slots * 2, words.u32.length);
      if (table.values === words) return Math.min(table.slots * table.width, words.u32.length);
    }
    throw new Error(`no table uses the buffer ${name}`);
  }

  /** Bytes in use by table; reserved but untouched address space is not counted. */
  bytes(): Readonly<Record<'preferences' | 'pairs' | 'lists' | 'owners', number>> {
    const [sparse, rest, pairs, lists, owners, ids] = this.hashes.map((table) => table.bytes);
    return {
      preferences: DIRECTORY_WORDS * 4 + this.arenas.pages.bytes + (sparse ?? 0) + (rest ?? 0),
      pairs: (pairs ?? 0) + this.arenas.states.bytes + (ids ?? 0),
      lists: (lists ?? 0) + this.arenas.lists.bytes,
      owners: owners ?? 0,
    };
  }
}

/** Names by a directory; the writer's is a subclass that gives new indexes. */
export const namesOf = (directory: Directory): Names => ({
  indexOf: (name) => {
    throw new Error(`a reader cannot name ${name}`);
  },
  nameOf: (index) => directory.names[index],
});
