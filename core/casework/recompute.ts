import { type Failure, failure, type Result, success } from '@wurao/domain';
import { type Bulletin, bulletinOf, type Compared } from './bulletin.ts';
import { bulletinCsv } from './bulletin-csv.ts';
import { bulletinHtml } from './bulletin-html.ts';
import { bulletinJson } from './bulletin-json.ts';
import { type BulletinPeriod, monthsOf, nameOf, periodNamed, previousOf, yearBefore } from './bulletin-period.ts';
import { readFrozen } from './freeze.ts';
import type { FrozenCounts } from './frozen-counts.ts';
import { type Published, publish, type ScopeKey } from './publish.ts';

export const BULLETIN_FORMATS = ['json', 'csv', 'html'] as const;
export type BulletinFormat = (typeof BULLETIN_FORMATS)[number];

export interface BulletinWish {
  /** `2026Q3` or `2026-10` */
  readonly period: string;
  readonly scope: ScopeKey;
  readonly format: BulletinFormat;
  /** Of the page. */
  readonly language: 'zh' | 'en';
}

/** Periods whose frozen counts a bulletin may need: its own, those compared with, and the months of each. */
export const periodsNeeded = (period: BulletinPeriod): readonly string[] =>
  [period, previousOf(period), yearBefore(period)].flatMap((one) => [one, ...monthsOf(one)]).map(nameOf);

/**
 * Only what was frozen before counts: a bulletin that is out does not change because another comes out later.
 */
const isBefore = (one: FrozenCounts, other: FrozenCounts): boolean =>
  one.takenAtMs < other.takenAtMs || (one.takenAtMs === other.takenAtMs && one.sequence < other.sequence);

class Shelf {
  readonly #frozen: ReadonlyMap<string, FrozenCounts>;

  constructor(frozen: readonly FrozenCounts[]) {
    this.#frozen = new Map(frozen.map((one) => [one.period, one]));
  }

  get(period: BulletinPeriod): FrozenCounts | undefined {
    return this.#frozen.get(nameOf(period));
  }

  /** As it was published: a quarter with those of its months that were out. */
  published(period: BulletinPeriod, before?: FrozenCounts): Result<Published> | undefined {
    const frozen = this.get(period);
    if (frozen === undefined || (before !== undefined && !isBefore(frozen, before))) return undefined;
    const months: Published[] = [];
    for (const month of monthsOf(period)) {
      const published = this.published(month, frozen);
      if (published === undefined) continue;
      if (!published.ok) return published;
      months.push(published.value);
    }
    return publish(frozen, months);
  }
}

export const notFrozen = (period: string): Failure =>
  failure('not-found', 'No such bulletin', {
    field: 'period',
    message: `${period} is not frozen`,
    remedy: 'Name a period that the listing has.',
  });

/**
 * What a period's bulletins are made of, from frozen texts in any order. More periods than needed do no harm; with fewer of those that were
 * out there are other bytes, for nothing is then compared or hidden for their sake. For a quarter of a country it takes seconds: keep it.
 */
export const comparedFrom = (texts: readonly string[], name: string): Result<Compared> => {
  const period = periodNamed(name);
  if (!period.ok) return period;
  const needed = periodsNeeded(period.value);
  const frozen: FrozenCounts[] = [];
  for (const text of texts) {
    const read = readFrozen(text);
    if (!read.ok) return read;
    if (needed.includes(read.value.period)) frozen.push(read.value);
  }
  const shelf = new Shelf(frozen);
  const own = shelf.get(period.value);
  const now = shelf.published(period.value);
  if (own === undefined || now === undefined) return notFrozen(name);
  if (!now.ok) return now;
  const previous = shelf.published(previousOf(period.value), own);
  const year = shelf.published(yearBefore(period.value), own);
  if (previous?.ok === false) return previous;
  if (year?.ok === false) return year;
  return success({
    now: now.value,
    ...(previous && { previous: previous.value }),
    ...(year && { yearBefore: year.value }),
  });
};

const textOf = (bulletin: Bulletin, { format, language }: BulletinWish): string => {
  if (format === 'json') return bulletinJson(bulletin);
  return format === 'csv' ? bulletinCsv(bulletin) : bulletinHtml(bulletin, language);
};

/** `compared`: of the wish's period. */
export const render = (compared: Compared, wish: BulletinWish): Result<string> => {
  const bulletin = bulletinOf(compared, wish.scope);
  return bulletin.ok ? success(textOf(bulletin.value, wish)) : bulletin;
};

/** A bulletin from frozen texts alone: the same bytes wherever they are recomputed. */
export const recompute = (texts: readonly string[], wish: BulletinWish): Result<string> => {
  const compared = comparedFrom(texts, wish.period);
  return compared.ok ? render(compared.value, wish) : compared;
};
