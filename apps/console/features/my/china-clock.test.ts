import { expect, test } from 'vitest';
import { dayOfInstant, fieldOfInstant, instantOfField, lastInTime } from './china-clock.ts';

test('a field of date and time is read by the clock of China, whatever the machine has', () => {
  expect(instantOfField('2026-03-01T07:30')).toBe('2026-02-28T23:30:00.000Z');
  expect(fieldOfInstant('2026-02-28T23:30:00.000Z')).toBe('2026-03-01T07:30');
});

test('an empty field is no instant', () => {
  expect(instantOfField('')).toBeUndefined();
});

test('a day is the day in China', () => {
  expect(dayOfInstant('2026-02-28T15:59:59.999Z')).toBe('2026-02-28');
  expect(dayOfInstant('2026-02-28T16:00:00.000Z')).toBe('2026-03-01');
});

test('a deadline names the first instant that is too late: the day before is the last', () => {
  expect(dayOfInstant(lastInTime('2026-03-03T16:00:00.000Z').getTime())).toBe('2026-03-03');
});
