import type { Attempt, CounterReading, InstantMs, Mode, Purpose, Sequence } from '@wurao/domain';

/** What deciding anew needs of a record; who asked, the answering line's figures and the rest stay on disk. */
export interface DecidedRecord {
  readonly sequence: number;
  readonly epoch: number;
  readonly atMs: InstantMs;
  /** Without its `attemptId`: no decision turns on it. */
  readonly attempt: Attempt;
  readonly decision: 'allow' | 'refuse';
  readonly reason: string;
  readonly wouldBe: string | undefined;
  readonly step: number;
  readonly law: string;
  readonly dataVersion: Sequence;
  readonly merchant: string | undefined;
  readonly purpose: Purpose | undefined;
  /** Mask of the categories it was taken for. */
  readonly categories: number;
  readonly fact: Sequence;
  readonly counters: CounterReading;
}

/** Half open: [sinceMs, untilMs). */
export interface DecidedFilter {
  readonly sinceMs: InstantMs;
  readonly untilMs: InstantMs;
  /** Undefined: attempts and screens. */
  readonly mode: Mode | undefined;
}
