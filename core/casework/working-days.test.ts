import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  dayAt,
  dayName,
  dayNamed,
  FIRST_YEAR,
  LAST_YEAR,
  makeCalendar,
  NOTICES,
  STATE_COUNCIL_CALENDAR,
  startOfDayMs,
  yearOf,
} from './calendar.ts';
import { isWorkingDay, workingDaysBetween } from './working-days.ts';

describe('a day in China', () => {
  test.each([
    ['2026-02-13T23:59:59.999+08:00', '2026-02-13'],
    ['2026-02-14T00:00:00.000+08:00', '2026-02-14'],
    ['2026-02-13T15:59:59.999Z', '2026-02-13'],
    ['2026-02-13T16:00:00.000Z', '2026-02-14'],
    // Evening of the thirteenth in New York, the fourteenth in China.
    ['2026-02-13T19:00:00.000-05:00', '2026-02-14'],
    ['2024-02-29T12:00:00.000+08:00', '2024-02-29'],
    ['1969-12-31T15:59:59.999Z', '1969-12-31'],
    ['2025-12-31T16:00:00.000Z', '2026-01-01'],
  ])('%s falls on %s', (instant, name) => {
    expect(dayName(dayAt(Date.parse(instant)))).toBe(name);
  });

  test('holds the instants from its 00:00 to the next', () => {
    fc.assert(
      fc.property(fc.integer({ min: -50_000, max: 50_000 }), (day) => {
        expect(dayAt(startOfDayMs(day))).toBe(day);
        expect(dayAt(startOfDayMs(day + 1) - 1)).toBe(day);
        expect(dayNamed(dayName(day))).toBe(day);
      }),
    );
  });

  test.each(['2026-02-30', '2026-2-3', '2023-02-29', '26-02-03', '', '2026-13-01', '2026-02-14T00:00'])(
    '"%s" is none',
    (name) => {
      expect(dayNamed(name)).toBeNaN();
    },
  );
});

describe('the calendar', () => {
  test('has the years it says, each with its notice', () => {
    const { firstYear, lastYear } = STATE_COUNCIL_CALENDAR;
    expect([firstYear, lastYear]).toEqual([FIRST_YEAR, LAST_YEAR]);
    expect(Object.keys(NOTICES).map(Number)).toEqual(
      Array.from({ length: LAST_YEAR - FIRST_YEAR + 1 }, (_, i) => FIRST_YEAR + i),
    );
  });

  test.each([
    ['2017-12-31', 2017],
    ['2027-01-01', 2027],
    ['2027-03-01', 2027],
    ['2035-06-01', 2035],
  ])('does not guess whether %s is worked: the failure names %i', (name, year) => {
    const failed = isWorkingDay(dayNamed(name), STATE_COUNCIL_CALENDAR);
    expect(failed).toMatchObject({ ok: false, code: 'not-ready', year, title: `No calendar of ${year}` });
    expect(failed.ok ? '' : failed.errors[0]?.message).toContain(`${year} are not known`);
    expect(failed.ok ? '' : failed.errors[0]?.remedy).toContain('State Council');
  });

  test.each([
    ['a gap', { 2018: { off: [], on: [] }, 2020: { off: [], on: [] } }],
    ['a day that is none', { 2018: { off: ['02-29'], on: [] } }],
    ['a span that runs backwards', { 2018: { off: ['02-21..02-15'], on: [] } }],
  ])('cannot be made with %s', (_what, years) => {
    expect(() => makeCalendar(years)).toThrow(TypeError);
  });
});

describe('working days in between', () => {
  const days = (after: string, to: string) => workingDaysBetween(dayNamed(after), dayNamed(to), STATE_COUNCIL_CALENDAR);

  test.each([
    // 2026-02-13 Fri, 02-14 worked Sat, festival until 02-23.
    ['2026-02-12', '2026-02-14', 2],
    ['2026-02-14', '2026-02-23', 0],
    ['2026-02-14', '2026-02-24', 1],
    ['2026-02-14', '2026-02-14', 0],
    ['2026-02-14', '2026-02-01', 0],
    // The day after which is counted needs no calendar.
    ['2017-12-31', '2018-01-02', 1],
  ])('after %s up to %s: %i', (after, to, count) => {
    expect(days(after, to)).toEqual({ ok: true, value: count });
  });

  test('fail with the year where one is unknown', () => {
    expect(days('2026-12-30', '2027-01-04')).toMatchObject({ ok: false, year: 2027 });
    expect(days('2017-12-28', '2018-01-04')).toMatchObject({ ok: false, year: 2017 });
  });

  test('of adjoining spans add up', () => {
    const [first, last] = [dayNamed('2018-01-01'), dayNamed('2026-12-31')];
    const day = fc.integer({ min: first, max: last });
    fc.assert(
      fc.property(day, day, day, (...all) => {
        const [a, b, c] = all.sort((x, y) => x - y) as [number, number, number];
        const between = (after: number, to: number): number => {
          const count = workingDaysBetween(after, to, STATE_COUNCIL_CALENDAR);
          return count.ok ? count.value : Number.NaN;
        };
        expect(between(a, b) + between(b, c)).toBe(between(a, c));
        expect(yearOf(a)).toBeLessThanOrEqual(yearOf(c));
      }),
    );
  });
});
