import type { DuckDBDataChunk } from '@duckdb/node-api';
import {
  type Attempt,
  CATEGORIES,
  CHANNELS,
  type CounterReading,
  numberKey,
  type PhoneNumber,
  PURPOSES,
  type Sequence,
} from '@wurao/domain';
import type { Database } from './database.ts';
import type { DecidedFilter, DecidedRecord } from './decided-record.ts';
import { REASON_KEYS } from './layout.ts';
import { stirOf } from './stir-text.ts';

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
type WordColumn = keyof typeof WORDS;

/** `+` and up to so many digits are exact as a number. */
const EXACT_DIGITS = 15;
/** Enums hold at least one value. */
const NOTHING = '';
/** Reason codes of the reasons file; others are told by their key. */
const KNOWN_REASONS = 200;

const DICTIONARY_TYPE = 't';
const WORD_TYPE = 'w';

const codeOf = (column: DictionaryName, suffix: string): string =>
  `coalesce(enum_code(${column}::${DICTIONARY_TYPE}_${column}_${suffix})::UINTEGER + 1, 0)::UINTEGER`;
/** A word of a later version is none that we know. */
const wordCode = (column: WordColumn): string =>
  `coalesce(enum_code(TRY_CAST(${column} AS ${WORD_TYPE}_${column}))::UINTEGER + 1, 0)`;

const RARE = ['content', 'text', 'permit', 'permit_filing', 'asserted_caller', 'first_called'] as const;
/** Files from before a gate knew STIR lack its column. */
const STIR = 'stir';
const NO_STIR = 'NULL';
const BY_DIGITS = `callee[1] = '+' AND length(callee) <= ${EXACT_DIGITS + 1}`;

/** Four bits each, above the flags. */
const WORD_BITS = 4;
const FLAG_BITS = 4;
const WORD_COLUMNS = Object.keys(WORDS) as WordColumn[];
const PACKED_WORDS = WORD_COLUMNS.map((column, i) => `${2 ** (FLAG_BITS + i * WORD_BITS)} * ${wordCode(column)}`).join(
  ' + ',
);

/**
 * Numbers first, then codes, then strings of the few records that have them: a sort carries every column along, and
 * strings cost it most. `AT` below names the places. Of two types in all: a loop that meets more of them calls where it could read.
 */
const selectFor = (suffix: string, stir: string): string => {
  const rare = [...RARE, stir].join(', ');
  const hasRare = `coalesce(${rare}) IS NOT NULL`;
  return `SELECT sequence::DOUBLE, at_ms::DOUBLE, data_version::DOUBLE,
  fact::DOUBLE, as_of_ms::DOUBLE, CASE WHEN ${BY_DIGITS} THEN TRY_CAST(substr(callee, 2) AS DOUBLE) END,
  ${['epoch', '(reason_code * 16 + step)', 'categories', 'contacts_today', 'contacts_window', 'distinct_callees', 'sanctioned'].map((column) => `${column}::UINTEGER`).join(', ')},
  ((mode = 'screen')::UINTEGER + 2 * coalesce(roaming, false)::UINTEGER + 4 * (decision = 'allow')::UINTEGER +
    8 * (${hasRare})::UINTEGER + ${PACKED_WORDS})::UINTEGER,
  ${DICTIONARIES.map((name) => codeOf(name, suffix)).join(', ')},
  CASE WHEN ${BY_DIGITS} THEN NULL ELSE callee END,
  CASE WHEN reason_code < ${KNOWN_REASONS} THEN NULL ELSE reason END,
  CASE WHEN ${hasRare} THEN to_json([${rare}])::VARCHAR END`;
};

const SCREEN = 1;
const ROAMING = 2;
const ALLOWED = 4;
const HAS_RARE = 8;
const STEPS = 16;

const AT = {
  sequence: 0,
  atMs: 1,
  dataVersion: 2,
  fact: 3,
  asOf: 4,
  digits: 5,
  epoch: 6,
  reasonAndStep: 7,
  categories: 8,
  today: 9,
  window: 10,
  distinctCallees: 11,
  sanctioned: 12,
  packed: 13,
  caller: 14,
  line: 15,
  saidMerchant: 16,
  wouldBe: 17,
  law: 18,
  merchant: 19,
  callee: 20,
  reason: 21,
  rare: 22,
} as const;
/** Columns that are numbers or codes. */
const NUMERIC_COLUMNS = AT.callee;

const wordIn = <Word>(packed: number, place: number, words: readonly Word[]): Word | undefined =>
  words[((packed >>> (FLAG_BITS + place * WORD_BITS)) & 15) - 1];

/** The journal's sealed days by columns: no row object, no string made twice. */
export class DecidedColumns {
  readonly #database: Database;
  readonly #filter: DecidedFilter;
  #words: Promise<void> | undefined;

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

  /** The same for all files, so made once. */
  #makeWords(connection: Database): Promise<void> {
    this.#words ??= makeWords(connection);
    return this.#words;
  }

  /** Sorts one file on a connection of its own, as far as its first chunk, so that the wait falls into the reading of another. */
  async open(path: string, from: number): Promise<OpenedDay> {
    const connection = await this.#database.beside();
    const suffix = String(++opened);
    try {
      await connection.setText(FILE, path);
      await this.#makeWords(connection);
      const dictionaries = await makeDictionaries(connection, suffix);
      const columns = await connection.rows(`DESCRIBE SELECT * FROM ${SOURCE}`);
      const stir = columns.some((column) => column['column_name'] === STIR) ? STIR : NO_STIR;
      const sql = `${selectFor(suffix, stir)} FROM ${SOURCE} WHERE sequence >= $from AND ${this.#where} ORDER BY data_version, sequence`;
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

const makeWords = async (connection: Database): Promise<void> => {
  for (const column of WORD_COLUMNS) {
    const words = WORDS[column].map((word) => `'${word}'`).join();
    await connection.run(`CREATE TYPE IF NOT EXISTS ${WORD_TYPE}_${column} AS ENUM (${words})`);
  }
};

const makeDictionaries = async (connection: Database, suffix: string): Promise<Dictionaries> => {
  const made: [DictionaryName, readonly (string | undefined)[]][] = [];
  for (const name of DICTIONARIES) {
    await connection.run(
      `CREATE TYPE t_${name}_${suffix} AS ENUM (SELECT DISTINCT ${name} FROM ${SOURCE} WHERE ${name} IS NOT NULL UNION SELECT '${NOTHING}')`,
    );
    const rows = await connection.rows(`SELECT unnest(enum_range(NULL::t_${name}_${suffix})) AS word`);
    made.push([name, [undefined, ...rows.map(({ word }) => String(word))]]);
  }
  const dictionaries = Object.fromEntries(made) as Record<DictionaryName, readonly (string | undefined)[]>;
  const keyOf = (text: string | undefined) => (text === undefined ? undefined : numberKey(text as PhoneNumber));
  return { ...dictionaries, callerKeys: dictionaries.caller.map(keyOf) };
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

  #drop(column: string): Promise<void> {
    return this.#connection.run(`DROP TYPE IF EXISTS ${DICTIONARY_TYPE}_${column}_${this.#suffix}`);
  }

  async close(): Promise<void> {
    try {
      for (const name of DICTIONARIES) await this.#drop(name);
    } finally {
      this.#connection.disconnect();
    }
  }
}

/** By code; 0 = null. */
type Dictionaries = Readonly<Record<DictionaryName, readonly (string | undefined)[]>> & {
  /** `numberKey` of each caller. */
  readonly callerKeys: readonly (number | undefined)[];
};

interface Column {
  getItem(index: number): unknown;
}

const NO_RARE = {
  content: undefined,
  text: undefined,
  permit: undefined,
  assertedCaller: undefined,
  firstCalled: undefined,
  stir: undefined,
} as const;

const rareOf = (text: unknown) => {
  const values = JSON.parse(String(text)) as (string | null)[];
  const [content, said, permit, filing, assertedCaller, firstCalled, stir] = values.map((value) => value ?? undefined);
  return {
    content,
    text: said,
    permit: permit === undefined ? undefined : { id: permit, filing },
    assertedCaller,
    firstCalled,
    stir: stirOf(stir),
  };
};

const NO_COUNTERS: CounterReading = { today: 0, window: 0, distinctCallees: 0, sanctioned: 0 };

/** The columns of numbers and codes of one chunk, in arrays that are filled again for the next. Null is NaN. */
class ChunkColumns {
  readonly columns: Column[] = [];
  readonly values: readonly Float64Array[] = Array.from(
    { length: NUMERIC_COLUMNS },
    () => new Float64Array(CHUNK_ROWS),
  );

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
const recordsOf = (
  chunk: DuckDBDataChunk,
  read: ChunkColumns,
  dictionaries: Dictionaries,
): readonly DecidedRecord[] => {
  read.fill(chunk);
  const records = new Array<DecidedRecord>(chunk.rowCount);
  for (let i = 0; i < records.length; i++) records[i] = recordAt(i, read, dictionaries);
  return records;
};

const attemptAt = (i: number, { columns, values }: ChunkColumns, d: Dictionaries): Attempt => {
  const packed = values[AT.packed]![i]!;
  const asOf = values[AT.asOf]![i]!;
  const digits = values[AT.digits]![i]!;
  const caller = values[AT.caller]![i]!;
  const rare = (packed & HAS_RARE) === 0 ? NO_RARE : rareOf(columns[AT.rare]!.getItem(i));
  const attempt = {
    mode: packed & SCREEN ? 'screen' : 'attempt',
    channel: wordIn(packed, 0, CHANNELS),
    caller: d.caller[caller],
    callee: digits > 0 ? numberText(digits) : columns[AT.callee]!.getItem(i),
    callerKey: d.callerKeys[caller],
    // Up to 15 digits after +: the digits are the key.
    calleeKey: digits > 0 ? digits : undefined,
    line: d.line[values[AT.line]![i]!],
    merchant: d.said_merchant[values[AT.saidMerchant]![i]!],
    purpose: wordIn(packed, 1, PURPOSES),
    category: wordIn(packed, 2, CATEGORIES),
    content: rare.content,
    text: rare.text,
    permit: rare.permit,
    attemptId: undefined,
    assertedCaller: rare.assertedCaller,
    firstCalled: rare.firstCalled,
    stir: rare.stir,
    roaming: (packed & ROAMING) !== 0,
    asOfMs: asOf > Number.NEGATIVE_INFINITY ? asOf : undefined,
    classified: wordIn(packed, 3, PURPOSES),
  };
  // The brands were checked when the record went in.
  return attempt as unknown as Attempt;
};

const countersAt = (i: number, values: readonly Float64Array[]): CounterReading => {
  const today = values[AT.today]![i]!;
  const window = values[AT.window]![i]!;
  const distinctCallees = values[AT.distinctCallees]![i]!;
  const sanctioned = values[AT.sanctioned]![i]!;
  const nothing = today + window + distinctCallees + sanctioned === 0;
  return nothing ? NO_COUNTERS : { today, window, distinctCallees, sanctioned };
};

const recordAt = (i: number, read: ChunkColumns, d: Dictionaries): DecidedRecord => {
  const { columns, values } = read;
  const packed = values[AT.packed]![i]!;
  const reasonAndStep = values[AT.reasonAndStep]![i]!;
  const step = reasonAndStep % STEPS;
  return {
    sequence: values[AT.sequence]![i]!,
    epoch: values[AT.epoch]![i]!,
    atMs: values[AT.atMs]![i]!,
    attempt: attemptAt(i, read, d),
    decision: packed & ALLOWED ? 'allow' : 'refuse',
    reason: REASON_KEYS.get((reasonAndStep - step) / STEPS) ?? String(columns[AT.reason]!.getItem(i)),
    wouldBe: d.would_be[values[AT.wouldBe]![i]!],
    step,
    law: d.law[values[AT.law]![i]!] ?? '',
    dataVersion: values[AT.dataVersion]![i]! as Sequence,
    merchant: d.merchant[values[AT.merchant]![i]!],
    purpose: wordIn(packed, 4, PURPOSES),
    categories: values[AT.categories]![i]!,
    fact: values[AT.fact]![i]! as Sequence,
    counters: countersAt(i, values),
  };
};
