import { expect, test } from 'vitest';
import type { PhoneNumber } from './brands.ts';
import { attemptReported, DELIVERY_REACH_MS } from './message-report.ts';
import { CLOCKS_APART_MS } from './reply-target.ts';

const AT = Date.UTC(2026, 2, 2, 2);
const port = '106900018801' as PhoneNumber;
const report = { subscriber: '+8613800000001' as PhoneNumber, port, text: '积分兑换', atMs: AT };

test.each([
  ['at that time, from that port', {}, true],
  ['that waited for the phone as long as one may', { atMs: AT - DELIVERY_REACH_MS }, true],
  ['that waited two days for a network and three for the phone', { atMs: AT - 5 * 24 * 3_600_000 }, true],
  ['longer', { atMs: AT - DELIVERY_REACH_MS - 1 }, false],
  ['by a clock that goes ahead', { atMs: AT + CLOCKS_APART_MS }, true],
  ['later', { atMs: AT + CLOCKS_APART_MS + 1 }, false],
  ['with the extension cut off', { caller: '10690001' }, true],
  ['from another port', { caller: '106900018802' }, false],
  ['as flash', { channel: 'flash' }, true],
  ['as a call', { channel: 'voice' }, false],
  ['without a caller', { caller: undefined }, false],
])('what was let through %s brought it: %s', (_what, over, is) => {
  const attempt = { channel: 'sms', caller: port as string | undefined, atMs: AT, ...over };
  expect(attemptReported(report, [attempt])).toBe(is ? attempt : undefined);
});
