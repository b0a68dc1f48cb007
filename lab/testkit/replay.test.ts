import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { CN_2015, CN_2020_DRAFT } from '@wurao/law';
import { runReplay } from '@wurao/server';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { flipsOf, replayByReference } from './replay-by-reference.ts';
import { makeReplayGround, type ReplayGround } from './replay-ground.ts';
import { replayOf } from './replay-of.ts';

const SEED = Number(process.env['WURAO_SEED'] ?? 20_261_125);
const ATTEMPTS = 1_000;

let ground: ReplayGround;
beforeAll(async () => {
  ground = await makeReplayGround(SEED, ATTEMPTS, CN_2020_DRAFT);
}, 60_000);
afterAll(() => ground?.dispose());

test('a journal is reproduced whole under the pack that decided it', async () => {
  const figures = await replayOf(ground, CN_2020_DRAFT);
  expect(figures.pairs).toEqual([]);
  expect(figures.totals).toEqual({ decisions: ATTEMPTS, refused: 0, allowed: 0, reason: 0 });
  expect(figures.notReplayed).toEqual({ 'law-unknown': 0, 'ahead-of-store': 0, 'behind-facts': 0 });
  expect(figures.decidedBy).toEqual({ 'cn-2020-draft': ATTEMPTS });
});

test.each([
  ['by the counters recorded', false],
  ['counted again', true],
] as const)('under cn-2015 it flips what the reference flips, %s', async (_how, recount) => {
  const figures = await replayOf(ground, CN_2015, { recount });
  const flips = Object.fromEntries(figures.pairs.map(({ from, to, count }) => [`${from} -> ${to}`, count]));
  expect(flips).toEqual(flipsOf(replayByReference(ground, CN_2020_DRAFT, CN_2015, recount)));
  expect(Object.keys(flips).length).toBeGreaterThan(3);
});

test('only the period asked for, half open, and only the mode', async () => {
  const instants = ground.records.map(({ atMs }) => atMs);
  const [sinceMs = 0, untilMs = 0] = [instants[200], instants[700]];
  const within = ground.records.filter(({ atMs }) => atMs >= sinceMs && atMs < untilMs);
  const all = await replayOf(ground, CN_2015, { sinceMs, untilMs });
  expect(all.totals.decisions).toBe(within.length);
  const screens = await replayOf(ground, CN_2015, { sinceMs, untilMs, mode: 'screen' });
  expect(screens.totals.decisions).toBe(within.filter(({ attempt }) => attempt.mode === 'screen').length);
});

test('by merchant, category, hour and in time the counts add up to the whole', async () => {
  const { totals, merchants, categories, hours, series, pairs } = await replayOf(ground, CN_2015);
  const tables = [
    merchants.map(({ counts }) => counts),
    Object.values(categories),
    hours,
    series.map(({ counts }) => counts),
  ];
  for (const table of tables) {
    for (const field of ['decisions', 'refused', 'allowed', 'reason'] as const)
      expect(table.reduce((sum, counts) => sum + counts[field], 0)).toBe(totals[field]);
  }
  expect(pairs.reduce((sum, { count }) => sum + count, 0)).toBe(totals.refused + totals.allowed + totals.reason);
});

test('what cannot be replayed is counted, not guessed', async () => {
  const { dataDir, journalDir } = ground;
  const order = { law: CN_2015, sinceMs: 0, untilMs: 4e12, mode: undefined, recount: false, examplesPerPair: 1 };
  const parts = {
    storeDir: dataDir,
    dataDir,
    journalDir,
    progress: undefined,
    packOf: () => undefined,
    counterSlots: 1_024,
  };
  const ran = await runReplay(order, parts, { onProgress: () => {}, isCancelled: () => false });
  expect(ran).toMatchObject({ ok: true, value: { figures: { notReplayed: { 'law-unknown': ATTEMPTS } } } });
});

test('one that is cancelled while it sorts a day is broken off', async () => {
  const { dataDir, journalDir } = ground;
  const order = { law: CN_2015, sinceMs: 0, untilMs: 4e12, mode: undefined, recount: false, examplesPerPair: 1 };
  const packOf = () => CN_2020_DRAFT;
  const parts = { storeDir: dataDir, dataDir, journalDir, progress: undefined, packOf, counterSlots: 1_024 };
  let isCancelled = false;
  const seen: number[] = [];
  const ran = await runReplay(order, parts, {
    onProgress: ({ done }) => void seen.push(done),
    isCancelled: () => isCancelled,
    onInterruptible: (interrupt) => {
      isCancelled = true;
      interrupt();
    },
  });
  expect(ran).toEqual({ ok: true, value: { state: 'cancelled' } });
  // No day was opened.
  expect(seen).toEqual([]);
});

test('one that is cancelled ends without figures, and tells how far it came', async () => {
  const { dataDir, journalDir } = ground;
  const order = { law: CN_2015, sinceMs: 0, untilMs: 4e12, mode: undefined, recount: false, examplesPerPair: 1 };
  const parts = {
    storeDir: dataDir,
    dataDir,
    journalDir,
    progress: undefined,
    packOf: () => CN_2020_DRAFT,
    counterSlots: 1_024,
  };
  const seen: number[] = [];
  const ran = await runReplay(order, parts, {
    onProgress: ({ done }) => void seen.push(done),
    isCancelled: () => seen.length > 1,
  });
  expect(ran).toEqual({ ok: true, value: { state: 'cancelled' } });
  expect(seen.at(-1)).toBeLessThan(ATTEMPTS);
});

test('by province, the history of numbering plans is read once for all decisions', async () => {
  const look = vi.spyOn(fs, 'statSync');
  syncBuiltinESMExports();
  try {
    const west = { ...CN_2015, provinces: { '540000': { clause: 'house-hours' } } };
    expect((await replayOf(ground, west)).totals.decisions).toBe(ATTEMPTS);
    expect(look.mock.calls.filter(([path]) => String(path).endsWith('history.ndjson'))).toHaveLength(1);
  } finally {
    look.mockRestore();
    syncBuiltinESMExports();
  }
});
