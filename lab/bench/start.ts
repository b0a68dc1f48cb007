import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { apiClient, makeSmallWorld, newDirectory, type ServerProcess, SMALL_WORLD, startServer } from '@wurao/testkit';
import Database from 'better-sqlite3';
import type { Bench, Figure } from './bench.ts';

const BASES = { test: 50_000, bench: 1_000_000, soak: 5_000_000 } as const;
const FULL_BASES = BASES.soak;
/** 130 0000 0000 and on: one subscriber a basis. */
const FIRST_SUBSCRIBER = 8_613_000_000_000;
const READY_WITHIN_MS = 120_000;

/** From the start of the process until it answers, with many stored bases: once from the store, once from the snapshot. */
export const startBench: Bench = {
  name: 'start',
  run: async (tier) => {
    const directory = newDirectory();
    const bases = BASES[tier];
    try {
      const first = await startServer({ directory });
      await makeSmallWorld(apiClient(first.url, first.adminKey));
      await first.stop();
      storeBases(directory, bases);
      rmSync(join(directory, 'tables.snapshot'));
      const fromStore = await timedStart(directory, bases);
      const fromSnapshot = await timedStart(directory, bases);
      const conditions = `${bases.toLocaleString('en-US')} stored bases; process start to first answer`;
      const fullSize = bases === FULL_BASES;
      return [
        {
          name: 'Start from the store',
          value: fromStore / 1000,
          unit: 's',
          target: { atMost: 15 },
          fullSize,
          conditions,
        },
        {
          name: 'Start from the snapshot',
          value: fromSnapshot / 1000,
          unit: 's',
          target: { atMost: 2 },
          fullSize,
          conditions,
        },
      ] satisfies Figure[];
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  },
};

/** Rows written directly: a register takes days to fill, and what is measured is the reading. */
const storeBases = (directory: string, count: number): void => {
  const store = new Database(join(directory, 'store.sqlite'));
  store.pragma('synchronous = off');
  const { sequence } = store.prepare('select sequence from feed_head').get() as { sequence: number };
  const { merchant } = store.prepare('select merchant from merchant_index where id = ?').get(SMALL_WORLD.merchant) as {
    merchant: number;
  };
  const rows = `with recursive n(i) as (select 1 union all select i + 1 from n where i < ${count})`;
  const atMs = Date.parse('2026-01-01T00:00:00Z');
  const mask = 1;
  store.transaction(() => {
    store.prepare("insert into wording (id, sha256, words) values (1000000, 'bench', 'yes')").run();
    store.exec(`${rows} insert into basis (subscriber, merchant, from_sequence, kind, method, confirmed, purposes, categories, channels, from_at, received_at)
      select ${FIRST_SUBSCRIBER} + i, ${merchant}, ${sequence} + i, 0, 0, 1, ${mask}, ${mask}, ${mask}, ${atMs}, ${atMs} from n`);
    store.exec(`${rows} insert into basis_proof (from_sequence, id, subscriber, merchant, wording)
      select ${sequence} + i, 'basis-bench-' || i, ${FIRST_SUBSCRIBER} + i, ${merchant}, 1000000 from n`);
    store.exec(`update feed_head set sequence = ${sequence + count}`);
  })();
  store.close();
};

/** Milliseconds until the right answers come: the last stored consent allows, the number after it has none. */
const timedStart = async (directory: string, bases: number): Promise<number> => {
  const startedMs = performance.now();
  const server = await startServer({ directory, readyWithinMs: READY_WITHIN_MS });
  await expectReason(server, FIRST_SUBSCRIBER + bases, 'consented');
  const tookMs = performance.now() - startedMs;
  await expectReason(server, FIRST_SUBSCRIBER + bases + 1, 'no-consent');
  await server.stop();
  return tookMs;
};

const expectReason = async (server: ServerProcess, subscriber: number, reason: string): Promise<void> => {
  const answer = await apiClient(server.url, server.adminKey).post('/v1/decisions', {
    channel: 'voice',
    caller: SMALL_WORLD.caller,
    callee: `+${subscriber}`,
    line: SMALL_WORLD.line,
    purpose: 'marketing',
    mode: 'screen',
    at: '2026-11-20T10:00:00+08:00',
  });
  if (answer.body['reason'] !== reason)
    throw new Error(`+${subscriber}: ${JSON.stringify(answer.body)} instead of ${reason}`);
};
