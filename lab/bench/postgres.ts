import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { ChangeBody, PhoneNumber, Result } from '@wurao/domain';
import type { Actor, Envelope } from '@wurao/registry';
import { copyStore, openStore, type Store } from '@wurao/store';
import { newDirectory, type PostgresServer, postgresPrograms, startPostgres } from '@wurao/testkit';
import Database from 'better-sqlite3';
import { type Bench, type Figure, medianOf, type Tier } from './bench.ts';

const FACTS = { test: 20_000, bench: 500_000, soak: 2_000_000 } as const;
const GROUPED = { test: 500, bench: 4_000, soak: 10_000 } as const;
const ALONE = { test: 50, bench: 300, soak: 1_000 } as const;
const PAIRS = { test: 1, bench: 3, soak: 5 } as const;
const FIRST_SUBSCRIBER = 8_613_000_000_000;
const MERCHANT = 'merchant-bench';
const AT_MS = Date.parse('2026-01-01T00:00:00Z');
/** As a server in service runs: every commit is synced. */
export const SAFE = { fsync: 'on', full_page_writes: 'on', shared_buffers: '256MB', max_wal_size: '4GB' };

const ADMIN: Actor = { role: 'admin', keyId: undefined, party: undefined, subscriber: undefined };

const held = <T>(result: Result<T>): T => {
  if (result.ok) return result.value;
  throw new Error(JSON.stringify(result));
};

const consent = (i: number): Envelope => ({
  actor: ADMIN,
  idempotency: undefined,
  command: {
    kind: 'grantBasis',
    basis: {
      kind: 'consent',
      subscriber: `+${FIRST_SUBSCRIBER + i}` as PhoneNumber,
      merchant: MERCHANT as never,
      purposes: 1,
      categories: 1,
      channels: 1,
      matter: undefined,
      words: 'I agree',
      method: 'app',
      evidence: { reference: `record ${i}`, sha256: undefined },
      fromMs: undefined,
      toMs: undefined,
    },
  },
});

const registerMerchant: Envelope = {
  actor: ADMIN,
  idempotency: undefined,
  command: { kind: 'registerMerchant', id: MERCHANT, name: 'Bench', creditCode: undefined, categories: 1 },
};

/** A second, of commands given to the store in groups of up to a thousand, or one after another. */
const grouped = async (store: Store, from: number, count: number): Promise<number> => {
  const startedMs = performance.now();
  for (const outcome of await Promise.all(Array.from({ length: count }, (_, i) => store.execute(consent(from + i)))))
    held(outcome);
  return (count / (performance.now() - startedMs)) * 1_000;
};
const alone = async (store: Store, from: number, count: number): Promise<number> => {
  const startedMs = performance.now();
  for (let i = 0; i < count; i++) held(await store.execute(consent(from + i)));
  return (count / (performance.now() - startedMs)) * 1_000;
};

/** The two engines in turn, so that what else the machine does falls on both. */
const sideBySide = async (tier: Tier, postgres: PostgresServer): Promise<readonly Figure[]> => {
  const folders = [newDirectory(), newDirectory()] as const;
  const databaseUrl = postgres.urlOf(await postgres.createDatabase());
  const stores = [
    held(await openStore({ directory: folders[0] })),
    held(await openStore({ directory: folders[1], databaseUrl })),
  ] as const;
  const rates = { grouped: [[], []], alone: [[], []] } as Record<'grouped' | 'alone', [number[], number[]]>;
  try {
    for (const store of stores) held(await store.execute(registerMerchant));
    for (let pair = 0, from = 0; pair < PAIRS[tier]; pair++) {
      for (const [i, store] of stores.entries()) {
        rates.grouped[i as 0 | 1].push(await grouped(store, from, GROUPED[tier]));
        rates.alone[i as 0 | 1].push(await alone(store, from + GROUPED[tier], ALONE[tier]));
      }
      from += GROUPED[tier] + ALONE[tier];
    }
  } finally {
    for (const store of stores) await store.close();
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  }
  const figure = (name: string, value: number, unit: string): Figure => ({
    name,
    value,
    unit,
    conditions: `consents with proof, fsync on, median of ${PAIRS[tier]} alternating runs`,
  });
  return (['grouped', 'alone'] as const).flatMap((how) => {
    const [sqlite, other] = rates[how].map(medianOf) as [number, number];
    const said = how === 'grouped' ? 'Writes in groups' : 'Writes one after another';
    return [
      figure(`${said}, PostgreSQL`, other, '/s'),
      figure(`${said}, SQLite`, sqlite, '/s'),
      figure(`${said}, PostgreSQL : SQLite`, other / sqlite, 'x'),
    ];
  });
};

/** Rows written directly, as commands would have left them: what is measured is the copying and the reading. */
const fillSource = async (directory: string, count: number): Promise<void> => {
  const store = held(await openStore({ directory }));
  held(await store.execute(registerMerchant));
  held(await store.execute(consent(0)));
  const [pair] = held(await store.changesSince((store.head() - 1) as never));
  await store.close();
  const body = pair?.body as Extract<ChangeBody, { kind: 'pair' }>;
  const db = new Database(join(directory, 'store.sqlite'));
  db.pragma('synchronous = off');
  const { head } = db.prepare('select sequence as head from feed_head').get() as { head: number };
  const numbers = `with recursive n(i) as (select 1 union all select i + 1 from n where i < ${count})`;
  const text = JSON.stringify(body).replace(body.number, "+' || (8613000000000 + i) || '");
  db.transaction(() => {
    db.exec(`${numbers} insert into basis select subscriber + i, merchant, ${head} + i, to_sequence, ended_how, ended_by, ended_at, kind,
      method, 1, purposes, categories, channels, from_at, to_at, received_at, matter from basis, n where from_sequence = ${head}`);
    db.exec(`${numbers} insert into basis_proof (from_sequence, id, subscriber, merchant, wording, evidence_reference)
      select ${head} + i, 'basis-bench-' || i, subscriber + i, merchant, wording, 'record ' || i from basis_proof, n where from_sequence = ${head}`);
    db.exec(`${numbers} insert into change select ${head} + i, 0, ${AT_MS}, '${text}' from n`);
    db.exec(`update feed_head set sequence = ${head + count}`);
  })();
  db.close();
};

const INTERRUPT_AT = 0.4;

const copied = async (tier: Tier, postgres: PostgresServer): Promise<readonly Figure[]> => {
  const directory = newDirectory();
  const facts = FACTS[tier];
  try {
    await fillSource(directory, facts);
    const databaseUrl = postgres.urlOf(await postgres.createDatabase());
    const stop = new AbortController();
    const startedMs = performance.now();
    const stopped = await copyStore({
      directory,
      databaseUrl,
      nowMs: Date.now(),
      signal: stop.signal,
      onProgress: ({ rows, totalRows }) => {
        if (rows > totalRows * INTERRUPT_AT) stop.abort();
      },
    });
    if (stopped.ok) throw new Error('the copy was not interrupted');
    const firstMs = performance.now() - startedMs;
    const report = held(await copyStore({ directory, databaseUrl, nowMs: Date.now() }));
    const conditions = `${facts.toLocaleString('en-US')} facts, ${report.totalRows.toLocaleString('en-US')} rows, fsync on; interrupted after ${report.resumedAfterRows.toLocaleString('en-US')} rows, resumed, ${report.checkedRows.toLocaleString('en-US')} rows compared`;
    const copyMs = firstMs + report.copyMs;
    return [
      { name: 'Store copy, copying', value: copyMs / 1_000, unit: 's', conditions },
      { name: 'Store copy, comparing', value: report.checkMs / 1_000, unit: 's', conditions },
      { name: 'Store copy, rows', value: (report.totalRows / copyMs) * 1_000, unit: '/s', conditions },
      ...(await loads(directory, databaseUrl, facts)),
    ];
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
};

/** The whole present state out of each engine, read to its end. */
const loads = async (directory: string, databaseUrl: string, facts: number): Promise<readonly Figure[]> => {
  const figures: Figure[] = [];
  const empty = newDirectory();
  for (const [engine, options] of [
    ['SQLite', { directory }],
    ['PostgreSQL', { directory: empty, databaseUrl }],
  ] as const) {
    const store = held(await openStore(options));
    const startedMs = performance.now();
    let changes = 0;
    for await (const piece of held(await store.loadTables()).pieces) for (const _ of piece) changes++;
    const tookMs = performance.now() - startedMs;
    await store.close();
    if (changes < facts) throw new Error(`${engine} gave ${changes} changes of ${facts}`);
    const conditions = `${facts.toLocaleString('en-US')} bases as pair states`;
    figures.push({ name: `Load from the store, ${engine}`, value: tookMs / 1_000, unit: 's', conditions });
  }
  rmSync(empty, { recursive: true, force: true });
  return figures;
};

const onPostgres = async (
  work: (postgres: PostgresServer) => Promise<readonly Figure[]>,
): Promise<readonly Figure[]> => {
  if (postgresPrograms() === undefined) return [];
  const postgres = await startPostgres({ settings: SAFE });
  try {
    return await work(postgres);
  } finally {
    await postgres.stop();
  }
};

/** The same store on both engines, side by side. */
export const postgresBench: Bench = {
  name: 'postgres',
  run: (tier) => onPostgres((postgres) => sideBySide(tier, postgres)),
};

/** From SQLite to PostgreSQL, interrupted once, every row compared; then the present state out of both. */
export const storeCopyBench: Bench = {
  name: 'store-copy',
  run: (tier) => onPostgres((postgres) => copied(tier, postgres)),
};
