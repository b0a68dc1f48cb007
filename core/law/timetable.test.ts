import type { InstalledLaw } from '@wurao/domain';
import { expect, test } from 'vitest';
import { checkPack, packData } from './check-pack.ts';
import { CN_2015, CN_2020_DRAFT } from './packs.ts';
import { installedPack, termAt, withoutComing, withTerm } from './timetable.ts';

const TERMS = [
  { law: 'a', fromMs: 0 },
  { law: 'b', fromMs: 100 },
  { law: 'c', fromMs: 200 },
];

test('a law is in force from its instant, to the millisecond, until the next', () => {
  expect([-5, 0, 99, 100, 199, 200, 1e15].map((atMs) => termAt(TERMS, atMs)?.law)).toEqual([
    'a',
    'a',
    'a',
    'b',
    'b',
    'c',
    'c',
  ]);
  expect(termAt(TERMS, 150)).toEqual({ law: 'b', fromMs: 100, untilMs: 200 });
  expect(termAt([], 5)).toBe(undefined);
});

test('before the first the first holds', () => {
  expect(termAt([{ law: 'x', fromMs: 50 }], 10)).toEqual({ law: 'x', fromMs: -Infinity, untilMs: Infinity });
});

test('a law put in force now leaves what is to come', () => {
  expect(withTerm(TERMS, { law: 'd', fromMs: 150 }, 150).map(({ law }) => law)).toEqual(['a', 'b', 'd', 'c']);
});

test('a date that has not come is moved or taken back; one that has come stays', () => {
  expect(withTerm(TERMS, { law: 'c', fromMs: 300 }, 150)).toEqual([...TERMS.slice(0, 2), { law: 'c', fromMs: 300 }]);
  expect(withoutComing(TERMS, 'c', 150)).toEqual(TERMS.slice(0, 2));
  expect(withoutComing(TERMS, 'b', 150)).toEqual(TERMS);
});

test('a pack installed before packs had clocks gets those of the draft, and stands', () => {
  const { clocks: _clocks, clauses, ...rest } = CN_2015;
  const { 'house-clocks': _house, 'order42-bad-list': _order, ...known } = clauses;
  const law = installedPack({ id: 'old', pack: { ...rest, clauses: known } } as unknown as InstalledLaw);
  expect(law.clocks).toEqual(CN_2020_DRAFT.clocks);
  expect(checkPack(JSON.parse(JSON.stringify(packData(law)))).ok).toBe(true);
  const now = { id: 'new', pack: CN_2015 } as unknown as InstalledLaw;
  expect(installedPack(now)).toBe(CN_2015);
});
