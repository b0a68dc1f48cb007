import { type Attempt, type Decision, type InstantMs, numberFromKey, numberKey, type Sequence } from '@wurao/domain';
import { formatDecisionId } from './decision-id.ts';
import { decodeRecord } from './decode.ts';
import * as at from './layout.ts';
import { type Asker, asJournalSequence, type JournalRecord } from './record.ts';

/** Screens of one run that are written together: the first `count` attempts and their decisions. */
export interface Screens {
  readonly atMs: InstantMs;
  readonly asker: Asker | undefined;
  readonly run: string | undefined;
  /** Of one row, on average, whole microseconds. */
  readonly latencyUs: number;
  readonly count: number;
  readonly attempts: readonly Attempt[];
  readonly decisions: readonly Decision[];
}

/** Service codes beyond fifteen digits have none; nor has one whose digits begin with 0, as it could not be told from another. */
export const hasKey = (callee: string): boolean =>
  callee.length - (callee.charCodeAt(0) === PLUS ? 1 : 0) <= KEY_DIGITS_MAX && callee.charCodeAt(0) !== ZERO;

const KEY_DIGITS_MAX = 15;
const PLUS = 0x2b;
const ZERO = 0x30;

/** Everything but the callee is the same: fields by reference mostly, so that this costs a few compares. */
const sameAsked = (a: Attempt, b: Attempt): boolean =>
  a.caller === b.caller &&
  a.channel === b.channel &&
  a.line === b.line &&
  a.merchant === b.merchant &&
  a.purpose === b.purpose &&
  a.category === b.category &&
  a.content === b.content &&
  a.text === b.text &&
  a.attemptId === b.attemptId &&
  a.assertedCaller === b.assertedCaller &&
  a.firstCalled === b.firstCalled &&
  a.stir === b.stir &&
  a.roaming === b.roaming &&
  a.asOfMs === b.asOfMs &&
  a.classified === b.classified;

/** Everything but the answering fact is the same. */
const sameAnswered = (a: Decision, b: Decision): boolean =>
  a.reason === b.reason &&
  a.decision === b.decision &&
  a.step === b.step &&
  a.wouldBe === b.wouldBe &&
  a.dataVersion === b.dataVersion &&
  a.retryAtMs === b.retryAtMs &&
  a.lawfulRetryAtMs === b.lawfulRetryAtMs &&
  a.merchant === b.merchant &&
  a.filing === b.filing &&
  a.carrier === b.carrier &&
  a.purpose === b.purpose &&
  a.categories === b.categories &&
  a.holdsConfirmed === b.holdsConfirmed &&
  a.law === b.law &&
  sameCounters(a.counters, b.counters);

const sameCounters = (a: Decision['counters'], b: Decision['counters']): boolean =>
  a.today === b.today &&
  a.window === b.window &&
  a.distinctCallees === b.distinctCallees &&
  a.sanctioned === b.sanctioned;

/** One frame being made: rows as columns, and the rows that stand for an outcome each. Filled again for the next one. */
export class ScreenFrame {
  rows = 0;
  readonly keys = new Float64Array(at.SCREENS_ROWS_MAX);
  readonly facts = new Float64Array(at.SCREENS_ROWS_MAX);
  readonly indexes = new Uint16Array(at.SCREENS_ROWS_MAX);
  /** Row of `Screens` by outcome. */
  outcomes: number[] = [];
  #chars = 0;

  /** Takes rows from `from` on, as many as one frame holds; answers how many. */
  fill(screens: Screens, from: number): number {
    const { attempts, decisions, count } = screens;
    this.outcomes = [];
    this.#chars = 0;
    const end = Math.min(count, from + at.SCREENS_ROWS_MAX);
    let row = from;
    for (; row < end; row++) {
      const attempt = attempts[row]!;
      const decision = decisions[row]!;
      const key = hasKey(attempt.callee) ? (attempt.calleeKey ?? numberKey(attempt.callee)) : 0;
      const index = this.#outcomeOf(screens, row, key !== 0);
      if (index < 0) break;
      const place = row - from;
      this.keys[place] = key;
      this.facts[place] = decision.fact;
      this.indexes[place] = index;
    }
    this.rows = row - from;
    return this.rows;
  }

  /** -1: the frame takes no more outcomes. */
  #outcomeOf({ attempts, decisions }: Screens, row: number, shared: boolean): number {
    const { outcomes } = this;
    const attempt = attempts[row]!;
    const decision = decisions[row]!;
    if (shared) {
      for (let index = 0; index < outcomes.length; index++) {
        const other = outcomes[index]!;
        if (!sameAnswered(decision, decisions[other]!) || !sameAsked(attempt, attempts[other]!)) continue;
        if (hasKey(attempts[other]!.callee)) return index;
      }
    }
    if (outcomes.length === at.SCREENS_OUTCOMES_MAX || this.#chars > at.SCREENS_OUTCOME_CHARS_MAX) return -1;
    this.#chars += attempt.text?.length ?? 0;
    return outcomes.push(row) - 1;
  }
}

/** Screens as they are read back: columns, and a record for each outcome whose callee, fact and sequence are a row's. */
export interface ScreenColumns {
  readonly first: number;
  readonly count: number;
  readonly keys: Float64Array;
  readonly facts: Float64Array;
  readonly indexes: Uint16Array;
  readonly outcomes: readonly JournalRecord[];
}

const column = <T extends Float64Array | Uint16Array>(buffer: Buffer, start: number, into: T): T => {
  new Uint8Array(into.buffer).set(buffer.subarray(start, start + into.byteLength));
  return into;
};

/** Decodes a payload that its CRC vouched for. */
export const decodeScreens = (buffer: Buffer, base: number, epoch: number): ScreenColumns => {
  const count = buffer.readUInt32LE(base + at.AT_SCREENS_ROWS);
  let next = base + at.SCREENS_FIXED_BYTES;
  const keys = column(buffer, next, new Float64Array(count));
  next += keys.byteLength;
  const facts = column(buffer, next, new Float64Array(count));
  next += facts.byteLength;
  const indexes = column(buffer, next, new Uint16Array(count));
  next += indexes.byteLength;
  const outcomes: JournalRecord[] = [];
  for (let left = buffer.readUInt32LE(base + at.AT_SCREENS_OUTCOMES); left > 0; left--) {
    outcomes.push(decodeRecord(buffer, next + 4, epoch));
    next += 4 + buffer.readUInt32LE(next);
  }
  return { first: buffer.readDoubleLE(base + at.AT_SEQUENCE) - count + 1, count, keys, facts, indexes, outcomes };
};

export const recordOfScreen = (screens: ScreenColumns, row: number, epoch: number): JournalRecord => {
  const outcome = screens.outcomes[screens.indexes[row] ?? 0];
  if (outcome === undefined) throw new RangeError('a screen without its outcome');
  const key = screens.keys[row] ?? 0;
  const sequence = asJournalSequence(screens.first + row);
  const { attempt, decision } = outcome;
  return {
    ...outcome,
    id: formatDecisionId(sequence, epoch),
    sequence,
    attempt: key === 0 ? attempt : { ...attempt, callee: numberFromKey(key) },
    decision: { ...decision, fact: (screens.facts[row] ?? 0) as Sequence },
  };
};

/** The first `count` rows, as they were before they were written. */
export const firstScreens = (screens: ScreenColumns, count: number, epoch: number): Screens => {
  const records = Array.from({ length: count }, (_, row) => recordOfScreen(screens, row, epoch));
  const [first] = records;
  if (first === undefined) throw new RangeError('no screens');
  const { atMs, asker, run, latencyUs } = first;
  const attempts = records.map(({ attempt }) => attempt);
  const decisions = records.map(({ decision }) => decision);
  return { atMs, asker, run, latencyUs, count, attempts, decisions };
};
