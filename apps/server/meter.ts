import type { Attempt, Decision } from '@wurao/domain';
import { REASONS } from '@wurao/law';

/** Upper bounds of the latency buckets, microseconds. */
export const LATENCY_BOUNDS_US = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 5000, 20_000] as const;
const CODES = Math.max(...REASONS.map((reason) => reason.code)) + 1;
/** Lines beyond this share one row: a metric is no register of lines. */
const MAX_LINES = 10_000;

export interface LineCounts {
  readonly line: string;
  readonly reason: string;
  readonly decision: string;
  readonly count: number;
}

const REASON_BY_CODE = new Map(REASONS.map((reason) => [reason.code, reason] as const));

/** Plain numbers, counted on the hot path and turned into metrics when somebody asks. */
export class DecisionMeter {
  readonly #byLine = new Map<string, Uint32Array>();
  readonly latency = new Float64Array(LATENCY_BOUNDS_US.length + 1);
  latencySumUs = 0;
  decisions = 0;
  /** Rows of streams by key; keys beyond this many share one row. */
  readonly streamed = new Map<string, number>();

  count(attempt: Attempt, decision: Decision, latencyUs: number): void {
    this.decisions++;
    this.latencySumUs += latencyUs;
    let bucket = 0;
    while (bucket < LATENCY_BOUNDS_US.length && latencyUs > (LATENCY_BOUNDS_US[bucket] ?? 0)) bucket++;
    this.latency[bucket] = (this.latency[bucket] ?? 0) + 1;
    const row = this.#rowOf(attempt.line ?? 'none');
    row[decision.reasonCode] = (row[decision.reasonCode] ?? 0) + 1;
  }

  /** Rows of a stream: one look-up for those of one line, one latency for all. */
  countScreens(attempts: readonly Attempt[], decisions: readonly Decision[], tookUs: number, key: string): void {
    this.decisions += decisions.length;
    this.latencySumUs += Math.round(tookUs);
    const eachUs = tookUs / Math.max(1, decisions.length);
    let bucket = 0;
    while (bucket < LATENCY_BOUNDS_US.length && eachUs > (LATENCY_BOUNDS_US[bucket] ?? 0)) bucket++;
    this.latency[bucket] = (this.latency[bucket] ?? 0) + decisions.length;
    let line: string | undefined;
    let row = this.#rowOf('none');
    for (const [index, { reasonCode }] of decisions.entries()) {
      const next = attempts[index]?.line ?? 'none';
      if (next !== line) row = this.#rowOf(next);
      line = next;
      row[reasonCode] = (row[reasonCode] ?? 0) + 1;
    }
    const known = this.streamed.has(key) || this.streamed.size < MAX_LINES ? key : 'other';
    this.streamed.set(known, (this.streamed.get(known) ?? 0) + decisions.length);
  }

  #rowOf(line: string): Uint32Array {
    const name = this.#byLine.size < MAX_LINES || this.#byLine.has(line) ? line : 'other';
    let row = this.#byLine.get(name);
    if (row === undefined) {
      row = new Uint32Array(CODES);
      this.#byLine.set(name, row);
    }
    return row;
  }

  *counts(): Generator<LineCounts> {
    for (const [line, row] of this.#byLine) {
      for (const [code, count] of row.entries()) {
        const reason = count === 0 ? undefined : REASON_BY_CODE.get(code);
        if (reason !== undefined) yield { line, reason: reason.key, decision: reason.decision, count };
      }
    }
  }
}
