import { CN_2015, CN_2020_DRAFT, LAW_PACKS, type LawPack } from '@wurao/law';
import { type ReplayOrder, runReplay } from '@wurao/server';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { flipsOf, replayByReference } from './replay-by-reference.ts';
import { makeReplayGround, type ReplayGround } from './replay-ground.ts';

const FULL = process.env['WURAO_TIER'] === 'soak';
const FIRST_SEED = Number(process.env['WURAO_SEED'] ?? 20_261_125);
const SEEDS = Array.from({ length: FULL ? 40 : 2 }, (_, i) => FIRST_SEED + i);
const ATTEMPTS = FULL ? 20_000 : 1_500;

const replay = async (ground: ReplayGround, law: LawPack, said: Partial<ReplayOrder> = {}) => {
  const order = { law, sinceMs: 0, untilMs: Number.MAX_SAFE_INTEGER, mode: undefined, recount: false };
  const { dataDir, journalDir } = ground;
  const parts = {
    dataDir,
    journalDir,
    progress: undefined,
    packOf: (id: string) => LAW_PACKS.get(id),
    counterSlots: 8_192,
  };
  const hooks = { onProgress: () => {}, isCancelled: () => false };
  const ran = await runReplay({ ...order, examplesPerPair: 3, ...said }, parts, hooks);
  if (!ran.ok || ran.value.state !== 'done') throw new Error(JSON.stringify(ran));
  return ran.value.figures;
};

describe.each(SEEDS)('a seeded journal (world %i)', (seed) => {
  let ground: ReplayGround;
  beforeAll(async () => {
    ground = await makeReplayGround(seed, ATTEMPTS, CN_2020_DRAFT);
  }, 600_000);
  afterAll(() => ground?.dispose());

  test('is reproduced whole under the pack that decided it', async () => {
    const figures = await replay(ground, CN_2020_DRAFT);
    expect(figures.pairs).toEqual([]);
    expect(figures.totals).toEqual({ decisions: ATTEMPTS, refused: 0, allowed: 0, reason: 0 });
    expect(figures.notReplayed).toEqual({ 'law-unknown': 0, 'ahead-of-store': 0, 'behind-facts': 0 });
    expect(figures.decidedBy).toEqual({ 'cn-2020-draft': ATTEMPTS });
  });

  test.each([
    ['by the counters recorded', false],
    ['counted again', true],
  ] as const)('flips under cn-2015 what the reference flips, %s', async (_how, recount) => {
    const figures = await replay(ground, CN_2015, { recount });
    const flips = Object.fromEntries(figures.pairs.map(({ from, to, count }) => [`${from} -> ${to}`, count]));
    const byReference = flipsOf(replayByReference(ground, CN_2020_DRAFT, CN_2015, recount));
    expect(flips).toEqual(byReference);
    expect(Object.keys(flips).length).toBeGreaterThan(3);
  });
});
