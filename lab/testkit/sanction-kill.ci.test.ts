import { mulberry32 } from '@wurao/vectors';
import { afterAll, expect, test } from 'vitest';
import { type ApiClient, apiClient } from './api-client.ts';
import { groundsOn } from './on-case.ts';
import { newDirectory, type ServerProcess, startServer } from './server-process.ts';
import { makeSmallWorld, SMALL_WORLD } from './small-world.ts';

/** `kill -9` in the middle of a bulk sanction of 1,000 numbers: all or none of them, in the store and at the gate. */
const KILLS = { test: 2, ci: 4, soak: 20 }[process.env['WURAO_TIER'] ?? 'test'] ?? 4;
const NUMBERS = 1_000;
const SEED = 20_261_126;
const PAGE_ITEMS = 200;
const FILED_AT_ONCE = 50;
/** Law cn-2015 lets calls pass without a basis: what is refused is refused by the sanction. Ten o'clock is lawful, tomorrow they are in force. */
const AT_TEN = `${new Date(Date.now() + 86_400_000).toISOString().slice(0, 10)}T10:00:00+08:00`;

const directory = newDirectory();
const numbers = Array.from({ length: NUMBERS }, (_, i) => `+861390000${String(i).padStart(4, '0')}`);
let running: ServerProcess | undefined;
let grounds: readonly object[] = [];
afterAll(async () => {
  await running?.stop();
});

const start = async (): Promise<ApiClient> => {
  running = await startServer({ directory, args: ['--law', 'cn-2015'] });
  return apiClient(running.url, running.adminKey);
};

const fileAll = async (admin: ApiClient): Promise<void> => {
  const said = { merchant: SMALL_WORLD.merchant, line: SMALL_WORLD.line, kind: 'service-number' };
  const scope = { purposes: ['marketing'], categories: ['loan'], channels: ['voice'], from: '2020-01-01T00:00:00Z' };
  for (let at = 0; at < NUMBERS; at += FILED_AT_ONCE) {
    const some = numbers.slice(at, at + FILED_AT_ONCE);
    const filed = await Promise.all(some.map((caller) => admin.post('/v1/filings', { ...said, ...scope, caller })));
    for (const { status, body } of filed) expect(status, JSON.stringify(body)).toBe(201);
  }
};

const impose = (admin: ApiClient) =>
  admin.post('/v1/sanctions', {
    kind: 'suspend',
    targets: numbers.map((id) => ({ kind: 'number', id })),
    grounds,
    termDays: 30,
    impose: true,
  });

const idsIn = async (admin: ApiClient, state: string): Promise<readonly string[]> => {
  const ids: string[] = [];
  for (let after = ''; ; ) {
    const { body } = await admin.get(`/v1/sanctions?state=${state}&limit=${PAGE_ITEMS}${after}`);
    const { items, next } = body as { items: readonly { id: string }[]; next?: string };
    ids.push(...items.map(({ id }) => id));
    if (next === undefined) return ids;
    after = `&after=${encodeURIComponent(next)}`;
  }
};

/** What the gate answers for a call from each of the numbers. */
const reasonsNow = async (): Promise<readonly string[]> => {
  const rows = numbers.map((caller) =>
    JSON.stringify({
      channel: 'voice',
      caller,
      callee: '+8613800000001',
      line: SMALL_WORLD.line,
      purpose: 'marketing',
      at: AT_TEN,
    }),
  );
  const answer = await fetch(`${running?.url}/v1/decisions/stream`, {
    method: 'POST',
    headers: { authorization: `Bearer ${running?.adminKey}`, 'content-type': 'application/x-ndjson' },
    body: `${rows.join('\n')}\n`,
  });
  expect(answer.status).toBe(200);
  const answers = (await answer.text()).trim().split('\n');
  expect(answers).toHaveLength(NUMBERS);
  return answers.map((line) => String((JSON.parse(line) as { reason?: string }).reason));
};

/** Answers which of the two it is; anything between fails. */
const allOrNone = async (admin: ApiClient): Promise<'all' | 'none'> => {
  const { length } = await idsIn(admin, 'in-force');
  expect([0, NUMBERS]).toContain(length);
  const reasons = new Set(await reasonsNow());
  expect([...reasons], `${length} in force`).toEqual(length === 0 ? ['basis-not-required'] : ['sanctioned']);
  return length === 0 ? 'none' : 'all';
};

const liftAll = async (admin: ApiClient): Promise<void> => {
  const ids = await idsIn(admin, 'in-force');
  const { status } = await admin.post('/v1/sanctions/steps', { ids, input: 'lift', reason: 'in order again' });
  expect(status).toBe(200);
};

test(`all or none over ${KILLS} kills in the middle of a bulk sanction`, {
  timeout: 120_000 + KILLS * 60_000,
}, async () => {
  const random = mulberry32(SEED);
  let admin = await start();
  await makeSmallWorld(admin);
  await fileAll(admin);
  grounds = await groundsOn(admin, '+8613800000001', new Date(Date.now() - 60_000).toISOString());
  expect(await allOrNone(admin)).toBe('none');
  const beganMs = performance.now();
  expect((await impose(admin)).status).toBe(201);
  const tookMs = performance.now() - beganMs;
  expect(await allOrNone(admin)).toBe('all');
  await liftAll(admin);
  let cutOff = 0;
  for (let kill = 0; kill < KILLS; kill++) {
    expect(await allOrNone(admin)).toBe('none');
    let isAnswered = false;
    const asked = impose(admin).then(
      ({ status }) => {
        isAnswered = status === 201;
      },
      () => undefined,
    );
    // Anywhere between its first statement and its answer.
    await new Promise((resolve) => setTimeout(resolve, ((kill + random()) / KILLS) * tookMs));
    await running?.kill();
    await asked;
    admin = await start();
    const became = await allOrNone(admin);
    if (isAnswered) expect(became).toBe('all');
    else cutOff += 1;
    if (became === 'all') await liftAll(admin);
  }
  expect(cutOff).toBeGreaterThan(0);
});
