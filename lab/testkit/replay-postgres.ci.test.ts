import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect } from 'vitest';
import { type ApiAnswer, apiClient } from './api-client.ts';
import { type PostgresServer, postgresPrograms, startPostgres } from './postgres-server.ts';
import { newDirectory, type ServerProcess, startServer } from './server-process.ts';
import { skipUnless } from './skip-unless.ts';
import { makeSmallWorld, SMALL_WORLD } from './small-world.ts';

const SLOW = 120_000;
const directory = newDirectory();
let postgres: PostgresServer | undefined;
let server: ServerProcess | undefined;
afterAll(async () => {
  await server?.stop();
  await postgres?.stop();
  rmSync(directory, { recursive: true, force: true });
}, SLOW);

const done = async (answer: Promise<ApiAnswer>): Promise<ApiAnswer['body']> => {
  const { status, body } = await answer;
  if (status >= 300) throw new Error(`${status} ${JSON.stringify(body)}`);
  return body;
};

skipUnless('PostgreSQL 15 or later', postgresPrograms())(
  'a replay over a store on PostgreSQL reads its past, whatever lies in the data directory',
  { timeout: SLOW },
  async () => {
    postgres ??= await startPostgres();
    // Left behind by an embedded store of before.
    writeFileSync(join(directory, 'store.sqlite'), 'not what decisions were made over');
    const env = { WURAO_DATABASE_URL: postgres.urlOf(await postgres.createDatabase()) };
    server = await startServer({ directory, env, args: ['--law', 'cn-2015'] });
    const admin = apiClient(server.url, server.adminKey);
    await makeSmallWorld(admin);
    const { line, caller, merchant } = SMALL_WORLD;
    const call = (callee: string) =>
      done(admin.post('/v1/decisions', { channel: 'sms', caller, callee, line, merchant, purpose: 'marketing' }));
    const subscriber = '+8613900000001';
    await done(admin.post('/v1/refusals', { subscriber, merchant, words: 'no' }));
    expect((await call(subscriber))['reason']).toBe('refused-by-subscriber');
    await call('+8613900000002');
    const { id } = await done(admin.post('/v1/replays', { law: 'cn-2015', since: '2020-01-01T00:00:00Z' }));
    let job = await done(admin.get(`/v1/replays/${String(id)}`));
    while (job['state'] === 'running') job = await done(admin.get(`/v1/replays/${String(id)}`));
    expect(job).toMatchObject({ state: 'done', result: { totals: { decisions: 2, flips: 0 } } });
    const copies = join(directory, 'replay.staging');
    // Its thread ends after its answer.
    await expect.poll(() => (existsSync(copies) ? readdirSync(copies) : [])).toEqual([]);
  },
);

skipUnless('PostgreSQL 15 or later', postgresPrograms())(
  'a server stops while the store is being copied for a replay, and the next one clears the copy away',
  { timeout: SLOW },
  async () => {
    await server?.stop();
    postgres ??= await startPostgres();
    const there = postgres;
    const database = await there.createDatabase();
    const env = { WURAO_DATABASE_URL: there.urlOf(database) };
    const start = () => startServer({ directory, env, args: ['--law', 'cn-2015'] });
    server = await start();
    const admin = apiClient(server.url, server.adminKey);
    await makeSmallWorld(admin);
    // Nothing but a copy reads this table here: it waits until whoever holds the table is sent away.
    const locks = (isGranted: boolean) =>
      there.sql(
        database,
        `select count(*) from pg_locks where relation = 'code'::regclass and granted = ${isGranted} and ${
          isGranted ? '' : 'not '
        }mode = 'AccessExclusiveLock'`,
      );
    const holding = there
      .sql(database, 'begin; lock table code in access exclusive mode; select pg_sleep(600)')
      .catch(() => undefined);
    await expect.poll(() => locks(true), { timeout: 10_000 }).toBe('1');
    const { id } = await done(admin.post('/v1/replays', { law: 'cn-2015', since: '2020-01-01T00:00:00Z' }));
    await expect.poll(() => locks(false), { timeout: 10_000 }).toBe('1');
    expect(await done(admin.get(`/v1/replays/${String(id)}`))).toMatchObject({ state: 'running' });
    expect(await server.stop()).toBe(0);
    expect(await locks(true)).toBe('1');
    await there.sql(
      database,
      "select pg_terminate_backend(pid) from pg_locks where relation = 'code'::regclass and mode = 'AccessExclusiveLock'",
    );
    await holding;
    server = await start();
    const copies = join(directory, 'replay.staging');
    expect(existsSync(copies) ? readdirSync(copies) : []).toEqual([]);
    expect(await done(apiClient(server.url, server.adminKey).get('/v1/replays'))).toMatchObject({ items: [] });
  },
);
