import { expect, it } from 'vitest';
import { ACTS, type Stage } from './acts.ts';
import type { DemoPerson } from './population.ts';

/** As `GET /v1/subscribers/{number}/contacts` and the lists answer. */
const ANSWER = {
  mayContact: [{ kind: 'consent', basis: 'basis-1', withdrawal: '/v1/consents/basis-1/withdrawal' }],
  items: [{ id: 'case-1', caller: '95588', channel: 'voice', at: '2026-03-01T02:00:00.000Z' }],
};

it('every act of people does what it is named for', async () => {
  const asked: string[] = [];
  const stage: Stage = {
    api: {
      ask: async (method, path) => {
        asked.push(`${method} ${path}`);
        return { status: 200, body: ANSWER };
      },
    },
    people: [{ number: '+8613800000101', key: 'key-1' } as DemoPerson],
    calls: undefined,
    messages: undefined,
    keys: { merchant: 'key-2', handler: 'key-3' },
    chance: () => 0.5,
    nowMs: () => 0,
  };
  for (const { play } of ACTS) await play(stage);
  const changes = asked.filter((one) => !one.startsWith('GET'));
  expect([...new Set(changes)].sort()).toEqual([
    'POST /v1/cases/steps',
    'POST /v1/complaints',
    'POST /v1/consents',
    'POST /v1/consents/basis-1/withdrawal',
    'POST /v1/decisions',
    'POST /v1/inquiries',
    'POST /v1/refusals',
    'PUT /v1/subscribers/%2B8613800000101/preference',
  ]);
});
