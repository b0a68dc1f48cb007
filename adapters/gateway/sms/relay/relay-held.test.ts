import { asId, type DecisionId, type LineId, type MerchantId, type PhoneNumber } from '@wurao/domain';
import { expect, test } from 'vitest';
import { FakeHouse, FakeKeeper } from '../testing/fake-house.ts';
import { carriedOf } from '../testing/fake-sessions.ts';
import { part, stage } from '../testing/relay-stage.ts';
import { HELD_MS, HELD_OF_SUBSCRIBER_MAX } from './held-messages.ts';
import type { HeldFor, MessageSafe } from './house-port.ts';

const ANNA = '+8613800000001' as PhoneNumber;
const FIRST = asId<DecisionId>('decision-1');
const RELEASING = asId<DecisionId>('decision-9');
const REFUSED = 110;

const CLAIM: HeldFor = {
  subscriber: ANNA,
  reason: 'do-not-disturb',
  merchant: asId<MerchantId>('merchant-1'),
  purpose: 'marketing',
  line: asId<LineId>('line-1'),
};

/** Turns every bit; `isLost`: nothing opens any more. */
const fakeSafe = () => {
  const turned = (bytes: Uint8Array): Uint8Array => bytes.map((octet) => ~octet & 0xff);
  const safe: MessageSafe & { isWanted: boolean; isLost: boolean } = {
    isWanted: true,
    isLost: false,
    wants: async () => safe.isWanted,
    seal: turned,
    open: (bytes: Uint8Array) => (safe.isLost ? undefined : turned(bytes)),
  };
  return safe;
};

const holding = (safe = fakeSafe(), keeper = new FakeKeeper(), house = new FakeHouse()) => {
  house.heldFor = CLAIM;
  for (const text of ['buy', 'buy more']) house.refuses.set(text, REFUSED);
  const stood = stage(house, keeper, 1, safe);
  const held = () => stood.relay.held?.of(ANNA) ?? [];
  return { ...stood, safe, held };
};

const textsKept = (keeper: FakeKeeper): string => [...keeper.kept.values()].map((body) => Buffer.from(body)).join();

test('what is refused for a reason of the callee’s own is kept for it, sealed, and answered as ever', async () => {
  const { submit, answers, settle, held, keeper, relay } = holding();
  submit([carriedOf('buy')]);
  await settle();
  expect(answers).toEqual([[{ why: 'refused', reasonCode: REFUSED }]]);
  expect(held()).toMatchObject([{ decision: FIRST, reason: 'do-not-disturb', merchant: 'merchant-1', parts: 1 }]);
  expect(relay.held?.read(ANNA, FIRST)?.text).toBe('buy');
  expect(keeper.kept.size).toBe(1);
  expect(textsKept(keeper)).not.toContain('buy');
  expect(textsKept(keeper)).not.toContain(ANNA);
  expect(relay.held?.read('+8613800000002' as PhoneNumber, FIRST)).toBeUndefined();
});

test.each([
  ['nobody wants it', { wants: false }],
  ['no key can be kept', { keyless: true }],
  ['the house names nobody', { claim: undefined }],
  ['the journal has no decision', { written: false }],
  ['the disk takes nothing', { full: true }],
] as const)('nothing is kept where %s', async (_what, wrong) => {
  const { submit, settle, held, safe, house, keeper } = holding();
  if ('wants' in wrong) safe.isWanted = false;
  if ('keyless' in wrong) safe.seal = () => undefined;
  if ('claim' in wrong) house.heldFor = undefined;
  if ('written' in wrong) house.isWritten = false;
  if ('full' in wrong) keeper.isFull = true;
  submit([carriedOf('buy')]);
  await settle();
  expect([held(), keeper.kept.size]).toEqual([[], 0]);
});

test('a long one is kept whole, and all its parts go on', async () => {
  const { submit, settle, held, relay, upstream } = holding();
  submit([part('buy', 1)]);
  submit([part(' more', 2)]);
  await settle();
  expect(held()).toMatchObject([{ parts: 2 }]);
  const message = relay.held?.takeInHand(ANNA, FIRST);
  expect(message?.text).toBe('buy more');
  if (message !== undefined) relay.release(message, RELEASING, () => {});
  await settle();
  upstream.answer({ sent: 'net-1' });
  await settle();
  expect(upstream.log).toEqual(['buy', ' more']);
});

test('a released one goes on once, however the process ends, and nobody hears of it', async () => {
  const { submit, settle, held, relay, upstream, keeper, merchant, house, safe } = holding();
  submit([carriedOf('buy')]);
  await settle();
  const message = relay.held?.takeInHand(ANNA, FIRST);
  expect([held(), relay.held?.takeInHand(ANNA, FIRST)]).toEqual([[], undefined]);
  const before = keeper.crashed();
  const told: string[] = [];
  if (message !== undefined) relay.release(message, RELEASING, () => told.push('there'));
  expect([told, upstream.log]).toEqual([[], []]);
  // Killed before the disk has it: it is held as before. Killed after: it is under way, and held no more.
  const again = holding(safe, before);
  expect(again.held()).toMatchObject([{ decision: FIRST }]);
  keeper.sync();
  const after = holding(safe, keeper.crashed());
  await after.settle();
  expect([after.held(), after.upstream.log]).toEqual([[], ['buy']]);
  await settle();
  expect([told, upstream.log]).toEqual([['there'], ['buy']]);
  expect(upstream.sent[0]?.wantsReport).toBe(false);
  upstream.answer({ sent: 'net-1' });
  await settle();
  expect([keeper.kept.size, merchant.got, house.outcomes]).toEqual([0, [], []]);
});

test('where the disk does not take a release it goes when it does, and not before', async () => {
  const { submit, settle, relay, upstream, keeper } = holding();
  submit([carriedOf('buy')]);
  await settle();
  const message = relay.held?.takeInHand(ANNA, FIRST);
  keeper.isFull = true;
  if (message !== undefined) relay.release(message, RELEASING, () => {});
  await settle();
  expect(upstream.log).toEqual([]);
  keeper.isFull = false;
  relay.tick();
  await settle();
  expect(upstream.log).toEqual(['buy']);
});

test('one that was given back can be released again', async () => {
  const { submit, settle, held, relay } = holding();
  submit([carriedOf('buy')]);
  await settle();
  relay.held?.takeInHand(ANNA, FIRST);
  relay.held?.giveBack(ANNA, FIRST);
  expect(held()).toHaveLength(1);
});

test('it is forgotten after seven days, when its person wants none, and when no key opens it', async () => {
  const { submit, settle, held, relay, house, keeper, safe } = holding();
  submit([carriedOf('buy')]);
  await settle();
  house.now += HELD_MS;
  relay.tick();
  expect(held()).toHaveLength(1);
  house.now += 1;
  expect(relay.held?.read(ANNA, FIRST)).toBeUndefined();
  relay.tick();
  expect([held(), keeper.kept.size]).toEqual([[], 0]);
  submit([carriedOf('buy')]);
  await settle();
  relay.held?.forgetBefore(ANNA, house.now);
  expect(held()).toHaveLength(1);
  relay.held?.forgetBefore(ANNA, house.now + 1);
  expect([held(), keeper.kept.size]).toEqual([[], 0]);
  submit([carriedOf('buy')]);
  await settle();
  safe.isLost = true;
  const next = holding(safe, keeper.crashed());
  await next.settle();
  expect([next.held(), next.keeper.kept.size, next.relay.held?.figures().unreadable]).toEqual([[], 0, 1]);
});

test('of one person the oldest goes when there are too many', async () => {
  const { submit, settle, held, house } = holding();
  for (let i = 0; i <= HELD_OF_SUBSCRIBER_MAX; i++) {
    house.now += 1_000;
    submit([carriedOf('buy')]);
    if (i % 20 === 0) await settle();
  }
  await settle();
  expect([held().length, held()[0]?.decision]).toEqual([HELD_OF_SUBSCRIBER_MAX, 'decision-2']);
});
