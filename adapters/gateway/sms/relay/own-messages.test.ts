import type { PhoneNumber } from '@wurao/domain';
import { describe, expect, test } from 'vitest';
import { stage } from '../testing/relay-stage.ts';

describe('a message of the house itself', () => {
  const own = { to: '+8613800000001' as PhoneNumber, text: '您已拒收', validUntilMs: Number.MAX_SAFE_INTEGER };

  test('goes on when it is kept, and asks for no report', async () => {
    const { relay, upstream, settle } = stage();
    const told: unknown[] = [];
    relay.sendOwn({ ...own, from: '10690000' as PhoneNumber }, (outcome) => told.push(outcome));
    expect(upstream.sent).toEqual([]);
    await settle();
    expect(told).toEqual(['kept']);
    expect(upstream.sent).toMatchObject([
      { wantsReport: false, message: { destination: { digits: '8613800000001' } } },
    ]);
  });

  test('waits where the disk or the queue has no room, and says what no short message can say', async () => {
    const { keeper, relay, upstream, settle } = stage();
    const told: unknown[] = [];
    keeper.isFull = true;
    relay.sendOwn({ ...own, from: '10690000' as PhoneNumber }, (outcome) => told.push(outcome));
    await settle();
    relay.sendOwn({ ...own, from: '1'.repeat(21) as PhoneNumber }, (outcome) => told.push(outcome));
    expect(told).toEqual(['later', { field: 'source_addr', remedy: expect.stringContaining('20') }]);
    expect([upstream.sent, keeper.kept.size]).toEqual([[], 0]);
  });
});
