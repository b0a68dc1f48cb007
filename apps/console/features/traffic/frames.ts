/** Of GET /v1/live: what a second held. */
export interface TrafficFrame {
  readonly at: string;
  readonly decisions: number;
  readonly rows: readonly {
    readonly channel: string;
    readonly decision: 'allow' | 'refuse';
    readonly reason: string;
    readonly count: number;
  }[];
  readonly lines?: readonly { readonly line: string; readonly decisions: number; readonly rows: readonly LineRow[] }[];
}

interface LineRow {
  readonly decision: 'allow' | 'refuse';
  readonly reason: string;
  readonly count: number;
}

export interface GatesFrame {
  readonly at: string;
  readonly gates: readonly {
    readonly gate: string;
    readonly ready: boolean;
    readonly headSequence: number;
    readonly appliedSequence: number;
    readonly doors: readonly { readonly door: string; readonly open: boolean }[];
    readonly noDelay?: {
      readonly writes: number;
      readonly lastMs: number;
      readonly p50Ms: number;
      readonly p99Ms: number;
      readonly maxMs: number;
    };
  }[];
}

/** Counts of one part of the last minutes. */
export interface TrafficPart {
  readonly fromMs: number;
  /** By decision and reason: `refuse no-consent`. */
  readonly counts: ReadonlyMap<string, number>;
}

export const PART_MS = 5_000;
const PARTS_MAX = 60;

/** The frame's rows, of one line or of all, on top of what was counted; parts that are older than five minutes go. */
export const withFrame = (
  parts: readonly TrafficPart[],
  frame: TrafficFrame,
  line: string | undefined,
): readonly TrafficPart[] => {
  const rows: readonly LineRow[] =
    line === undefined ? frame.rows : (frame.lines?.find((one) => one.line === line)?.rows ?? []);
  const fromMs = Math.floor(Date.parse(frame.at) / PART_MS) * PART_MS;
  const last = parts.at(-1);
  const isSame = last?.fromMs === fromMs;
  const counts = new Map(isSame ? last.counts : []);
  for (const { decision, reason, count } of rows) {
    const key = `${decision} ${reason}`;
    counts.set(key, (counts.get(key) ?? 0) + count);
  }
  const before = isSame ? parts.slice(0, -1) : parts;
  return [...before, { fromMs, counts }].filter((part) => part.fromMs > fromMs - PART_MS * PARTS_MAX);
};

/** Which kinds of answer there were, the most frequent first. */
export const kindsOf = (parts: readonly TrafficPart[]): readonly (readonly [string, number])[] => {
  const sums = new Map<string, number>();
  for (const { counts } of parts) for (const [key, count] of counts) sums.set(key, (sums.get(key) ?? 0) + count);
  return [...sums].sort(([, a], [, b]) => b - a);
};
