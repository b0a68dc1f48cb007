import type { SmsSources } from '../sms/metrics.ts';

const COUNTS = { received: 0, sent: 0, malformed: 0 };
const DOOR = { ...COUNTS, connections: 1, turnedAway: 0 };

/** Figures of SMS gates with two listeners at one door and one network behind them. */
export const smsSources: SmsSources = {
  relay: () => ({
    sessions: 3,
    throttled: 0,
    turnedAway: 0,
    queue: { waiting: 2, inFlight: 1, sent: 5, resent: 0, oldestMs: undefined },
    deliveries: { waiting: 0, delivered: 0, again: 0, refused: 0, expired: 0 },
    reports: { awaited: 0, strays: 0, forgotten: 0 },
    replies: { received: 0, underWay: 0, unreadable: 0 },
    submissions: { taken: 7, refused: 0, halves: 0, expiredHalves: 0 },
    held: { held: 1, released: 0, forgotten: 0, unreadable: 0 },
    failed: { REJECTD: 1 },
  }),
  keeper: () => ({
    ...{ items: 0, itemBytes: 0, bytes: 24, segments: 1, syncs: 0, writeFailures: 0, syncFailures: 0, cutBytes: 0 },
    damagedBytes: 0,
    failing: undefined,
  }),
  reader: () => ({ read: 0, remembered: 0, unsure: 0 }),
  listeners: () => [
    { door: 'smppPort', figures: { ...DOOR, bound: 1 } },
    { door: 'smppPort', figures: { ...DOOR, bound: 2 } },
  ],
  upstreams: () => [
    { name: 'first', isOpen: true, figures: { ...COUNTS, attempts: 1, opened: 1, lastFailure: undefined } },
  ],
};
