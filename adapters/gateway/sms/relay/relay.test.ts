import { asId, type DecisionId } from '@wurao/domain';
import { describe, expect, test } from 'vitest';
import type { MessageNumber } from '../ports.ts';
import { address, carriedOf, FakeMerchant, FakeUpstream } from '../testing/fake-sessions.ts';
import { part, stage, taken } from '../testing/relay-stage.ts';
import type { SmsAccount } from './house-port.ts';

const DECISION = asId<DecisionId>('decision-1');

describe('a message that is allowed', () => {
  test('is acknowledged when journal and disk have it, goes on after that, and its report comes back', async () => {
    const { house, keeper, relay, upstream, merchant, submit, answers, settle } = stage();
    submit([carriedOf('hello')]);
    expect(answers).toEqual([]);
    house.write();
    expect([answers, upstream.log]).toEqual([[], []]);
    await settle();
    const number = taken(answers[0]);
    expect(number).toMatch(/^[0-9a-f]{16}$/);
    expect(upstream.log).toEqual(['hello']);
    expect(upstream.sent[0]?.wantsReport).toBe(true);
    upstream.answer({ sent: 'net-1' });
    const kept: boolean[] = [];
    relay.received(upstream, { report: { upstreamId: 'net-1', state: 'DELIVRD', error: '000', doneMs: 5 } }, (isKept) =>
      kept.push(isKept),
    );
    await settle();
    expect(kept).toEqual([true]);
    expect(merchant.got[0]?.delivery).toMatchObject({ report: { message: number, state: 'DELIVRD', doneMs: 5 } });
    merchant.answer('done');
    expect(keeper.kept.size).toBe(0);
  });

  test('is decided by its text and numbers, on its line', () => {
    const { house, submit } = stage();
    submit([carriedOf('hello', { channel: 'flash' })]);
    expect(house.attempts).toMatchObject([
      {
        caller: '10690000',
        callee: '+8613800000001',
        line: 'line-1',
        channel: 'flash',
        text: 'hello',
        mode: 'attempt',
      },
    ]);
  });

  test.each([
    ['journal', 'not-ready'],
    ['disk', 'full'],
  ] as const)('is not acknowledged, and never goes on, where the %s fails', async (what, why) => {
    const { house, keeper, upstream, submit, answers, settle } = stage();
    if (what === 'journal') house.isWritten = false;
    else keeper.isFull = true;
    submit([carriedOf('hello')]);
    await settle();
    expect(answers).toEqual([[{ why }]]);
    expect([upstream.log, keeper.kept.size]).toEqual([[], 0]);
  });

  test('a report that comes before the answer to the submit finds it', async () => {
    const { keeper, relay, upstream, merchant, submit, settle } = stage();
    submit([carriedOf('hello')]);
    await settle();
    relay.received(upstream, { report: { upstreamId: 'n', state: 'DELIVRD', error: '000', doneMs: 5 } }, () => {});
    await settle();
    upstream.answer({ sent: 'n' });
    expect(merchant.got).toHaveLength(1);
    merchant.answer('done');
    expect(keeper.kept.size).toBe(0);
  });

  test('what is under way is no report; one that nobody waits for is forgotten after a minute', async () => {
    const { house, keeper, relay, upstream, submit, settle } = stage();
    submit([carriedOf('hello')]);
    await settle();
    upstream.answer({ sent: 'n' });
    relay.received(upstream, { report: { upstreamId: 'n', state: 'ENROUTE', error: '000', doneMs: 5 } }, () => {});
    relay.received(upstream, { report: { upstreamId: 'x', state: 'DELIVRD', error: '000', doneMs: 5 } }, () => {});
    expect(relay.figures().reports).toEqual({ awaited: 1, strays: 1, forgotten: 0 });
    house.now += 60_000;
    relay.tick();
    expect(relay.figures().reports).toEqual({ awaited: 1, strays: 0, forgotten: 0 });
    house.now += 72 * 3_600_000;
    relay.tick();
    expect(relay.figures().reports).toEqual({ awaited: 0, strays: 0, forgotten: 1 });
    expect(keeper.kept.size).toBe(0);
  });
});

describe('what is not taken', () => {
  test('a refusal is told when the journal has it, with its reason', async () => {
    const { house, keeper, submit, answers, settle } = stage();
    house.refuses.set('buy', 108);
    submit([carriedOf('buy')]);
    expect(answers).toEqual([]);
    await settle();
    expect(answers).toEqual([[{ why: 'refused', reasonCode: 108 }]]);
    expect(keeper.kept.size).toBe(0);
  });

  test('many recipients are decided one by one, under one number', async () => {
    const { house, upstream, submit, answers, settle } = stage();
    house.decide = ({ callee }) => ({ id: DECISION, isAllowed: callee !== '+8613800000002', reasonCode: 105 });
    submit(
      ['13800000001', '13800000002', 'nobody', '13800000003'].map((to) => carriedOf(to, { destination: address(to) })),
    );
    await settle();
    const number = taken(answers[0]);
    expect(answers[0]).toEqual([
      { taken: number },
      { why: 'refused', reasonCode: 105 },
      { why: 'destination' },
      { taken: number },
    ]);
    expect(upstream.log).toEqual(['13800000001', '13800000003']);
  });

  test('of CMPP, where one answer stands for all, those that were not taken hear of it by a report', async () => {
    const { house, merchant, submit, answers, settle } = stage();
    house.decide = ({ callee }) => ({ id: DECISION, isAllowed: callee !== '+8613800000002', reasonCode: 120 });
    const answeredBefore: number[] = [];
    const deliver = merchant.deliver.bind(merchant);
    merchant.deliver = (delivery, tell) => {
      answeredBefore.push(answers.length);
      return deliver(delivery, tell);
    };
    const to = (digits: string) => carriedOf(digits, { destination: address(digits), form: 'cmpp-3.0' });
    submit(['13800000001', '13800000002', 'nobody'].map(to));
    submit(['13800000002'].map(to));
    await settle();
    const number = answers.map(taken).find((each) => each !== undefined);
    const told = merchant.got.map(({ delivery }) => ('report' in delivery ? delivery.report : undefined));
    expect(told.map((report) => [report?.message, report?.destination.digits, report?.state, report?.error])).toEqual([
      [number, '13800000002', 'REJECTD', '120'],
      [number, 'nobody', 'REJECTD', '000'],
    ]);
    expect(answeredBefore).toEqual([2, 2]);
  });

  test('of CMPP, where the disk takes none of them, nobody hears of a number that was not given', async () => {
    const { house, keeper, merchant, submit, answers, settle } = stage();
    house.decide = (attempt) => ({ id: asId('d'), isAllowed: attempt.callee !== '+8613800000002', reasonCode: 120 });
    keeper.isFull = true;
    const to = (digits: string) => carriedOf(digits, { destination: address(digits), form: 'cmpp-3.0' });
    submit(['13800000001', '13800000002'].map(to));
    await settle();
    keeper.isFull = false;
    await settle();
    expect(answers).toEqual([[{ why: 'full' }, { why: 'refused', reasonCode: 120 }]]);
    expect([merchant.got, keeper.kept.size]).toEqual([[], 0]);
  });

  test.each([
    ['schedule', { notBeforeMs: Number.MAX_SAFE_INTEGER }, {}],
    ['expired', { validUntilMs: 1 }, {}],
    ['source', {}, { source: address('nobody') }],
  ])('%s', async (why, submission, message) => {
    const { submit, answers, settle } = stage();
    submit([carriedOf('x', message)], submission);
    await settle();
    expect(answers).toEqual([[{ why }]]);
  });

  test('not ready, above what the line may send, and above what is held', async () => {
    const { house, upstream, submit, answers, settle } = stage();
    house.isReady = false;
    submit([carriedOf('x')]);
    house.isReady = true;
    upstream.isOpen = false;
    for (let i = 0; i < 101; i++) submit([carriedOf(`${i}`)]);
    await settle();
    expect(answers.map(([each]) => (each !== undefined && 'why' in each ? each.why : 'taken')).sort()).toEqual(
      ['not-ready', ...Array(100).fill('taken'), 'throttled'].sort(),
    );
    house.now += 1_000;
    answers.length = 0;
    submit([carriedOf('x')]);
    await settle();
    expect(answers).toEqual([[{ why: 'full' }]]);
  });

  test('a line that fetches nothing is full by itself', async () => {
    const { house, merchant, bind, submit, answers, settle } = stage();
    merchant.room = 0;
    house.refuses.set('buy world', 108);
    for (let i = 0; i < 11; i++) {
      submit([part('buy ', 1, 2, i)]);
      submit([part('world', 2, 2, i)]);
    }
    await settle();
    answers.length = 0;
    submit([carriedOf('x')]);
    await settle();
    expect(answers).toEqual([[{ why: 'full' }]]);
    // Of another line nothing waits.
    const other = new FakeMerchant();
    const account = house.accounts.get('merchant') as SmsAccount;
    house.accounts.set('other', { ...account, line: { ...account.line, id: asId('line-2') } });
    expect(bind(other, 'other')).toEqual({ windowMax: 16 });
    submit([carriedOf('y')], {}, other);
    await settle();
    expect(answers.at(-1)).not.toEqual([{ why: 'full' }]);
  });

  test('a stranger, a wrong secret, one session too many', () => {
    const { bind, relay } = stage();
    expect(bind(new FakeMerchant(), 'stranger')).toEqual({ refused: 'unknown' });
    expect(bind(new FakeMerchant(), 'merchant', 'wrong')).toEqual({ refused: 'secret' });
    const second = new FakeMerchant();
    expect(bind(second)).toEqual({ windowMax: 16 });
    expect(bind(new FakeMerchant())).toEqual({ refused: 'connections' });
    relay.closed(second);
    expect(bind(new FakeMerchant())).toEqual({ windowMax: 16 });
    expect(relay.figures()).toMatchObject({ turnedAway: 3, sessions: 2 });
  });
});

describe('the way on', () => {
  test('to one person one at a time and in order; to others meanwhile', async () => {
    const { upstream, submit, settle } = stage();
    submit([carriedOf('a1')]);
    submit([carriedOf('a2')]);
    submit([carriedOf('b1', { destination: address('13800000002') })]);
    await settle();
    expect(upstream.log).toEqual(['a1', 'b1']);
    upstream.answer({ failed: 'unknown' });
    await settle();
    expect(upstream.log).toEqual(['a1', 'b1', 'a1']);
  });

  test('what the network has no room for waits a second, what it never answered goes again and is counted', async () => {
    const { house, relay, upstream, submit, settle } = stage();
    submit([carriedOf('a')]);
    await settle();
    upstream.answer({ failed: 'later' });
    await settle();
    expect(upstream.log).toEqual(['a']);
    house.now += 1_000;
    relay.tick();
    await settle();
    expect(upstream.log).toEqual(['a', 'a']);
    upstream.answer({ failed: 'unknown' });
    await settle();
    expect(upstream.log).toEqual(['a', 'a', 'a']);
    expect(relay.figures().queue).toMatchObject({ waiting: 1, inFlight: 1, resent: 1, sent: 0 });
  });

  test('what the network took without a number is not sent again, and its sender hears that nobody knows how it ends', async () => {
    const { keeper, relay, upstream, merchant, submit, settle } = stage();
    submit([carriedOf('a')]);
    await settle();
    upstream.answer({ sent: '' });
    await settle();
    expect(upstream.log).toEqual(['a']);
    expect(merchant.got[0]?.delivery).toMatchObject({ report: { state: 'UNKNOWN' } });
    merchant.answer('done');
    expect([relay.figures().reports.awaited, relay.figures().failed, keeper.kept.size]).toEqual([0, { UNKNOWN: 1 }, 0]);
  });

  test('what a network never answers is given up after the fifth time, and its sender hears so', async () => {
    const { relay, upstream, merchant, submit, settle } = stage();
    submit([carriedOf('a')]);
    submit([carriedOf('b')]);
    for (let time = 1; time <= 5; time++) {
      await settle();
      upstream.answer({ failed: 'unknown' });
    }
    await settle();
    expect(upstream.log).toEqual(['a', 'a', 'a', 'a', 'a', 'b']);
    expect(merchant.got[0]?.delivery).toMatchObject({ report: { state: 'UNKNOWN' } });
    // The next one has its own count.
    upstream.answer({ failed: 'unknown' });
    await settle();
    expect(upstream.log.at(-1)).toBe('b');
    expect(relay.figures().queue).toMatchObject({ waiting: 1, inFlight: 1, resent: 5 });
  });

  test('a disk that refuses what the network said keeps it for later: the message or its end, never neither', async () => {
    const { house, keeper, relay, upstream, merchant, submit, settle } = stage();
    submit([carriedOf('a')]);
    await settle();
    keeper.isFull = true;
    upstream.answer({ sent: 'n' });
    await settle();
    expect(stage(house, keeper.crashed(), 2).relay.figures()).toMatchObject({
      queue: { waiting: 1 },
      reports: { awaited: 0 },
    });
    const kept: boolean[] = [];
    relay.received(upstream, { report: { upstreamId: 'n', state: 'DELIVRD', error: '000', doneMs: 5 } }, (isKept) =>
      kept.push(isKept),
    );
    await settle();
    expect(kept).toEqual([false]);
    keeper.isFull = false;
    relay.tick();
    await settle();
    const after = stage(house, keeper.crashed(), 3);
    expect(after.relay.figures().queue.waiting).toBe(0);
    expect(after.merchant.got[0]?.delivery).toMatchObject({ report: { state: 'DELIVRD' } });
    expect(merchant.got[0]?.delivery).toMatchObject({ report: { state: 'DELIVRD' } });
  });

  test('the second way serves while the first is closed, and only then', async () => {
    const { relay, upstream, submit, settle } = stage();
    const second = new FakeUpstream('second');
    relay.use(second);
    submit([carriedOf('a')]);
    await settle();
    upstream.isOpen = false;
    upstream.answer({ failed: 'later' });
    relay.lost();
    await settle();
    submit([carriedOf('b', { destination: address('13800000002') })]);
    await settle();
    expect([upstream.log, second.log]).toEqual([['a'], ['a', 'b']]);
  });

  test('what the network refuses, and what waited too long, is reported', async () => {
    const { house, relay, upstream, merchant, submit, settle } = stage();
    submit([carriedOf('a')]);
    submit([carriedOf('b', { destination: address('13800000002') })], { validUntilMs: house.now + 5_000 });
    upstream.windowMax = 1;
    await settle();
    upstream.answer({ failed: 'refused', status: 11 });
    upstream.isOpen = false;
    house.now += 5_000;
    relay.tick();
    await settle();
    expect(
      merchant.got.map(({ delivery }) => 'report' in delivery && [delivery.report.state, delivery.report.error]),
    ).toEqual([
      ['REJECTD', '011'],
      ['EXPIRED', '000'],
    ]);
  });

  test('what a session took along when it went is told by the next one in its order, before what came later', async () => {
    const { relay, upstream, merchant, submit, settle, bind } = stage();
    const people = ['13800000001', '13800000002', '13800000003', '13800000004'];
    merchant.room = 3;
    for (const person of people) submit([carriedOf('hi', { destination: address(person) })]);
    await settle();
    for (const _ of people) upstream.answer({ failed: 'refused', status: 11 });
    await settle();
    expect(merchant.got).toHaveLength(3);
    relay.closed(merchant);
    for (const _ of [1, 2, 3]) merchant.answer('unknown');
    const next = new FakeMerchant();
    bind(next);
    const told = next.got.map(({ delivery }) => 'report' in delivery && delivery.report.destination.digits);
    expect(told).toEqual(people);
    expect(relay.figures().deliveries).toMatchObject({ again: 3, waiting: 4 });
  });

  test('what has not gone on can be taken back', async () => {
    const { relay, upstream, merchant, submit, answers, settle } = stage();
    upstream.isOpen = false;
    submit([carriedOf('a')]);
    await settle();
    const number = taken(answers[0]) as MessageNumber;
    expect(relay.query(merchant, number)).toBe('ENROUTE');
    expect(relay.cancel(merchant, number)).toBe(true);
    expect(relay.cancel(merchant, number)).toBe(false);
    expect(relay.query(merchant, number)).toBeUndefined();
    await settle();
    expect(merchant.got[0]?.delivery).toMatchObject({ report: { state: 'DELETED' } });
    upstream.isOpen = true;
    relay.opened();
    await settle();
    expect(upstream.log).toEqual([]);
  });
});
