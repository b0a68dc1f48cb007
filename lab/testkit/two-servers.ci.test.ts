import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect } from 'vitest';
import { type ApiClient, apiClient } from './api-client.ts';
import { type PostgresServer, postgresPrograms, startPostgres } from './postgres-server.ts';
import { type ServerProcess, startServer } from './server-process.ts';
import { skipUnless } from './skip-unless.ts';
import { makeSmallWorld, SMALL_WORLD } from './small-world.ts';

const SLOW = 180_000;
const HEARD_WITHIN_MS = 20_000;
let postgres: PostgresServer | undefined;
const folders: string[] = [];
const servers = new Set<ServerProcess>();

afterAll(async () => {
  for (const server of servers) await server.kill();
  await postgres?.stop();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
}, SLOW);

const newFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'wurao-two-'));
  folders.push(folder);
  return folder;
};

const CALLEES = Array.from({ length: 20 }, (_, i) => `+86139000000${String(i).padStart(2, '0')}`);
const reasonFor = async (client: ApiClient, callee: string): Promise<string> => {
  const answer = await client.post('/v1/decisions', {
    channel: 'voice',
    caller: SMALL_WORLD.caller,
    callee,
    line: SMALL_WORLD.line,
    purpose: 'marketing',
    mode: 'screen',
    at: '2026-11-20T10:00:00+08:00',
  });
  return String(answer.body['reason']);
};

/** A refusal of the callee that the other server took is not there at once, but soon. */
const hears = async (client: ApiClient, callee: string): Promise<void> => {
  const untilMs = performance.now() + HEARD_WITHIN_MS;
  while ((await reasonFor(client, callee)) !== 'refused-by-subscriber') expect(performance.now()).toBeLessThan(untilMs);
};

skipUnless('PostgreSQL 15 or later', postgresPrograms())(
  'a no that one server takes holds at the other, also after that one starts again from its snapshot',
  { timeout: SLOW },
  async () => {
    postgres = await startPostgres();
    const env = { WURAO_DATABASE_URL: postgres.urlOf(await postgres.createDatabase()) };
    const start = async (directory: string): Promise<[ServerProcess, ApiClient]> => {
      const server = await startServer({ directory, env, args: ['--law', 'cn-2015'] });
      servers.add(server);
      return [server, apiClient(server.url, server.adminKey)];
    };
    const refuse = async (client: ApiClient, subscriber: string): Promise<number> => {
      const answer = await client.post('/v1/refusals', { subscriber, merchant: SMALL_WORLD.merchant, words: 'no' });
      expect(answer.status, JSON.stringify(answer.body)).toBe(201);
      return Number(answer.body['sequence']);
    };
    const [, one] = await start(newFolder());
    await makeSmallWorld(one);
    const folder = newFolder();
    const [second, two] = await start(folder);
    const [callee = '', later = '', last = ''] = CALLEES;
    // Otherwise the refusals below would prove nothing.
    for (const client of [one, two]) expect(await reasonFor(client, callee)).not.toBe('refused-by-subscriber');
    await refuse(one, callee);
    await hears(two, callee);
    const both = await Promise.all(CALLEES.slice(3).map((number, i) => refuse(i % 2 === 0 ? one : two, number)));
    expect(new Set(both).size).toBe(both.length);
    for (const client of [one, two]) for (const number of CALLEES.slice(3)) await hears(client, number);
    const created = await one.post('/v1/imports', { kind: 'bases' });
    expect(created.status, JSON.stringify(created.body)).toBe(201);
    const path = `/v1/imports/${created.body['id']}`;
    expect((await two.get(path)).body).toMatchObject({ state: 'receiving' });
    // Its file lies with the server that took it in.
    expect((await two.post(`${path}/start`, {})).body).toMatchObject({ status: 409, code: 'conflict' });
    expect((await one.post(`${path}/start`, {})).status).toBe(200);
    expect(await second.stop()).toBe(0);
    servers.delete(second);
    await refuse(one, later);
    const [third, again] = await start(folder);
    expect(third.output()).not.toContain('passed over');
    expect(await reasonFor(again, later)).toBe('refused-by-subscriber');
    await refuse(again, last);
    await hears(one, last);
  },
);
