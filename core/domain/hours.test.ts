import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileHours, type HoursWindow, isInside, MINUTES_PER_WEEK, nextInside, type WeekMinutes } from './hours.ts';

const SHANGHAI = 480;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const at = (written: string): number => Date.parse(written);

/** Minute by minute, straight from the windows: what hours mean. */
const bruteInside = (windows: readonly HoursWindow[], atMs: number, zoneMinutes: number): boolean => {
  const local = new Date(atMs + zoneMinutes * MINUTE_MS);
  const today = local.getUTCDay() === 0 ? 7 : local.getUTCDay();
  const yesterday = today === 1 ? 7 : today - 1;
  const clock = local.toISOString().slice(11, 16);
  return windows.some(({ days, from, to }) => {
    if (from < to) return days.includes(today) && from <= clock && clock < to;
    return (days.includes(today) && from <= clock) || (days.includes(yesterday) && clock < to);
  });
};

const bruteNext = (all: readonly (readonly HoursWindow[])[], atMs: number, zoneMinutes: number): number | undefined => {
  for (let i = 0; i <= MINUTES_PER_WEEK; i++) {
    const instant = i === 0 ? atMs : (Math.floor(atMs / MINUTE_MS) + i) * MINUTE_MS;
    if (all.every((windows) => bruteInside(windows, instant, zoneMinutes))) return instant;
  }
  return undefined;
};

const clock = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom(0, 1, 15, 30, 59))
  .map(([hour, minute]) => `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`);
const window = fc.record({
  days: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
  from: clock,
  to: fc.oneof(clock, fc.constant('24:00')),
});
const windows = fc.array(window, { maxLength: 4 });
const zone = fc.constantFrom(480, 0, -300, 345, 840);
/** Also before the epoch, and at odd milliseconds. */
const instant = fc.oneof(
  fc.integer({ min: at('2026-01-01T00:00:00Z'), max: at('2027-01-01T00:00:00Z') }),
  fc.integer({ min: -3 * 7 * DAY_MS, max: 3 * 7 * DAY_MS }),
);

describe('hours', () => {
  const everyDay = [1, 2, 3, 4, 5, 6, 7];
  const calls = compileHours([{ days: everyDay, from: '09:00', to: '20:00' }]);

  test('begin with their first minute and end before their last', () => {
    expect(isInside(calls, at('2026-03-10T09:00:00+08:00'), SHANGHAI)).toBe(true);
    expect(isInside(calls, at('2026-03-10T08:59:59.999+08:00'), SHANGHAI)).toBe(false);
    expect(isInside(calls, at('2026-03-10T19:59:59.999+08:00'), SHANGHAI)).toBe(true);
    expect(isInside(calls, at('2026-03-10T20:00:00+08:00'), SHANGHAI)).toBe(false);
  });

  test('over midnight belong to the day they start on', () => {
    const sundayNight = compileHours([{ days: [7], from: '22:00', to: '06:00' }]);
    expect(sundayNight).toEqual([
      [0, 360],
      [6 * 1440 + 1320, MINUTES_PER_WEEK],
    ]);
    expect(isInside(sundayNight, at('2026-03-09T05:59:00+08:00'), SHANGHAI)).toBe(true);
    expect(isInside(sundayNight, at('2026-03-08T05:59:00+08:00'), SHANGHAI)).toBe(false);
  });

  test('that touch or overlap are one', () => {
    const monday = [1];
    const all = [
      { days: monday, from: '09:00', to: '12:00' },
      { days: monday, from: '12:00', to: '14:00' },
      { days: monday, from: '13:00', to: '18:00' },
    ];
    expect(compileHours(all)).toEqual([[540, 1080]]);
    expect(compileHours([{ days: monday, from: '09:00', to: '09:00' }])).toEqual([[540, 540 + 1440]]);
    expect(compileHours([{ days: [1, 2], from: '00:00', to: '24:00' }])).toEqual([[0, 2880]]);
  });

  test('that are no times of day are refused', () => {
    expect(() => compileHours([{ days: [1], from: '9:00', to: '20:00' }])).toThrow(TypeError);
    expect(() => compileHours([{ days: [1], from: '09:00', to: '25:00' }])).toThrow(TypeError);
  });

  test('none at all are never; no one to meet is always', () => {
    expect(nextInside([compileHours([])], 0, SHANGHAI)).toBeUndefined();
    expect(nextInside([], 1_234_567, SHANGHAI)).toBe(1_234_567);
  });

  test('that have just closed for the week come again in a week', () => {
    const tuesday = compileHours([{ days: [2], from: '09:00', to: '10:00' }]);
    expect(nextInside([tuesday], at('2026-03-10T10:00:00+08:00'), SHANGHAI)).toBe(at('2026-03-17T09:00:00+08:00'));
  });
});

describe('against minute by minute', () => {
  test('an instant is inside or not', () => {
    fc.assert(
      fc.property(windows, instant, zone, (some, atMs, zoneMinutes) => {
        expect(isInside(compileHours(some), atMs, zoneMinutes)).toBe(bruteInside(some, atMs, zoneMinutes));
      }),
      { seed: 1, numRuns: 2_000 },
    );
  });

  test('the next instant inside all is the first', () => {
    fc.assert(
      fc.property(fc.array(windows, { maxLength: 3 }), instant, zone, (all, atMs, zoneMinutes) => {
        const compiled = all.map((some): WeekMinutes => compileHours(some));
        expect(nextInside(compiled, atMs, zoneMinutes)).toBe(bruteNext(all, atMs, zoneMinutes));
      }),
      { seed: 2, numRuns: 300 },
    );
  });

  test('compiled hours are sorted, apart, and within the week', () => {
    fc.assert(
      fc.property(windows, (some) => {
        const compiled = compileHours(some);
        for (const [i, [start, end]] of compiled.entries()) {
          expect(start).toBeLessThan(end);
          expect(end).toBeLessThanOrEqual(MINUTES_PER_WEEK);
          if (i > 0) expect(start).toBeGreaterThan(compiled[i - 1]?.[1] ?? 0);
        }
      }),
      { seed: 3 },
    );
  });
});
