import { chanceOfAtLeast, type DayCount, dayFound, rateFor, rateTest } from '@wurao/casework';
import { CN_2020_DRAFT, type ComplaintRateRule, type Threshold } from '@wurao/law';
import { mulberry32 } from '@wurao/vectors';
import { daysOf } from './lines.ts';

const YEAR_DAYS = 360;
const MONTH_DAYS = 30;
const TEN_THOUSAND = 10_000;
/** What somebody takes who looks at an exact bound every day as if it were the only look. */
const PLAIN_DOUBT = 0.001;
/** Before it turns bad, a line has half the threshold's rate. */
const BEFORE = 0.5;
const BAD = 10;
/** Nothing at ten times the threshold goes on for so many attempts, nor large lines for so many days, unfound: not simulated further. */
const ENOUGH_ATTEMPTS = 1_000_000;
const ENOUGH_DAYS = 60;
/** Bad days of an honest line whose complaints come in heaps: one in ten, with five times the rate. */
const HEAPED = 0.1;
const HEAP = 5;

export interface SizeOfRun {
  readonly attemptsAMonth: number;
  readonly lines: number;
}

/** Attempts a month, and of how many lines of each kind. In a soak twenty times as many. */
export const SIZES: readonly SizeOfRun[] = [
  { attemptsAMonth: 300, lines: 3_000 },
  { attemptsAMonth: 3_000, lines: 3_000 },
  { attemptsAMonth: 30_000, lines: 3_000 },
  { attemptsAMonth: 300_000, lines: 2_000 },
  { attemptsAMonth: 1_000_000, lines: 1_000 },
  { attemptsAMonth: 10_000_000, lines: 300 },
];

/** Honest lines, as multiples of the threshold: the last is as bad as an honest line can be. */
export const HONEST = [0.2, 0.5, 0.8, 1] as const;

/** Of a year with a look each day. */
export interface HonestFigures {
  readonly attemptsAMonth: number;
  /** Of the threshold's rate; `heaped`: 0.8 in all, most of it on bad days. */
  readonly times: number | 'heaped';
  readonly lines: number;
  readonly closed: number;
  /** By a plain exact bound each day. */
  readonly closedByPlainLooks: number;
}

/** Of two years from the day on which a line turns bad. */
export interface BadFigures {
  readonly attemptsAMonth: number;
  readonly lines: number;
  /** Within so many days. */
  readonly foundIn: Readonly<Record<1 | 7 | 30 | 360, number>>;
  /** Days until half of the lines, and nine in ten, are found. Undefined: not within two years. */
  readonly halfAfterDays: number | undefined;
  readonly mostAfterDays: number | undefined;
}

export interface RateFigures {
  readonly honest: readonly HonestFigures[];
  readonly bad: readonly BadFigures[];
}

interface Rules {
  readonly rule: ComplaintRateRule;
  readonly threshold: Threshold;
}

/** By which the default law judges. */
export const defaults = (): Rules => {
  const rule = CN_2020_DRAFT.complaintRates;
  const threshold = rateFor(CN_2020_DRAFT, 'access', undefined)?.threshold;
  if (rule === undefined || threshold === undefined) throw new Error('the default law judges no rates');
  return { rule, threshold };
};

/** The first day after which any period's look finds the line above; all periods begin with the first day. */
const firstFound = (days: readonly DayCount[], { rule, threshold }: Rules): number | undefined => {
  let first: number | undefined;
  for (const length of rule.periodDays) {
    const test = rateTest(rule, threshold, length);
    for (let from = 0; from < (first ?? days.length); from += length) {
      const found = dayFound(days.slice(from, from + length), test);
      if (found === undefined) continue;
      first = Math.min(first ?? Number.POSITIVE_INFINITY, from + found);
      break;
    }
  }
  return first;
};

/** A month's count against a plain bound, looked at each day. */
const isFoundByPlainLooks = (days: readonly DayCount[], rate: number): boolean => {
  let complaints = 0;
  let attempts = 0;
  for (const [day, counts] of days.entries()) {
    if (day % MONTH_DAYS === 0) {
      complaints = 0;
      attempts = 0;
    }
    complaints += counts.complaints;
    attempts += counts.attempts;
    if (counts.complaints === 0 || complaints <= attempts * rate) continue;
    if (chanceOfAtLeast(complaints, attempts, rate) < PLAIN_DOUBT) return true;
  }
  return false;
};

const honestFigures = (
  { attemptsAMonth, lines }: SizeOfRun,
  times: HonestFigures['times'],
  rules: Rules,
  random: () => number,
): HonestFigures => {
  const rate = rules.threshold.value / TEN_THOUSAND;
  const calm = (0.8 * (1 - HEAPED * HEAP)) / (1 - HEAPED);
  const rateOn = (): number => rate * (times === 'heaped' ? (random() < HEAPED ? 0.8 * HEAP : calm) : times);
  let closed = 0;
  let closedByPlainLooks = 0;
  for (let line = 0; line < lines; line++) {
    const days = daysOf({ attemptsAMonth, rateOn }, YEAR_DAYS, random);
    if (firstFound(days, rules) !== undefined) closed++;
    if (isFoundByPlainLooks(days, rate)) closedByPlainLooks++;
  }
  return { attemptsAMonth, times, lines, closed, closedByPlainLooks };
};

const badFigures = ({ attemptsAMonth, lines }: SizeOfRun, rules: Rules, random: () => number): BadFigures => {
  const rate = rules.threshold.value / TEN_THOUSAND;
  const after: number[] = [];
  for (let line = 0; line < lines; line++) {
    const turns = Math.floor(random() * YEAR_DAYS);
    const rateOn = (day: number): number => rate * (day < turns ? BEFORE : BAD);
    const enoughDays = Math.max(ENOUGH_DAYS, Math.ceil((ENOUGH_ATTEMPTS / attemptsAMonth) * MONTH_DAYS));
    const days = Math.min(3 * YEAR_DAYS, turns + enoughDays);
    const found = firstFound(daysOf({ attemptsAMonth, rateOn }, days, random), rules);
    // By the end of the day on which it turned bad: one day.
    after.push(found === undefined ? Number.POSITIVE_INFINITY : Math.max(1, found - turns + 1));
  }
  after.sort((a, b) => a - b);
  const within = (days: number): number => after.filter((one) => one <= days).length;
  const share = (of: number): number | undefined => {
    const days = after[Math.ceil(of * lines) - 1];
    return days !== undefined && days <= 2 * YEAR_DAYS ? days : undefined;
  };
  return {
    attemptsAMonth,
    lines,
    foundIn: { 1: within(1), 7: within(7), 30: within(30), 360: within(360) },
    halfAfterDays: share(0.5),
    mostAfterDays: share(0.9),
  };
};

/** The default law over simulated lines, looked at each day. The same seed gives the same figures. */
export const rateFigures = (seed: number, sizes: readonly SizeOfRun[] = SIZES): RateFigures => {
  const random = mulberry32(seed);
  const rules = defaults();
  const kinds = [...HONEST, 'heaped'] as const;
  return {
    honest: sizes.flatMap((size) => kinds.map((times) => honestFigures(size, times, rules, random))),
    bad: sizes.map((size) => badFigures(size, rules, random)),
  };
};
