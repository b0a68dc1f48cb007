import { expect, it } from 'vitest';
import type { Case } from '../questions.ts';
import { previewBulk } from './bulk-preview.ts';

const file = (id: string, over: Partial<Case>): Case => ({
  id,
  state: 'received',
  openedAt: '2026-03-01T00:00:00Z',
  updatedAt: '2026-03-01T00:00:00Z',
  complaints: 2,
  source: { kind: 'merchant', id: 'merchant-1' } as never,
  possible: ['forward', 'uphold', 'reject'],
  ...over,
});

it('leaves out before what the step would be refused for', () => {
  const cases = [
    file('a', {}),
    file('b', { source: { kind: 'number', id: '95588' } as never }),
    file('c', { state: 'closed', possible: ['reopen'] }),
    file('d', {
      source: { kind: 'masked', id: '955*' } as never,
      party: { kind: 'party', id: 'party-1' },
      complaints: 3,
    }),
  ];
  const forward = previewBulk('forward', cases);
  expect(forward.able.map(({ id }) => id)).toEqual(['a', 'd']);
  expect(forward).toMatchObject({ complaints: 5, states: [['closed', 1]], partyless: 1 });
  const uphold = previewBulk('uphold', cases);
  expect(uphold.able.map(({ id }) => id)).toEqual(['a', 'b', 'd']);
  expect(previewBulk('tell', cases).able).toEqual([]);
});
