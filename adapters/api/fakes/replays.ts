import { failure, success } from '@wurao/domain';
import type { Explanation, ReplayJob, ReplaysPort } from '../ports.ts';
import { allowed, NOW_MS } from './facts.ts';

const HOUR_MS = 3_600_000;
const FLIPPED = { decisions: 120, refused: 0, allowed: 31, reason: 9 };
const NO_HOUR = { decisions: 0, refused: 0, allowed: 0, reason: 0 };
const BUSY_HOUR = 10;

const { id, atMs, attempt, decision } = allowed;

const done: ReplayJob = {
  id: 'replay-1',
  request: {
    law: 'cn-2015',
    sinceMs: NOW_MS - 24 * HOUR_MS,
    untilMs: NOW_MS,
    mode: 'attempt',
    recount: false,
    examplesPerPair: 1,
  },
  state: 'done',
  startedMs: NOW_MS,
  endedMs: NOW_MS + 1_000,
  done: FLIPPED.decisions,
  total: FLIPPED.decisions,
  figures: {
    totals: FLIPPED,
    notReplayed: { 'law-unknown': 0, 'ahead-of-store': 0, 'behind-facts': 0 },
    unreadCounters: 31,
    decidedBy: { 'cn-2020-draft': FLIPPED.decisions },
    pairs: [
      { from: 'no-consent', to: 'basis-not-required', kind: 'allowed', count: FLIPPED.allowed },
      { from: 'no-consent', to: 'outside-hours', kind: 'reason', count: FLIPPED.reason },
    ],
    categories: { loan: FLIPPED },
    merchants: [{ merchant: 'merchant-sample-bank', counts: FLIPPED }],
    hours: Array.from({ length: 24 }, (_, hour) => (hour === BUSY_HOUR ? FLIPPED : NO_HOUR)),
    series: [{ fromMs: NOW_MS - HOUR_MS, counts: FLIPPED }],
    examples: [
      {
        past: {
          id,
          atMs,
          attempt,
          decision: 'refuse',
          reason: 'no-consent',
          wouldBe: undefined,
          law: decision.law,
          merchant: decision.merchant,
        },
        replayed: { ...decision, decision: 'allow', reason: 'basis-not-required', reasonCode: 8, law: 'cn-2015' },
        kind: 'allowed',
      },
    ],
  },
  failure: undefined,
};

const begun: ReplayJob = {
  ...done,
  state: 'running',
  endedMs: undefined,
  done: 0,
  total: undefined,
  figures: undefined,
};
const cancelled: ReplayJob = { ...begun, state: 'cancelled', endedMs: NOW_MS + 500, done: 60, total: 120 };

export const fakeReplays = (explanation: Explanation): ReplaysPort => {
  const known = (wanted: string) => (wanted === done.id ? success(done) : failure('not-found', 'No such replay'));
  return {
    start: (request) => success({ ...begun, request: { ...request, untilMs: request.untilMs ?? NOW_MS } }),
    list: () => [done],
    find: known,
    cancel: async (wanted) => (wanted === done.id ? success(cancelled) : known(wanted)),
    explain: async (wanted) =>
      wanted === done.id
        ? success({ recorded: explanation, replayed: explanation })
        : failure('not-found', 'No such replay'),
  };
};
