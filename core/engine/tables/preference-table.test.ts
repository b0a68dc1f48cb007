import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Arena } from './arena.ts';
import { META_WORDS } from './header.ts';
import { LIST_MAX, PAGE_NUMBERS } from './preference-page.ts';
import { DIRECTORY_WORDS, PreferenceTable } from './preference-table.ts';
import { Words } from './words.ts';

const makeTable = (): { table: PreferenceTable; arena: Arena } => {
  const meta = new Uint32Array(META_WORDS);
  Arena.initialise(meta);
  const directory = new Uint32Array(DIRECTORY_WORDS);
  const words = new Words(() => {}, Words.makeBuffer(2 ** 30));
  const arena = new Arena(8, meta, words, (place) => PreferenceTable.moved(directory, words.u32, place));
  return { table: new PreferenceTable(directory, meta, arena), arena };
};

const contentOf = (table: PreferenceTable): Map<number, number> => {
  const all = new Map<number, number>();
  table.forEach((page, suffix, value) => {
    all.set(page * PAGE_NUMBERS + suffix, value);
  });
  return all;
};

const sorted = (model: ReadonlyMap<number, number>): Map<number, number> =>
  new Map([...model].sort(([a], [b]) => a - b));

describe('PreferenceTable', () => {
  it('answers as a map does through lists, bitmaps and back', () => {
    // Runs of suffixes make pages cross the bound between list and bitmap in both directions.
    const run = fc.record({
      page: fc.integer({ min: 5, max: 7 }),
      from: fc.integer({ min: 0, max: PAGE_NUMBERS - 1 }),
      length: fc.integer({ min: 1, max: 900 }),
      stride: fc.constantFrom(1, 3, 7),
      value: fc.integer({ min: 0, max: 0xffff }),
      put: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(run, { minLength: 1, maxLength: 14 }), (runs) => {
        const { table } = makeTable();
        const model = new Map<number, number>();
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
        }
      }),
      { numRuns: 40 },
    );
  });

  it('fills a whole page, empty to full, and holds every suffix of it', () => {
    for (const count of [0, 1, LIST_MAX, LIST_MAX + 1, 5_000, PAGE_NUMBERS]) {
      const { table } = makeTable();
      const suffixes = Array.from({ length: count }, (_, i) => Math.floor((i * PAGE_NUMBERS) / Math.max(count, 1)));
      const values = suffixes.map((suffix) => suffix ^ 0x8000);
      table.fill(699_999, suffixes, values, count);
      const wanted = new Map(suffixes.map((suffix, i) => [suffix, values[i]!]));
      for (let suffix = 0; suffix < PAGE_NUMBERS; suffix++) {
        if (table.get(699_999, suffix) !== (wanted.get(suffix) ?? -1))
          throw new Error(`${suffix} of ${count} is wrong`);
      }
    }
  });

  it('keeps its memory near what lives in it while pages grow and shrink', () => {
    const { table, arena } = makeTable();
    const pages = 300;
    for (let round = 0; round < 700; round++) {
      for (let page = 0; page < pages; page++) table.put(page, (round * 7919 + page * 31) % PAGE_NUMBERS, round);
    }
    const live = pages * 700;
    expect(arena.bytes / live).toBeLessThan(1.45 * (2 + 1376 / 700));
    for (let round = 0; round < 690; round++) {
      for (let page = 0; page < pages; page++) table.remove(page, (round * 7919 + page * 31) % PAGE_NUMBERS);
    }
    for (let page = 0; page < pages; page++) {
      for (let round = 690; round < 700; round++) {
        expect(table.get(page, (round * 7919 + page * 31) % PAGE_NUMBERS)).toBe(round);
      }
    }
  });
});
