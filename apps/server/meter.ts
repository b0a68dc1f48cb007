import { type Attempt, CHANNELS, type Channel, type Decision, type Mode } from '@wurao/domain';
import { REASONS } from '@wurao/law';

/** Upper bounds of the latency buckets, microseconds. */
export const LATENCY_BOUNDS_US = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 5000, 20_000] as const;
const CODES = Math.max(...REASONS.map((reason) => reason.code)) + 1;
/** The rows of one mode in a line's counts: one for each channel. */
const MODE_ROWS = CHANNELS.length * CODES;
const MODES: readonly Mode[] = ['attempt', 'screen'];
/** Behind the counts: their sum, by which nobody has to look through a line that is quiet. */
const SUM_AT = MODES.length * MODE_ROWS;
const rowAt = (mode: Mode, channel: Channel): number =>
  (mode === 'attempt' ? 0 : MODE_ROWS) + (channel === 'voice' ? 0 : channel === 'sms' ? SMS_ROW : FLASH_ROW);
const SMS_ROW = CHANNELS.indexOf('sms') * CODES;
const FLASH_ROW = CHANNELS.indexOf('flash') * CODES;
/** Lines beyond this share one row: a metric is no register of lines. */
const MAX_LINES = 10_000;

export interface LineCounts {
  readonly line: string;
  readonly mode: Mode;
  readonly channel: Channel;
  readonly reason: string;
  readonly decision: Decision['decision'];
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
    addTo(row, rowAt(attempt.mode, attempt.channel) + decision.reasonCode);
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
      const attempt = attempts[index];
      const next = attempt?.line ?? 'none';
      if (next !== line) row = this.#rowOf(next);
      line = next;
      addTo(row, rowAt('screen', attempt?.channel ?? 'voice') + reasonCode);
    }
    const known = this.streamed.has(key) || this.streamed.size < MAX_LINES ? key : 'other';
    this.streamed.set(known, (this.streamed.get(known) ?? 0) + decisions.length);
  }

  #rowOf(line: string): Uint32Array {
    const name = this.#byLine.size < MAX_LINES || this.#byLine.has(line) ? line : 'other';
    let row = this.#byLine.get(name);
    if (row === undefined) {
      row = new Uint32Array(SUM_AT + 1);
      this.#byLine.set(name, row);
    }
    return row;
  }

  *counts(): Generator<LineCounts> {
    for (const [line, row] of this.#byLine) {
      for (let at = 0; at < SUM_AT; at++) {
        const count = row[at] as number;
        if (count !== 0) yield countAt(line, at, count);
      }
    }
  }

  /** What was counted since `before`, which is then as now. */
  *since(before: MeterMark): Generator<LineCounts> {
    for (const [line, row] of this.#byLine) {
      const known = before.get(line);
      if (known !== undefined && known[SUM_AT] === row[SUM_AT]) continue;
      for (let at = 0; at < SUM_AT; at++) {
        const count = ((row[at] as number) - (known?.[at] ?? 0)) >>> 0;
        if (count !== 0) yield countAt(line, at, count);
      }
      if (known === undefined) before.set(line, row.slice());
      else known.set(row);
    }
  }

  /** As counted now, for `since`. */
  mark(): MeterMark {
    return new Map([...this.#byLine].map(([line, row]) => [line, row.slice()]));
  }
}

/** Counts of every line at one moment. */
export type MeterMark = Map<string, Uint32Array>;

const addTo = (row: Uint32Array, at: number): void => {
  row[at] = (row[at] as number) + 1;
  row[SUM_AT] = (row[SUM_AT] as number) + 1;
};

const countAt = (line: string, at: number, count: number): LineCounts => {
  const reason = REASON_BY_CODE.get(at % CODES);
  if (reason === undefined) throw new Error(`a decision was counted under no reason: ${at % CODES}`);
  const mode = at < MODE_ROWS ? 'attempt' : 'screen';
  const channel = CHANNELS[Math.floor((at % MODE_ROWS) / CODES)] as Channel;
  return { line, mode, channel, reason: reason.key, decision: reason.decision, count };
};
