import { expect, it } from 'vitest';
import { boundOf, byDay, refusedOf, trailingRates } from './sums.ts';

const row = (at: string, decision: 'allow' | 'refuse', attempts: number, reason = 'x') => ({
  at,
  decision,
  attempts,
  reason,
  channel: 'voice',
});

it('attempts are added up, by what became of them and by day', () => {
  const rows = [row('b', 'refuse', 1), row('a', 'allow', 5), row('b', 'refuse', 2, 'y'), row('b', 'allow', 4)];
  expect(refusedOf(rows)).toEqual({ refused: 3, all: 12 });
  expect(byDay(rows)).toEqual([
    { at: 'a', allow: 5, refuse: 0 },
    { at: 'b', allow: 4, refuse: 3 },
  ]);
});

it('a rate is that of the days up to each one, and none where nothing was let through', () => {
  const day = (name: string, complaints: number, attempts: number) => ({ day: name, complaints, attempts });
  const days = [day('a', 1, 100), day('b', 0, 300), day('c', 2, 0), day('d', 0, 0)];
  expect(trailingRates(days, 100, 2)).toEqual([
    { day: 'b', complaints: 1, attempts: 400, rate: 0.25 },
    { day: 'c', complaints: 2, attempts: 300, rate: (2 / 300) * 100 },
    { day: 'd', complaints: 2, attempts: 0, rate: undefined },
  ]);
  expect(trailingRates(days, 100, 5)).toEqual([]);
});

it('a bound says of how many attempts it is', () => {
  expect(boundOf({ bound: { value: 1, per: '10000-attempts' } })).toBe(10_000);
  expect(boundOf({ bound: { value: 5, per: 'window' } })).toBeUndefined();
});
