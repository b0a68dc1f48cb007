import {
  CATEGORIES,
  CHANNELS,
  type Failure,
  type FieldError,
  failure,
  type InstantMs,
  invalid,
  PROVINCES,
  type Result,
  success,
} from '@wurao/domain';
import { REASONS } from '@wurao/law';
import { type BulletinPeriod, nameOf, type PeriodSpan, periodNamed, spanOf } from './bulletin-period.ts';
import { dayAt, dayName, dayNamed } from './calendar.ts';
import { type FrozenCounts, UNKNOWN_PLACE } from './frozen-counts.ts';
import { type BulletinCounts, PROTECTING_REASONS } from './ports.ts';

/** More is no count of anything in one country, and sums of it are no longer exact. */
export const MAX_COUNT = 10_000_000_000_000;
export const MAX_FROZEN_ROWS = 200_000;
export const MAX_FIRM_CHARS = 400;

const PROVINCE_CODES: readonly string[] = [...PROVINCES.map(({ code }) => code), UNKNOWN_PLACE];
/** `no-basis` and `refused` are what a merchant reads; no decision is on record with them. */
const RECORDED: readonly string[] = REASONS.map(({ key }) => key).filter(
  (key) => key !== 'no-basis' && key !== 'refused',
);
const ID = /^[\x21-\x7e]{1,128}$/;

type Row = Readonly<Record<string, unknown>>;
/** Undefined = fits. */
type Check = (value: unknown) => string | undefined;

const oneOf =
  (words: readonly string[]): Check =>
  (value) =>
    typeof value === 'string' && words.includes(value) ? undefined : `not one of ${words.slice(0, 3).join(', ')} …`;
const matching =
  (pattern: RegExp): Check =>
  (value) =>
    typeof value === 'string' && pattern.test(value) ? undefined : `does not match ${pattern.source}`;
const text: Check = (value) =>
  typeof value === 'string' && value.length <= MAX_FIRM_CHARS && value.isWellFormed()
    ? undefined
    : `not a text of up to ${MAX_FIRM_CHARS} characters`;
/** A day in China on which some of the span lies. */
const dayIn =
  ({ fromMs, toMs }: PeriodSpan): Check =>
  (value) => {
    const day = typeof value === 'string' ? dayNamed(value) : Number.NaN;
    const [first, last] = [dayAt(fromMs), dayAt(toMs - 1)];
    return day >= first && day <= last ? undefined : `not a day from ${dayName(first)} to ${dayName(last)}`;
  };
const truth: Check = (value) => (typeof value === 'boolean' ? undefined : 'neither true nor false');
const amount: Check = (value) =>
  Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= MAX_COUNT
    ? undefined
    : `not a whole number from 0 to ${MAX_COUNT}`;

interface Shape {
  /** What tells rows apart, in the order in which they are sorted. */
  readonly by: Readonly<Record<string, Check>>;
  /** What is added up. */
  readonly counts: readonly string[];
  /** The first is no less than the second. */
  readonly within?: readonly [string, string];
}

const PLACE = { province: oneOf(PROVINCE_CODES), carrier: matching(ID) };
const shapesIn = (span: PeriodSpan) =>
  ({
    subscribers: { by: PLACE, counts: ['subscribers', 'protected'], within: ['subscribers', 'protected'] },
    protections: { by: { ...PLACE, category: oneOf(CATEGORIES) }, counts: ['count'] },
    complaints: { by: { ...PLACE, channel: oneOf(CHANNELS), category: oneOf(CATEGORIES) }, counts: ['count'] },
    decisions: { by: { ...PLACE, reason: oneOf(RECORDED) }, counts: ['count'] },
    lateness: { by: { party: matching(ID), ...PLACE }, counts: ['due', 'late'], within: ['due', 'late'] },
    exposed: {
      by: { onDay: dayIn(span), name: text, creditCode: text, ...PLACE, reason: text, acted: truth },
      counts: [],
    },
  }) as const satisfies Readonly<Record<string, Shape>>;

/** By code units: the same on every machine. */
export const byCodeUnits = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const wrongIn = (shape: Shape, row: Row): readonly [string, string] | undefined => {
  for (const [field, check] of Object.entries(shape.by)) {
    const wrong = check(row[field]);
    if (wrong !== undefined) return [field, wrong];
  }
  for (const field of shape.counts) {
    const wrong = amount(row[field]);
    if (wrong !== undefined) return [field, wrong];
  }
  const [whole, part] = shape.within ?? [];
  if (whole === undefined || part === undefined || (row[whole] as number) >= (row[part] as number)) return undefined;
  return [part, `more than ${whole}`];
};

const isNothing = (shape: Shape, row: Row): boolean =>
  shape.counts.length > 0 && shape.counts.every((field) => row[field] === 0);

/** Rows checked, those of the same words added up, empty ones left out, all in one order whatever order they came in. */
const canonicalRows = (name: string, shape: Shape, rows: unknown): readonly Row[] | FieldError => {
  const remedy = 'Give the rows as core/casework/frozen-counts.ts has them.';
  if (!Array.isArray(rows) || rows.length > MAX_FROZEN_ROWS)
    return { field: name, message: `not a list of up to ${MAX_FROZEN_ROWS} rows`, remedy };
  const words = Object.keys(shape.by);
  const merged = new Map<string, Record<string, unknown>>();
  for (const [position, given] of rows.entries()) {
    const row = (typeof given === 'object' && given !== null ? given : {}) as Row;
    const wrong = wrongIn(shape, row);
    if (wrong) return { field: `${name}[${position}].${wrong[0]}`, position, message: wrong[1], remedy };
    const key = JSON.stringify(words.map((field) => row[field]));
    const before = merged.get(key);
    if (before === undefined) {
      merged.set(key, Object.fromEntries([...words, ...shape.counts].map((field) => [field, row[field]])));
      continue;
    }
    for (const field of shape.counts) before[field] = (before[field] as number) + (row[field] as number);
    const over = wrongIn(shape, before);
    if (over) return { field: `${name}[${position}].${over[0]}`, position, message: `added up: ${over[1]}`, remedy };
  }
  return [...merged]
    .filter(([, row]) => !isNothing(shape, row))
    .sort(([a], [b]) => byCodeUnits(a, b))
    .map(([, row]) => row);
};

const canonicalNames = (names: unknown, wanted: ReadonlySet<string>): FrozenCounts['names'] | FieldError => {
  const remedy = 'Give pairs of id and name, each id once.';
  if (!Array.isArray(names)) return { field: 'names', message: 'not a list', remedy };
  const read = new Map<string, string>();
  const seen = new Set<unknown>();
  for (const [position, pair] of names.entries()) {
    const [id, name] = Array.isArray(pair) ? (pair as unknown[]) : [];
    const wrong = matching(ID)(id) ?? text(name);
    if (wrong !== undefined || seen.has(id))
      return { field: `names[${position}]`, position, message: wrong ?? 'named twice', remedy };
    seen.add(id);
    if (wanted.has(id as string)) read.set(id as string, name as string);
  }
  return [...read].sort(([a], [b]) => byCodeUnits(a, b));
};

const isError = (read: object): read is FieldError => 'remedy' in read;
const refused = (error: FieldError): Failure => failure('invalid', 'Counts that cannot be frozen', error);

/** Parties and carriers that the rows name. */
const idsIn = (tables: Readonly<Record<string, readonly Row[]>>): ReadonlySet<string> => {
  const ids = new Set<string>();
  for (const row of Object.values(tables).flat()) {
    for (const id of [row['carrier'], row['party']])
      if (id !== undefined && id !== UNKNOWN_PLACE) ids.add(id as string);
  }
  return ids;
};

/** The span of the period that is named. */
const checkHead = (said: Row): Result<PeriodSpan> => {
  const period = periodNamed(String(said['period']));
  if (!period.ok) return period;
  const span = spanOf(period.value);
  const { toMs } = span;
  if (!Number.isSafeInteger(said['takenAtMs']) || (said['takenAtMs'] as number) < toMs)
    return invalid(
      'takenAtMs',
      `${nameOf(period.value)} ends at ${new Date(toMs).toISOString()}`,
      'Freeze the counts after the period has ended.',
    );
  const wrong = amount(said['sequence']);
  if (wrong !== undefined) return invalid('sequence', wrong, 'Give the data version that was counted at.');
  const law = matching(ID)(said['law']);
  return law === undefined ? success(span) : invalid('law', law, 'Give the id of the law in force.');
};

type Tables = Readonly<Record<string, readonly Row[]>>;

const canonicalTables = (said: Row, span: PeriodSpan): Result<Tables> => {
  const tables: Record<string, readonly Row[]> = {};
  for (const [name, shape] of Object.entries(shapesIn(span))) {
    const rows = canonicalRows(name, shape, said[name]);
    if (isError(rows)) return refused(rows);
    tables[name] = rows;
  }
  return success(tables);
};

const sealed = (said: Row, tables: Tables, named: unknown): Result<FrozenCounts> => {
  const names = canonicalNames(named, idsIn(tables));
  if (isError(names)) return refused(names);
  const { period, takenAtMs, sequence, law } = said;
  // Every field was looked at before; the compiler cannot see that.
  return success({ form: 1, period, takenAtMs, sequence, law, names, ...tables } as unknown as FrozenCounts);
};

export interface FreezeOrder {
  readonly period: BulletinPeriod;
  /** Now. */
  readonly takenAtMs: InstantMs;
  /** Data version, read before the counts are asked for. */
  readonly sequence: number;
  readonly law: string;
}

/**
 * Asks for the counts of a period and makes them one value that does not change any more. `invalid` before the period is over, and
 * for rows that are not what `BulletinCounts` promises, naming the row.
 */
export const freeze = async (order: FreezeOrder, counts: BulletinCounts): Promise<Result<FrozenCounts>> => {
  const head = { ...order, period: nameOf(order.period) };
  const checked = checkHead(head);
  if (!checked.ok) return checked;
  const span = checked.value;
  const rows = {
    subscribers: await counts.subscribers(span.toMs),
    protections: await counts.protections(span, PROTECTING_REASONS),
    complaints: await counts.complaints(span),
    decisions: await counts.decisions(span),
    lateness: await counts.lateness(span),
    exposed: await counts.exposed(span),
  };
  const tables = canonicalTables(rows, span);
  if (!tables.ok) return tables;
  return sealed(head, tables.value, await counts.names([...idsIn(tables.value)].sort(byCodeUnits)));
};

/** One row a line, so that two can be compared; the same bytes for the same counts. UTF-8, LF. */
export const frozenText = (frozen: FrozenCounts): string => {
  const parts = Object.entries(frozen).map(([name, value]) =>
    Array.isArray(value)
      ? `${JSON.stringify(name)}:[${value.map((row) => `\n${JSON.stringify(row)}`).join(',')}]`
      : `${JSON.stringify(name)}:${JSON.stringify(value)}`,
  );
  return `{${parts.join(',\n')}}\n`;
};

/** `malformed` for no JSON; `invalid` for anything that `frozenText` would not have written so, to the byte. */
export const readFrozen = (source: string): Result<FrozenCounts> => {
  let said: unknown;
  try {
    said = JSON.parse(source);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return failure('malformed', 'Frozen counts that are no JSON', {
      field: '',
      message,
      remedy: 'Give the file as it was frozen.',
    });
  }
  const row = (typeof said === 'object' && said !== null ? said : {}) as Row;
  const span = checkHead(row);
  if (!span.ok) return span;
  const tables = canonicalTables(row, span.value);
  if (!tables.ok) return tables;
  const read = sealed(row, tables.value, row['names']);
  if (!read.ok || frozenText(read.value) === source) return read;
  return invalid('', 'not written as frozen counts are', 'Give the file as it was frozen, unchanged.');
};
