import { afterAll, expect, test } from 'vitest';
import { apiClient } from './api-client.ts';
import { honestList, LIST_HEAD, listLine, listWorld } from './import-lists.ts';
import { sendImport } from './send-import.ts';
import { type ServerProcess, startServer } from './server-process.ts';
import { makeSmallWorld, SMALL_WORLD } from './small-world.ts';

/** What people do while a list of bases comes in: it takes its turn between batches, and does not wait for the end of the list. */
const ROWS = 150_000;
const SEED = 20_261_125;
const ENOUGH_WISHES = 5;

let running: ServerProcess | undefined;
afterAll(async () => {
  await running?.stop();
});

test('wishes are kept while an import is under way', { timeout: 240_000 }, async () => {
  running = await startServer();
  const admin = apiClient(running.url, running.adminKey);
  await makeSmallWorld(admin);
  const rows = [...honestList(listWorld(), ROWS, SEED)].map((row) => listLine(row, SMALL_WORLD.merchant));
  const id = String((await admin.post('/v1/imports', { kind: 'bases', onError: 'quarantine' })).body['id']);
  await sendImport(running, id, `${[LIST_HEAD, ...rows].join('\n')}\n`);
  await admin.post(`/v1/imports/${id}/start`, {});
  // Each takes its place among the batches: where the import stood when it was answered.
  const stood: number[] = [];
  for (let wish = 0; ; wish++) {
    const number = `1390000${String(wish).padStart(4, '0')}`;
    const kept = await admin.put(`/v1/subscribers/${number}/preference`, { on: true });
    expect(kept.status, JSON.stringify(kept.body)).toBe(200);
    const { status, body } = await admin.get(`/v1/imports/${id}`);
    expect(status, JSON.stringify(body)).toBe(200);
    if (body['state'] === 'done') {
      expect(body['stated']).toBe(ROWS);
      break;
    }
    stood.push(Number(body['position']));
  }
  expect(new Set(stood.filter((position) => position > 0)).size).toBeGreaterThan(ENOUGH_WISHES);
});
