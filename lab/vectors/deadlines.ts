// Reads the deadlines counted by hand: a file a year, with the State Council's notice as it was published.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** `event`, `counted`: days as "02-14 Sat"; of another year "2027-01-01 Fri". The day of the event is never counted. */
export interface DeadlineCase {
  readonly event: string;
  /** Every counted day, in order: the last is the day due. */
  readonly counted?: string;
  /** In the place of `counted`: so many days are asked for, and the year that has no calendar is named. */
  readonly days?: number;
  readonly refused?: number;
  readonly edge: string;
}

export interface DeadlineYear {
  readonly year: number;
  readonly notice: string;
  /** Days off by name, as the notice has them: "02-15 Thu..02-21 Wed". */
  readonly off: Readonly<Record<string, string>>;
  /** Weekends that are worked. */
  readonly on: readonly string[];
  readonly cases: readonly DeadlineCase[];
}

const folder = join(import.meta.dirname, 'deadlines');
const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

export const readDeadlineYears = (): readonly DeadlineYear[] =>
  readdirSync(folder)
    .sort()
    .map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as DeadlineYear);

/** "2026-02-14" of "02-14 Sat". Throws on a weekday that is not that day's: whoever counted looked into another year. */
export const writtenDay = (year: number, text: string): string => {
  const [, said, day, weekday] = /^(?:(\d{4})-)?(\d\d-\d\d) (\w{3})$/.exec(text) ?? [];
  const name = `${said ?? year}-${day}`;
  if (WEEKDAYS[new Date(`${name}T00:00:00Z`).getUTCDay()] !== weekday) throw new TypeError(`${name} is no ${weekday}`);
  return name;
};

/** Every day of a span, or the one. */
export const writtenSpan = (year: number, text: string): readonly string[] => {
  const [from = '', to = from] = text.split('..');
  const last = writtenDay(year, to);
  const days = [writtenDay(year, from)];
  for (let day = days[0] as string; day < last; days.push(day)) {
    day = new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
  }
  return days;
};

/** Monday to Friday but the days off, and the weekends worked: the notice read plainly. */
export const plainWorkingDays = ({ year, off, on }: DeadlineYear): ReadonlySet<string> => {
  const free = new Set(Object.values(off).flatMap((span) => writtenSpan(year, span)));
  const worked = new Set(on.map((day) => writtenDay(year, day)));
  const all = writtenSpan(
    year,
    `01-01 ${WEEKDAYS[new Date(Date.UTC(year, 0, 1)).getUTCDay()]}..12-31 ${WEEKDAYS[new Date(Date.UTC(year, 11, 31)).getUTCDay()]}`,
  );
  const isWeekend = (day: string): boolean => [0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay());
  return new Set(all.filter((day) => worked.has(day) || (!isWeekend(day) && !free.has(day))));
};
