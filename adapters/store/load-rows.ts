import { asId, asSequence, BASIS_KINDS, type Basis, type ContentId, METHODS } from '@wurao/domain';
import type { BasisRecord, PairBasis, PairNo } from '@wurao/registry';
import { ENDED_BY, endedHow, GIVEN_UP } from './rows.ts';

/**
 * The bulk load reads rows as arrays, in chunks by key, with small columns packed into two integers by the database:
 * half the time of reading column by column, row by row.
 */
export const CHUNK_ROWS = 1_000;

/** subscriber, merchant, sequence, packed, scope, from (null: at receipt), to, received, ended sequence, ended at, matter */
export type BasisTuple = [
  number,
  number,
  number,
  number,
  number,
  number | null,
  number | null,
  number,
  number | null,
  number | null,
  string | null,
];
/** subscriber, merchant, sequence, scope, received */
export type RefusalTuple = [number, number, number, number, number];
/** subscriber, sequence, on, channels, categories, purposes, barred since, detail */
export type PreferenceTuple = [number, number, number, number, number, number, number, string | null];
/** number, sequence */
export type TenureTuple = [number, number];

const SCOPE = 'purposes + 512 * categories + 2097152 * channels';

const KEY_OF_PAIR = 'subscriber, merchant, from_sequence';
const BASIS = `select subscriber, merchant, from_sequence,
  kind + 4 * confirmed + 8 * method + 64 * coalesce(ended_how, 0) + 256 * coalesce(ended_by, 0), ${SCOPE},
  nullif(from_at, received_at), to_at, received_at, to_sequence, ended_at, matter from basis`;
const REFUSAL = `select subscriber, merchant, from_sequence, ${SCOPE}, received_at from refusal where to_sequence is null`;
const PREFERENCE = `select subscriber, from_sequence, is_on, channels, categories, purposes, barred_since, detail
  from preference where to_sequence is null`;
const TENURE = 'select number, from_sequence from tenure';

/** In one go, for a cursor. */
export const BASIS_ROWS = `${BASIS} order by ${KEY_OF_PAIR}`;
export const REFUSAL_ROWS = `${REFUSAL} order by ${KEY_OF_PAIR}`;
export const PREFERENCE_ROWS = `${PREFERENCE} order by subscriber, from_sequence`;
export const TENURE_ROWS = `${TENURE} order by number, from_sequence`;

/** The next chunk after a key. */
export const BASIS_CHUNK = `${BASIS} where (${KEY_OF_PAIR}) > (?, ?, ?) order by ${KEY_OF_PAIR} limit ${CHUNK_ROWS}`;
export const REFUSAL_CHUNK = `${REFUSAL} and (${KEY_OF_PAIR}) > (?, ?, ?) order by ${KEY_OF_PAIR} limit ${CHUNK_ROWS}`;
export const PREFERENCE_CHUNK = `${PREFERENCE} and (subscriber, from_sequence) > (?, ?) order by subscriber, from_sequence limit ${CHUNK_ROWS}`;
export const TENURE_CHUNK = `${TENURE} where (number, from_sequence) > (?, ?) order by number, from_sequence limit ${CHUNK_ROWS}`;

const scopeOf = (scope: number): { purposes: number; categories: number; channels: number } => ({
  purposes: scope & 0x1ff,
  categories: (scope >>> 9) & 0xfff,
  channels: scope >>> 21,
});

/** When it was told is not asked here, only that it was. */
const TOLD = {};

export const pairBasisOf = (row: BasisTuple): PairBasis => {
  const packed = row[3];
  const scope = row[4];
  const how = (packed >> 6) & 3;
  return {
    kind: BASIS_KINDS[packed & 3] as Basis['kind'],
    purposes: scope & 0x1ff,
    categories: (scope >>> 9) & 0xfff,
    channels: scope >>> 21,
    matter: row[10] === null ? undefined : asId<ContentId>(row[10]),
    method: METHODS[(packed >> 3) & 7] as Basis['method'],
    confirmed: (packed & 4) !== 0,
    fromMs: row[5] ?? row[7],
    toMs: row[6] ?? undefined,
    receivedMs: row[7],
    sequence: asSequence(row[2]),
    ended: how === 0 ? undefined : { how: endedHow(how), sequence: asSequence(row[8] ?? 0), atMs: row[9] ?? 0 },
    endedBy: how === 0 ? undefined : (ENDED_BY[packed >> 8] as BasisRecord['endedBy']),
    toldEnd: how === GIVEN_UP ? TOLD : undefined,
  };
};

export const pairNoOf = (row: RefusalTuple): PairNo => ({
  ...scopeOf(row[3]),
  receivedMs: row[4],
  sequence: asSequence(row[2]),
  ended: undefined,
});

/** Rows of one table in order of key, read ahead by chunks. */
export class KeyedRows<Row extends readonly (number | string | null)[]> {
  readonly #read: (after: readonly number[]) => Row[];
  readonly #keyColumns: number;
  #chunk: Row[] = [];
  #at = 0;
  #hasEnded = false;

  constructor(keyColumns: number, read: (after: readonly number[]) => Row[]) {
    this.#read = read;
    this.#keyColumns = keyColumns;
    this.#refill(new Array<number>(keyColumns).fill(-1));
  }

  #refill(after: readonly number[]): void {
    this.#chunk = this.#hasEnded ? [] : this.#read(after);
    this.#hasEnded = this.#chunk.length < CHUNK_ROWS;
    this.#at = 0;
  }

  /** The row to come, or undefined at the end. */
  peek(): Row | undefined {
    return this.#chunk[this.#at];
  }

  next(): Row {
    const row = this.#chunk[this.#at] as Row;
    this.#at += 1;
    if (this.#at >= this.#chunk.length) this.#refill(row.slice(0, this.#keyColumns) as number[]);
    return row;
  }
}
