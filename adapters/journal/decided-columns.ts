import type { DuckDBDataChunk } from '@duckdb/node-api';
import {
  type Attempt,
  CATEGORIES,
  type Category,
  CHANNELS,
  type Channel,
  type CounterReading,
  PURPOSES,
  type Purpose,
  type Sequence,
} from '@wurao/domain';
import type { Database } from './database.ts';
import type { DecidedFilter, DecidedRecord } from './decided-record.ts';
import { REASON_KEYS } from './layout.ts';

/** The list variable that statements read the path of the file from: types are made by statements that take no parameter. */
const FILE = 'decided_file';
const SOURCE = `read_parquet(getvariable('${FILE}'), union_by_name = true)`;

/** Columns of few different strings: DuckDB hands out small numbers, and each string is made once a file. */
const DICTIONARIES = ['caller', 'line', 'said_merchant', 'would_be', 'law', 'merchant'] as const;
type DictionaryName = (typeof DICTIONARIES)[number];
/** Columns whose words are known beforehand. */
const WORDS = {
  channel: CHANNELS,
  said_purpose: PURPOSES,
  said_category: CATEGORIES,
  classified: PURPOSES,
  purpose: PURPOSES,
} as const;

/** `+` and up to so many digits are exact as a number. */
const EXACT_DIGITS = 15;
/** Enums hold at least one value. */
const NOTHING = '';

const codeOf = (column: string, suffix: string): string =>
  `coalesce(enum_code(${column}::t_${column}_${suffix})::UINTEGER + 1, 0)::UINTEGER`;
const wordCode = (column: keyof typeof WORDS): string =>
  `coalesce(list_position([${WORDS[column].map((word) => `'${word}'`).join()}], ${column}), 0)::UINTEGER`;

const RARE = ['content', 'text', 'permit', 'permit_filing', 'asserted_caller', 'first_called'] as const;

/** Numbers first, then codes, then what most records do not have: the order in which `Row` reads them. */
const selectFor = (
  suffix: string,
): string => `SELECT sequence::DOUBLE, at_ms::DOUBLE, data_version::DOUBLE, fact::DOUBLE, as_of_ms::DOUBLE,
  CASE WHEN callee[1] = '+' AND length(callee) <= ${EXACT_DIGITS + 1} THEN TRY_CAST(substr(callee, 2) AS DOUBLE) END,
  epoch, reason_code, step, categories, contacts_today, contacts_window, distinct_callees, sanctioned,
  ((mode = 'screen')::UINTEGER + 2 * coalesce(roaming, false)::UINTEGER + 4 * (decision = 'allow')::UINTEGER +
    8 * (coalesce(${RARE.join(', ')}) IS NOT NULL)::UINTEGER)::UINTEGER,
  ${DICTIONARIES.map((name) => codeOf(name, suffix)).join(', ')},
  ${(Object.keys(WORDS) as (keyof typeof WORDS)[]).map(wordCode).join(', ')},
  callee, reason, ${RARE.join(', ')}`;

const SCREEN = 1;
const ROAMING = 2;
const ALLOWED = 4;
const HAS_RARE = 8;

/** Places in the select list: 0 to 14 as written, then the dictionaries in their order (15 to 20), the words in theirs (21 to 25). */
const AT = { flags: 14, callee: 26, reason: 27, rare: 28 } as const;

/** The journal's sealed days by columns: no row object, no string made twice. */
export class DecidedColumns {
  readonly #database: Database;
  readonly #filter: DecidedFilter;

  constructor(database: Database, filter: DecidedFilter) {
    this.#database = database;
    this.#filter = filter;
  }

  get #where(): string {
    return 'at_ms >= $since AND at_ms < $until AND ($mode IS NULL OR mode = $mode)';
  }

  get #parameters(): Record<string, string | number | undefined> {
    const { sinceMs, untilMs, mode } = this.#filter;
    return { since: Math.ceil(sinceMs), until: Math.ceil(untilMs), mode };
  }

  async span(path: string): Promise<{ readonly records: number; readonly firstVersion: number }> {
    const sql = `SELECT count(*) AS records, min(data_version) AS first FROM read_parquet($path, union_by_name = true) WHERE ${this.#where}`;
    const [row] = await this.#database.rows(sql, { path, ...this.#parameters });
    const records = Number(row?.['records'] ?? 0);
    return { records, firstVersion: records === 0 ? Number.POSITIVE_INFINITY : Number(row?.['first']) };
  }

  /** Sorts one file on a connection of its own, as far as its first chunk, so that the wait falls into the reading of another. */
  async open(path: string, from: number): Promise<OpenedDay> {
    const connection = await this.#database.beside();
    const suffix = String(++opened);
    try {
      await connection.setText(FILE, path);
      const dictionaries = await makeDictionaries(connection, suffix);
      const sql = `${selectFor(suffix)} FROM ${SOURCE} WHERE sequence >= $from AND ${this.#where} ORDER BY data_version, sequence`;
      const next = await connection.chunks(sql, { from, ...this.#parameters });
      const first = await next();
      return new OpenedDay(connection, suffix, dictionaries, first, next);
    } catch (error) {
      connection.disconnect();
      throw error;
    }
  }
}

/** Types of several files stand beside each other. */
let opened = 0;

const makeDictionaries = async (connection: Database, suffix: string): Promise<Dictionaries> => {
  const made: [DictionaryName, readonly (string | undefined)[]][] = [];
  for (const name of DICTIONARIES) {
    await connection.run(
      `CREATE TYPE t_${name}_${suffix} AS ENUM (SELECT DISTINCT ${name} FROM ${SOURCE} WHERE ${name} IS NOT NULL UNION SELECT '${NOTHING}')`,
    );
    const rows = await connection.rows(`SELECT unnest(enum_range(NULL::t_${name}_${suffix})) AS word`);
    made.push([name, [undefined, ...rows.map(({ word }) => String(word))]]);
  }
  return Object.fromEntries(made) as Dictionaries;
};

/** One sealed file, sorted and ready to be read. */
export class OpenedDay {
  readonly #connection: Database;
  readonly #suffix: string;
  readonly #dictionaries: Dictionaries;
  readonly #first: DuckDBDataChunk | undefined;
  readonly #next: () => Promise<DuckDBDataChunk | undefined>;

  constructor(
    connection: Database,
    suffix: string,
    dictionaries: Dictionaries,
    first: DuckDBDataChunk | undefined,
    next: () => Promise<DuckDBDataChunk | undefined>,
  ) {
    this.#connection = connection;
    this.#suffix = suffix;
    this.#dictionaries = dictionaries;
    this.#first = first;
    this.#next = next;
  }

  async *batches(): AsyncGenerator<readonly DecidedRecord[]> {
    const read = new ChunkColumns();
    let chunk = this.#first;
    while (chunk !== undefined) {
      // The next is fetched while this one is decided.
      const following = this.#next();
      following.catch(() => undefined);
      yield recordsOf(chunk, read, this.#dictionaries);
      chunk = await following;
    }
  }

  async close(): Promise<void> {
    try {
      for (const name of DICTIONARIES) await this.#connection.run(`DROP TYPE IF EXISTS t_${name}_${this.#suffix}`);
    } finally {
      this.#connection.disconnect();
    }
  }
}

/** By code; 0 = null. */
type Dictionaries = Readonly<Record<DictionaryName, readonly (string | undefined)[]>>;

interface Column {
  getItem(index: number): unknown;
}

const NO_RARE = {
  content: undefined,
  text: undefined,
  permit: undefined,
  assertedCaller: undefined,
  firstCalled: undefined,
} as const;

const rareOf = (columns: readonly Column[], index: number) => {
  const [content, text, permit, filing, assertedCaller, firstCalled] = RARE.map((_, i) => {
    const value = columns[AT.rare + i]?.getItem(index);
    return typeof value === 'string' ? value : undefined;
  });
  return {
    content,
    text,
    permit: permit === undefined ? undefined : { id: permit, filing },
    assertedCaller,
    firstCalled,
  };
};

const NO_COUNTERS: CounterReading = { today: 0, window: 0, distinctCallees: 0, sanctioned: 0 };

/** The columns of numbers and codes of one chunk, in arrays that are filled again for the next. Null is NaN. */
class ChunkColumns {
  readonly columns: Column[] = [];
  readonly values: readonly Float64Array[] = Array.from({ length: AT.callee }, () => new Float64Array(CHUNK_ROWS));

  fill(chunk: DuckDBDataChunk): void {
    this.columns.length = 0;
    for (let at = 0; at < chunk.columnCount; at++) this.columns.push(chunk.getColumnVector(at));
    for (const [at, values] of this.values.entries()) fillFrom(this.columns[at]!, values, chunk.rowCount);
  }
}

/** What DuckDB hands over at once. */
const CHUNK_ROWS = 2_048;

const fillFrom = (column: Column, values: Float64Array, count: number): void => {
  for (let i = 0; i < count; i++) {
    const value = column.getItem(i) as number | null;
    values[i] = value === null ? Number.NaN : value;
  }
};

const SUFFIXES = Array.from({ length: 10_000 }, (_, i) => String(i).padStart(4, '0'));
const SUFFIX = 10_000;
/** Beyond it, new ones are made each time. */
const MAX_PREFIXES = 1_000_000;
const prefixes = new Map<number, string>();

/** The number of a number: people of one prefix share its string. */
const numberText = (digits: number): string => {
  const head = Math.floor(digits / SUFFIX);
  let prefix = prefixes.get(head);
  if (prefix === undefined) {
    prefix = `+${head}`;
    if (head === 0) return `+${digits}`;
    if (prefixes.size < MAX_PREFIXES) prefixes.set(head, prefix);
  }
  return prefix + SUFFIXES[digits - head * SUFFIX]!;
};

/** One chunk of DuckDB as records. */
const recordsOf = (chunk: DuckDBDataChunk, read: ChunkColumns, dictionaries: Dictionaries): readonly DecidedRecord[] => {
  read.fill(chunk);
  const records = new Array<DecidedRecord>(chunk.rowCount);
  for (let i = 0; i < records.length; i++) records[i] = recordAt(i, read, dictionaries);
  return records;
};

const attemptAt = (i: number, { columns, values }: ChunkColumns, d: Dictionaries): Attempt => {
  const flags = values[AT.flags]![i]!;
  const asOf = values[4]![i]!;
  const digits = values[5]![i]!;
  const rare = (flags & HAS_RARE) === 0 ? NO_RARE : rareOf(columns, i);
  const attempt = {
    mode: flags & SCREEN ? 'screen' : 'attempt',
    channel: CHANNELS[values[21]![i]! - 1] as Channel,
    caller: d.caller[values[15]![i]!],
    callee: digits > 0 ? numberText(digits) : columns[AT.callee]!.getItem(i),
    line: d.line[values[16]![i]!],
    merchant: d.said_merchant[values[17]![i]!],
    purpose: PURPOSES[values[22]![i]! - 1],
    category: CATEGORIES[values[23]![i]! - 1] as Category | undefined,
    content: rare.content,
    text: rare.text,
    permit: rare.permit,
    attemptId: undefined,
    assertedCaller: rare.assertedCaller,
    firstCalled: rare.firstCalled,
    roaming: (flags & ROAMING) !== 0,
    asOfMs: asOf > Number.NEGATIVE_INFINITY ? asOf : undefined,
    classified: PURPOSES[values[24]![i]! - 1],
  };
  // The brands were checked when the record went in.
  return attempt as unknown as Attempt;
};

const countersAt = (i: number, values: readonly Float64Array[]): CounterReading => {
  const today = values[10]![i]!;
  const window = values[11]![i]!;
  const distinctCallees = values[12]![i]!;
  const sanctioned = values[13]![i]!;
  const nothing = today + window + distinctCallees + sanctioned === 0;
  return nothing ? NO_COUNTERS : { today, window, distinctCallees, sanctioned };
};

const recordAt = (i: number, read: ChunkColumns, d: Dictionaries): DecidedRecord => {
  const { columns, values } = read;
  return {
    sequence: values[0]![i]!,
    epoch: values[6]![i]!,
    atMs: values[1]![i]!,
    attempt: attemptAt(i, read, d),
    decision: values[AT.flags]![i]! & ALLOWED ? 'allow' : 'refuse',
    reason: REASON_KEYS.get(values[7]![i]!) ?? String(columns[AT.reason]!.getItem(i)),
    wouldBe: d.would_be[values[18]![i]!],
    step: values[8]![i]!,
    law: d.law[values[19]![i]!] ?? '',
    dataVersion: values[2]![i]! as Sequence,
    merchant: d.merchant[values[20]![i]!],
    purpose: PURPOSES[values[25]![i]! - 1] as Purpose | undefined,
    categories: values[9]![i]!,
    fact: values[3]![i]! as Sequence,
    counters: countersAt(i, values),
  };
};
