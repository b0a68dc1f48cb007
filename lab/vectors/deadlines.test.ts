import { dayName, dayNamed, deadlineOf, isWorkingDay, STATE_COUNCIL_CALENDAR } from '@wurao/casework';
import { success } from '@wurao/domain';
import { describe, expect, test } from 'vitest';
import { type DeadlineCase, plainWorkingDays, readDeadlineYears, writtenDay, writtenSpan } from './deadlines.ts';

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

  const named = one.cases.map((it): [string, DeadlineCase] => [`${it.event}, ${it.counted ?? it.refused}`, it]);
  test.each(named)('after %s', (_name, { event, counted, days, refused }) => {
    const day = writtenDay(year, event);
    const list = counted?.split(', ').map((text) => writtenDay(year, text));
    const rule = { days: list?.length ?? days ?? 0, dayKind: 'working', clause: 'draft-31' } as const;
    for (const time of ['00:00:00.000', '12:00:00.000', '23:59:59.999']) {
      const fromMs = Date.parse(`${day}T${time}+08:00`);
      const deadline = deadlineOf(rule, { fromMs, pauses: [] }, STATE_COUNCIL_CALENDAR);
      if (list === undefined) expect(deadline).toMatchObject({ ok: false, code: 'not-ready', year: refused });
      else {
        const dueMs = Date.parse(`${list.at(-1)}T23:59:59.999+08:00`) + 1;
        expect(deadline).toMatchObject({ ok: true, value: { counted: list.map(dayNamed), dueMs } });
      }
    }
  });

  test('every span of days off and every worked weekend has a case on either side', () => {
    const events = new Set(one.cases.map(({ event }) => writtenDay(year, event)));
    const list = one.cases.flatMap(({ counted }) => counted?.split(', ') ?? []);
    const reached = new Set(list.map((text) => writtenDay(year, text)));
    const spans = [...Object.values(one.off), ...one.on].map((span) => writtenSpan(year, span).map(dayNamed));
    // The day before, the last day and the day after; what lies in another year stands in that year's file.
    const lacking = spans.filter((span) => {
      const last = span.at(-1) as number;
      const asked = [(span[0] as number) - 1, last, last + 1].map(dayName);
      return !asked.every((day) => events.has(day) || !day.startsWith(`${year}-`));
    });
    expect(lacking.map((span) => span.map(dayName))).toEqual([]);
    for (const day of one.on) expect(reached).toContain(writtenDay(year, day));
  });
});

test('each kind of length is there in every year: three days everywhere, fifteen over Spring Festival', () => {
  for (const { year, cases } of years) {
    const lengths = new Set(cases.map(({ counted }) => counted?.split(', ').length ?? 3));
    expect([year, [...lengths].sort((a, b) => a - b)]).toEqual([year, [3, 15]]);
  }
});
