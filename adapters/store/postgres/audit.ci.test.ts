import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type PostgresServer, postgresPrograms, skipUnless, startPostgres } from '@wurao/testkit';
import { afterAll, afterEach, beforeEach, describe, expect } from 'vitest';
import type { Store } from '../ports.ts';
import { openStore } from '../store.ts';
import { faultIn, fillLog, HANDLER, held, reading, TAMPERINGS, testMac } from '../testing/tamper-audit.ts';

const programs = postgresPrograms();
const test = skipUnless('PostgreSQL 15 or later', programs);
const SLOW = 60_000;
let server: PostgresServer | undefined;
let database = '';
const stores: Store[] = [];
const folders: string[] = [];

const open = async (): Promise<Store> => {
  const directory = mkdtempSync(join(tmpdir(), 'wurao-audit-'));
  folders.push(directory);
  const databaseUrl = (server as PostgresServer).urlOf(database);
  const store = held(await openStore({ directory, databaseUrl, mac: testMac }));
  stores.push(store);
  return store;
};
const place = () => ({ directory: '', databaseUrl: (server as PostgresServer).urlOf(database) });

beforeEach(async () => {
  if (programs === undefined) return;
  server ??= await startPostgres();
  database = await server.createDatabase();
}, SLOW);
afterEach(async () => {
  for (const store of stores.splice(0)) await store.close();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}, SLOW);
afterAll(() => server?.stop(), SLOW);

describe('the log on PostgreSQL', () => {
  for (const { how, run, needsCheckpoint, fault } of TAMPERINGS)
    test(`is found out when ${how}`, { timeout: SLOW }, async () => {
      const store = await open();
      await fillLog(store, 10);
      const checkpoint = held(await store.ask({ kind: 'auditHead' }));
      expect(await faultIn(place(), [checkpoint])).toBeUndefined();
      await run((sql) => (server as PostgresServer).sql(database, sql));
      expect(await faultIn(place(), [checkpoint])).toEqual(fault);
      expect(await faultIn(place())).toEqual(needsCheckpoint ? undefined : fault);
    });

  test('is one chain though two processes write to it at once', { timeout: SLOW }, async () => {
    const both = [await open(), await open()];
    const commands = Array.from({ length: 60 }, (_, i) => ({
      command: reading(`case-${i}`),
      actor: HANDLER,
      idempotency: undefined,
    }));
    for (const done of await Promise.all(commands.map((one, i) => (both[i % 2] as Store).execute(one)))) held(done);
    expect(held(await (both[0] as Store).ask({ kind: 'auditHead' })).sequence).toBe(commands.length);
    expect(await faultIn(place())).toBeUndefined();
  });
});
