import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asId, type DecisionId, type PhoneNumber } from './brands.ts';
import { CALL_JOIN_REACH_MS, type CallJoin, type CallRecord, joinCalls, type NearDecision } from './join-calls.ts';

const NOON_MS = 1_000_000_000;
const PLACE = { caller: '95000' as PhoneNumber, callee: '+8613800000001' as PhoneNumber };
const COURSE = { status: 200, answeredMs: NOON_MS + 2_000, endedMs: NOON_MS + 62_000, endedBy: undefined } as const;
const BUSY = { status: 486, answeredMs: undefined, endedMs: undefined, endedBy: undefined } as const;

const record = (startMs: number, more: Partial<CallRecord> = {}): CallRecord => ({
  ...PLACE,
  ...COURSE,
  startMs,
  ...more,
});
const decided = (id: string, atMs: number, more: Partial<NearDecision> = {}): NearDecision => ({
  ...PLACE,
  id: asId<DecisionId>(id),
  atMs,
  isAllowed: true,
  told: [],
  ...more,
});
const matched = (decision: string) => ({ result: 'matched', decision });
const known = (decision: string) => ({ result: 'known', decision });
const unmatched = (why: string) => ({ result: 'unmatched', why });

describe('a call record', () => {
  it.each([
    [-CALL_JOIN_REACH_MS - 1, unmatched('no-decision')],
    [-CALL_JOIN_REACH_MS, matched('a')],
    [CALL_JOIN_REACH_MS, matched('a')],
    [CALL_JOIN_REACH_MS + 1, unmatched('no-decision')],
  ])('that starts %i ms after the decision', (apartMs, join) => {
    expect(joinCalls([record(NOON_MS + apartMs)], [decided('a', NOON_MS)])).toEqual([join]);
  });

  it.each([{ caller: PLACE.callee }, { callee: PLACE.caller }])('of another %o tells of another call', (more) => {
    expect(joinCalls([record(NOON_MS, more)], [decided('a', NOON_MS)])).toEqual([unmatched('no-decision')]);
  });

  it('goes to the nearest, whatever the order of rows, and no decision has two', () => {
    const decisions = [decided('b', NOON_MS + 20_000), decided('a', NOON_MS)];
    const records = [record(NOON_MS + 21_000), record(NOON_MS + 19_500), record(NOON_MS + 40_000)];
    expect(joinCalls(records, decisions)).toEqual([matched('a'), matched('b'), unmatched('taken')]);
  });

  it('of two equally near has none, and leaves them to others', () => {
    const decisions = [decided('a', NOON_MS), decided('b', NOON_MS + 10_000)];
    const middle = record(NOON_MS + 5_000);
    expect(joinCalls([middle, record(NOON_MS + 10_009)], decisions)).toEqual([matched('a'), matched('b')]);
    expect(joinCalls([middle, record(NOON_MS + 30_000)], decisions)).toEqual([unmatched('ambiguous'), matched('b')]);
  });

  it('is ambiguous beside a decision whose outcome it repeats: that may be the other call', () => {
    const decisions = [decided('a', NOON_MS, { told: [BUSY] }), decided('b', NOON_MS + 10_000)];
    expect(joinCalls([record(NOON_MS + 5_000, BUSY)], decisions)).toEqual([unmatched('ambiguous')]);
  });

  it('near a refused decision only says so; an allowed one in reach wins', () => {
    const refused = decided('r', NOON_MS, { isAllowed: false });
    expect(joinCalls([record(NOON_MS)], [refused])).toEqual([unmatched('refused')]);
    expect(joinCalls([record(NOON_MS)], [refused, decided('a', NOON_MS + 30_000)])).toEqual([matched('a')]);
  });

  it('that was told before is known; another of the same decision is not taken over, nor given to the next', () => {
    const decisions = [decided('a', NOON_MS, { told: [COURSE] }), decided('b', NOON_MS + 30_000)];
    expect(joinCalls([record(NOON_MS)], decisions)).toEqual([known('a')]);
    expect(joinCalls([record(NOON_MS, BUSY)], decisions)).toEqual([unmatched('taken')]);
  });

  it('that stands twice in a batch is one', () => {
    const decisions = [decided('a', NOON_MS), decided('b', NOON_MS + 30_000)];
    expect(joinCalls([record(NOON_MS), record(NOON_MS)], decisions)).toEqual([matched('a'), known('a')]);
    expect(joinCalls([record(0), record(0)], decisions)).toEqual([unmatched('no-decision'), unmatched('no-decision')]);
  });
});

/** The rule again, with nothing clever: the nearest pair of all that are left, until none is. */
const naive = (records: readonly CallRecord[], decisions: readonly NearDecision[]): CallJoin[] => {
  const apart = (row: number, decision: NearDecision): number => Math.abs(records[row]!.startMs - decision.atMs);
  const reach = (row: number): NearDecision[] =>
    decisions.filter(
      (one) =>
        one.caller === records[row]!.caller &&
        one.callee === records[row]!.callee &&
        apart(row, one) <= CALL_JOIN_REACH_MS,
    );
  const same = (one: object, other: object): boolean =>
    (['status', 'answeredMs', 'endedMs', 'endedBy'] as const).every(
      (field) => one[field as never] === other[field as never],
    );
  const first = (row: number): number =>
    records.findIndex(
      (other) =>
        same(other, records[row]!) &&
        other.startMs === records[row]!.startMs &&
        other.caller === records[row]!.caller &&
        other.callee === records[row]!.callee,
    );
  const joins: CallJoin[] = records.map((_, row) => ({
    result: 'unmatched',
    why: reach(row).some((one) => one.isAllowed) ? 'taken' : reach(row).length > 0 ? 'refused' : 'no-decision',
  }));
  const settled = new Set<number>();
  const claimed = new Set<NearDecision>();
  for (;;) {
    let best: { row: number; decision: NearDecision } | undefined;
    for (const row of records.keys()) {
      if (settled.has(row) || first(row) !== row) continue;
      for (const decision of reach(row)) {
        if (!decision.isAllowed || claimed.has(decision)) continue;
        if (best === undefined || apart(row, decision) < apart(best.row, best.decision)) best = { row, decision };
      }
    }
    if (best === undefined) break;
    const { row, decision } = best;
    settled.add(row);
    const left = reach(row).filter((one) => one.isAllowed && !claimed.has(one));
    if (left.filter((one) => apart(row, one) === apart(row, decision)).length > 1) {
      joins[row] = { result: 'unmatched', why: 'ambiguous' };
    } else if (decision.told.some((one) => same(one, records[row]!))) {
      joins[row] = { result: 'known', decision: decision.id };
      claimed.add(decision);
    } else if (decision.told.length > 0) joins[row] = { result: 'unmatched', why: 'taken' };
    else {
      joins[row] = { result: 'matched', decision: decision.id };
      claimed.add(decision);
    }
  }
  return joins.map((_, row) => {
    const join = joins[first(row)]!;
    return join.result === 'matched' && first(row) !== row ? { ...join, result: 'known' } : join;
  });
};

const callee = fc.constantFrom('+8613800000001' as PhoneNumber, '+8613800000002' as PhoneNumber);
/** Few instants, so that distances are equal often, and courses are the same. */
const instant = fc.integer({ min: 0, max: 16 }).map((step) => NOON_MS + step * 10_000);
const course = fc.constantFrom(COURSE, BUSY);
const someRecords = fc.array(
  fc
    .record({ callee, startMs: instant, course })
    .map((one) => record(one.startMs, { ...one.course, callee: one.callee })),
  { maxLength: 12 },
);
const someDecisions = fc
  .array(
    fc.record({
      callee,
      atMs: instant,
      isAllowed: fc.boolean(),
      told: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: course.map((one) => [one]) }),
    }),
    { maxLength: 12 },
  )
  .map((list) => list.map(({ atMs, ...more }, index) => decided(`d${index}`, atMs, more)));

describe('call records of a batch', () => {
  it('are joined as the plain rule joins them', () => {
    fc.assert(
      fc.property(someRecords, someDecisions, (records, decisions) => {
        expect(joinCalls(records, decisions)).toEqual(naive(records, decisions));
      }),
      { numRuns: 500 },
    );
  });

  it('brought again find the same decisions, all known, and nothing new', () => {
    fc.assert(
      fc.property(someRecords, someDecisions, (records, decisions) => {
        const once = joinCalls(records, decisions);
        const told = decisions.map((decision) => {
          const row = once.findIndex((join) => join.result === 'matched' && join.decision === decision.id);
          return row < 0 ? decision : { ...decision, told: [records[row]!] };
        });
        expect(joinCalls(records, told)).toEqual(
          once.map((join) => (join.result === 'matched' ? { ...join, result: 'known' } : join)),
        );
      }),
      { numRuns: 500 },
    );
  });
});
