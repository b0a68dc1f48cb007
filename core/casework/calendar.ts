import type { Failure, InstantMs, Success } from '@wurao/domain';
import { COUNTED_ZONE_MINUTES } from '@wurao/law';
import { CALENDAR_YEARS } from './calendar.generated.ts';

/** A day in China: whole days since 1970-01-01. No zone of a process has a part in it; China has had no summer time since 1991. */
export type ChinaDay = number;

export const MS_PER_DAY = 86_400_000;
/** Ahead of UTC. */
export const ZONE_MS = COUNTED_ZONE_MINUTES * 60_000;
/** 1970-01-01 was a Thursday, three days after a Monday. */
const EPOCH_WEEKDAY = 3;
const SATURDAY = 5;

/** The day on which an instant falls in Asia/Shanghai. */
export const dayAt = (atMs: InstantMs): ChinaDay => Math.floor((atMs + ZONE_MS) / MS_PER_DAY);
/** 00:00 of a day in Asia/Shanghai: the first instant of it, and the first that is no longer of the day before. */
export const startOfDayMs = (day: ChinaDay): InstantMs => day * MS_PER_DAY - ZONE_MS;
/** "2026-02-14" */
export const dayName = (day: ChinaDay): string => new Date(day * MS_PER_DAY).toISOString().slice(0, 10);
/** Of a day as `dayName` writes it; NaN where it is none. */
export const dayNamed = (name: string): ChinaDay => {
  const day = /^\d{4}-\d\d-\d\d$/.test(name) ? Date.parse(`${name}T00:00:00Z`) / MS_PER_DAY : Number.NaN;
  return Number.isNaN(day) || dayName(day) !== name ? Number.NaN : day;
};
export const yearOf = (day: ChinaDay): number => new Date(day * MS_PER_DAY).getUTCFullYear();
const isWeekend = (day: ChinaDay): boolean => (((day + EPOCH_WEEKDAY) % 7) + 7) % 7 >= SATURDAY;

/** What a notice changes of plain weeks: days are "02-14", spans "02-15..02-23". */
export interface YearDays {
  /** Holidays, weekends inside them included. */
  readonly off: readonly string[];
  /** Saturdays and Sundays that are worked. */
  readonly on: readonly string[];
}

/** Working days of whole years, without a gap. */
export interface WorkingCalendar {
  readonly firstYear: number;
  readonly lastYear: number;
  /** Only to be asked about days of these years: `isWorkingDay` sees to it. */
  readonly isWorking: (day: ChinaDay) => boolean;
}

/** The calendar has no such year. 503 at the edge: the house lacks something, the asker did nothing wrong. */
export interface UnknownYear extends Failure {
  readonly code: 'not-ready';
  readonly year: number;
}
export type Counted<T> = Success<T> | UnknownYear;

export const unknownYear = (year: number, { firstYear, lastYear }: WorkingCalendar): UnknownYear => ({
  ok: false,
  code: 'not-ready',
  title: `No calendar of ${year}`,
  errors: [
    {
      field: 'year',
      message: `the working days of ${year} are not known: the calendar has ${firstYear} to ${lastYear}`,
      remedy: `Once the State Council has published ${year}, bring the calendar up to date (core/casework/calendar.ts says how); nothing is guessed.`,
    },
  ],
  year,
});

const daysOf = (year: number, span: string): readonly ChinaDay[] => {
  const [from = '', to = from] = span.split('..');
  const [first, last] = [dayNamed(`${year}-${from}`), dayNamed(`${year}-${to}`)];
  if (!(first <= last)) throw new TypeError(`no days of ${year}: ${span}`);
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
};

/** Throws on days that are none, and on a year that is missing in between: data of the house, not of a caller. */
export const makeCalendar = (years: Readonly<Record<number, YearDays>>): WorkingCalendar => {
  const named = Object.keys(years).map(Number);
  const [firstYear, lastYear] = [Math.min(...named), Math.max(...named)];
  if (lastYear - firstYear !== named.length - 1) throw new TypeError('a calendar with a gap');
  const stated = (part: keyof YearDays): ReadonlySet<ChinaDay> =>
    new Set(named.flatMap((year) => years[year]?.[part].flatMap((span) => daysOf(year, span)) ?? []));
  const [off, on] = [stated('off'), stated('on')];
  return { firstYear, lastYear, isWorking: (day) => on.has(day) || (!isWeekend(day) && !off.has(day)) };
};

/**
 * The notices of the General Office of the State Council by which the years are checked (lab/vectors/deadlines states each by hand,
 * day by day). A notice may reach into the December before it, so the last year's December is final only with the year after.
 * A new year: raise `LAST_YEAR` and add its notice here, bring `chinese-days` up to date, run
 * `node tools/derive-calendar.ts --write`, and write lab/vectors/deadlines/<year>.json.
 */
export const NOTICES: Readonly<Record<number, readonly string[]>> = {
  2018: ['国办发明电〔2017〕12号'],
  2019: ['国办发明电〔2018〕15号 (also 29 to 31 December 2018)', '国办发明电〔2019〕3号 (1 to 4 May)'],
  2020: ['国办发明电〔2019〕16号', '国办发明电〔2020〕1号 (Spring Festival until 2 February)'],
  2021: ['国办发明电〔2020〕27号'],
  2022: ['国办发明电〔2021〕11号'],
  2023: ['国办发明电〔2022〕16号 (also 31 December 2022)'],
  2024: ['国办发明电〔2023〕7号'],
  2025: ['国办发明电〔2024〕12号'],
  2026: ['国办发明电〔2025〕7号'],
};
export const FIRST_YEAR = 2018;
export const LAST_YEAR = 2026;

/** Working days of China: plain weeks, the State Council's holidays, and the weekends worked in exchange. */
export const STATE_COUNCIL_CALENDAR: WorkingCalendar = makeCalendar(CALENDAR_YEARS);
