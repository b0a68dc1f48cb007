import { asId, type DecisionId } from '@wurao/domain';
import { describe, expect, test } from 'vitest';
import { carriedOf } from '../testing/fake-sessions.ts';
import { stage } from '../testing/relay-stage.ts';

const DECISION = asId<DecisionId>('decision-1');

describe('a message that is allowed', () => {
  test('tells how it ended, by its decision, over a restart', async () => {
    const { house, keeper, upstream, submit, settle } = stage();
    submit([carriedOf('hello')]);
    await settle();
    upstream.answer({ sent: 'net-1' });
    await settle();
    const after = stage(house, keeper.crashed(), 2);
    const report = { upstreamId: 'net-1', state: 'UNDELIV', error: '012', doneMs: 5 };
    after.relay.received(upstream, { report: { ...report, state: 'ENROUTE' } }, () => {});
    expect(house.outcomes).toEqual([]);
    for (let told = 0; told < 2; told++) after.relay.received(upstream, { report }, () => {});
    expect(house.outcomes).toEqual([{ decision: DECISION, state: 'UNDELIV', error: '012', endedMs: 5 }]);
  });

  test('tells that the network refused it, or that its time is over, whoever asked for reports', async () => {
    const { house, relay, upstream, submit, settle } = stage();
    submit([carriedOf('refused')], { wantsReceipt: false });
    await settle();
    upstream.answer({ failed: 'refused', status: 69 });
    await settle();
    expect(house.outcomes).toMatchObject([{ decision: DECISION, state: 'REJECTD', error: '069', endedMs: house.now }]);
    upstream.isOpen = false;
    submit([carriedOf('late')], { wantsReceipt: false, validUntilMs: house.now + 1 });
    await settle();
    house.now += 2;
    relay.tick();
    await settle();
    expect(house.outcomes[1]).toMatchObject({ decision: 'decision-2', state: 'EXPIRED' });
  });
});
