import type { Change, Decision } from '@wurao/domain';
import { attemptOf, type Counters, countAllowed, decide, type Facts, GateCounters, TableWriter } from '@wurao/engine';
import { CN_2015, CN_2020_DRAFT, type LawPack, REASONS } from '@wurao/law';
import { naiveCounters, naiveFacts } from '@wurao/testkit';
import { expect, test } from 'vitest';
import { makeAttempts, type TimedAttempt } from './attempts.ts';
import { applyChange, newWorld } from './plain-world.ts';
import { type ReferenceAnswer, referenceDecide } from './reference.ts';
import { makeWorld } from './world.ts';

const WORLDS = process.env['WURAO_TIER'] === 'soak' ? 500 : 20;
const ATTEMPTS_A_WORLD = process.env['WURAO_TIER'] === 'soak' ? 2_000 : 1_000;
const FIRST_SEED = Number(process.env['WURAO_SEED'] ?? 20_260_312);

/** What both must say alike. Steps 1 and 2 resolve nobody, so they count nothing; `lawfulRetryAtMs` is specified for `outside-hours` alone. */
const said = (answer: ReferenceAnswer | Decision, merchant: string | undefined, purpose: string | undefined) => ({
  decision: answer.decision,
  reason: answer.reason,
  step: answer.step,
  wouldBe: answer.wouldBe,
  retryAtMs: answer.retryAtMs,
  lawfulRetryAtMs: answer.step === 11 ? answer.lawfulRetryAtMs : undefined,
  holdsConfirmed: answer.holdsConfirmed,
  counted: answer.counted,
  merchant,
  purpose,
});

type Door = { readonly facts: Facts; readonly counters: Counters };
type MakeDoor = (changes: readonly Change[], law: LawPack) => Door;

const plainMaps: MakeDoor = (changes, law) => ({ facts: naiveFacts(changes), counters: naiveCounters(law) });

/** As a gate has them: shared tables and bounded counters. */
const gateTables: MakeDoor = (changes, law) => {
  const writer = new TableWriter({ seed: FIRST_SEED, reservedBytes: 2 ** 24 });
  writer.apply(changes);
  const { zoneMinutes } = law;
  return { facts: writer.facts, counters: new GateCounters({ slots: 8192, windowDays: 30, zoneMinutes }) };
};

/** Both decide the same attempts in the same order, each counting for itself. Answers the reasons seen. */
const compare = (
  seed: number,
  attempts: readonly TimedAttempt[],
  changes: readonly Change[],
  law: LawPack,
  { facts, counters }: Door,
  seen: Set<string>,
): void => {
  const world = newWorld();
  for (const change of changes) applyChange(world, change.body);
  for (const [i, { body, atMs }] of attempts.entries()) {
    const attempt = attemptOf(body);
    const reference = referenceDecide(world, attempt, law, atMs);
    const decision = decide(attempt, facts, counters, law, atMs);
    countAllowed(attempt, decision, facts, counters, law, atMs);
    seen.add(decision.reason).add(decision.wouldBe ?? '');
    const context = `seed ${seed}, attempt ${i} at ${new Date(atMs).toISOString()}: ${JSON.stringify(body)}`;
    const known = decision.step > 2;
    const ours = known ? reference.known : undefined;
    const theirs = known ? decision : undefined;
    expect(said(decision, theirs?.merchant, theirs?.purpose), context).toEqual(
      said(reference, ours?.merchant, ours?.purpose),
    );
  }
};

test.each([
  ['shared tables', gateTables],
  ['plain maps', plainMaps],
] as const)(
  `engine over %s and reference agree on ${WORLDS * ATTEMPTS_A_WORLD} random attempts`,
  { timeout: 3_600_000 },
  (_name, makeDoor) => {
    const seen = new Set<string>();
    for (let seed = FIRST_SEED; seed < FIRST_SEED + WORLDS; seed++) {
      const world = makeWorld(seed);
      const law = seed % 3 === 0 ? CN_2015 : CN_2020_DRAFT;
      compare(
        seed,
        makeAttempts(seed, ATTEMPTS_A_WORLD, world),
        world.changes,
        law,
        makeDoor(world.changes, law),
        seen,
      );
    }
    const decided = REASONS.map(({ key }) => key).filter((key) => key !== 'no-basis' && key !== 'refused');
    expect(decided.filter((key) => !seen.has(key))).toEqual([]);
  },
);
