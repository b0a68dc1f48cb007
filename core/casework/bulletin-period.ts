import { type InstantMs, invalid, type Result, success } from '@wurao/domain';
import { ZONE_MS } from './calendar.ts';

/** A month or a quarter of the calendar in Asia/Shanghai. */
export interface BulletinPeriod {
  readonly kind: 'month' | 'quarter';
  readonly year: number;
  /** 1–12, or 1–4. */
  readonly index: number;
}

/** Half open: an instant belongs to it when `fromMs` <= it < `toMs`. */
export interface PeriodSpan {
  readonly fromMs: InstantMs;
  readonly toMs: InstantMs;
}

/** Asia/Shanghai had summer time until 1991: from then on a day begins eight hours before that of UTC. */
export const EARLIEST_BULLETIN_YEAR = 1992;
const MONTHS_A_QUARTER = 3;
const PERIODS_A_YEAR = { month: 12, quarter: 4 } as const;

const NAME = /^(\d{4})(?:-(0[1-9]|1[0-2])|Q([1-4]))$/;

/** `2024-05` is a month, `2024Q2` a quarter. `invalid` otherwise, and for years before `EARLIEST_BULLETIN_YEAR`. */
export const periodNamed = (name: string, field = 'period'): Result<BulletinPeriod> => {
  const read = NAME.exec(name);
  if (read === null) return invalid(field, 'neither a month nor a quarter', 'Write 2024-05 or 2024Q2.');
  const [, year, month, quarter] = read;
  if (Number(year) < EARLIEST_BULLETIN_YEAR)
    return invalid(field, 'before the days that are counted', `Name a period from ${EARLIEST_BULLETIN_YEAR} on.`, 0);
  return success(
    month === undefined
      ? { kind: 'quarter', year: Number(year), index: Number(quarter) }
      : { kind: 'month', year: Number(year), index: Number(month) },
  );
};

export const nameOf = ({ kind, year, index }: BulletinPeriod): string =>
  kind === 'month' ? `${year}-${String(index).padStart(2, '0')}` : `${year}Q${index}`;

/** The month before a month, the quarter before a quarter. */
export const previousOf = ({ kind, year, index }: BulletinPeriod): BulletinPeriod =>
  index === 1 ? { kind, year: year - 1, index: PERIODS_A_YEAR[kind] } : { kind, year, index: index - 1 };

export const yearBefore = (period: BulletinPeriod): BulletinPeriod => ({ ...period, year: period.year - 1 });

/** The three months of a quarter; none for a month. */
export const monthsOf = ({ kind, year, index }: BulletinPeriod): readonly BulletinPeriod[] =>
  kind === 'month'
    ? []
    : [1, 2, 3].map((month) => ({ kind: 'month', year, index: (index - 1) * MONTHS_A_QUARTER + month }));

/** From midnight in Asia/Shanghai at the beginning of its first day to midnight at the end of its last. */
export const spanOf = ({ kind, year, index }: BulletinPeriod): PeriodSpan => {
  const months = kind === 'month' ? 1 : MONTHS_A_QUARTER;
  const first = (index - 1) * months;
  return { fromMs: Date.UTC(year, first, 1) - ZONE_MS, toMs: Date.UTC(year, first + months, 1) - ZONE_MS };
};
