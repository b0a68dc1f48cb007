import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore, type Store } from '@wurao/store';
import { afterAll, beforeAll } from 'vitest';
import { complaintConformance } from './complaint-conformance.ts';
import { importConformance } from './import-conformance.ts';
import { memberConformance } from './member-conformance.ts';
import { type PostgresServer, postgresPrograms, startPostgres } from './postgres-server.ts';
import { sanctionConformance } from './sanction-conformance.ts';
import { searchConformance } from './search-conformance.ts';
import { skipUnless } from './skip-unless.ts';
import { type ConformanceGround, storeConformance } from './store-conformance.ts';

let server: PostgresServer | undefined;
let database: string | undefined;
const SLOW_MS = 120_000;
afterAll(() => server?.stop(), SLOW_MS);

/** One database for all cases, emptied before each: making one costs more than a case. */
const emptyDatabase = async (): Promise<string> => {
  if (server === undefined) throw new Error('PostgreSQL was not started');
  if (database === undefined) database = await server.createDatabase();
  else await server.emptyStore(database);
  return server.urlOf(database);
};

const openEmpty = async (clock: () => number): Promise<ConformanceGround> => {
  const databaseUrl = await emptyDatabase();
  const directory = mkdtempSync(join(tmpdir(), 'wurao-store-'));
  const open = async (): Promise<Store> => {
    const opened = await openStore({ directory, databaseUrl, clock });
    if (!opened.ok) throw new Error(JSON.stringify(opened));
    return opened.value;
  };
  let store = await open();
  return {
    store,
    reopen: async () => {
      await store.close();
      store = await open();
      return store;
    },
    dispose: async () => {
      await store.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
};

const programs = postgresPrograms();
beforeAll(async () => {
  if (programs !== undefined) server = await startPostgres();
}, SLOW_MS);
if (programs === undefined) skipUnless('PostgreSQL 15 or later', programs)('does what SQLite does', () => {});
else {
  storeConformance('PostgreSQL', openEmpty, { runs: 8, timeoutMs: SLOW_MS });
  importConformance('PostgreSQL', openEmpty, { runs: 5, timeoutMs: SLOW_MS });
  complaintConformance('PostgreSQL', openEmpty, { runs: 5, timeoutMs: SLOW_MS });
  searchConformance('PostgreSQL', openEmpty, { runs: 5, timeoutMs: SLOW_MS });
  memberConformance('PostgreSQL', openEmpty);
  sanctionConformance('PostgreSQL', openEmpty, SLOW_MS);
}
