import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { mulberry32 } from '@wurao/vectors';
import Database from 'better-sqlite3';
import { afterAll, expect, test } from 'vitest';
import { apiClient } from './api-client.ts';
import { newDirectory, type ServerProcess, startServer } from './server-process.ts';

/** `kill -9` in the middle of an import of complaints: every row once, every number one case, which counts its own. */
const ROWS = { test: 5_000, ci: 60_000, soak: 600_000 }[process.env['WURAO_TIER'] ?? 'test'] ?? 60_000;
const KILLS = { test: 1, ci: 2, soak: 10 }[process.env['WURAO_TIER'] ?? 'test'] ?? 2;
const SEED = 20_261_127;
const POLL_MS = 10;

const directory = newDirectory();
let running: ServerProcess | undefined;
afterAll(async () => {
  await running?.stop();
});

const send = async ({ url, adminKey }: ServerProcess, id: string, body: Buffer): Promise<void> => {
  const headers = { authorization: `Bearer ${adminKey}`, 'content-type': 'application/octet-stream' };
  const sent = await fetch(`${url}/v1/imports/${id}/content?offset=0`, { method: 'PUT', headers, body });
  expect(sent.status).toBe(200);
};

test(`every complaint once over ${KILLS} kills`, { timeout: Math.max(240_000, KILLS * 60_000) }, async () => {
  const random = mulberry32(SEED);
  running = await startServer({ directory });
  let admin = apiClient(running.url, running.adminKey);
  const numbers = Array.from({ length: ROWS }, () => 2_000_000_000 + Math.floor(random() ** 2 * ROWS) * 613);
  const lines = numbers.map((number, i) => `${number},2026-0${1 + (i % 9)}-11 10:00:00Z`);
  const options = { kind: 'complaints', onError: 'quarantine', constants: { channel: 'voice', country: '+1' } };
  const id = String((await admin.post('/v1/imports', options)).body['id']);
  await send(running, id, gzipSync(`reported,received\n${lines.join('\n')}\n`));
  await admin.post(`/v1/imports/${id}/start`, {});
  const positions: number[] = [];
  const until = async (position: number): Promise<Record<string, unknown>> => {
    for (;;) {
      const { body } = await admin.get(`/v1/imports/${id}`);
      if (Number(body['position']) >= position || !['checking', 'running'].includes(String(body['state']))) return body;
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  };
  for (let kill = 0; kill < KILLS; kill++) {
    await until(Math.max(1, Math.floor(((kill + random()) / KILLS) * ROWS * 0.8)));
    await running.kill();
    running = await startServer({ directory });
    admin = apiClient(running.url, running.adminKey);
    positions.push(Number((await admin.get(`/v1/imports/${id}`)).body['position']));
  }
  const ended = await until(Number.POSITIVE_INFINITY);
  expect(ended).toMatchObject({ state: 'done', rows: ROWS, stated: ROWS, bad: 0, position: ROWS });
  expect(
    positions.some((position) => position > 0 && position < ROWS),
    `killed at ${positions}`,
  ).toBe(true);
  const db = new Database(join(directory, 'store.sqlite'), { readonly: true });
  const one = (sql: string): unknown => db.prepare(sql).pluck().get();
  expect(one('select count(*) from complaint')).toBe(ROWS);
  expect(one('select sum(complaints) from case_file')).toBe(ROWS);
  const counted = 'select count(*) as held from complaint where complaint.case_id = case_file.id';
  expect(one(`select count(*) from case_file where complaints <> (${counted})`)).toBe(0);
  // History and what is still worked are apart.
  expect(one('select count(distinct source_id || state) = count(*) from case_file')).toBe(1);
  expect(one('select count(*) from search_text')).toBe(one('select count(*) from case_file'));
  db.close();
});
