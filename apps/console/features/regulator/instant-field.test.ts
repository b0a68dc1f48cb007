import { expect, it } from 'vitest';
import { dayOf, instantOfField, spanOfDay } from './instant-field.ts';

it('reads fields by the clock of China', () => {
  expect(instantOfField('2026-12-01T00:00')).toBe('2026-11-30T16:00:00.000Z');
  expect(dayOf(Date.UTC(2026, 10, 30, 16))).toBe('2026-12-01');
  expect(spanOfDay('2026-12-01')).toEqual({ since: '2026-11-30T16:00:00.000Z', until: '2026-12-01T16:00:00.000Z' });
});
