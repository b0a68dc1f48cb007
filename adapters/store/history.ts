import {
  asSequence,
  type Change,
  type ChangeBody,
  type MerchantId,
  type Result,
  type Sequence,
  success,
} from '@wurao/domain';
import type Database from 'better-sqlite3';
import { changesAfter } from './changes.ts';
import { BEGIN_SNAPSHOT, prepareReader } from './dialect.ts';
import { outsideFailure } from './failures.ts';
import { storePath } from './files.ts';
import { NOUN_ORDER, type NumberTables, nextNumber, ownershipOf } from './load.ts';
import { CHUNK_ROWS, KeyedRows } from './load-rows.ts';
import type { HistoryLoad, StoreHistory } from './ports.ts';
import { lawChangeOf } from './rows.ts';
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
  while (ownerships.peek()) yield ownershipOf(ownerships.next());
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
