import { rmSync } from 'node:fs';

import type { PhoneNumber, Result } from '@wurao/domain';
import type { Actor, Envelope } from '@wurao/registry';
import { openStore, type Store } from '@wurao/store';
import { newDirectory, type PostgresServer, postgresPrograms, startPostgres } from '@wurao/testkit';
import { type Bench, type Figure, medianOf, type Tier } from './bench.ts';
import { SAFE } from './postgres.ts';

const ALONE = { test: 50, bench: 300, soak: 1_000 } as const;
const GROUPED = { test: 500, bench: 4_000, soak: 10_000 } as const;
const ROUNDS = { test: 1, bench: 5, soak: 9 } as const;
const FIRST_SUBSCRIBER = 8_613_000_000_000;

/** Staff with a key leaves a row in the log; the house itself, which has none, does not. */
const HOUSE: Actor = { role: 'admin', keyId: undefined, party: undefined, subscriber: undefined };
const STAFF: Actor = { ...HOUSE, keyId: 'key-bench' as never };

const held = <T>(result: Result<T>): T => {
  if (result.ok) return result.value;
  throw new Error(JSON.stringify(result));
};

const recycling = (actor: Actor, i: number): Envelope => ({
  actor,
  idempotency: undefined,
  command: { kind: 'recycleNumber', number: `+${FIRST_SUBSCRIBER + i}` as PhoneNumber },
});

const aloneUs = async (store: Store, actor: Actor, from: number, count: number): Promise<number> => {
  const each: number[] = [];
  for (let i = 0; i < count; i++) {
    const startedMs = performance.now();
    held(await store.execute(recycling(actor, from + i)));
    each.push((performance.now() - startedMs) * 1_000);
  }
  return medianOf(each);
};
const groupedUs = async (store: Store, actor: Actor, from: number, count: number): Promise<number> => {
  const startedMs = performance.now();
  const done = Array.from({ length: count }, (_, i) => store.execute(recycling(actor, from + i)));
  for (const outcome of await Promise.all(done)) held(outcome);
  return ((performance.now() - startedMs) * 1_000) / count;
};

/** With and without in turn, so that what else the machine does falls on both. */
const tollOn = async (engine: string, store: Store, tier: Tier): Promise<readonly Figure[]> => {
  const ways = [
    ['alone', aloneUs, ALONE[tier]],
    ['in groups', groupedUs, GROUPED[tier]],
  ] as const;
  const figures: Figure[] = [];
  let from = 0;
  for (const [way, run, count] of ways) {
    const without: number[] = [];
    const withRow: number[] = [];
    for (let round = 0; round < ROUNDS[tier]; round++)
      for (const [actor, into] of [
        [HOUSE, without],
        [STAFF, withRow],
      ] as const) {
        into.push(await run(store, actor, from, count));
        from += count;
      }
    const [a, b] = [medianOf(without), medianOf(withRow)];
    const conditions = `median of ${ROUNDS[tier]} rounds of ${count} recyclings`;
    figures.push(
      { name: `${engine}, ${way}: a write without a row`, value: a, unit: 'µs', conditions },
      { name: `${engine}, ${way}: with its row in the log`, value: b, unit: 'µs', conditions },
    );
  }
  return figures;
};

const onStore = async (engine: string, tier: Tier, databaseUrl: string | undefined): Promise<readonly Figure[]> => {
  const directory = newDirectory();
  const store = held(await openStore({ directory, databaseUrl }));
  try {
    return await tollOn(engine, store, tier);
  } finally {
    await store.close();
    rmSync(directory, { recursive: true, force: true });
  }
};

/** What a row of the log adds to a write. */
export const auditBench: Bench = {
  name: 'audit',
  run: async (tier) => {
    const embedded = await onStore('SQLite', tier, undefined);
    if (postgresPrograms() === undefined) return embedded;
    const server: PostgresServer = await startPostgres({ settings: SAFE });
    try {
      return [...embedded, ...(await onStore('PostgreSQL', tier, server.urlOf(await server.createDatabase())))];
    } finally {
      await server.stop();
    }
  },
};
