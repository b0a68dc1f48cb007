import type { JournalledDecision } from '@wurao/domain';
import { explain, PlainFacts } from '@wurao/engine';
import { CN_2015, CN_2020_DRAFT } from '@wurao/law';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { flipsOf, isFlip, replayByReference } from './replay-by-reference.ts';
import { makeReplayGround, type ReplayGround } from './replay-ground.ts';
import { replayOf } from './replay-of.ts';

/** Issue 3, "Shows" 4: a seeded journal replayed under `cn-2015` flips what the reference flips; ten of them explained one by one. */
const FULL = process.env['WURAO_TIER'] === 'soak';
const SEED = Number(process.env['WURAO_SEED'] ?? 31);
const SEEDS = Array.from({ length: FULL ? 10 : 4 }, (_, i) => SEED + i);
const ATTEMPTS = FULL ? 10_000 : 3_000;
const EXPLAINED = 10;

describe.each(SEEDS)('a seeded journal (world %i)', (seed) => {
  let ground: ReplayGround;
  beforeAll(async () => {
    ground = await makeReplayGround(seed, ATTEMPTS, CN_2020_DRAFT);
  }, 1_800_000);
  afterAll(() => ground?.dispose());

  test('is reproduced whole under its own pack', { timeout: 600_000 }, async () => {
    const { totals, pairs } = await replayOf(ground, CN_2020_DRAFT);
    expect(pairs).toEqual([]);
    expect(totals).toEqual({ decisions: ATTEMPTS, refused: 0, allowed: 0, reason: 0 });
  });

  test.each([
    ['recorded counters', false],
    ['counters counted again', true],
  ] as const)('flips what the reference flips, %s', { timeout: 600_000 }, async (_how, recount) => {
    const { pairs, totals } = await replayOf(ground, CN_2015, { recount });
    const flips = Object.fromEntries(pairs.map(({ from, to, count }) => [`${from} -> ${to}`, count]));
    const byReference = replayByReference(ground, CN_2020_DRAFT, CN_2015, recount);
    expect(flips).toEqual(flipsOf(byReference));
    expect(totals.refused + totals.allowed + totals.reason).toBe(byReference.filter(isFlip).length);
  });

  test(`explains ${EXPLAINED} of them one by one`, { timeout: 600_000 }, async () => {
    const { examples } = await replayOf(ground, CN_2015, { examplesPerPair: 3 });
    const byReference = new Map(
      replayByReference(ground, CN_2020_DRAFT, CN_2015, false).map((one) => [one.record.sequence as number, one]),
    );
    expect(examples.length).toBeGreaterThanOrEqual(EXPLAINED);
    for (const { past, replayed } of examples.slice(0, EXPLAINED)) {
      const reference = byReference.get(past.sequence);
      const record = reference?.record as JournalledDecision;
      const facts = PlainFacts.from(ground.changes.filter(({ sequence }) => sequence <= past.dataVersion));
      // Recorded, under the pack that decided; replayed, under the other: each step by step, each reproduced.
      const before = explain(record, facts, CN_2020_DRAFT);
      const after = explain({ ...record, decision: replayed }, facts, CN_2015);
      const said = JSON.stringify([record, replayed]);
      expect([before.reproduced, after.reproduced], said).toEqual([true, true]);
      expect(before.steps.at(-1)?.answer, said).toBe(past.wouldBe ?? past.reason);
      expect(after.steps.at(-1)?.answer, said).toBe(reference?.wouldBe ?? reference?.reason);
    }
  });
});
