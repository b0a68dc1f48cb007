import { describe, expect, test } from 'vitest';
import type { CarriedMessage } from '../ports.ts';
import { FakeHouse } from '../testing/fake-house.ts';
import { address, carriedOf } from '../testing/fake-sessions.ts';
import { part, stage, taken } from '../testing/relay-stage.ts';

describe('a long message', () => {
  test('its parts are acknowledged when kept, decided as one, and go on in their order', async () => {
    const { house, relay, upstream, submit, answers, settle } = stage();
    submit([part('world', 2)]);
    await settle();
    expect([answers.length, house.attempts.length, upstream.log]).toEqual([1, 0, []]);
    submit([part('hello ', 1)]);
    await settle();
    expect(answers).toHaveLength(2);
    expect(house.attempts.map(({ text }) => text)).toEqual(['hello world']);
    upstream.answer({ sent: 'a' });
    await settle();
    expect(upstream.log).toEqual(['hello ', 'world']);
    upstream.answer({ sent: 'b' });
    for (const [upstreamId, state] of [
      ['b', 'EXPIRED'],
      ['a', 'DELIVRD'],
    ] as const)
      relay.received(upstream, { report: { upstreamId, state, error: '000', doneMs: 5 } }, () => {});
    expect(house.outcomes.map(({ decision, state }) => [decision, state])).toEqual([
      ['decision-1', 'EXPIRED'],
      ['decision-1', 'DELIVRD'],
    ]);
  });

  test('refused, it gives a failed report for each part, and none goes on', async () => {
    const { house, keeper, upstream, merchant, submit, answers, settle } = stage();
    house.refuses.set('hello world', 108);
    submit([part('hello ', 1)]);
    submit([part('world', 2)]);
    await settle();
    const reports = merchant.got.map(({ delivery }) => ('report' in delivery ? delivery.report : undefined));
    expect(reports.map((report) => [report?.message, report?.state, report?.error])).toEqual(
      answers.map((answer) => [taken(answer), 'REJECTD', '108']),
    );
    expect(upstream.log).toEqual([]);
    expect(house.outcomes).toEqual([]);
    merchant.answer('done');
    merchant.answer('done');
    expect(keeper.kept.size).toBe(0);
  });

  test('a gap of more than a minute gives up what is there', async () => {
    const { house, keeper, relay, merchant, submit, settle } = stage();
    submit([part('hello ', 1)]);
    await settle();
    house.now += 60_001;
    relay.tick();
    await settle();
    expect(merchant.got[0]?.delivery).toMatchObject({ report: { state: 'EXPIRED' } });
    expect([house.attempts.length, keeper.kept.size]).toEqual([0, 1]);
  });

  test('a part that comes again has its old number; another one under its place is none', async () => {
    const { keeper, submit, answers, settle } = stage();
    submit([part('hello ', 1)]);
    submit([part('hello ', 1)]);
    submit([part('other ', 1)]);
    await settle();
    const [first, again, conflict] = answers;
    expect(conflict).toEqual([{ why: 'part' }]);
    expect(taken(first)).toBeDefined();
    expect(taken(again)).toBe(taken(first));
    expect(keeper.kept.size).toBe(1);
  });

  test('a decision that cannot be written is made again, and nothing acknowledged is lost', async () => {
    const { house, keeper, relay, upstream, submit, answers, settle } = stage();
    house.isWritten = false;
    submit([part('hello ', 1)]);
    submit([part('world', 2)]);
    await settle();
    expect([answers.length, upstream.log, keeper.kept.size]).toEqual([2, [], 2]);
    house.isWritten = true;
    relay.tick();
    await settle();
    expect(upstream.log).toEqual(['hello ']);
  });

  test('a disk that refuses when it is decided has the parts still, and the message goes on', async () => {
    const { house, keeper, relay, upstream, submit, settle } = stage();
    submit([part('hello ', 1)]);
    submit([part('world', 2)]);
    keeper.sync();
    keeper.isFull = true;
    house.write();
    keeper.sync();
    const restarted = stage(house, keeper.crashed(), 2);
    await restarted.settle();
    restarted.relay.tick();
    await restarted.settle();
    expect(restarted.upstream.log).toEqual(['hello ']);
    await settle();
    expect(upstream.log).toEqual(['hello ']);
    keeper.isFull = false;
    relay.tick();
    await settle();
    expect(stage(new FakeHouse(), keeper.crashed(), 3).relay.figures().queue.waiting).toBe(2);
  });

  test('a part that the disk refuses is none, and whole when it comes again', async () => {
    const { keeper, upstream, submit, answers, settle } = stage();
    submit([part('hello ', 1)]);
    await settle();
    keeper.isFull = true;
    submit([part('world', 2)]);
    await settle();
    expect([answers[1], upstream.log]).toEqual([[{ why: 'full' }], []]);
    keeper.isFull = false;
    submit([part('world', 2)]);
    await settle();
    expect(taken(answers[2])).toBeDefined();
    upstream.answer({ sent: 'a' });
    await settle();
    expect(upstream.log).toEqual(['hello ', 'world']);
  });

  test('of CMPP, a part to several: those that were not taken hear of it by a report, after the answer', async () => {
    const { merchant, submit, answers, settle } = stage();
    const to = (digits: string) => ({ ...part('hello ', 1), destination: address(digits), form: 'cmpp-3.0' as const });
    submit(['13800000001', 'nobody'].map(to));
    await settle();
    expect(answers[0]).toEqual([{ taken: taken(answers[0]) }, { why: 'destination' }]);
    expect(merchant.got.map(({ delivery }) => delivery)).toMatchObject([
      { report: { message: taken(answers[0]), state: 'REJECTD', destination: { digits: 'nobody' } } },
    ]);
  });
});

describe('what subscribers write', () => {
  const from = carriedOf('TD', { source: address('13800000001'), destination: address('10690000') });

  test('is acknowledged when kept, done, and handed on to the line of the port', async () => {
    const { house, keeper, relay, upstream, merchant, settle } = stage();
    const kept: boolean[] = [];
    relay.received(upstream, { reply: from }, (isKept) => kept.push(isKept));
    await settle();
    expect(kept).toEqual([true]);
    expect(house.replies).toMatchObject([{ subscriber: '+8613800000001', port: '10690000', text: 'TD' }]);
    expect(merchant.got[0]?.delivery).toMatchObject({ reply: { alphabet: 'ascii' } });
    merchant.answer('done');
    expect(keeper.kept.size).toBe(0);
  });

  test('that the disk refuses is done and handed on once, when the network brings it again', async () => {
    const { house, keeper, relay, upstream, merchant, settle } = stage();
    const kept: boolean[] = [];
    keeper.isFull = true;
    for (let time = 0; time < 3; time++) {
      relay.received(upstream, { reply: from }, (isKept) => kept.push(isKept));
      await settle();
    }
    keeper.isFull = false;
    relay.received(upstream, { reply: from }, (isKept) => kept.push(isKept));
    await settle();
    expect(kept).toEqual([false, false, false, true]);
    expect([house.replies.length, merchant.got.length]).toEqual([1, 1]);
  });

  test('is brought again until it is in effect', async () => {
    const { house, relay, upstream, merchant, settle } = stage();
    house.takesReplies = false;
    relay.received(upstream, { reply: from }, () => {});
    await settle();
    expect(merchant.got).toEqual([]);
    house.takesReplies = true;
    relay.tick();
    await settle();
    expect([house.replies.length, merchant.got.length]).toEqual([1, 1]);
  });

  test('half of one is read in the order of its parts when the rest stays away, also where another part tells first', async () => {
    const { house, relay, upstream, settle } = stage();
    const piece = (text: string, number: number, reference: number): CarriedMessage => ({
      ...from,
      ...part(text, number, 3, reference),
      source: from.source,
      destination: from.destination,
    });
    relay.received(upstream, { reply: piece('D', 2, 1) }, () => {});
    relay.received(upstream, { reply: piece('T', 1, 1) }, () => {});
    await settle();
    house.now += 60_001;
    relay.received(upstream, { reply: piece('other', 1, 2) }, () => {});
    await settle();
    expect(house.replies.map(({ text }) => text)).toEqual(['TD']);
    house.now += 60_001;
    relay.tick();
    await settle();
    expect(house.replies.map(({ text }) => text)).toEqual(['TD', 'other']);
  });

  test('in parts it is read as one', async () => {
    const { house, relay, upstream, settle } = stage();
    const half = (text: string, number: number): CarriedMessage => ({
      ...from,
      ...part(text, number),
      source: from.source,
      destination: from.destination,
    });
    relay.received(upstream, { reply: half('D', 2) }, () => {});
    relay.received(upstream, { reply: half('T', 1) }, () => {});
    await settle();
    expect(house.replies.map(({ text }) => text)).toEqual(['TD']);
  });
});

describe('over a restart', () => {
  test('all that somebody still has to see to is there: messages, halves, reports to come, deliveries, replies', async () => {
    const first = stage();
    first.merchant.takesDeliveries = false;
    first.merchant.room = 0;
    first.submit([carriedOf('sent')]);
    first.submit([carriedOf('waiting', { destination: address('13800000002') })]);
    first.submit([part('half ', 1)]);
    first.upstream.windowMax = 1;
    await first.settle();
    first.upstream.windowMax = 0;
    first.upstream.answer({ sent: 'n1' });
    first.house.takesReplies = false;
    first.relay.received(first.upstream, { reply: carriedOf('TD', { source: address('13800000001') }) }, () => {});
    await first.settle();

    first.house.takesReplies = true;
    const again = stage(first.house, first.keeper, 2);
    again.submit([part('whole', 2)]);
    again.relay.tick();
    await again.settle();
    again.relay.received(
      again.upstream,
      { report: { upstreamId: 'n1', state: 'DELIVRD', error: '000', doneMs: 5 } },
      () => {},
    );
    await again.settle();
    expect(again.upstream.log).toEqual(['waiting', 'half ']);
    expect(first.house.attempts.map(({ text }) => text)).toContain('half whole');
    expect(first.house.replies.map(({ text }) => text)).toEqual(['TD']);
    expect(
      again.merchant.got.map(({ delivery }) => ('report' in delivery ? delivery.report.state : 'reply')).sort(),
    ).toEqual(['DELIVRD', 'reply']);
  });

  test('numbers of another run are others', async () => {
    const [one, two] = [stage(), stage(undefined, undefined, 2)];
    one.submit([carriedOf('a')]);
    two.submit([carriedOf('a')]);
    await one.settle();
    await two.settle();
    expect(taken(one.answers[0])).not.toBe(taken(two.answers[0]));
  });
});
