import { type ComplaintFinding, type FrozenCounts, notFrozen, type RateStanding } from '@wurao/casework';
import { success } from '@wurao/domain';
import type { BulletinPort } from '../bulletin-port.ts';
import type { RatesPort } from '../rates-port.ts';
import { NOW_MS } from './facts.ts';

const PERIOD = '2026-01';
const frozen: FrozenCounts = {
  form: 1,
  period: PERIOD,
  takenAtMs: NOW_MS,
  sequence: 41,
  law: 'cn-2020-draft',
  names: [],
  subscribers: [],
  protections: [],
  complaints: [{ province: '110000', carrier: 'unknown', channel: 'voice', category: 'loan', count: 12 }],
  decisions: [],
  lateness: [],
  exposed: [],
};

const bulletin = {
  form: 1,
  period: PERIOD,
  previous: null,
  yearBefore: null,
  scope: 'country',
  scopeLabel: { zh: '全国', en: 'The whole country' },
  from: '2026-01-01T00:00:00+08:00',
  to: '2026-02-01T00:00:00+08:00',
  takenAt: '2026-03-01T10:00:00+08:00',
  sequence: 41,
  law: 'cn-2020-draft',
  smallNumber: 10,
  tables: [],
  lateness: [],
  exposed: { count: 0, acted: 0, firms: [] },
  notes: [],
};

/** One month is out. */
export const fakeBulletins: BulletinPort = {
  freeze: async () => success(frozen),
  list: async () => success([{ period: PERIOD, frozenMs: NOW_MS }]),
  read: async ({ period, format }) => {
    if (period !== PERIOD) return notFrozen(period);
    return success(format === 'json' ? JSON.stringify(bulletin) : format);
  },
  frozen: async (period) => (period === PERIOD ? success('{}\n') : notFrozen(period)),
};

const DAY_MS = 86_400_000;
const window = {
  by: 'rate',
  days: 30,
  fromMs: Date.parse('2026-02-14T00:00:00+08:00'),
  toMs: Date.parse('2026-03-16T00:00:00+08:00'),
} as const;
export const rateFinding = (id: string): ComplaintFinding => ({
  kind: 'complaint-rate',
  subject: { kind: 'line', id },
  evidence: {
    complaints: 12,
    complainants: 12,
    attempts: 4_000,
    lowerBound: 0.0011,
    confidence: 0.99998,
    threshold: { what: 'complaints', value: 1, per: '10000-attempts', clause: 'house-complaint-rate' },
    province: undefined,
    window,
    law: 'cn-2020-draft',
    provenance: 'house default',
    complaintIds: ['complaint-1'],
  },
});

export const standing: RateStanding = {
  subject: { kind: 'line', id: 'line-sample-1' },
  complaints: 12,
  attempts: 4_000,
  threshold: { what: 'complaints', value: 1, per: '10000-attempts', clause: 'house-complaint-rate' },
  province: undefined,
  window,
  verdict: 'above',
  lower: 0.0011,
  upper: 0.006,
  spent: 0.00002,
};

export const fakeRates: RatesPort = {
  look: async () =>
    success({
      countedMs: NOW_MS,
      law: 'cn-2020-draft',
      windows: [window],
      findings: [rateFinding('line-sample-1')],
      standings: [standing],
      trends: [],
    }),
  preview: async ({ days }) => {
    const toMs = Date.parse('2026-03-01T00:00:00+08:00');
    const row = {
      subject: { kind: 'line', id: 'line-sample-1' },
      complaints: 12,
      attempts: 4_000,
      verdict: 'above',
      foundAfterDay: 4,
      stoppedAttempts: 3_100,
    } as const;
    return success({
      fromMs: toMs - days * DAY_MS,
      toMs,
      preview: { rows: [row], leftOut: 0, found: 1, attempts: 4_000, stoppedAttempts: 3_100 },
    });
  },
};
