import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { CALENDAR_FILE, calendarText, calendarYears, readLibraryDays } from './derive-calendar.ts';

test("the committed calendar is what the library's data gives", () => {
  expect(readFileSync(CALENDAR_FILE, 'utf8')).toBe(calendarText(readLibraryDays()));
});

test('days that follow each other are one span, also over the end of a month', () => {
  const { holidays, workdays } = readLibraryDays();
  expect(calendarYears({ holidays, workdays })[2022]?.off).toContain('01-31..02-06');
});

test('a year that the library lacks is not written as plain weeks', () => {
  const { holidays, workdays } = readLibraryDays();
  const without = Object.fromEntries(Object.entries(holidays).filter(([name]) => !name.startsWith('2024')));
  expect(() => calendarYears({ holidays: without, workdays })).toThrow('2024');
});
