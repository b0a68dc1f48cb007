import type { ComplaintFinding, CountWindow, LineTrend, RateStanding, ThresholdPreview } from '@wurao/casework';
import type { InstantMs, LineClass, Result } from '@wurao/domain';

/** What one look at the rates of complaints found. */
export interface RateLook {
  readonly countedMs: InstantMs;
  readonly law: string;
  readonly windows: readonly CountWindow[];
  readonly findings: readonly ComplaintFinding[];
  /** Of lines with complaints, found or not. */
  readonly standings: readonly RateStanding[];
  /** Of the same lines. */
  readonly trends: readonly LineTrend[];
}

export interface PreviewWish {
  /** Complaints in so many attempts. */
  readonly complaints: number;
  readonly attempts: number;
  readonly days: number;
  /** Undefined: of all. */
  readonly lineClass: LineClass | undefined;
}

export interface RatePreview {
  readonly fromMs: InstantMs;
  readonly toMs: InstantMs;
  readonly preview: ThresholdPreview;
}

/** Rates of complaints, counted off the serving thread. */
export interface RatesPort {
  /** `fresh`: counted now; else what was counted last, at most an hour ago. */
  look(fresh: boolean): Promise<Result<RateLook>>;
  /** Failures: `conflict` where the law judges no rates. */
  preview(wish: PreviewWish): Promise<Result<RatePreview>>;
}
