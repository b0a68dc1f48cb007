import type {
  CaseCount,
  HandlerStatistics,
  LatenessCount,
  LineTrend,
  ProtectedCounts,
  RateStanding,
} from '@wurao/casework';
import type { Channel, Decision, InstantMs, LineId, MerchantId, Result } from '@wurao/domain';
import type { Answers, BasisCoverage } from '@wurao/registry';

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

/** Of the days of `MERCHANT_DAYS` before `atMs`. */
export interface MerchantFigures {
  readonly atMs: InstantMs;
  readonly coverage: BasisCoverage;
  /** What the merchant was told, by day. */
  readonly events: Answers['eventDays'];
  /** By the reasons that the merchant reads. */
  readonly attempts: readonly DecidedCount[];
  /** Put to it. */
  readonly cases: readonly CaseCount[];
  readonly lines: readonly LineId[];
  /** Of its lines that there are complaints about. */
  readonly standings: readonly RateStanding[];
  readonly trends: readonly LineTrend[];
  readonly sanctionsInForce: number;
}
export const MERCHANT_DAYS = 30;

/** Small counts are undefined: hidden, as a bulletin hides them. */
export interface ProtectionFigures {
  readonly countedMs: InstantMs;
  readonly total: number | undefined;
  readonly byProvince: readonly Hideable<ProtectedCounts['byProvince'][number]>[];
  readonly byCategory: readonly Hideable<ProtectedCounts['byCategory'][number]>[];
}
type Hideable<T extends { readonly count: number }> = Omit<T, 'count'> & { readonly count: number | undefined };

export interface CaseFigures {
  readonly atMs: InstantMs;
  readonly own: HandlerStatistics;
  readonly queue: readonly CaseCount[];
  readonly late: { readonly fromMs: InstantMs; readonly toMs: InstantMs; readonly parties: readonly LatenessCount[] };
}
/** Of lateness. */
export const LATENESS_DAYS = 30;

/** Figures for screens, counted by what counts anyway: the journal's tallies, the store's pages, the look at the rates. */
export interface FiguresPort {
  traffic(wish: TrafficWish): Promise<Result<readonly TrafficPart[]>>;
  lines(wish: LinesWish): Promise<Result<LineFigures>>;
  /** Counted at most a minute ago. `lines`: those of the key that asks, beside those that it filed numbers on. */
  merchant(merchant: MerchantId, lines: readonly LineId[]): Promise<Result<MerchantFigures>>;
  /** Counted at most an hour ago: two looks a moment apart would tell who came in between. */
  protection(): Promise<Result<ProtectionFigures>>;
  /** `who`: a key's id. Lateness was counted at most an hour ago. */
  cases(who: string): Promise<Result<CaseFigures>>;
}
