import { afterAll, expect } from 'vitest';
import { apiClient } from './api-client.ts';
import { KILL_ROUNDS, killRounds } from './kill-rounds.ts';
import { type PostgresServer, postgresPrograms, startPostgres } from './postgres-server.ts';
import type { ServerProcess } from './server-process.ts';
import { skipUnless } from './skip-unless.ts';

/** The same as on the embedded store; and in one more round it is PostgreSQL that dies, under a server that lives on. */
const DATABASE_DIES_IN = 2;
const ANSWERS_WITHIN_MS = 20_000;

let postgres: PostgresServer | undefined;
afterAll(() => postgres?.stop(), 60_000);

/** With every sync that a server in service makes. */
const SAFE = { fsync: 'on', full_page_writes: 'on', synchronous_commit: 'on' };

const writesAgain = async (server: ServerProcess): Promise<void> => {
  const admin = apiClient(server.url, server.adminKey);
  const untilMs = performance.now() + ANSWERS_WITHIN_MS;
  for (;;) {
    const answer = await admin.put('/v1/subscribers/%2B8613700000000/preference', { on: true });
    if (answer.status === 200) return;
    expect(answer.body['code'], JSON.stringify(answer.body)).toBe('store-unavailable');
    expect(performance.now(), 'it connects again by itself').toBeLessThan(untilMs);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};

skipUnless('PostgreSQL 15 or later', postgresPrograms())(
  `on PostgreSQL nothing acknowledged is lost over ${KILL_ROUNDS} kills of the server and one of the database`,
  { timeout: 240_000 + KILL_ROUNDS * 60_000 },
  async () => {
    const database = await startPostgres({ settings: SAFE });
    postgres = database;
    const url = database.urlOf(await database.createDatabase());
    await killRounds({
      rounds: KILL_ROUNDS + 1,
      env: { WURAO_DATABASE_URL: url },
      storeMayBeAway: true,
      strike: async (round, server) => {
        if (round !== DATABASE_DIES_IN) return 'restart';
        await database.kill();
        await database.start();
        await writesAgain(server);
        return 'serve on';
      },
    });
  },
);
