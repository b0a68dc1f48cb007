import { dayName, dayNamed, isWorkingDay, STATE_COUNCIL_CALENDAR } from '@wurao/casework';
import { success } from '@wurao/domain';
import { describe, expect, test } from 'vitest';
import { plainWorkingDays, readDeadlineYears } from './deadlines.ts';

const years = readDeadlineYears();

test('there is a file for every year of the calendar, and no other', () => {
  const { firstYear, lastYear } = STATE_COUNCIL_CALENDAR;
  expect(years.map(({ year }) => year)).toEqual(
    Array.from({ length: lastYear - firstYear + 1 }, (_, i) => firstYear + i),
  );
});

describe.each(years.map((one) => [one.year, one] as const))('%i', (year, one) => {
  test('every day is a working day or not as the notices say', () => {
    const plain = plainWorkingDays(one);
    for (let day = dayNamed(`${year}-01-01`); day <= dayNamed(`${year}-12-31`); day += 1) {
      expect([dayName(day), isWorkingDay(day, STATE_COUNCIL_CALENDAR)]).toEqual([
        dayName(day),
        success(plain.has(dayName(day))),
      ]);
    }
  });
});
