import {
  ALL_CATEGORIES,
  ALL_CHANNELS,
  ALL_PURPOSES,
  type Attempt,
  asId,
  asSequence,
  type Decision,
  type JournalledDecision,
  type MerchantId,
  type PhoneNumber,
  type Refusal,
} from '@wurao/domain';
import { expect, it } from 'vitest';
import { fakeUnsubscribe, mayBeFakeUnsubscribe } from './fake-unsubscribe.ts';

const BANK = asId<MerchantId>('bank');
const SUBSCRIBER = '+8613800000001' as PhoneNumber;
const PORT = '106900018801' as PhoneNumber;
const REPLIED_MS = Date.UTC(2026, 2, 2, 2);

const decided = (attempt: Partial<Attempt> = {}, decision: Partial<Decision> = {}): JournalledDecision =>
  ({
    id: asId('d1-9'),
    atMs: REPLIED_MS + 1_000,
    attempt: { mode: 'attempt', channel: 'sms', caller: '106800077', callee: SUBSCRIBER, line: 'line-2', ...attempt },
    decision: {
      decision: 'refuse',
      reason: 'refused-by-subscriber',
      purpose: 'marketing',
      merchant: BANK,
      dataVersion: asSequence(20),
      fact: asSequence(10),
      ...decision,
    },
  }) as JournalledDecision;

const refusal = (over: Partial<Refusal> = {}): Refusal => ({
  subscriber: SUBSCRIBER,
  merchant: BANK,
  purposes: ALL_PURPOSES,
  categories: ALL_CATEGORIES,
  channels: ALL_CHANNELS,
  by: 'subscriber',
  words: 'TD',
  reply: { port: PORT, atMs: REPLIED_MS },
  receivedMs: REPLIED_MS + 5,
  sequence: asSequence(10),
  ended: undefined,
  ...over,
});
const basis = (sequence: number, confirmed: boolean, merchant = BANK) => ({
  merchant,
  confirmed,
  sequence: asSequence(sequence),
});

it('is found where a promotion goes by any port to somebody who replied with a no, and names reply and attempt', () => {
  expect(fakeUnsubscribe(decided(), { refusals: [refusal()], bases: [] })).toEqual({
    kind: 'fake-unsubscribe',
    merchant: BANK,
    subscriber: SUBSCRIBER,
    line: 'line-2',
    reply: { words: 'TD', port: PORT, atMs: REPLIED_MS },
    decision: 'd1-9',
  });
  const observed = decided(
    { channel: 'flash' },
    { decision: 'allow', reason: 'observed', wouldBe: 'refused-by-subscriber' },
  );
  expect(fakeUnsubscribe(observed, { refusals: [refusal()], bases: [] })).toBeDefined();
});

it.each([
  ['a call', decided({ channel: 'voice' })],
  ['a question about a list', decided({ mode: 'screen' })],
  ['a service message', decided({}, { purpose: 'service' })],
  ['what another rule refused', decided({}, { reason: 'no-consent' })],
  ['nobody’s message', decided({}, { merchant: undefined })],
])('is not found in %s', (_what, record) => {
  expect(mayBeFakeUnsubscribe(record)).toBe(false);
  expect(fakeUnsubscribe(record, { refusals: [refusal()], bases: [] })).toBeUndefined();
});

it.each([
  ['a no that was no reply', [refusal({ reply: undefined })], []],
  ['a no to another merchant', [refusal({ merchant: asId('shop') })], []],
  ['a no of the former holder', [refusal({ ended: { how: 'recycled', sequence: asSequence(12), atMs: 0 } })], []],
  ['a no that came after the message', [refusal({ sequence: asSequence(21) })], []],
  ['a no that was taken back', [refusal(), refusal({ reply: undefined, sequence: asSequence(14) })], [basis(12, true)]],
])('does not go by %s', (_what, refusals, bases) => {
  expect(fakeUnsubscribe(decided(), { refusals, bases })).toBeUndefined();
});

it('goes by a no that only the merchant’s word, another’s basis or a later one speaks against', () => {
  const bases = [basis(12, false), basis(13, true, asId('shop')), basis(21, true)];
  expect(fakeUnsubscribe(decided(), { refusals: [refusal()], bases })).toBeDefined();
  const laterNo = refusal({ reply: undefined, sequence: asSequence(15) });
  expect(
    fakeUnsubscribe(decided({}, { fact: laterNo.sequence }), { refusals: [laterNo, refusal()], bases }),
  ).toBeDefined();
});
