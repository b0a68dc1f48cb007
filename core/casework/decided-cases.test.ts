import { expect, it } from 'vitest';
import { STATE_COUNCIL_CALENDAR } from './calendar.ts';
import { type DecidedCase, handlerStatistics } from './decided-cases.ts';

const decided = (opened: string, at: string, wasLate = false): DecidedCase => ({
  openedMs: Date.parse(`${opened}+08:00`),
  atMs: Date.parse(`${at}+08:00`),
  wasLate,
});

it('counts by week and takes the median of working days', () => {
  // 2026-03-06 is a Friday, 2026-03-09 a Monday.
  const cases = [
    decided('2026-03-06T10:00:00', '2026-03-08T23:59:00'),
    decided('2026-03-06T10:00:00', '2026-03-09T00:00:00'),
    decided('2026-03-02T10:00:00', '2026-03-12T10:00:00', true),
  ];
  expect(handlerStatistics(cases, STATE_COUNCIL_CALENDAR)).toEqual({
    decided: 3,
    late: 1,
    medianWorkingDays: 1,
    weeks: [
      { monday: '2026-03-02', decided: 1, late: 0 },
      { monday: '2026-03-09', decided: 2, late: 1 },
    ],
  });
});

it('takes the middle of two, and says nothing of none or of a year that the calendar lacks', () => {
  const two = [
    decided('2026-03-02T10:00:00', '2026-03-03T10:00:00'),
    decided('2026-03-02T10:00:00', '2026-03-06T10:00:00'),
  ];
  expect(handlerStatistics(two, STATE_COUNCIL_CALENDAR).medianWorkingDays).toBe(2.5);
  expect(handlerStatistics([], STATE_COUNCIL_CALENDAR).medianWorkingDays).toBeUndefined();
  const far = decided('2099-03-02T10:00:00', '2099-03-03T10:00:00');
  expect(handlerStatistics([far], STATE_COUNCIL_CALENDAR)).toMatchObject({ decided: 1, medianWorkingDays: undefined });
});
