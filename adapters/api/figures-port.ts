import type { RateStanding } from '@wurao/casework';
import type { Channel, Decision, InstantMs, LineId, MerchantId, Result } from '@wurao/domain';

export interface TrafficWish {
  readonly fromMs: InstantMs;
  readonly toMs: InstantMs;
  /** Counted from `fromMs`. */
  readonly everyMs: number;
  /** Undefined: any. */
  readonly lines: readonly LineId[] | undefined;
  readonly merchant: MerchantId | undefined;
  /** By the reasons that the merchant reads in its answers. */
  readonly asMerchant: boolean;
}

/** Attempts decided alike; screens are none. */
export interface DecidedCount {
  readonly channel: Channel;
  readonly decision: Decision['decision'];
  readonly reason: string;
  readonly attempts: number;
}

export interface TrafficPart extends DecidedCount {
  /** Where its part of the span begins. */
  readonly atMs: InstantMs;
}

export interface LinesWish {
  readonly fromMs: InstantMs;
  readonly toMs: InstantMs;
  /** Undefined: all. */
  readonly lines: readonly LineId[] | undefined;
}

export interface LineTraffic {
  readonly line: LineId;
  readonly counts: readonly (DecidedCount & { readonly answered: number })[];
}

export interface LineFigures {
  readonly traffic: readonly LineTraffic[];
  /** Of the lines that there are complaints about. */
  readonly standings: readonly RateStanding[];
  /** When the complaints were counted. */
  readonly countedMs: InstantMs;
}

/** Figures for screens, counted by what counts anyway: the journal's tallies, the store's pages, the look at the rates. */
export interface FiguresPort {
  traffic(wish: TrafficWish): Promise<Result<readonly TrafficPart[]>>;
  lines(wish: LinesWish): Promise<Result<LineFigures>>;
}
