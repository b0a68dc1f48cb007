import type { InstantMs, LineClass } from '@wurao/domain';
import type { ComplaintRateRule, LawPack, Threshold } from '@wurao/law';
import { MS_PER_DAY } from './calendar.ts';
import { chanceOfAtLeast, lowerBound, upperBound } from './exact-bound.ts';

export { MS_PER_DAY };

const MILLION = 1_000_000;
const MS_PER_MINUTE = 60_000;
const ATTEMPTS_OF_A_RATE = 10_000;

export const VERDICTS = ['below', 'unsure', 'above'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** What a rate is judged by. `doubt`: the chance that one exactly at `rate` is ever found above it, by all looks of a period together. */
export interface RateTest {
  readonly rate: number;
  readonly doubt: number;
  readonly fewest: number;
}

export interface RateVerdict {
  readonly verdict: Verdict;
  readonly lower: number;
  readonly upper: number;
  /** 1 − confidence of `lower`. */
  readonly spent: number;
}

/** The doubt of one period: the rule's, shared evenly among kinds of periods, and among the periods of a kind in the longest one. */
export const doubtOf = ({ wrongPerMillion, periodDays }: ComplaintRateRule, days: number): number => {
  const longest = periodDays.at(-1) ?? days;
  // The days of a count may be more than any period has.
  return ((wrongPerMillion / MILLION / periodDays.length) * Math.min(days, longest)) / longest;
};

export const rateTest = (rule: ComplaintRateRule, threshold: Threshold, days: number): RateTest => ({
  rate: threshold.value / ATTEMPTS_OF_A_RATE,
  doubt: doubtOf(rule, days),
  fewest: rule.fewest,
});

/**
 * What of the doubt the k-th complaint may use up: doubt · fewest / (k (k + 1)), which adds up to the doubt over all k from `fewest` on.
 *
 * Spent by complaints, not by looks. A subject is found with k complaints only if k came within the first c(k) attempts, where c(k) is
 * the greatest n whose chance of k or more is below the k-th share. That chance bounds the event whether one looks once or after every
 * attempt; the sum over k bounds all of them. A daily, hourly or steady look therefore costs nothing, and late complaints, which only
 * make k smaller at a look, are safe.
 */
export const spentOn = (complaints: number, { doubt, fewest }: RateTest): number => {
  const k = Math.max(complaints, fewest);
  return (doubt * fewest) / (k * (k + 1));
};

/** Whether `lowerBound` at the share of this many complaints lies above the rate; without looking for the bound itself. */
export const isAbove = (complaints: number, attempts: number, test: RateTest): boolean =>
  complaints >= test.fewest &&
  complaints <= attempts &&
  complaints > attempts * test.rate &&
  chanceOfAtLeast(complaints, attempts, test.rate) < spentOn(complaints, test);

/**
 * Complaints among attempts of one period against a threshold. `above`: surely, however often one looked (`spentOn`). `below`: the upper
 * bound of this one look lies below. More complaints than attempts are a wrong count, which convicts nobody: `unsure`.
 */
export const judgeRate = (complaints: number, attempts: number, test: RateTest): RateVerdict => {
  const spent = spentOn(complaints, test);
  if (complaints > attempts) return { verdict: 'unsure', lower: 0, upper: 1, spent };
  const lower = lowerBound(complaints, attempts, spent);
  const upper = upperBound(complaints, attempts, test.doubt);
  if (isAbove(complaints, attempts, test)) return { verdict: 'above', lower, upper, spent };
  return { verdict: upper < test.rate ? 'below' : 'unsure', lower, upper, spent };
};

/** A threshold and where it holds: attempts into one province, or into all that have none of their own. */
export interface ScopedThreshold {
  readonly threshold: Threshold;
  readonly province: string | undefined;
}

type Thresholds = Pick<LawPack, 'thresholds' | 'provinces'>;

const ofClass = (
  thresholds: readonly Threshold[] | undefined,
  { what, per }: Pick<Threshold, 'what' | 'per'>,
  lineClass: LineClass,
): readonly Threshold[] => {
  const all = thresholds?.filter((one) => one.what === what && one.per === per) ?? [];
  const own = all.filter((one) => one.lineClass === lineClass);
  return own.length > 0 ? own : all.filter((one) => one.lineClass === undefined);
};

/** Those in force for attempts of a line class into a province: the province's, else the country's; those of the class, else of all. */
export const thresholdsFor = (
  law: Thresholds,
  kind: Pick<Threshold, 'what' | 'per'>,
  lineClass: LineClass,
  province: string | undefined,
): readonly ScopedThreshold[] => {
  const own = province === undefined ? [] : ofClass(law.provinces?.[province]?.thresholds, kind, lineClass);
  if (own.length > 0) return own.map((threshold) => ({ threshold, province }));
  return ofClass(law.thresholds, kind, lineClass).map((threshold) => ({ threshold, province: undefined }));
};

/** The rate that they are judged by. Undefined: by none. */
export const rateFor = (
  law: Thresholds,
  lineClass: LineClass,
  province: string | undefined,
): ScopedThreshold | undefined =>
  thresholdsFor(law, { what: 'complaints', per: '10000-attempts' }, lineClass, province)[0];

/** What is counted over: a period of a fixed calendar (`rate`), or the last so many days (`count`). From, inclusive; to, exclusive. */
export interface CountWindow {
  readonly by: 'rate' | 'count';
  readonly days: number;
  readonly fromMs: InstantMs;
  readonly toMs: InstantMs;
}

/**
 * The windows that a look at `nowMs` counts over. Periods begin at days fixed beforehand, counted from 1 January 1970 in the law's zone:
 * one that began with a complaint would be chosen by what it is to prove.
 */
export const windowsAt = (law: LawPack, nowMs: InstantMs): readonly CountWindow[] => {
  const zoneMs = law.zoneMinutes * MS_PER_MINUTE;
  const rates = (law.complaintRates?.periodDays ?? []).map((days): CountWindow => {
    const length = days * MS_PER_DAY;
    const fromMs = Math.floor((nowMs + zoneMs) / length) * length - zoneMs;
    return { by: 'rate', days, fromMs, toMs: fromMs + length };
  });
  const provinces = Object.values(law.provinces ?? {}).flatMap(({ thresholds = [] }) => thresholds);
  const spans = [...(law.thresholds ?? []), ...provinces].flatMap(({ days }) => days ?? []);
  const counts = [...new Set(spans)].map(
    (days): CountWindow => ({ by: 'count', days, fromMs: nowMs - days * MS_PER_DAY, toMs: nowMs }),
  );
  return [...rates, ...counts];
};
