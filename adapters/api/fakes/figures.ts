import { success } from '@wurao/domain';
import type { FiguresPort } from '../figures-port.ts';
import { standing } from './bulletins.ts';
import { CARRIER, LINE_ID, NOW_MS } from './facts.ts';

const allowed = { channel: 'voice', decision: 'allow', reason: 'consented', attempts: 1_200 } as const;
const refused = { channel: 'voice', decision: 'refuse', reason: 'no-consent', attempts: 300 } as const;

export const fakeFigures: FiguresPort = {
  traffic: async ({ fromMs, asMerchant }) =>
    success([
      { atMs: fromMs, ...allowed },
      { atMs: fromMs, ...refused, reason: asMerchant ? 'no-basis' : refused.reason },
    ]),
  merchant: async (_merchant, lines) =>
    success({
      atMs: NOW_MS,
      coverage: {
        people: 900,
        live: 1_000,
        confirmed: 800,
        expiring: 40,
        byKind: { consent: 950, relation: 50 },
        byMethod: { 'web-form': 700, wurao: 300 },
        byCategory: { loan: 1_000 },
      },
      events: [{ dayMs: Date.parse('2026-02-28T16:00:00Z'), type: 'refused', events: 3 }],
      attempts: [allowed, { ...refused, reason: 'no-basis' }],
      cases: [{ state: 'forwarded', cases: 2, overdue: 1 }],
      lines: [...new Set([...lines, LINE_ID])],
      standings: [standing],
      trends: [{ line: LINE_ID, fromMs: Date.parse('2026-02-27T16:00:00Z'), days: [{ complaints: 2, attempts: 400 }] }],
      sanctionsInForce: 0,
    }),
  protection: async () =>
    success({
      countedMs: NOW_MS,
      total: 5_200,
      byProvince: [
        { province: '110000', count: 5_000 },
        { province: '540000', count: undefined },
        { province: 'unknown', count: undefined },
      ],
      byCategory: [{ category: 'loan', count: 5_100 }],
    }),
  cases: async () =>
    success({
      atMs: NOW_MS,
      own: { decided: 12, late: 1, medianWorkingDays: 4.5, weeks: [{ monday: '2026-02-23', decided: 12, late: 1 }] },
      queue: [{ state: 'received', cases: 40, overdue: 2 }],
      late: {
        fromMs: NOW_MS - 30 * 86_400_000,
        toMs: NOW_MS,
        parties: [{ party: CARRIER, province: 'unknown', carrier: CARRIER, due: 20, late: 3 }],
      },
    }),
  lines: async () =>
    success({
      traffic: [
        {
          line: LINE_ID,
          counts: [
            { ...allowed, answered: 400 },
            { ...refused, answered: 0 },
          ],
        },
      ],
      standings: [standing],
      countedMs: NOW_MS,
    }),
};
