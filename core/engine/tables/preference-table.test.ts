import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Arena } from './arena.ts';
import { META_WORDS } from './header.ts';
import { PackedNumbers } from './packed-numbers.ts';
import { PAGE_NUMBERS } from './preference-page.ts';
import { DENSE_MIN, DIRECTORY_WORDS, PreferenceTable } from './preference-table.ts';
import { SortedSlots } from './sorted-slots.ts';
import { MOBILE_PAGES } from './subscriber-place.ts';
import { Words } from './words.ts';

const makeTable = (seed = 1): { table: PreferenceTable; arena: Arena } => {
  const meta = new Uint32Array(META_WORDS);
  Arena.initialise(meta);
  const directory = new Uint32Array(DIRECTORY_WORDS);
  const words = new Words(() => {}, Words.makeBuffer(2 ** 30));
  const arena = new Arena(8, meta, words, (place) => PreferenceTable.moved(directory, words.u32, place));
  const slotMeta = new Uint32Array(META_WORDS);
  SortedSlots.initialise(slotMeta, seed);
  const slots = new Words(() => {}, Words.makeBuffer(2 ** 30));
  return { table: new PreferenceTable(directory, new PackedNumbers(0, slotMeta, slots, slots), arena), arena };
};

const contentOf = (table: PreferenceTable): Map<number, number> => {
  const all: [number, number][] = [];
  table.forEach((page, suffix, value) => {
    all.push([page * PAGE_NUMBERS + suffix, value]);
  });
  return new Map(all.sort(([a], [b]) => a - b));
};

const sorted = (model: ReadonlyMap<number, number>): Map<number, number> =>
  new Map([...model].sort(([a], [b]) => a - b));

/** Page 5 begins thinly settled, page 6 dense, page 699,999 empty. */
const settled = (table: PreferenceTable): Map<number, number> => {
  const model = new Map<number, number>();
  for (const [page, count] of [
    [5, 40],
    [6, DENSE_MIN + 3],
  ] as const) {
    const suffixes = Array.from({ length: count }, (_, i) => Math.floor((i * PAGE_NUMBERS) / count));
    const values = suffixes.map((suffix) => suffix & 0xff);
    table.fill(page, suffixes, values, count);
    for (const [i, suffix] of suffixes.entries()) model.set(page * PAGE_NUMBERS + suffix, values[i]!);
  }
  return model;
};

describe('PreferenceTable', () => {
  it('answers as a map does, in dense pages and in thin ones', () => {
    const run = fc.record({
      page: fc.constantFrom(5, 6, MOBILE_PAGES - 1),
      from: fc.integer({ min: 0, max: PAGE_NUMBERS - 1 }),
      length: fc.integer({ min: 1, max: 900 }),
      stride: fc.constantFrom(1, 3, 7),
      value: fc.integer({ min: 0, max: 0xffff }),
      put: fc.boolean(),
    });
    const seeds = fc.integer({ min: 0, max: 0xffffffff });
    fc.assert(
      fc.property(seeds, fc.array(run, { minLength: 1, maxLength: 14 }), (seed, runs) => {
        const { table } = makeTable(seed);
        const model = settled(table);
        for (const { page, from, length, stride, value, put } of runs) {
          for (let i = 0, suffix = from; i < length && suffix < PAGE_NUMBERS; i++, suffix += stride) {
            if (put) {
              table.put(page, suffix, value ^ i);
              model.set(page * PAGE_NUMBERS + suffix, value ^ i);
            } else {
              expect(table.remove(page, suffix)).toBe(model.delete(page * PAGE_NUMBERS + suffix));
            }
          }
        }
        expect(contentOf(table)).toEqual(sorted(model));
        expect(table.size).toBe(model.size);
        for (let suffix = 0; suffix < PAGE_NUMBERS; suffix += 13) {
          expect(table.get(6, suffix)).toBe(model.get(6 * PAGE_NUMBERS + suffix) ?? -1);
          expect(table.get(5, suffix)).toBe(model.get(5 * PAGE_NUMBERS + suffix) ?? -1);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('fills a whole page, empty to full, and holds every suffix of it', () => {
    for (const count of [0, 1, DENSE_MIN - 1, DENSE_MIN, 5_000, PAGE_NUMBERS]) {
      const { table } = makeTable();
      const suffixes = Array.from({ length: count }, (_, i) => Math.floor((i * PAGE_NUMBERS) / Math.max(count, 1)));
      const values = suffixes.map((suffix) => suffix ^ 0x8000);
      table.fill(MOBILE_PAGES - 1, suffixes, values, count);
      const wanted = new Map(suffixes.map((suffix, i) => [suffix, values[i]!]));
      for (let suffix = 0; suffix < PAGE_NUMBERS; suffix++) {
        const value = table.get(MOBILE_PAGES - 1, suffix);
        if (value !== (wanted.get(suffix) ?? -1)) throw new Error(`${suffix} of ${count} is wrong`);
      }
    }
  });

  it('keeps its memory near what lives in it while dense pages grow and shrink', () => {
    const { table, arena } = makeTable();
    const pages = 60;
    const suffixes = Array.from({ length: DENSE_MIN }, (_, i) => i);
    for (let page = 0; page < pages; page++) table.fill(page, suffixes, suffixes, DENSE_MIN);
    const suffixOf = (round: number): number => DENSE_MIN + ((round * 7919) % (PAGE_NUMBERS - DENSE_MIN));
    for (let round = 0; round < 3_000; round++) {
      for (let page = 0; page < pages; page++) table.put(page, suffixOf(round), round);
    }
    const liveBytes = pages * (1376 + 2 * (DENSE_MIN + 3_000));
    expect(arena.bytes / liveBytes).toBeLessThan(1.35);
    for (let round = 0; round < 2_990; round++) {
      for (let page = 0; page < pages; page++) table.remove(page, suffixOf(round));
    }
    for (let page = 0; page < pages; page++) {
      for (let round = 2_990; round < 3_000; round++) expect(table.get(page, suffixOf(round))).toBe(round);
    }
  });
});
