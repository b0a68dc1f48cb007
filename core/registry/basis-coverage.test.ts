import { categoryMask } from '@wurao/domain';
import { expect, it } from 'vitest';
import { type BasisScope, CoverageCount } from './basis-coverage.ts';

const NOW_MS = Date.parse('2026-03-02T12:00:00+08:00');
const DAY_MS = 86_400_000;
const scope = (more: Partial<BasisScope> = {}): BasisScope => ({
  person: 1,
  kind: 'consent',
  method: 'web-form',
  confirmed: true,
  categories: categoryMask(['loan']),
  fromMs: NOW_MS - DAY_MS,
  toMs: undefined,
  ended: false,
  ...more,
});

it('counts what is live, people once, and categories as often as they are covered', () => {
  const count = new CoverageCount(NOW_MS);
  count.add(scope());
  count.add(scope({ kind: 'relation', confirmed: false, categories: categoryMask(['loan', 'insurance']) }));
  count.add(scope({ person: 2, method: 'sms', toMs: NOW_MS + 30 * DAY_MS }));
  count.add(scope({ person: 3, toMs: NOW_MS + 30 * DAY_MS + 1 }));
  expect(count.coverage).toEqual({
    people: 3,
    live: 4,
    confirmed: 3,
    expiring: 1,
    byKind: { consent: 3, relation: 1 },
    byMethod: { 'web-form': 3, sms: 1 },
    byCategory: { loan: 4, insurance: 1 },
  });
});

it.each([
  ['is over', { toMs: NOW_MS }],
  ['has not begun', { fromMs: NOW_MS + 1 }],
  ['was ended', { ended: true }],
])('leaves out what %s', (_, more) => {
  const count = new CoverageCount(NOW_MS);
  count.add(scope(more));
  expect(count.coverage).toMatchObject({ people: 0, live: 0 });
});
