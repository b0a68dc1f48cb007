import { mulberry32 } from '@wurao/vectors';
import { afterAll, expect, test } from 'vitest';
import { apiClient } from './api-client.ts';
import { honestList, LIST_HEAD, listLine, listWorld } from './import-lists.ts';
import { sendImport } from './send-import.ts';
import { newDirectory, type ServerProcess, startServer } from './server-process.ts';
import { makeSmallWorld, SMALL_WORLD } from './small-world.ts';

/** `kill -9` in the middle of an import, again and again: every row is stated, and once. */
const ROWS = { test: 5_000, ci: 40_000, soak: 400_000 }[process.env['WURAO_TIER'] ?? 'test'] ?? 40_000;
const KILLS = { test: 2, ci: 4, soak: 20 }[process.env['WURAO_TIER'] ?? 'test'] ?? 4;
const SEED = 20_261_125;
const POLL_MS = 20;

const directory = newDirectory();
let running: ServerProcess | undefined;
afterAll(async () => {
  await running?.stop();
});

test(`every row once over ${KILLS} kills`, { timeout: Math.max(240_000, KILLS * 40_000) }, async () => {
  const random = mulberry32(SEED);
  running = await startServer({ directory });
  let admin = apiClient(running.url, running.adminKey);
  await makeSmallWorld(admin);
  const rows = [...honestList(listWorld(), ROWS, SEED)].map((row, i) => ({
    ...row,
    evidence: `record/${i}`,
    sha256: undefined,
  }));
  const file = `${[LIST_HEAD, ...rows.map((row) => listLine(row, SMALL_WORLD.merchant))].join('\n')}\n`;
  const id = String((await admin.post('/v1/imports', { kind: 'bases', onError: 'quarantine' })).body['id']);
  await sendImport(running, id, file);
  await admin.post(`/v1/imports/${id}/start`, {});
  const positions: number[] = [];
  for (let kill = 0; kill < KILLS; kill++) {
    // Anywhere: before the first batch, in the middle, near the end.
    const until = Math.floor(((kill + random()) / KILLS) * ROWS * 0.9);
    for (;;) {
      const { body } = await admin.get(`/v1/imports/${id}`);
      if (Number(body['position']) >= until || body['state'] === 'done') break;
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
    await running.kill();
    running = await startServer({ directory });
    admin = apiClient(running.url, running.adminKey);
    positions.push(Number((await admin.get(`/v1/imports/${id}`)).body['position']));
  }
  for (;;) {
    const { body } = await admin.get(`/v1/imports/${id}`);
    if (body['state'] === 'done') {
      expect(body).toMatchObject({ rows: ROWS, stated: ROWS, bad: 0, held: 0, position: ROWS });
      break;
    }
    expect(['checking', 'running']).toContain(body['state']);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  expect(
    positions.some((position) => position > 0 && position < ROWS),
    `killed at ${positions}`,
  ).toBe(true);
  const answer = await fetch(`${running.url}/v1/exports/bases?merchant=${SMALL_WORLD.merchant}`, {
    headers: { authorization: `Bearer ${running.adminKey}` },
  });
  const stated = (await answer.text())
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { evidence: { reference: string }; subscriber: string });
  const seen = new Map(stated.map((basis) => [basis.evidence.reference, basis.subscriber]));
  expect(stated.length, 'no row twice').toBe(ROWS);
  for (const row of rows) expect(seen.get(row.evidence)).toBe(`+86${row.number}`);
});
