import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HashTable } from './hash-table.ts';
import { META_WORDS } from './header.ts';
import { Words } from './words.ts';

const makeTable = (width = 2, seed = 7): HashTable => {
  const meta = new Uint32Array(META_WORDS);
  HashTable.initialise(meta, seed);
  const words = (): Words => new Words(() => {}, Words.makeBuffer(2 ** 30));
  return new HashTable(width, meta, words(), words());
};

const set = (table: HashTable, first: number, second: number, value: number): void => {
  const slot = table.put(first, second);
  table.values.u32[slot * table.width] = value;
  table.values.u32[slot * table.width + 1] = value ^ 0x5555;
};

const held = (table: HashTable, first: number, second: number): number | undefined => {
  const slot = table.find(first, second);
  if (slot < 0) return undefined;
  const value = table.values.u32[slot * table.width]!;
  if (table.values.u32[slot * table.width + 1] !== (value ^ 0x5555) >>> 0)
    throw new Error('a value lost its second word');
  return value;
};

const checkAll = (table: HashTable, model: ReadonlyMap<string, number>): void => {
  expect(table.size).toBe(model.size);
  const seen = new Map<string, number>();
  table.forEach((slot, first, second) => {
    seen.set(`${first} ${second}`, table.values.u32[slot * table.width]!);
  });
  expect(seen).toEqual(model);
  for (const [key, value] of model) {
    const [first, second] = key.split(' ').map(Number);
    if (held(table, first!, second!) !== value) throw new Error(`key ${key} is wrong`);
  }
};

describe('HashTable', () => {
  it('answers as a map does, whatever is put and removed', () => {
    const key = fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 0, max: 40 }));
    const step = fc.tuple(key, fc.boolean(), fc.integer({ min: 0, max: 0xffff }));
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffffffff }), fc.array(step, { maxLength: 600 }), (seed, steps) => {
        const table = makeTable(2, seed);
        const model = new Map<string, number>();
        for (const [[first, second], isPut, value] of steps) {
          const name = `${first} ${second}`;
          if (isPut) {
            set(table, first, second, value);
            model.set(name, value);
          } else {
            expect(table.remove(first, second)).toBe(model.delete(name));
          }
        }
        checkAll(table, model);
      }),
      { numRuns: 60 },
    );
  });

  it.each([0, 90_000, 2 ** 40])('finds every key at every moment of growing, %i expected', (expected) => {
    const table = makeTable();
    table.expect(expected);
    const count = 120_000;
    const firstKey = (i: number): number => 1 + (i % 700_000);
    const secondKey = (i: number): number => Math.imul(i, 0x9e3779b1) >>> 0;
    for (let i = 0; i < count; i++) {
      set(table, firstKey(i), secondKey(i), i);
      const other = (i * 7919) % (i + 1);
      if (held(table, firstKey(other), secondKey(other)) !== other) throw new Error(`key ${other} is lost at ${i}`);
      if (table.find(firstKey(i), (secondKey(i) + 1) >>> 0) !== -1) throw new Error(`found a stranger at ${i}`);
    }
    expect(table.size).toBe(count);
    expect(table.bytes / count).toBeLessThan(21);
    for (let i = 0; i < count; i += 2) table.remove(firstKey(i), secondKey(i));
    for (let i = 0; i < count; i++) {
      if (held(table, firstKey(i), secondKey(i)) !== (i % 2 ? i : undefined)) throw new Error(`key ${i} is wrong`);
    }
  });

  it('makes room for what is expected at once, and only so much', () => {
    const table = makeTable();
    table.expect(90_000);
    const sizes = new Set<number>();
    for (let i = 0; i < 90_000; i++) {
      set(table, i + 1, i, i);
      sizes.add(table.keys.u32.length);
    }
    expect(sizes.size).toBeLessThan(4);
    expect(table.bytes).toBeLessThan((90_000 / 0.87) * 1.2 * 4 * 4);
  });

  it('grows correctly while keys come and go', () => {
    const table = makeTable(2, 12345);
    const model = new Map<number, number>();
    let random = 1;
    const next = (below: number): number => {
      random = (Math.imul(random, 1_664_525) + 1_013_904_223) >>> 0;
      return Math.floor((random / 2 ** 32) * below);
    };
    for (let step = 0; step < 260_000; step++) {
      const key = 1 + next(150_000);
      if (next(3) > 0) {
        set(table, key, key, step);
        model.set(key, step);
      } else if (table.remove(key, key) !== model.delete(key)) {
        throw new Error(`removal of ${key} went wrong at ${step}`);
      }
      const probe = 1 + next(150_000);
      if (held(table, probe, probe) !== model.get(probe)) throw new Error(`key ${probe} is wrong at ${step}`);
    }
    checkAll(table, new Map([...model].map(([key, value]) => [`${key} ${key}`, value])));
  });

  it('keeps keys whose scrambled word is all zeros or all ones, and grows past them', () => {
    // The inverse of the mix, found by walking keys: any key will do as long as many share their upper word.
    const table = makeTable(2, 0);
    const model = new Map<string, number>();
    for (let low = 0; low < 400; low++) {
      const first = unmixed(0, low);
      if (first === 0) continue;
      set(table, first, lowKey(first, low), low);
      model.set(`${first} ${lowKey(first, low)}`, low);
      const top = unmixed(0xffffffff, low);
      set(table, top, lowKey(top, low), low);
      model.set(`${top} ${lowKey(top, low)}`, low);
    }
    checkAll(table, model);
  });

  it('takes the reserved room at once', () => {
    const table = makeTable();
    table.reserve(10_000);
    const before = table.slots;
    for (let i = 0; i < 10_000; i++) set(table, i + 1, i, i);
    expect(table.slots).toBe(before);
  });
});

/** The same finaliser as the table's, to aim keys at chosen slots with seed 0. */
const mix = (value: number): number => {
  let x = value ^ (value >>> 16);
  x = Math.imul(x, 0x85ebca6b);
  x ^= x >>> 13;
  x = Math.imul(x, 0xc2b2ae35);
  return x ^ (x >>> 16);
};
const unmixed = (high: number, low: number): number => (high ^ mix(low)) >>> 0;
const lowKey = (first: number, low: number): number => (low ^ mix(first)) >>> 0;
