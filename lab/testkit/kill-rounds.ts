import { rmSync } from 'node:fs';
import { mulberry32 } from '@wurao/vectors';
import { expect } from 'vitest';
import { type ApiAnswer, type ApiClient, apiClient } from './api-client.ts';
import { newDirectory, type ServerProcess, startServer } from './server-process.ts';
import { makeSmallWorld, SMALL_WORLD } from './small-world.ts';

/**
 * `kill -9` at random moments under concurrent writes (DESIGN, rule 6): what was acknowledged is there afterwards, what was
 * decided is on record, and nothing is allowed that was refused before. Full count in the soak tier.
 */
export const KILL_ROUNDS = { test: 2, ci: 5, soak: 50 }[process.env['WURAO_TIER'] ?? 'test'] ?? 5;
const IS_SOAK = process.env['WURAO_TIER'] === 'soak';
/** Decisions whose explanation is asked for after a strike. */
const EXPLAINED = IS_SOAK ? 400 : 100;
const WRITERS = 8;
const DECIDERS = 4;
const KILL_AFTER_MS = { least: 150, most: 1500 };
const SEED = 20261122;

interface Acknowledged {
  readonly preferences: Map<string, { on: boolean; sequence: number }>;
  /** Refused numbers by the sequence of the acknowledged refusal. */
  readonly refused: Map<string, number>;
  readonly decisions: { readonly id: string; readonly callee: string; readonly reason: string }[];
  /** Whose facts were acknowledged since the last strike. */
  readonly fresh: Set<string>;
  highest: number;
  allowed: number;
}

export interface KillOptions {
  readonly rounds: number;
  /** Where its store is. */
  readonly env?: Readonly<Record<string, string>>;
  /** What is killed in a round. Default: the server, which is started again. */
  readonly strike?: (round: number, server: ServerProcess) => Promise<'restart' | 'serve on'>;
  /** A store elsewhere may be away for a while: 503 acknowledges nothing, and is answered until then. */
  readonly storeMayBeAway?: boolean;
}

/** Undefined: not acknowledged, because the store was away. */
const acknowledged = (answer: ApiAnswer, status: number, mayBeAway: boolean): ApiAnswer | undefined => {
  if (mayBeAway && answer.status === 503 && answer.body['code'] === 'store-unavailable') return undefined;
  expect(answer.status, JSON.stringify(answer.body)).toBe(status);
  return answer;
};

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

const writeOnce = async (
  admin: ApiClient,
  known: Acknowledged,
  random: () => number,
  mayBeAway: boolean,
): Promise<void> => {
  const callee = numberOf(Math.floor(random() * 5000));
  if (random() < 0.5) {
    const on = random() < 0.5;
    const put = await admin.put(`/v1/subscribers/${encodeURIComponent(callee)}/preference`, { on });
    const answer = acknowledged(put, 200, mayBeAway);
    if (answer === undefined) return;
    const sequence = Number(answer.body['sequence']);
    // Two writers may cross: the later sequence is what stands.
    if ((known.preferences.get(callee)?.sequence ?? 0) < sequence) known.preferences.set(callee, { on, sequence });
    known.fresh.add(callee);
    known.highest = Math.max(known.highest, sequence);
    return;
  }
  const posted = await admin.post('/v1/refusals', { subscriber: callee, merchant: SMALL_WORLD.merchant, words: 'no' });
  const answer = acknowledged(posted, 201, mayBeAway);
  if (answer === undefined) return;
  const sequence = Number(answer.body['sequence']);
  if (!known.refused.has(callee)) known.refused.set(callee, sequence);
  known.fresh.add(callee);
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

/** Of everybody, or of those alone to whom something was acknowledged since the last strike. */
const verify = async (
  admin: ApiClient,
  known: Acknowledged,
  random: () => number,
  whose: 'all' | 'fresh',
): Promise<void> => {
  const isDue = (callee: string): boolean => whose === 'all' || known.fresh.has(callee);
  for (const [callee, { on, sequence }] of known.preferences) {
    if (!isDue(callee)) continue;
    const answer = await admin.get(`/v1/subscribers/${encodeURIComponent(callee)}/preference`);
    // A write that was not acknowledged may have been kept, too: then its sequence is later.
    if (Number(answer.body['sequence']) === sequence) expect(answer.body['on'], callee).toBe(on);
    else expect(Number(answer.body['sequence']), callee).toBeGreaterThan(sequence);
  }
  for (const callee of known.refused.keys()) {
    if (!isDue(callee)) continue;
    const answer = await admin.post('/v1/decisions', screenOf(callee));
    expect(answer.body['decision'], callee).toBe('refuse');
  }
  const sampled = known.decisions.filter(() => random() < Math.min(1, EXPLAINED / known.decisions.length));
  for (const { id, reason } of sampled) {
    const answer = await admin.get(`/v1/decisions/${id}/explanation`);
    expect(answer.status, id).toBe(200);
    expect(JSON.stringify(answer.body), id).toContain(`"${reason}"`);
  }
  expect(sampled.length > 0 || known.decisions.length === 0).toBe(true);
  known.fresh.clear();
};

/** What a process that is about to die serves, and what it acknowledged, is checked after each strike. */
export const killRounds = async ({
  rounds,
  env = {},
  strike = async (_, server) => {
    await server.kill();
    return 'restart';
  },
  storeMayBeAway = false,
}: KillOptions): Promise<void> => {
  const directory = newDirectory();
  const random = mulberry32(SEED);
  const known: Acknowledged = {
    preferences: new Map(),
    refused: new Map(),
    decisions: [],
    fresh: new Set(),
    highest: 0,
    allowed: 0,
  };
  const start = (): Promise<ServerProcess> => startServer({ directory, args: ['--law', 'cn-2015'], env });
  let running = await start();
  try {
    await makeSmallWorld(apiClient(running.url, running.adminKey));
    for (let round = 0; round < rounds; round++) {
      const server: ServerProcess = running;
      const admin = apiClient(server.url, server.adminKey);
      const dead = { is: false };
      const loads = [
        ...Array.from({ length: WRITERS }, () =>
          untilDead(dead, () => writeOnce(admin, known, random, storeMayBeAway)),
        ),
        ...Array.from({ length: DECIDERS }, () => untilDead(dead, () => decideOnce(admin, known, random))),
      ];
      const afterMs = KILL_AFTER_MS.least + random() * (KILL_AFTER_MS.most - KILL_AFTER_MS.least);
      await new Promise((resolve) => setTimeout(resolve, afterMs));
      const then = await strike(round, server);
      dead.is = true;
      if (then === 'restart') await server.kill();
      await Promise.all(loads);
      if (then === 'restart') running = await start();
      const whose = IS_SOAK || round === rounds - 1 ? 'all' : 'fresh';
      await verify(apiClient(running.url, running.adminKey), known, random, whose);
    }
    expect(known.decisions.length).toBeGreaterThan(rounds);
    expect(known.refused.size).toBeGreaterThan(rounds);
    // Without a single allow the check of the refusals would prove nothing.
    expect(known.allowed).toBeGreaterThan(rounds);
    expect(await running.stop()).toBe(0);
  } finally {
    await running.kill();
    rmSync(directory, { recursive: true, force: true });
  }
};
