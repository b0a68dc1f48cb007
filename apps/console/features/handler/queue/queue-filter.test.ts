import { describe, expect, it } from 'vitest';
import { addressOf, filterOf, isWithin, type QueueFilter } from './queue-filter.ts';

const FILTERS: readonly QueueFilter[] = [
  {},
  { state: 'received', province: '110000', category: 'loan', party: 'merchant-1', isOverdue: true, text: '贷款 & <b>' },
  { isMine: true },
  { assignee: 'key-7' },
];

describe('the filter of the queue', () => {
  it.each(FILTERS)('comes back from its address: %o', (filter) => {
    expect(filterOf(new URLSearchParams(`${addressOf(filter)}`))).toEqual(filter);
  });

  it('leaves out what the house does not know', () => {
    expect(filterOf(new URLSearchParams('state=lost&category=cars&overdue=1&q=%20'))).toEqual({});
  });

  it('narrows what a search found', () => {
    const now = Date.parse('2026-03-02T00:00:00Z');
    const late = { category: 'loan', party: { id: 'a' }, assignee: 'me', dueAt: '2026-03-01T00:00:00Z' };
    const is = (filter: QueueFilter, one: object) => isWithin(filter, now)(one);
    expect(is({ isOverdue: true, category: 'loan', party: 'a', assignee: 'me' }, late)).toBe(true);
    expect(is({ isOverdue: true }, { ...late, isPaused: true })).toBe(false);
    expect(is({ isOverdue: true }, { ...late, dueAt: '2026-03-02T00:00:01Z' })).toBe(false);
    expect(is({ party: 'b' }, late)).toBe(false);
  });
});
