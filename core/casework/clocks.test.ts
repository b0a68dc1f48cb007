import { type ClockRule, CN_2020_DRAFT } from '@wurao/law';
import { plainWorkingDays, readDeadlineYears } from '@wurao/vectors';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dayName, STATE_COUNCIL_CALENDAR, startOfDayMs } from './calendar.ts';
import {
  type ClockRun,
  type Deadline,
  deadlineOf,
  latenessAt,
  type Pause,
  pauseClock,
  reminderAt,
  resumeClock,
} from './clocks.ts';

const { clocks } = CN_2020_DRAFT;
const at = (instant: string): number => Date.parse(instant);
const shanghai = (text: string): number => at(`${text}+08:00`);
const pause = (from: string, to?: string): Pause => ({
  fromMs: shanghai(from),
  toMs: to === undefined ? undefined : shanghai(to),
  reason: 'Waits for the number to be proven.',
});
const runOf = (fromMs: number, ...pauses: Pause[]): ClockRun => ({ fromMs, pauses });
const ask = (rule: ClockRule, run: ClockRun) => deadlineOf(rule, run, STATE_COUNCIL_CALENDAR);
const deadline = (rule: ClockRule, run: ClockRun): Deadline => {
  const answer = ask(rule, run);
  if (!answer.ok) throw new Error(answer.title);
  return answer.value;
};
const working = (days: number): ClockRule => ({ days, dayKind: 'working', clause: 'draft-31' });
const daysOf = ({ counted }: Deadline): string[] => counted.map(dayName);

describe('a deadline', () => {
  // 2026-03-09 is a Monday; the weeks around it are plain.
  test.each([
    ['at the last millisecond of a Monday', '2026-03-09T23:59:59.999+08:00', '2026-03-13T00:00:00.000+08:00'],
    ['a millisecond later, on Tuesday', '2026-03-10T00:00:00.000+08:00', '2026-03-14T00:00:00.000+08:00'],
    ['of a Monday of China that is a Sunday of UTC', '2026-03-08T16:00:00.000Z', '2026-03-12T16:00:00.000Z'],
    ['of a Tuesday of China that is a Monday of UTC', '2026-03-09T16:00:00.000Z', '2026-03-13T16:00:00.000Z'],
    ['a millisecond before that', '2026-03-09T15:59:59.999Z', '2026-03-12T16:00:00.000Z'],
    ['over a weekend', '2026-03-12T09:00:00+08:00', '2026-03-18T00:00:00+08:00'],
    ['from a Saturday', '2026-03-14T09:00:00+08:00', '2026-03-19T00:00:00+08:00'],
    // 02-14 is a worked Saturday, 02-15 to 02-23 the festival.
    ['over Spring Festival', '2026-02-13T23:59:59.999+08:00', '2026-02-26T00:00:00+08:00'],
    ['to the last instant of the calendar', '2026-12-28T12:00:00+08:00', '2027-01-01T00:00:00+08:00'],
  ])('of three working days %s', (_what, from, due) => {
    const { dueMs } = deadline(clocks.forward, runOf(at(from)));
    expect(new Date(dueMs ?? 0).toISOString()).toBe(new Date(due).toISOString());
  });

  test('of calendar days counts every day, and is not put off', () => {
    // 30 days after 2026-09-03 end on 10-03, in the middle of National Day.
    const { dueMs } = deadline(clocks['bad-list'], runOf(shanghai('2026-09-03T10:00:00')));
    expect(dueMs).toBe(shanghai('2026-10-04T00:00:00'));
    expect(deadline(clocks['bad-list'], runOf(shanghai('2026-12-20T10:00:00'))).dueMs).toBe(
      shanghai('2027-01-20T00:00:00'),
    );
  });

  test.each([
    ['begins in it', '2027-01-01T00:00:00', 1, 2027],
    ['begins on the last day known', '2026-12-31T23:59:59.999', 1, 2027],
    ['only crosses into it', '2026-12-29T10:00:00', 3, 2027],
    ['crosses into it at the fifteenth day', '2026-12-11T10:00:00', 15, 2027],
    ['begins before the calendar does', '2017-12-28T10:00:00', 3, 2017],
  ])('that needs a year without a calendar names it: it %s', (_what, from, days, year) => {
    expect(ask(working(days), runOf(shanghai(from)))).toMatchObject({
      ok: false,
      code: 'not-ready',
      year,
      title: `No calendar of ${year}`,
    });
  });

  test.each([
    ['no number', runOf(Number.NaN), 'fromMs'],
    ['no instant', runOf(Number.POSITIVE_INFINITY), 'fromMs'],
    ['half a millisecond', runOf(0.5), 'fromMs'],
    ['before 1970', runOf(-1), 'fromMs'],
    ['a pause that runs backwards', runOf(0, pause('2026-03-09T10:00:00', '2026-03-09T09:00:00')), 'pauses[0]'],
    ['a pause without an instant', runOf(0, { fromMs: Number.NaN, toMs: undefined, reason: '' }), 'pauses[0]'],
    ['a pause into the next century', runOf(0, pause('2026-03-09T10:00:00', '2126-03-09T09:00:00')), 'pauses[0]'],
    [
      'more pauses than anybody makes',
      runOf(0, ...Array.from({ length: 101 }, () => pause('2026-03-09T10:00:00', '2026-03-09T11:00:00'))),
      'pauses',
    ],
  ])('is not reckoned from %s', (_what, run, field) => {
    expect(ask(working(3), run)).toMatchObject({ ok: false, code: 'invalid', errors: [{ field }] });
  });
});

describe('a pause', () => {
  const MONDAY = shanghai('2026-03-09T10:00:00');
  test.each([
    ['within a day costs nothing', [pause('2026-03-10T09:00:00', '2026-03-10T17:00:00')], '2026-03-12'],
    ['over one midnight costs a day', [pause('2026-03-10T17:00:00', '2026-03-11T09:00:00')], '2026-03-13'],
    ['up to 00:00 costs the day that ends then', [pause('2026-03-10T17:00:00', '2026-03-11T00:00:00')], '2026-03-13'],
    [
      'up to the last millisecond costs nothing',
      [pause('2026-03-10T17:00:00', '2026-03-10T23:59:59.999')],
      '2026-03-12',
    ],
    ['of the last millisecond costs a day', [pause('2026-03-10T23:59:59.999', '2026-03-11T00:00:00')], '2026-03-13'],
    ['from 00:00 leaves the day before alone', [pause('2026-03-11T00:00:00', '2026-03-11T23:59:59.999')], '2026-03-12'],
    ['of no length costs nothing', [pause('2026-03-10T23:59:59.999', '2026-03-10T23:59:59.999')], '2026-03-12'],
    [
      'cut into pieces costs as much',
      [pause('2026-03-10T17:00:00', '2026-03-11T03:00:00'), pause('2026-03-11T03:00:00', '2026-03-11T09:00:00')],
      '2026-03-13',
    ],
    [
      'inside another costs nothing more',
      [pause('2026-03-10T09:00:00', '2026-03-12T09:00:00'), pause('2026-03-10T12:00:00', '2026-03-11T12:00:00')],
      '2026-03-16',
    ],
    ['before the event costs nothing', [pause('2026-03-01T09:00:00', '2026-03-09T09:00:00')], '2026-03-12'],
    ['on the day of the event costs nothing', [pause('2026-03-09T11:00:00', '2026-03-10T09:00:00')], '2026-03-12'],
    ['after the day due costs nothing', [pause('2026-03-13T00:00:00', '2026-03-20T09:00:00')], '2026-03-12'],
    ['that still lasts and began after it, too', [pause('2026-03-13T00:00:00')], '2026-03-12'],
  ])('%s', (_what, pauses, due) => {
    const { dueMs } = deadline(working(3), runOf(MONDAY, ...pauses));
    expect(dueMs).toBe(shanghai(`${due}T00:00:00`) + 86_400_000);
  });

  test('of a Friday evening to Monday morning costs the Friday', () => {
    const run = runOf(shanghai('2026-03-11T10:00:00'), pause('2026-03-13T17:00:00', '2026-03-16T09:00:00'));
    expect(daysOf(deadline(working(3), run))).toEqual(['2026-03-12', '2026-03-16', '2026-03-17']);
  });

  test('that lasts leaves no day due, and needs no calendar', () => {
    const run = runOf(shanghai('2026-12-28T10:00:00'), pause('2026-12-30T10:00:00'));
    const standing = deadline(working(15), run);
    expect([daysOf(standing), standing.dueMs]).toEqual([['2026-12-29'], undefined]);
    expect(latenessAt(working(15), standing, shanghai('2027-06-01T00:00:00'), STATE_COUNCIL_CALENDAR)).toEqual({
      ok: true,
      value: { isLate: false, days: 0 },
    });
  });

  test('begins with a reason and ends once', () => {
    const run = runOf(MONDAY);
    const paused = pauseClock(run, MONDAY + 1, 'Waits for the number to be proven.');
    expect(paused).toMatchObject({ ok: true, value: { pauses: [{ fromMs: MONDAY + 1, toMs: undefined }] } });
    const standing = paused.ok ? paused.value : run;
    expect(pauseClock(standing, MONDAY + 2, 'Again')).toMatchObject({ ok: false, code: 'conflict' });
    expect(resumeClock(standing, MONDAY)).toMatchObject({ ok: false, code: 'invalid' });
    const going = resumeClock(standing, MONDAY + 5);
    expect(going).toMatchObject({ ok: true, value: { pauses: [{ fromMs: MONDAY + 1, toMs: MONDAY + 5 }] } });
    expect(resumeClock(going.ok ? going.value : run, MONDAY + 6)).toMatchObject({ ok: false, code: 'conflict' });
    for (const reason of ['', ' \n', 'x'.repeat(501)])
      expect(pauseClock(run, MONDAY, reason)).toMatchObject({ ok: false, errors: [{ field: 'reason' }] });
  });
});

describe('reminders', () => {
  test('of fifteen days: after the seventh, with one left, at the end', () => {
    // From Fri 2026-03-06: 03-09 to 03-13, 03-16 to 03-20, 03-23 to 03-27.
    const fifteen = deadline(clocks.report, runOf(shanghai('2026-03-06T10:00:00')));
    expect(fifteen.reminders).toEqual([
      { level: 'half-gone', atMs: shanghai('2026-03-18T00:00:00') },
      { level: 'last-day', atMs: shanghai('2026-03-27T00:00:00') },
      { level: 'overdue', atMs: shanghai('2026-03-28T00:00:00') },
    ]);
    const levels = ['2026-03-17T23:59:59.999', '2026-03-18T00:00:00', '2026-03-26T23:59:59.999', '2026-03-27T00:00:00'];
    expect(levels.map((text) => reminderAt(fifteen, shanghai(text)))).toEqual([
      undefined,
      'half-gone',
      'half-gone',
      'last-day',
    ]);
    expect(reminderAt(fifteen, shanghai('2026-03-27T23:59:59.999'))).toBe('last-day');
    expect(reminderAt(fifteen, shanghai('2026-03-28T00:00:00'))).toBe('overdue');
  });

  test('of one day begin when the day of the event is over', () => {
    const one = deadline(working(1), runOf(shanghai('2026-03-09T10:00:00')));
    expect(reminderAt(one, shanghai('2026-03-09T23:59:59.999'))).toBe(undefined);
    expect(reminderAt(one, shanghai('2026-03-10T00:00:00'))).toBe('last-day');
    expect(reminderAt(one, shanghai('2026-03-11T00:00:00'))).toBe('overdue');
  });

  test('that a standing clock has not reached are not there', () => {
    const run = runOf(shanghai('2026-03-06T10:00:00'), pause('2026-03-20T10:00:00'));
    expect(deadline(clocks.report, run).reminders.map(({ level }) => level)).toEqual(['half-gone']);
  });
});

describe('lateness', () => {
  // Due at the end of Friday 2026-02-13: the Saturday after it is worked, then comes the festival until 02-23.
  const due = deadline(working(3), runOf(shanghai('2026-02-10T10:00:00')));
  test.each([
    ['2026-02-13T23:59:59.999', false, 0],
    ['2026-02-14T00:00:00', true, 1],
    ['2026-02-15T12:00:00', true, 1],
    ['2026-02-23T23:59:59.999', true, 1],
    ['2026-02-24T00:00:00', true, 2],
  ])('of an act at %s', (when, isLate, days) => {
    const late = latenessAt(working(3), due, shanghai(when), STATE_COUNCIL_CALENDAR);
    expect(late).toEqual({ ok: true, value: { isLate, days } });
  });

  test('on a Saturday after a Friday is late by no working day', () => {
    const friday = deadline(working(3), runOf(shanghai('2026-03-10T10:00:00')));
    const late = latenessAt(working(3), friday, shanghai('2026-03-14T10:00:00'), STATE_COUNCIL_CALENDAR);
    expect(late).toEqual({ ok: true, value: { isLate: true, days: 0 } });
  });

  test('of a calendar clock is in calendar days, in any year', () => {
    const listed = deadline(clocks['bad-list'], runOf(shanghai('2026-12-01T10:00:00')));
    const late = latenessAt(clocks['bad-list'], listed, shanghai('2027-01-02T00:00:00'), STATE_COUNCIL_CALENDAR);
    expect(late).toEqual({ ok: true, value: { isLate: true, days: 2 } });
  });

  test('into a year without a calendar names it', () => {
    const late = latenessAt(working(3), due, shanghai('2027-01-04T10:00:00'), STATE_COUNCIL_CALENDAR);
    expect(late).toMatchObject({ ok: false, year: 2027 });
  });
});

/** Said again, plainly: by the names of days, the notices as they stand, and each day's last instant. */
const plainDays = new Set(readDeadlineYears().flatMap((year) => [...plainWorkingDays(year)]));
const plainDue = (days: number, fromMs: number, pauses: readonly Pause[]): number | undefined => {
  const eventDay = new Date(fromMs + 28_800_000).toISOString().slice(0, 10);
  let left = days;
  for (let noonMs = shanghai(`${eventDay}T12:00:00`) + 86_400_000; ; noonMs += 86_400_000) {
    const day = new Date(noonMs).toISOString().slice(0, 10);
    if (day.startsWith('2027')) return undefined;
    const lastMs = shanghai(`${day}T23:59:59.999`);
    const isPaused = pauses.some((one) => one.fromMs <= lastMs && lastMs < (one.toMs as number));
    if (plainDays.has(day) && !isPaused) left -= 1;
    if (left === 0) return lastMs + 1;
  }
};

test('deadlines are as a plain count has them, whatever the event and the pauses', () => {
  const instant = fc.integer({ min: shanghai('2018-01-01T00:00:00'), max: shanghai('2026-12-31T23:59:59.999') });
  const length = fc.oneof(fc.integer({ min: 0, max: 400_000_000 }), fc.constant(86_400_000));
  // Near the event, and often from or to a midnight.
  const shape = fc.record({ offset: fc.integer({ min: -86_400_000, max: 1_500_000_000 }), length, snap: fc.boolean() });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 15 }), instant, fc.array(shape, { maxLength: 4 }), (days, fromMs, shapes) => {
      const pauses = shapes.map(({ offset, length: lasts, snap }): Pause => {
        const begins = fromMs + offset;
        const startMs = snap ? begins - ((begins + 28_800_000) % 86_400_000) : begins;
        return { fromMs: startMs, toMs: startMs + lasts, reason: 'Tried.' };
      });
      const answer = ask(working(days), { fromMs, pauses });
      const plain = plainDue(days, fromMs, pauses);
      if (plain === undefined) expect(answer).toMatchObject({ ok: false, year: 2027 });
      else expect(answer).toMatchObject({ ok: true, value: { dueMs: plain } });
      if (answer.ok) expect(startOfDayMs(answer.value.counted.at(-1) as number) + 86_400_000).toBe(plain);
    }),
    { numRuns: 2_000 },
  );
});
