import { mulberry32 } from '@wurao/vectors';
import { afterAll, expect, test } from 'vitest';
import { type ApiClient, apiClient } from './api-client.ts';

import { newDirectory, type ServerProcess, startServer } from './server-process.ts';
import { makeSmallWorld, SMALL_WORLD } from './small-world.ts';

/**
 * `kill -9` at random moments under concurrent writes (DESIGN, rule 6): what was acknowledged is there afterwards, what was
 * decided is on record, and nothing is allowed that was refused before. Full count in the soak tier.
 */
const ROUNDS = { test: 2, ci: 5, soak: 50 }[process.env['WURAO_TIER'] ?? 'test'] ?? 5;
const WRITERS = 8;
const DECIDERS = 4;
const KILL_AFTER_MS = { least: 150, most: 1500 };
const SEED = 20261122;

interface Acknowledged {
  readonly preferences: Map<string, { on: boolean; sequence: number }>;
  /** Refused numbers by the sequence of the acknowledged refusal. */
  readonly refused: Map<string, number>;
  readonly decisions: { readonly id: string; readonly callee: string; readonly reason: string }[];
  highest: number;
  allowed: number;
}

const directory = newDirectory();
let running: ServerProcess | undefined;

afterAll(async () => {
  await running?.stop();
});

const numberOf = (i: number): string => `+861390000${String(i).padStart(4, '0')}`;

/** Law cn-2015 lets calls pass without a basis, so that a lost refusal would show as an allow. Ten o'clock is lawful. */
const AT_TEN = '2026-11-20T10:00:00+08:00';
const screenOf = (callee: string): Record<string, unknown> => ({
  channel: 'voice',
  caller: SMALL_WORLD.caller,
  callee,
  line: SMALL_WORLD.line,
  purpose: 'marketing',
  mode: 'screen',
  at: AT_TEN,
});

/** Until the server dies. Anything thrown by a dying connection ends the loop; anything else fails the test. */
const untilDead = async (dead: { is: boolean }, work: () => Promise<void>): Promise<void> => {
  while (!dead.is) {
    try {
      await work();
    } catch (error) {
      if (dead.is && error instanceof TypeError) return;
      if (error instanceof TypeError) await new Promise((resolve) => setImmediate(resolve));
      else throw error;
    }
  }
};

const writeOnce = async (admin: ApiClient, known: Acknowledged, random: () => number): Promise<void> => {
  const callee = numberOf(Math.floor(random() * 5000));
  if (random() < 0.5) {
    const on = random() < 0.5;
    const answer = await admin.put(`/v1/subscribers/${encodeURIComponent(callee)}/preference`, { on });
    expect(answer.status, JSON.stringify(answer.body)).toBe(200);
    const sequence = Number(answer.body['sequence']);
    // Two writers may cross: the later sequence is what stands.
    if ((known.preferences.get(callee)?.sequence ?? 0) < sequence) known.preferences.set(callee, { on, sequence });
    known.highest = Math.max(known.highest, sequence);
    return;
  }
  const answer = await admin.post('/v1/refusals', { subscriber: callee, merchant: SMALL_WORLD.merchant, words: 'no' });
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  const sequence = Number(answer.body['sequence']);
  if (!known.refused.has(callee)) known.refused.set(callee, sequence);
  known.highest = Math.max(known.highest, sequence);
};

const decideOnce = async (admin: ApiClient, known: Acknowledged, random: () => number): Promise<void> => {
  const callee = numberOf(Math.floor(random() * 5000));
  const refusedBefore = known.refused.has(callee);
  const answer = await admin.post('/v1/decisions', screenOf(callee));
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  const { id, decision, reason } = answer.body as { id: string; decision: string; reason: string };
  known.decisions.push({ id, callee, reason });
  if (decision === 'allow') known.allowed++;
  if (refusedBefore) expect(decision, `${callee} was refused before`).toBe('refuse');
};

const verify = async (admin: ApiClient, known: Acknowledged, random: () => number): Promise<void> => {
  for (const [callee, { on, sequence }] of known.preferences) {
    const answer = await admin.get(`/v1/subscribers/${encodeURIComponent(callee)}/preference`);
    // A write that was not acknowledged may have been kept, too: then its sequence is later.
    if (Number(answer.body['sequence']) === sequence) expect(answer.body['on'], callee).toBe(on);
    else expect(Number(answer.body['sequence']), callee).toBeGreaterThan(sequence);
  }
  for (const callee of known.refused.keys()) {
    const answer = await admin.post('/v1/decisions', screenOf(callee));
    expect(answer.body['decision'], callee).toBe('refuse');
  }
  const sampled = known.decisions.filter(() => random() < Math.min(1, 400 / known.decisions.length));
  for (const { id, reason } of sampled) {
    const answer = await admin.get(`/v1/decisions/${id}/explanation`);
    expect(answer.status, id).toBe(200);
    expect(JSON.stringify(answer.body), id).toContain(`"${reason}"`);
  }
  expect(sampled.length > 0 || known.decisions.length === 0).toBe(true);
};

test(`nothing acknowledged is lost and nothing refused is allowed over ${ROUNDS} kills`, {
  timeout: 60_000 + ROUNDS * 30_000,
}, async () => {
  const random = mulberry32(SEED);
  const known: Acknowledged = { preferences: new Map(), refused: new Map(), decisions: [], highest: 0, allowed: 0 };
  running = await startServer({ directory, args: ['--law', 'cn-2015'] });
  await makeSmallWorld(apiClient(running.url, running.adminKey));
  for (let round = 0; round < ROUNDS; round++) {
    const server: ServerProcess = running;
    const admin = apiClient(server.url, server.adminKey);
    const dead = { is: false };
    const loads = [
      ...Array.from({ length: WRITERS }, () => untilDead(dead, () => writeOnce(admin, known, random))),
      ...Array.from({ length: DECIDERS }, () => untilDead(dead, () => decideOnce(admin, known, random))),
    ];
    const afterMs = KILL_AFTER_MS.least + random() * (KILL_AFTER_MS.most - KILL_AFTER_MS.least);
    await new Promise((resolve) => setTimeout(resolve, afterMs));
    dead.is = true;
    await server.kill();
    await Promise.all(loads);
    running = await startServer({ directory, args: ['--law', 'cn-2015'] });
    await verify(apiClient(running.url, running.adminKey), known, random);
  }
  expect(known.decisions.length).toBeGreaterThan(ROUNDS);
  expect(known.refused.size).toBeGreaterThan(ROUNDS);
  // Without a single allow the check of the refusals would prove nothing.
  expect(known.allowed).toBeGreaterThan(ROUNDS);
  expect(await running.stop()).toBe(0);
  running = undefined;
});
