import {
  asId,
  asSequence,
  type ChangeBody,
  type MerchantId,
  type NounBodies,
  type NounKind,
  type PartyId,
  type PhoneNumber,
  type Preference,
  type Sequence,
} from '@wurao/domain';
import { type PairBasis, type PairNo, pairStateOf, preferenceChange } from '@wurao/registry';
import type Database from 'better-sqlite3';
import { BEGIN_SNAPSHOT } from './dialect.ts';
import {
  BASIS_CHUNK,
  type BasisTuple,
  CHUNK_ROWS,
  KeyedRows,
  PREFERENCE_CHUNK,
  type PreferenceTuple,
  pairBasisOf,
  pairNoOf,
  REFUSAL_CHUNK,
  type RefusalTuple,
  TENURE_CHUNK,
  type TenureTuple,
} from './load-rows.ts';
import type { TableLoad } from './ports.ts';
import { lawChangeOf, numberOf, preferenceOf } from './rows.ts';

/** The gates index chains, filings and contents by these: parties before lines, merchants before what they own. */
export const NOUN_ORDER: readonly NounKind[] = [
  'party',
  'merchant',
  'line',
  'content',
  'filing',
  'sanction',
  'binding',
  'expectation',
  'key',
  'law-pack',
];
const NONE: readonly never[] = [];

/** In one go, for a cursor. */
export const FACT_ROWS = (noun: NounKind): string =>
  `select id, body from fact where kind = '${noun}' and to_sequence is null and body is not null order by id`;
export const OWNERSHIP_ROWS =
  'select number, from_sequence, carrier from ownership where to_sequence is null order by number, from_sequence';

const FACT_CHUNK = `select id, body from fact where kind = ? and id > ? and to_sequence is null and body is not null order by id limit ${CHUNK_ROWS}`;
const OWNERSHIP_CHUNK = `select number, from_sequence, carrier from ownership where (number, from_sequence) > (?, ?) and to_sequence is null
  order by number, from_sequence limit ${CHUNK_ROWS}`;

/** Counted on a small index: a fraction of a second for millions. */
const BASES_EVER = 'select count(*) as bases from basis_proof';

/** Reads the whole present state from one snapshot of a connection of its own, which it closes at the end. */
export const loadTables = (db: Database.Database, nowMs: number, onEnd: () => void): TableLoad => {
  db.prepare(BEGIN_SNAPSHOT).run();
  const head = db.prepare('select sequence from feed_head').get() as { sequence: number };
  const { bases } = db.prepare(BASES_EVER).get() as { bases: number };
  return { sequence: asSequence(head.sequence), pairs: bases, pieces: [changesOf(db, nowMs, onEnd)] };
};

function* changesOf(db: Database.Database, nowMs: number, onEnd: () => void): Generator<ChangeBody> {
  try {
    yield* nounChanges(db, nowMs);
    yield* ownershipChanges(db);
    const tables = openNumberTables(db);
    // A number at a time through an array: a generator within a generator would cost a tenth of the whole load.
    for (let changes = nextNumber(tables); changes !== undefined; changes = nextNumber(tables)) {
      for (const change of changes) yield change;
    }
  } finally {
    db.close();
    onEnd();
  }
}

function* nounChanges(db: Database.Database, nowMs: number): Generator<ChangeBody> {
  const law = db.prepare("select body from fact where kind = 'law' and id = 'law' and to_sequence is null").get() as
    | { body: string }
    | undefined;
  if (law) yield lawChangeOf(law.body);
  const chunk = db.prepare(FACT_CHUNK).raw();
  for (const noun of NOUN_ORDER) {
    for (let after = '', rows: [string, string][] = [['', '']]; rows.length > 0; ) {
      rows = chunk.all(noun, after) as [string, string][];
      for (const [id, text] of rows) {
        const change = nounOf(noun, id, text, nowMs);
        if (change) yield change;
        after = id;
      }
    }
  }
}

/** Undefined: over. */
export const nounOf = (noun: NounKind, id: string, text: string, nowMs: number): ChangeBody | undefined => {
  const body = JSON.parse(text) as NounBodies[typeof noun];
  return hasExpired(body, nowMs) ? undefined : ({ kind: 'noun', noun, id, body } as ChangeBody);
};

/** Sessions and bindings that are over: a gate would hold them for nothing. */
const hasExpired = (body: NounBodies[NounKind], nowMs: number): boolean =>
  'expiresMs' in body && body.expiresMs !== undefined && body.expiresMs <= nowMs;

function* ownershipChanges(db: Database.Database): Generator<ChangeBody> {
  const chunk = db.prepare(OWNERSHIP_CHUNK).raw();
  const rows = new KeyedRows<[number, number, string]>(2, (after) => chunk.all(...after) as [number, number, string][]);
  while (rows.peek()) yield ownershipOf(rows.next());
}

export const ownershipOf = ([number, , carrier]: [number, number, string]): ChangeBody => ({
  kind: 'ownership',
  ownership: { number: numberOf(number), carrier: asId<PartyId>(carrier) },
});

/** Rows of one table in order of key. */
type InOrder<Row> = { peek(): Row | undefined; next(): Row };

export interface NumberTables {
  readonly bases: InOrder<BasisTuple>;
  readonly refusals: InOrder<RefusalTuple>;
  readonly preferences: InOrder<PreferenceTuple>;
  readonly tenures: InOrder<TenureTuple>;
  /** Merchant ids by table index, and back. */
  readonly ids: ReadonlyMap<number, MerchantId>;
  readonly indexes: ReadonlyMap<string, number>;
}

const openNumberTables = (db: Database.Database): NumberTables => {
  const read = <Row>(sql: string) => {
    const chunk = db.prepare(sql).raw();
    return (after: readonly number[]) => chunk.all(...after) as Row[];
  };
  const merchants = db.prepare('select merchant, id from merchant_index').raw().all() as [number, MerchantId][];
  return {
    bases: new KeyedRows(3, read<BasisTuple>(BASIS_CHUNK)),
    refusals: new KeyedRows(3, read<RefusalTuple>(REFUSAL_CHUNK)),
    preferences: new KeyedRows(2, read<PreferenceTuple>(PREFERENCE_CHUNK)),
    tenures: new KeyedRows(2, read<TenureTuple>(TENURE_CHUNK)),
    ids: new Map(merchants),
    indexes: new Map(merchants.map(([index, id]) => [id, index])),
  };
};

/** The changes of the next number, from all four tables in one pass; undefined = there is none below `bound`. */
export const nextNumber = (
  tables: NumberTables,
  bound = Number.POSITIVE_INFINITY,
): readonly ChangeBody[] | undefined => {
  const { bases, refusals, preferences, tenures } = tables;
  const key = Math.min(keyAt(bases), keyAt(refusals), keyAt(preferences));
  if (key >= bound) return undefined;
  const number = numberOf(key);
  const changes: ChangeBody[] = [];
  const preference = keyAt(preferences) === key ? preferenceOfTuple(preferences.next()) : undefined;
  if (preference) changes.push(preferenceChange(number, preference, preference.sequence));
  while (keyAt(tenures) < key) tenures.next();
  let tenureFrom = asSequence(0);
  while (keyAt(tenures) === key) tenureFrom = asSequence(tenures.next()[1]);
  collectPairs(changes, tables, { key, number, preference, tenureFrom });
  return changes;
};

const keyAt = (rows: InOrder<readonly [number, ...(number | string | null)[]]>): number =>
  rows.peek()?.[0] ?? Number.POSITIVE_INFINITY;
const merchantAt = (rows: NumberTables['bases'] | NumberTables['refusals'], key: number): number => {
  const row = rows.peek();
  return row !== undefined && row[0] === key ? row[1] : Number.POSITIVE_INFINITY;
};

interface NumberFound {
  readonly key: number;
  readonly number: PhoneNumber;
  readonly preference: Preference | undefined;
  readonly tenureFrom: Sequence;
}

const collectPairs = (changes: ChangeBody[], tables: NumberTables, found: NumberFound): void => {
  const { bases, refusals, ids, indexes } = tables;
  const { key, number, preference, tenureFrom } = found;
  const collect = (index: number, ofBases: readonly PairBasis[], ofRefusals: readonly PairNo[]): void => {
    const merchant = ids.get(index) as MerchantId;
    const state = pairStateOf({ merchant, bases: ofBases, refusals: ofRefusals, preference, tenureFrom });
    if (state) changes.push({ kind: 'pair', number, merchant, state });
  };
  const keptOnly = new Set<number>();
  for (const id of preference?.keep ?? NONE) keptOnly.add(indexes.get(id) as number);
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
  for (const index of keptOnly) collect(index, NONE, NONE);
};

const preferenceOfTuple = ([
  subscriber,
  from_sequence,
  is_on,
  channels,
  categories,
  purposes,
  barred_since,
  detail,
]: PreferenceTuple): Preference =>
  preferenceOf({
    subscriber,
    from_sequence,
    to_sequence: null,
    received_at: 0,
    is_on,
    channels,
    categories,
    purposes,
    barred_since,
    detail,
  });
