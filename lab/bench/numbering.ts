import { readFileSync } from 'node:fs';
import { type PhoneNumber, provinceKey, readNumberingPlan } from '@wurao/domain';
import { BUILT_IN_PLAN_FILE } from '@wurao/server';
import { mulberry32 } from '@wurao/vectors';
import { type Bench, type Figure, medianOf } from './bench.ts';

const NUMBERS = 200_000;
const LOOKUPS = { test: 2e6, bench: 20e6, soak: 100e6 } as const;
const PAIRS = 5;

/** Look-ups of random mobile numbers, beside the same facts in a plain Map by seven digits, alternating. */
export const numberingBench: Bench = {
  name: 'numbering',
  run: async (tier) => {
    const bytes = readFileSync(BUILT_IN_PLAN_FILE);
    const startedMs = performance.now();
    const read = readNumberingPlan(bytes);
    if (!read.ok) throw new Error(read.title);
    const loadMs = performance.now() - startedMs;
    const plan = read.value;
    const map = new Map<string, number>();
    for (let prefix = 1_300_000; prefix < 2_000_000; prefix++) {
      const place = plan.placeOfPrefix(prefix);
      if (place) map.set(String(prefix), provinceKey(place.province.code));
    }
    const random = mulberry32(7);
    // Joined and split: a number as it comes from a wire is one flat string.
    const numbers = Array.from({ length: NUMBERS }, () => `+861${Math.floor(3e9 + random() * 7e9)}`)
      .join(' ')
      .split(' ') as PhoneNumber[];
    const times = LOOKUPS[tier] / NUMBERS;
    const timed = (lookUp: (number: PhoneNumber) => number): { perSecond: number; sum: number } => {
      const fromMs = performance.now();
      let sum = 0;
      for (let i = 0; i < times; i++) for (const number of numbers) sum += lookUp(number);
      return { perSecond: (LOOKUPS[tier] / (performance.now() - fromMs)) * 1000, sum };
    };
    const pairs = Array.from({ length: PAIRS }, () => {
      const own = timed((number) => plan.provinceOf(number));
      const plain = timed((number) => map.get(number.slice(3, 10)) ?? 0);
      if (own.sum !== plain.sum) throw new Error('the plan and the map disagree');
      return { own: own.perSecond, plain: plain.perSecond };
    });
    return figuresOf(pairs, bytes.length, loadMs);
  },
};

const figuresOf = (
  pairs: readonly { readonly own: number; readonly plain: number }[],
  bytes: number,
  loadMs: number,
): Figure[] => {
  const conditions = `${NUMBERS.toLocaleString('en-US')} random mobile numbers, medians of ${pairs.length} pairs`;
  return [
    {
      name: 'Numbering plan, committed',
      value: bytes / 1024,
      unit: 'KiB',
      target: { atMost: 1024 },
      conditions: '460,232 prefixes',
    },
    { name: 'Numbering plan read', value: loadMs, unit: 'ms', conditions: 'first reading' },
    { name: 'Province by number', value: medianOf(pairs.map(({ own }) => own)) / 1e6, unit: 'M/s', conditions },
    {
      name: 'Province by number, against a Map',
      value: medianOf(pairs.map(({ own, plain }) => own / plain)),
      unit: 'x',
      conditions,
    },
  ];
};
