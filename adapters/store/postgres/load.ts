import { asSequence, type ChangeBody, type InstantMs } from '@wurao/domain';
import type pg from 'pg';
import { BEGIN_SNAPSHOT_POSTGRES } from '../dialect.ts';
import { FACT_ROWS, NOUN_ORDER, type NumberTables, nextNumber, nounOf, OWNERSHIP_ROWS, ownershipOf } from '../load.ts';
import {
  BASIS_ROWS,
  type BasisTuple,
  PREFERENCE_ROWS,
  type PreferenceTuple,
  REFUSAL_ROWS,
  type RefusalTuple,
  TENURE_ROWS,
  type TenureTuple,
} from '../load-rows.ts';
import type { TableLoad } from '../ports.ts';
import { lawChangeOf } from '../rows.ts';

/** Large enough that a round trip is nothing beside its rows, small enough that memory stays flat. */
const FETCH_ROWS = 10_000;

type Tuple = readonly (number | string | null)[];

/** One cursor within the snapshot, read ahead by one fetch while the rows at hand are worked on. */
class Cursor<Row extends Tuple> {
  readonly #client: pg.Client;
  readonly #name: string;
  #coming: Promise<Row[]> | undefined;
  #rows: Row[] = [];
  #at = 0;
  #hasEnded = false;

  constructor(client: pg.Client, name: string, sql: string) {
    this.#client = client;
    this.#name = name;
    client.query(`declare ${name} no scroll cursor for ${sql}`).catch(() => {});
    this.#ask();
  }

  #ask(): void {
    const fetch: pg.QueryArrayConfig = { text: `fetch ${FETCH_ROWS} from ${this.#name}`, rowMode: 'array' };
    const coming = this.#client.query(fetch).then(({ rows }) => rows as unknown as Row[]);
    coming.catch(() => {});
    this.#coming = coming;
  }

  /** Brings more rows to hand. */
  async more(): Promise<void> {
    if (this.#coming === undefined) return;
    const rows = await this.#coming;
    this.#hasEnded = rows.length < FETCH_ROWS;
    this.#coming = undefined;
    if (!this.#hasEnded) this.#ask();
    this.#rows = this.#at < this.#rows.length ? [...this.#rows.slice(this.#at), ...rows] : rows;
    this.#at = 0;
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** Rows with a smaller first column are all at hand. */
  get completeBelow(): number {
    return this.#hasEnded ? Number.POSITIVE_INFINITY : Number(this.#rows.at(-1)?.[0] ?? Number.NEGATIVE_INFINITY);
  }

  peek(): Row | undefined {
    return this.#rows[this.#at];
  }

  next(): Row {
    const row = this.#rows[this.#at] as Row;
    this.#at += 1;
    return row;
  }
}

const estimate = `select greatest(reltuples, 0)::bigint as rows from pg_class where oid = 'basis_proof'::regclass`;
const count = 'select count(*) as rows from basis_proof';

/** An estimate is as good, and costs nothing; a table that was never analysed has none. */
const basesEver = async (client: pg.Client): Promise<number> => {
  const [guess] = (await client.query<{ rows: number }>(estimate)).rows;
  if (guess !== undefined && guess.rows > 0) return guess.rows;
  return (await client.query<{ rows: number }>(count)).rows[0]?.rows ?? 0;
};

/** Reads the whole present state from one snapshot of a connection of its own, which `onEnd` gives back. */
export const loadFromPostgres = async (
  client: pg.Client,
  nowMs: InstantMs,
  onEnd: () => Promise<void>,
): Promise<TableLoad> => {
  await client.query(BEGIN_SNAPSHOT_POSTGRES);
  const head = (await client.query<{ sequence: number }>('select sequence from feed_head')).rows[0]?.sequence ?? 0;
  const pairs = await basesEver(client);
  return { sequence: asSequence(head), pairs, pieces: piecesOf(client, nowMs, onEnd) };
};

async function* piecesOf(
  client: pg.Client,
  nowMs: InstantMs,
  onEnd: () => Promise<void>,
): AsyncGenerator<Iterable<ChangeBody>> {
  try {
    yield* nouns(client, nowMs);
    const owners = new Cursor<[number, number, string]>(client, 'owners', OWNERSHIP_ROWS);
    do {
      await owners.more();
      const changes: ChangeBody[] = [];
      while (owners.peek()) changes.push(ownershipOf(owners.next()));
      yield changes;
    } while (!owners.hasEnded);
    yield* numbers(client);
  } finally {
    await onEnd();
  }
}

async function* nouns(client: pg.Client, nowMs: InstantMs): AsyncGenerator<Iterable<ChangeBody>> {
  const law = await client.query<{ body: string }>(
    "select body from fact where kind = 'law' and id = 'law' and to_sequence is null",
  );
  if (law.rows[0]) yield [lawChangeOf(law.rows[0].body)];
  for (const noun of NOUN_ORDER) {
    const facts = new Cursor<[string, string]>(client, `${noun.replaceAll('-', '_')}_facts`, FACT_ROWS(noun));
    do {
      await facts.more();
      const changes: ChangeBody[] = [];
      while (facts.peek()) {
        const change = nounOf(noun, ...facts.next(), nowMs);
        if (change) changes.push(change);
      }
      yield changes;
    } while (!facts.hasEnded);
  }
}

/** A number is stated once all its rows, of all four tables, are at hand. */
async function* numbers(client: pg.Client): AsyncGenerator<Iterable<ChangeBody>> {
  const merchants = (await client.query<{ merchant: number; id: string }>('select merchant, id from merchant_index'))
    .rows;
  const bases = new Cursor<BasisTuple>(client, 'bases', BASIS_ROWS);
  const refusals = new Cursor<RefusalTuple>(client, 'refusals', REFUSAL_ROWS);
  const preferences = new Cursor<PreferenceTuple>(client, 'preferences', PREFERENCE_ROWS);
  const tenures = new Cursor<TenureTuple>(client, 'tenures', TENURE_ROWS);
  const cursors: readonly Pick<Cursor<Tuple>, 'more' | 'completeBelow'>[] = [bases, refusals, preferences, tenures];
  const tables = {
    bases,
    refusals,
    preferences,
    tenures,
    ids: new Map(merchants.map(({ merchant, id }) => [merchant, id])),
    indexes: new Map(merchants.map(({ merchant, id }) => [id, merchant])),
  } as unknown as NumberTables;
  for (const cursor of cursors) await cursor.more();
  for (;;) {
    const bound = Math.min(...cursors.map((cursor) => cursor.completeBelow));
    const changes: ChangeBody[] = [];
    for (let more = nextNumber(tables, bound); more !== undefined; more = nextNumber(tables, bound)) {
      for (const change of more) changes.push(change);
    }
    yield changes;
    if (bound === Number.POSITIVE_INFINITY) return;
    for (const cursor of cursors) if (cursor.completeBelow <= bound) await cursor.more();
  }
}
