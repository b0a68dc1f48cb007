import {
  asId,
  asSequence,
  type Change,
  type ChangeBody,
  type MerchantId,
  type PartyId,
  type Preference,
  type Result,
  type Sequence,
  success,
} from '@wurao/domain';
import { type PairBasis, type PairNo, pairStateOf, preferenceChange } from '@wurao/registry';
import type Database from 'better-sqlite3';
import { changesAfter } from './changes.ts';
import { BEGIN_SNAPSHOT, prepareReader } from './dialect.ts';
import { outsideFailure } from './failures.ts';
import { storePath } from './files.ts';
import { NOUN_ORDER } from './load.ts';
import {
  type BasisTuple,
  CHUNK_ROWS,
  KeyedRows,
  type PreferenceTuple,
  pairBasisOf,
  pairNoOf,
  type RefusalTuple,
  type TenureTuple,
} from './load-rows.ts';
import type { HistoryLoad, StoreHistory } from './ports.ts';
import { lawChangeOf, numberOf, preferenceOf } from './rows.ts';
import { openDatabase, SqliteSession } from './session.ts';
import { LAW_KIND } from './transaction-nouns.ts';

/** Parties before lines, merchants before what they own; keys decide nothing. */
const NOUNS_DECIDED_BY = NOUN_ORDER.filter((noun) => noun !== 'key');
const HELD = 'from_sequence <= @at and (to_sequence is null or to_sequence > @at)';
const SCOPE = 'purposes + 512 * categories + 2097152 * channels';
/** An end that came later has not happened; one that its merchant was told later had not been told. */
const ENDED_HOW = `case when to_sequence is null or to_sequence > @at then 0
  when ended_how = 3 and coalesce((select told_end_sequence from basis_proof proof where proof.from_sequence = basis.from_sequence), 0) > @at then 2
  else coalesce(ended_how, 0) end`;

const FACTS = `select id, body from fact where kind = @kind and id > @id and ${HELD} and body is not null order by id limit ${CHUNK_ROWS}`;
const OWNERSHIPS = `select number, from_sequence, carrier from ownership where (number, from_sequence) > (@k0, @k1) and ${HELD}
  order by number, from_sequence limit ${CHUNK_ROWS}`;
const BASES = `select subscriber, merchant, from_sequence,
  kind + 4 * confirmed + 8 * method + 64 * (${ENDED_HOW}) + 256 * coalesce(ended_by, 0), ${SCOPE},
  nullif(from_at, received_at), to_at, received_at, to_sequence, ended_at, matter
  from basis where (subscriber, merchant, from_sequence) > (@k0, @k1, @k2) and from_sequence <= @at
  order by subscriber, merchant, from_sequence limit ${CHUNK_ROWS}`;
const REFUSALS = `select subscriber, merchant, from_sequence, ${SCOPE}, received_at
  from refusal where (subscriber, merchant, from_sequence) > (@k0, @k1, @k2) and ${HELD}
  order by subscriber, merchant, from_sequence limit ${CHUNK_ROWS}`;
const PREFERENCES = `select subscriber, from_sequence, is_on, channels, categories, purposes, barred_since, detail
  from preference where (subscriber, from_sequence) > (@k0, @k1) and ${HELD} order by subscriber, from_sequence limit ${CHUNK_ROWS}`;
const TENURES = `select number, from_sequence from tenure where (number, from_sequence) > (@k0, @k1) and from_sequence <= @at
  order by number, from_sequence limit ${CHUNK_ROWS}`;
const BASES_EVER = 'select count(*) as bases from basis_proof where from_sequence <= ?';

/** One table in order of its key, as it was right after `at`. */
const keyed = <Row extends readonly (number | string | null)[]>(
  db: Database.Database,
  sql: string,
  keyColumns: number,
  at: Sequence,
): KeyedRows<Row> => {
  const chunk = db.prepare(sql).raw();
  return new KeyedRows<Row>(keyColumns, (after) => {
    const keys = Object.fromEntries(after.map((value, i) => [`k${i}`, value]));
    return chunk.all({ at, ...keys }) as Row[];
  });
};

type Keyed = KeyedRows<readonly [number, ...(number | string | null)[]]>;
const keyAt = (rows: unknown): number => (rows as Keyed).peek()?.[0] ?? Number.POSITIVE_INFINITY;
const merchantAt = (rows: unknown, key: number): number => {
  const row = (rows as Keyed).peek();
  return row !== undefined && row[0] === key ? (row[1] as number) : Number.POSITIVE_INFINITY;
};

interface NumberTables {
  readonly bases: KeyedRows<BasisTuple>;
  readonly refusals: KeyedRows<RefusalTuple>;
  readonly preferences: KeyedRows<PreferenceTuple>;
  readonly tenures: KeyedRows<TenureTuple>;
  /** Merchant ids by table index, and back. */
  readonly ids: ReadonlyMap<number, MerchantId>;
  readonly indexes: ReadonlyMap<string, number>;
}

const openNumberTables = (db: Database.Database, at: Sequence): NumberTables => {
  const merchants = db.prepare('select merchant, id from merchant_index').raw().all() as [number, MerchantId][];
  return {
    bases: keyed(db, BASES, 3, at),
    refusals: keyed(db, REFUSALS, 3, at),
    preferences: keyed(db, PREFERENCES, 2, at),
    tenures: keyed(db, TENURES, 2, at),
    ids: new Map(merchants),
    indexes: new Map(merchants.map(([index, id]) => [id, index])),
  };
};

const preferenceOfTuple = (row: PreferenceTuple): Preference => {
  const [subscriber, from_sequence, is_on, channels, categories, purposes, barred_since, detail] = row;
  const columns = { subscriber, from_sequence, is_on, channels, categories, purposes, barred_since, detail };
  return preferenceOf({ ...columns, to_sequence: null, received_at: 0 });
};

/** The changes of the next number, from all four tables in one pass; undefined = there is none. */
const nextNumber = (tables: NumberTables): readonly ChangeBody[] | undefined => {
  const { bases, refusals, preferences, tenures, ids, indexes } = tables;
  const key = Math.min(keyAt(bases), keyAt(refusals), keyAt(preferences));
  if (key === Number.POSITIVE_INFINITY) return undefined;
  const number = numberOf(key);
  const preference = keyAt(preferences) === key ? preferenceOfTuple(preferences.next()) : undefined;
  const changes: ChangeBody[] = preference ? [preferenceChange(number, preference, preference.sequence)] : [];
  while (keyAt(tenures) < key) tenures.next();
  let tenureFrom = asSequence(0);
  while (keyAt(tenures) === key) tenureFrom = asSequence(tenures.next()[1]);
  const keptOnly = new Set((preference?.keep ?? []).map((id) => indexes.get(id) as number));
  const collect = (index: number, ofBases: readonly PairBasis[], ofRefusals: readonly PairNo[]): void => {
    const merchant = ids.get(index) as MerchantId;
    const state = pairStateOf({ merchant, bases: ofBases, refusals: ofRefusals, preference, tenureFrom });
    if (state) changes.push({ kind: 'pair', number, merchant, state });
  };
  for (;;) {
    const index = Math.min(merchantAt(bases, key), merchantAt(refusals, key));
    if (index === Number.POSITIVE_INFINITY) break;
    const ofBases: PairBasis[] = [];
    while (merchantAt(bases, key) === index) ofBases.push(pairBasisOf(bases.next()));
    const ofRefusals: PairNo[] = [];
    while (merchantAt(refusals, key) === index) ofRefusals.push(pairNoOf(refusals.next()));
    keptOnly.delete(index);
    collect(index, ofBases, ofRefusals);
  }
  for (const index of keptOnly) collect(index, [], []);
  return changes;
};

function* nounChanges(db: Database.Database, at: Sequence): Generator<ChangeBody> {
  const law = db.prepare(`select body from fact where kind = '${LAW_KIND}' and id = '${LAW_KIND}' and ${HELD}`);
  const inForce = law.get({ at }) as { body: string } | undefined;
  if (inForce) yield lawChangeOf(inForce.body);
  const chunk = db.prepare(FACTS).raw();
  for (const kind of NOUNS_DECIDED_BY) {
    for (let id = '', rows: [string, string][] = [['', '']]; rows.length > 0; ) {
      rows = chunk.all({ kind, id, at }) as [string, string][];
      for (const [found, text] of rows) {
        yield { kind: 'noun', noun: kind, id: found, body: JSON.parse(text) } as ChangeBody;
        id = found;
      }
    }
  }
}

function* stateAsOf(db: Database.Database, at: Sequence): Generator<ChangeBody> {
  yield* nounChanges(db, at);
  const ownerships = keyed<[number, number, string]>(db, OWNERSHIPS, 2, at);
  while (ownerships.peek()) {
    const [number, , carrier] = ownerships.next();
    yield { kind: 'ownership', ownership: { number: numberOf(number), carrier: asId<PartyId>(carrier) } };
  }
  const tables = openNumberTables(db, at);
  for (let changes = nextNumber(tables); changes !== undefined; changes = nextNumber(tables)) {
    for (const change of changes) yield change;
  }
}

/** The embedded store's past, on a connection of its own: one snapshot throughout, no lock, nothing written. */
class EmbeddedHistory implements StoreHistory {
  readonly #db: Database.Database;
  readonly #session: SqliteSession;
  readonly head: Sequence;

  constructor(db: Database.Database) {
    this.#db = db;
    this.#session = new SqliteSession(db);
    db.prepare(BEGIN_SNAPSHOT).run();
    const { sequence } = db.prepare('select sequence from feed_head').get() as { sequence: number };
    this.head = asSequence(sequence);
  }

  loadAsOf(sequence: Sequence): HistoryLoad {
    const { bases } = this.#db.prepare(BASES_EVER).get(sequence) as { bases: number };
    return { sequence, pairs: bases, changes: stateAsOf(this.#db, sequence) };
  }

  changesAfter(sequence: Sequence, limit: number): Promise<readonly Change[]> {
    return changesAfter(this.#session, sequence, limit);
  }

  close(): void {
    this.#db.close();
  }
}

/** For whoever follows what was, beside the process that serves the store. */
export const openHistory = async (directory: string): Promise<Result<StoreHistory>> => {
  try {
    const db = openDatabase(storePath(directory), { readonly: true, fileMustExist: true });
    prepareReader(db);
    return success(new EmbeddedHistory(db));
  } catch (error) {
    return outsideFailure(error);
  }
};
