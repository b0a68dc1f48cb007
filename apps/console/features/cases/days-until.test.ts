import { expect, it } from 'vitest';
import { daysUntil } from './days-until.ts';

const NOON_MS = Date.parse('2026-03-02T12:00:00+08:00');

it('counts days of China, to the last day that is in time', () => {
  expect(daysUntil('2026-03-03T00:00:00+08:00', NOON_MS)).toBe(0);
  expect(daysUntil('2026-03-03T16:00:00Z', NOON_MS)).toBe(1);
  expect(daysUntil('2026-03-02T00:00:00+08:00', NOON_MS)).toBe(-1);
  expect(daysUntil('2026-03-02T11:00:00+08:00', NOON_MS)).toBe(0);
});

it.each([
  ['2026-03-04T16:00:00Z', '2026-03-02T15:59:00Z', 2],
  ['2026-03-04T16:00:00Z', '2026-03-02T16:00:00Z', 1],
  ['2026-03-04T16:00:00Z', '2026-03-04T15:59:59Z', 0],
  ['2026-03-04T16:00:00Z', '2026-03-04T16:00:00Z', -1],
])('from %s the last day is counted by China’s clock: %s is %i days before', (due, now, days) => {
  expect(daysUntil(due, Date.parse(now))).toBe(days);
});
