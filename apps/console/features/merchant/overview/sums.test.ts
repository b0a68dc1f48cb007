import { expect, it } from 'vitest';
import { boundOf, byDay, refusedOf } from './sums.ts';

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

it('a bound says of how many attempts it is', () => {
  expect(boundOf({ bound: { value: 1, per: '10000-attempts' } })).toBe(10_000);
  expect(boundOf({ bound: { value: 5, per: 'window' } })).toBeUndefined();
});
