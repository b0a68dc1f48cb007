import type { PhoneNumber } from '@wurao/domain';
import {
  COUNTED_A_DAY,
  COUNTED_BY_DAY,
  COUNTED_CALLEES,
  COUNTED_CONTACTS,
  COUNTED_WINDOW_DAYS,
  COUNTED_ZONE_MINUTES,
} from '@wurao/law';
import { expect, test } from 'vitest';
import { GateCounters, MAX_DAY, MAX_WINDOW } from './tables/gate-counters.ts';

const ANNA = '+8613800000001' as PhoneNumber;
const MS_PER_DAY = 86_400_000;
const NOON = Date.parse('2026-03-12T12:00:00+08:00');

test('what packs may ask for is what the gates count', () => {
  expect([COUNTED_CONTACTS, COUNTED_A_DAY]).toEqual([MAX_WINDOW, MAX_DAY]);
});

test('a window of so many days, in so many contacts, is kept; groups counted by the day are not', () => {
  const counters = new GateCounters({ slots: 64, windowDays: COUNTED_WINDOW_DAYS, zoneMinutes: COUNTED_ZONE_MINUTES });
  const first = NOON - (COUNTED_WINDOW_DAYS - 1) * MS_PER_DAY;
  for (let i = 0; i < COUNTED_CONTACTS; i++) counters.countContact(1, ANNA, 'commercial', true, first + i * 1_000);
  expect(counters.contacts(1, ANNA, 'commercial', true, NOON, COUNTED_CONTACTS).window).toBe(COUNTED_CONTACTS);
  expect(COUNTED_BY_DAY).toEqual(['collection', 'transactional']);
  expect(COUNTED_CALLEES).toBeLessThan(0xffff);
});
