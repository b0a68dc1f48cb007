import { describe, expect, it } from 'vitest';
import { type BasisRow, basisState, countStates, filterBases, rowOf } from './basis-row.ts';

const DAY_MS = 86_400_000;
const NOW = Date.UTC(2026, 2, 1);
const row = (id: string, more: Partial<BasisRow> = {}): BasisRow => ({
  id,
  kind: 'consent',
  number: '138****0001',
  purposes: ['marketing'],
  categories: ['loan'],
  channels: ['voice'],
  method: 'web-form',
  confirmed: true,
  fromMs: NOW - DAY_MS,
  toMs: undefined,
  ended: undefined,
  ...more,
});

const rows = [
  row('live', { toMs: NOW + 40 * DAY_MS }),
  row('soon', { toMs: NOW + 10 * DAY_MS, categories: ['insurance'] }),
  row('unconfirmed', { confirmed: false }),
  row('not-yet', { fromMs: NOW + 1 }),
  row('expired', { toMs: NOW }),
  row('withdrawn', { ended: 'withdrawn', toMs: NOW + DAY_MS }),
  row('recycled', { ended: 'recycled' }),
];

it('a basis is worth what its days, its end and its confirmation say', () => {
  expect(rows.map((one) => basisState(one, NOW))).toEqual([
    'live',
    'live',
    'unconfirmed',
    'not-yet',
    'expired',
    'withdrawn',
    'recycled',
  ]);
  expect(countStates(rows, NOW)).toMatchObject({ live: 2, expired: 1, withdrawn: 1 });
});

describe('filtering', () => {
  const idsOf = (filter: Parameters<typeof filterBases>[1]) => filterBases(rows, filter, NOW).map(({ id }) => id);
  it('by state', () => expect(idsOf({ state: 'live' })).toEqual(['live', 'soon']));
  it('by category', () => expect(idsOf({ category: 'insurance' })).toEqual(['soon']));
  it('by the days it still has', () => expect(idsOf({ endsInDays: 30 })).toEqual(['soon']));
  it('lets all through that is not asked about', () => expect(idsOf({})).toHaveLength(rows.length));
});

it('the list keeps no number and no words', () => {
  const kept = rowOf({
    id: 'basis-1',
    kind: 'consent',
    subscriber: '+8613800000001',
    merchant: 'bank',
    purposes: ['marketing'],
    categories: ['loan'],
    channels: ['sms'],
    words: 'exact words',
    method: 'web-form',
    confirmed: true,
    from: '2026-03-01T00:00:00.000Z',
    receivedAt: '2026-03-01T00:00:00.000Z',
    sequence: 1,
  });
  expect(JSON.stringify(kept)).not.toMatch(/13800000001|exact words/);
  expect(kept.number).toBe('138****0001');
});
