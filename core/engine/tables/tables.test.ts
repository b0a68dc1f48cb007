import {
  asId,
  asSequence,
  type Change,
  type ChangeBody,
  type ContentId,
  type Merchant,
  type MerchantId,
  type PairState,
  type PartyId,
  type PhoneNumber,
} from '@wurao/domain';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { attachFacts, PlainFacts, type Posting, type SharedFacts, TableWriter } from './mod.ts';

const NUMBERS = [
  ...Array.from({ length: 12 }, (_, i) => `+86138000000${String(i).padStart(2, '0')}`),
  '+8619999999999',
  '+8613000000000',
  '+861062345678',
  '+8657187654321',
  '+861064812345678',
  '+85291234567',
  '+442071234567',
  '+123456789012345',
] as PhoneNumber[];
const MERCHANTS: readonly Merchant[] = [1, 2, 3, 2 ** 26 - 1].map((index) => ({
  id: asId<MerchantId>(`merchant-${index}`),
  name: `Merchant ${index}`,
  creditCode: undefined,
  categories: 1,
  index,
  status: 'active',
}));

const merchantBodies: ChangeBody[] = MERCHANTS.map((body) => ({ kind: 'noun', noun: 'merchant', id: body.id, body }));

const number = fc.constantFrom(...NUMBERS);
const seconds = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 2 ** 32 - 1 }));
const sequence = fc
  .oneof(fc.integer({ min: 1, max: 1000 }), fc.integer({ min: 1, max: 2 ** 40 }))
  .map((value) => asSequence(value));
const scope = {
  purposes: fc.integer({ min: 0, max: 0x1ff }),
  categories: fc.integer({ min: 0, max: 0xfff }),
  channels: fc.integer({ min: 0, max: 7 }),
};
const entry = fc.record({
  kind: fc.constantFrom('consent' as const, 'request' as const, 'relation' as const),
  ...scope,
  confirmed: fc.boolean(),
  migrated: fc.boolean(),
  withdrawn: fc.boolean(),
  former: fc.boolean(),
  lifts: fc.boolean(),
  fromSec: fc.oneof(fc.constant(0), seconds),
  toSec: seconds,
  receivedSec: seconds,
  matter: fc.option(fc.constantFrom(asId<ContentId>('content-a'), asId<ContentId>('content-b')), { nil: undefined }),
  sequence,
});
const refusal = fc.record({ ...scope, receivedSec: seconds, sequence });
const plain = fc.record({ entry, kept: fc.constant(false) }).map(
  ({ entry: only }): PairState => ({
    entries: [{ ...only, fromSec: 0, matter: undefined }],
    refusals: [],
    kept: false,
    lastNoSec: 0,
    lastNoSequence: asSequence(0),
  }),
);
const state: fc.Arbitrary<PairState> = fc.oneof(
  plain,
  fc.record({
    entries: fc.array(entry, { maxLength: 5 }),
    refusals: fc.array(refusal, { maxLength: 3 }),
    kept: fc.boolean(),
    lastNoSec: seconds,
    lastNoSequence: fc.oneof(fc.constant(asSequence(0)), sequence),
  }),
);
const prefix = fc.record({
  prefix: fc.constantFrom('400', '950', '0571', '1069', '+1', '106900000000000000000'),
  scope: fc.constantFrom('commercial' as const, 'all' as const),
});
const lists = fc.record({
  allow: fc.array(number, { maxLength: 4 }),
  deny: fc.array(fc.oneof(number, fc.constant('95588' as PhoneNumber)), { maxLength: 4 }),
  prefixes: fc.array(prefix, { maxLength: 4 }),
});
const profile = fc.record({
  on: fc.boolean(),
  channels: fc.constantFrom(0, 7),
  categories: fc.constantFrom(0, 0xfff),
  purposes: fc.constantFrom(0, 0x1ff),
  hours: fc.option(fc.constant([[540, 1200]] as [number, number][]), { nil: undefined }),
  hasLists: fc.boolean(),
});
const body: fc.Arbitrary<ChangeBody> = fc.oneof(
  fc.record({
    kind: fc.constant('preference' as const),
    number,
    profile: fc.option(profile, { nil: undefined }),
    lists: fc.option(lists, { nil: undefined }),
    fact: sequence,
  }),
  fc.record({
    kind: fc.constant('pair' as const),
    number,
    merchant: fc.constantFrom(...MERCHANTS.map(({ id }) => id)),
    state: fc.option(state, { nil: undefined }),
  }),
  fc.record({
    kind: fc.constant('ownership' as const),
    ownership: fc.record({
      number,
      carrier: fc.constantFrom(asId<PartyId>('carrier-a'), asId<PartyId>('carrier-b')),
    }),
  }),
);

const changesOf = (bodies: readonly ChangeBody[], from = 1): Change[] =>
  bodies.map((each, i) => ({ sequence: asSequence(from + i), atMs: 0, body: each }));

const expectSame = (facts: SharedFacts, model: PlainFacts): void => {
  facts.consistently(() => {
    expect(facts.dataVersion).toBe(model.dataVersion);
    for (const each of NUMBERS) {
      expect(facts.profile(each)).toEqual(model.profile(each));
      expect(facts.lists(each)).toEqual(model.lists(each));
      expect(facts.ownerOf(each)).toEqual(model.ownerOf(each));
      for (const merchant of MERCHANTS) expect(facts.pair(each, merchant)).toEqual(model.pair(each, merchant));
    }
  });
};

describe('the shared tables', () => {
  it('answer as plain maps do, in the writer and in a reader that follows', () => {
    fc.assert(
      fc.property(fc.array(body, { maxLength: 120 }), (bodies) => {
        const messages: Posting[] = [];
        const writer = new TableWriter({ post: (posting) => messages.push(posting), seed: 99 });
        const reader = attachFacts(structuredCloneOf(writer), 'weak', () => {
          for (const posting of messages.splice(0)) reader.receive(posting);
        });
        const all = changesOf([...merchantBodies, ...bodies]);
        writer.apply(all);
        const model = PlainFacts.from(all);
        expectSame(writer.facts, model);
        expectSame(reader, model);
        const late = attachFacts(structuredCloneOf(writer), 'total-store-order', () => {});
        expectSame(late, model);
      }),
      { numRuns: 60 },
    );
  });

  it('take a change twice without harm, and pass over older ones', () => {
    const on = { on: true, channels: 7, categories: 0xfff, purposes: 1, hours: undefined, hasLists: false };
    const put = (fact: number, profileOf: typeof on | undefined): Change => ({
      sequence: asSequence(fact),
      atMs: 0,
      body: { kind: 'preference', number: NUMBERS[0]!, profile: profileOf, lists: undefined, fact: asSequence(fact) },
    });
    const writer = new TableWriter();
    writer.apply([put(1, on), put(2, undefined)]);
    writer.apply([put(2, undefined), put(1, on)]);
    expect(writer.facts.profile(NUMBERS[0]!)).toBeUndefined();
    expect(writer.applied).toBe(2);
    writer.apply([put(3, on)]);
    expect(writer.facts.profile(NUMBERS[0]!)).toEqual(on);
  });

  it('find profiles whose index does not fit sixteen bits', () => {
    const writer = new TableWriter();
    const bodies = Array.from({ length: 66_000 }, (_, i): ChangeBody => {
      const hours = [[i % 10_000, 10_000 + Math.floor(i / 10_000)]] as [number, number][];
      const own = { on: true, channels: 7, categories: 1, purposes: 1, hours, hasLists: false };
      const number = `+86139${String(i).padStart(8, '0')}` as PhoneNumber;
      return { kind: 'preference', number, profile: own, lists: undefined, fact: asSequence(1) };
    });
    writer.apply(changesOf(bodies));
    for (const [i, each] of bodies.entries()) {
      if (each.kind !== 'preference' || i % 97 > 0) continue;
      expect(writer.facts.profile(each.number)).toEqual(each.profile);
    }
    expect(writer.facts.profile('+8613900065999' as PhoneNumber)?.hours).toEqual([[5999, 10_006]]);
    expect(writer.facts.profile('+8613900066000' as PhoneNumber)).toBeUndefined();
  });

  it('refuse a pair of a merchant that no change has brought, and stay readable', () => {
    const writer = new TableWriter();
    const stray: ChangeBody = { kind: 'pair', number: NUMBERS[0]!, merchant: asId('nobody'), state: undefined };
    expect(() => writer.apply(changesOf([stray]))).toThrow(/nobody/);
    expect(writer.applied).toBe(0);
    expect(writer.facts.consistently(() => writer.facts.profile(NUMBERS[0]!))).toBeUndefined();
  });
});

/** What a message does to the handles, without the thread: shared buffers stay shared. */
const structuredCloneOf = (writer: TableWriter): ReturnType<TableWriter['handles']> => {
  const { tables, directory } = writer.handles();
  return { tables, directory: structuredClone(directory) };
};
