import { expect, it } from 'vitest';
import { daysUntil } from './days-until.ts';

it.each([
  ['2026-03-04T16:00:00Z', '2026-03-02T15:59:00Z', 2],
  ['2026-03-04T16:00:00Z', '2026-03-02T16:00:00Z', 1],
  ['2026-03-04T16:00:00Z', '2026-03-04T15:59:59Z', 0],
  ['2026-03-04T16:00:00Z', '2026-03-04T16:00:00Z', -1],
])('from %s the last day is counted by China’s clock: %s is %i days before', (due, now, days) => {
  expect(daysUntil(due, Date.parse(now))).toBe(days);
});
