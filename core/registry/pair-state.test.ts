import { asId, asSequence, type MerchantId, type PairState } from '@wurao/domain';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_ENDED_ENTRIES, MAX_REFUSAL_ENTRIES } from './bounds.ts';
import { type PairBasis, type PairFacts, type PairNo, pairStateOf } from './pair-state.ts';

const MERCHANT = asId<MerchantId>('merchant-a');
const T0 = 1_700_000_000_000;

const aBasis = (sequence: number, said: Partial<PairBasis> = {}): PairBasis => ({
  kind: 'consent',
  purposes: 1,
  categories: 1,
  channels: 7,
  matter: undefined,
  method: 'web-form',
  confirmed: false,
  fromMs: T0 + sequence * 1_000,
  toMs: undefined,
  receivedMs: T0 + sequence * 1_000,
  sequence: asSequence(sequence),
  ended: undefined,
  endedBy: undefined,
  toldEnd: undefined,
  ...said,
});
const withdrawn = (at: number): NonNullable<PairBasis['ended']> => ({
  how: 'withdrawn',
  sequence: asSequence(at),
  atMs: T0 + at * 1_000,
});
const recycled = (at: number): NonNullable<PairBasis['ended']> => ({
  how: 'recycled',
  sequence: asSequence(at),
  atMs: T0 + at * 1_000,
});
const aNo = (sequence: number, said: Partial<PairNo> = {}): PairNo => ({
  purposes: 511,
  categories: 4095,
  channels: 7,
  receivedMs: T0 + sequence * 1_000,
  sequence: asSequence(sequence),
  ended: undefined,
  ...said,
});
const stateOf = (facts: Partial<PairFacts>): PairState | undefined =>
  pairStateOf({
    merchant: MERCHANT,
    bases: [],
    refusals: [],
    preference: undefined,
    tenureFrom: asSequence(0),
    ...facts,
  });

describe('the state of a pair', () => {
  it('is nothing without facts', () => {
    expect(stateOf({})).toBeUndefined();
    expect(stateOf({ preference: { keep: [], barredSince: asSequence(3) } })).toBeUndefined();
  });

  it('is there for a kept merchant without any basis', () => {
    expect(stateOf({ preference: { keep: [MERCHANT], barredSince: asSequence(3) } })).toMatchObject({
      kept: true,
      entries: [],
    });
  });

  it('begins at once when the basis begins with its receipt, and rounds so that it is never longer than agreed', () => {
    const [atOnce] = stateOf({ bases: [aBasis(1, { fromMs: T0 + 1_000, receivedMs: T0 + 1_000 })] })?.entries ?? [];
    expect(atOnce?.fromSec).toBe(0);
    const [later] = stateOf({ bases: [aBasis(1, { fromMs: T0 + 5_001, toMs: T0 + 9_999 })] })?.entries ?? [];
    expect(later).toMatchObject({ fromSec: T0 / 1_000 + 6, toSec: T0 / 1_000 + 9 });
  });

  it('lifts do-not-disturb only when confirmed after it began to bar', () => {
    const preference = { keep: [], barredSince: asSequence(5) };
    const lifts = (sequence: number, confirmed: boolean) =>
      stateOf({ bases: [aBasis(sequence, { confirmed })], preference })?.entries[0]?.lifts;
    expect([lifts(4, true), lifts(6, true), lifts(6, false)]).toEqual([false, true, false]);
  });

  it('takes the last no from the subscriber’s withdrawals and from every refusal, not from the merchant’s withdrawals', () => {
    const bases = [
      aBasis(1, { ended: withdrawn(4), endedBy: 'subscriber' }),
      aBasis(2, { ended: withdrawn(9), endedBy: 'merchant' }),
    ];
    expect(stateOf({ bases })).toMatchObject({ lastNoSequence: 4, lastNoSec: T0 / 1_000 + 4 });
    expect(stateOf({ bases, refusals: [aNo(7)] })).toMatchObject({ lastNoSequence: 7 });
  });

  it('keeps a former holder’s live bases as former, and forgets what that holder had ended', () => {
    const bases = [
      aBasis(1, { ended: withdrawn(2), endedBy: 'subscriber' }),
      aBasis(3, { toMs: T0 + 4_000, ended: recycled(6) }),
      aBasis(5, { ended: recycled(6) }),
    ];
    const state = stateOf({
      bases,
      refusals: [aNo(4, { ended: recycled(6) as PairNo['ended'] })],
      tenureFrom: asSequence(6),
    });
    expect(state?.entries.map(({ sequence, former }) => [sequence, former])).toEqual([[5, true]]);
    expect(state).toMatchObject({ refusals: [], lastNoSequence: 0 });
  });

  it('stays bounded however often the same is asserted, withdrawn or refused', () => {
    const daily = Array.from({ length: 500 }, (_, i) =>
      aBasis(i + 1, { categories: 1 + (i % 40), ended: i % 2 ? withdrawn(1_000 + i) : undefined }),
    );
    const entries = stateOf({ bases: daily })?.entries ?? [];
    expect(entries.filter((entry) => entry.withdrawn).length).toBeLessThanOrEqual(MAX_ENDED_ENTRIES);
    expect(entries.filter((entry) => !entry.withdrawn).length).toBe(20);
    const refusals = Array.from({ length: 500 }, (_, i) =>
      aNo(i + 1, { categories: 1 + (i % 100), purposes: 1 << (i % 9) }),
    );
    const kept = stateOf({ refusals })?.refusals ?? [];
    expect(kept.length).toBeLessThanOrEqual(MAX_REFUSAL_ENTRIES);
  });
});

const scope = {
  purposes: fc.integer({ min: 1, max: 3 }),
  categories: fc.integer({ min: 1, max: 3 }),
  channels: fc.constantFrom(1, 7),
};
const someBasis = fc.record({
  ...scope,
  confirmed: fc.boolean(),
  startsInS: fc.integer({ min: -5, max: 5 }),
  lastsS: fc.option(fc.integer({ min: 1, max: 30 }), { nil: undefined }),
  isWithdrawn: fc.boolean(),
});

describe('pruning', () => {
  it('answers at every later instant as all the facts do', () => {
    fc.assert(
      fc.property(fc.array(someBasis, { maxLength: 12 }), fc.integer({ min: 0, max: 60 }), (given, laterS) => {
        const bases = given.map((one, i) => {
          const receivedMs = T0 + i * 1_000;
          const fromMs = receivedMs + one.startsInS * 1_000;
          const { purposes, categories, channels, confirmed } = one;
          const toMs = one.lastsS === undefined ? undefined : fromMs + one.lastsS * 1_000;
          const ended = one.isWithdrawn ? withdrawn(100 + i) : undefined;
          return aBasis(i + 1, {
            purposes,
            categories,
            channels,
            confirmed,
            receivedMs,
            fromMs,
            toMs,
            ended: ended && { ...ended, atMs: receivedMs },
            endedBy: ended && 'merchant',
          });
        });
        const atMs = T0 + (bases.length + laterS) * 1_000;
        const all = bases.filter((b) => !b.ended && b.fromMs <= atMs && (b.toMs === undefined || b.toMs > atMs));
        const kept = (stateOf({ bases })?.entries ?? []).filter(
          (e) => !e.withdrawn && e.fromSec * 1_000 <= atMs && (e.toSec === 0 || e.toSec * 1_000 > atMs),
        );
        // For each scope: live or not, and the newest confirmed, which is what a refusal is weighed against.
        const newest = (
          rows: readonly {
            purposes: number;
            categories: number;
            channels: number;
            confirmed: boolean;
            sequence: number;
          }[],
        ) => {
          const found = new Map<string, number>();
          for (const r of rows) {
            const key = `${r.purposes}/${r.categories}/${r.channels}/${r.confirmed}`;
            found.set(key, Math.max(found.get(key) ?? 0, r.sequence));
          }
          return [...found].sort();
        };
        expect(newest(kept)).toEqual(newest(all));
      }),
      { numRuns: 500 },
    );
  });
});
