import type { DecisionId, InstantMs, PhoneNumber } from './brands.ts';
import type { CallOutcome } from './outcome.ts';

/** Clocks of a switch and of the gate differ, and a record's start may be the ringing: so far apart they may be. */
export const CALL_JOIN_REACH_MS = 60_000;

/** How a call went, as a call record can tell it. */
type CallCourse = Pick<CallOutcome, 'status' | 'answeredMs' | 'endedMs' | 'endedBy'>;

/** What a network wrote down of one call. Instants are whole milliseconds. */
export interface CallRecord extends CallCourse {
  readonly caller: PhoneNumber;
  readonly callee: PhoneNumber;
  readonly startMs: InstantMs;
}

/** A decision on a call, with what call records told of it already. */
export interface NearDecision {
  readonly id: DecisionId;
  readonly caller: PhoneNumber;
  readonly callee: PhoneNumber;
  readonly atMs: InstantMs;
  /** A call that was refused never began: a record near it tells of another one. */
  readonly isAllowed: boolean;
  readonly told: readonly CallCourse[];
}

/**
 * `no-decision`: none in reach. `refused`: those in reach let no call through. `ambiguous`: two are equally near. `taken`: the one
 * it would belong to has another call record.
 */
export const UNMATCHED_WHYS = ['no-decision', 'refused', 'ambiguous', 'taken'] as const;
export type UnmatchedWhy = (typeof UNMATCHED_WHYS)[number];

/** `known`: the decision has this very outcome from a call record already, and needs it no second time. */
export type CallJoin =
  | { readonly result: 'matched' | 'known'; readonly decision: DecisionId }
  | { readonly result: 'unmatched'; readonly why: UnmatchedWhy };

interface Pair {
  readonly record: number;
  readonly decision: NearDecision;
  readonly apartMs: number;
}

const placeOf = ({ caller, callee }: { readonly caller: string; readonly callee: string }): string =>
  `${caller} ${callee}`;

const isSame = (one: CallCourse, other: CallCourse): boolean =>
  one.status === other.status &&
  one.answeredMs === other.answeredMs &&
  one.endedMs === other.endedMs &&
  one.endedBy === other.endedBy;

const textOf = (record: CallRecord): string => {
  const { startMs, status, answeredMs, endedMs, endedBy } = record;
  return [placeOf(record), startMs, status, answeredMs, endedMs, endedBy].join(' ');
};

/**
 * Each call record of a line to the decision of that line that let its call through: same caller and callee, at most
 * `CALL_JOIN_REACH_MS` apart, the nearest first, one to one. Answers in the order of `records`; a row that repeats an earlier one
 * shares its answer. What is told already decides no pairing, so that the same records find the same decisions again.
 */
export const joinCalls = (records: readonly CallRecord[], decisions: readonly NearDecision[]): readonly CallJoin[] => {
  const firsts = new Map<string, number>();
  for (const [row, record] of records.entries()) {
    const text = textOf(record);
    if (!firsts.has(text)) firsts.set(text, row);
  }
  const joins = new Map<number, CallJoin>();
  const pairs: Pair[] = [];
  const near = Map.groupBy(decisions, placeOf);
  for (const [place, rows] of Map.groupBy(firsts.values(), (row) => placeOf(records[row] as CallRecord))) {
    for (const row of rows) {
      const found = pairsOf(row, records[row] as CallRecord, near.get(place) ?? []);
      const allowed = found.filter(({ decision }) => decision.isAllowed);
      joins.set(row, { result: 'unmatched', why: unpaired(found.length, allowed.length) });
      // Others can take all but two of so many: one to belong to, and one to be as near.
      for (const pair of allowed.slice(0, rows.length + 1)) pairs.push(pair);
    }
  }
  pairUp(records, pairs, joins);
  return records.map((record, row) => {
    const first = firsts.get(textOf(record)) ?? row;
    const join = joins.get(first) as CallJoin;
    return join.result === 'matched' && first !== row ? { ...join, result: 'known' } : join;
  });
};

/** Nearest first. */
const pairsOf = (record: number, { startMs }: CallRecord, decisions: readonly NearDecision[]): Pair[] =>
  decisions
    .map((decision) => ({ record, decision, apartMs: Math.abs(decision.atMs - startMs) }))
    .filter(({ apartMs }) => apartMs <= CALL_JOIN_REACH_MS)
    .sort((a, b) => a.apartMs - b.apartMs);

/** Why a record stays alone unless a pair says otherwise: records that are nearer take what it could have had. */
const unpaired = (inReach: number, allowed: number): UnmatchedWhy => {
  if (allowed > 0) return 'taken';
  return inReach > 0 ? 'refused' : 'no-decision';
};

const pairUp = (records: readonly CallRecord[], pairs: Pair[], joins: Map<number, CallJoin>): void => {
  pairs.sort((a, b) => a.apartMs - b.apartMs || a.record - b.record);
  const claimed = new Set<DecisionId>();
  const settled = new Set<number>();
  for (const [i, { record, decision, apartMs }] of pairs.entries()) {
    if (settled.has(record) || claimed.has(decision.id)) continue;
    settled.add(record);
    let others = i + 1;
    while (pairs[others]?.record === record && claimed.has((pairs[others] as Pair).decision.id)) others++;
    const isTied = pairs[others]?.record === record && pairs[others]?.apartMs === apartMs;
    const join = isTied ? AMBIGUOUS : joinOf(records[record] as CallRecord, decision);
    joins.set(record, join);
    if (join.result !== 'unmatched') claimed.add(decision.id);
  }
};

const AMBIGUOUS: CallJoin = { result: 'unmatched', why: 'ambiguous' };

const joinOf = (record: CallRecord, { id, told }: NearDecision): CallJoin => {
  if (told.some((course) => isSame(course, record))) return { result: 'known', decision: id };
  return told.length > 0 ? { result: 'unmatched', why: 'taken' } : { result: 'matched', decision: id };
};
