import {
  type Attempt,
  asSequence,
  type Change,
  type ChangeBody,
  type Decision,
  numberKey,
  type PhoneNumber,
} from '@wurao/domain';
import {
  attemptOf,
  type Counters,
  countAllowed,
  decide,
  type Facts,
  GateCounters,
  SharedFacts,
  TableWriter,
} from '@wurao/engine';
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

/** Also what no pack of the product asks. */
const SIGNED: LawPack = {
  ...CN_2020_DRAFT,
  signatureRequired: { purposes: ['marketing', 'care'], clause: 'draft-consent' },
};

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

type Door = {
  readonly facts: Facts;
  readonly counters: Counters;
  /** Told before each of all attempts. */
  readonly before?: (all: readonly Attempt[], i: number) => void;
};
type MakeDoor = (changes: readonly Change[], law: LawPack) => Door;

const plainMaps: MakeDoor = (changes, law) => ({ facts: naiveFacts(changes), counters: naiveCounters(law) });

/** As a gate has them: shared tables and bounded counters. */
const gateTables: MakeDoor = (changes, law) => {
  const writer = new TableWriter({ seed: FIRST_SEED, reservedBytes: 2 ** 24 });
  writer.apply(changes);
  const { zoneMinutes } = law;
  return { facts: writer.facts, counters: new GateCounters({ slots: 8192, windowDays: 30, zoneMinutes }) };
};

/**
 * The same with several attempts in hand, as streams and busy gates have them; some with keys of their numbers, some announced and
 * left out, and with writes in between, after which nothing that was found ahead may be used.
 */
const inHand: MakeDoor = (changes, law) => {
  const writer = new TableWriter({ seed: FIRST_SEED, reservedBytes: 2 ** 24 });
  writer.apply(changes);
  const counters = new GateCounters({ slots: 8192, windowDays: 30, zoneMinutes: law.zoneMinutes });
  const before = (all: readonly Attempt[], i: number): void => {
    if (i % 7 === 0)
      writer.facts.ahead(i % 3 === 0 ? all.slice(i, i + 7) : all.slice(Math.max(0, i - 1), i + 9), counters);
    if (i % 5 === 0) writer.apply(strangers(changes, i));
    if (i % 11 === 0) writer.facts.begin();
  };
  return { facts: writer.facts, counters, before };
};

/** Facts about numbers that nobody asks about: what others hold moves to make room for them. */
const strangers = (changes: readonly Change[], i: number): Change[] =>
  changes
    .filter(({ body }) => body.kind === 'pair' || body.kind === 'preference')
    .slice(0, 40)
    .map((change, k) => {
      const number = `+8619${String((i * 7_919 + k * 104_729) % 1_000_000_000).padStart(9, '0')}` as PhoneNumber;
      const sequence = asSequence((changes.at(-1)?.sequence ?? 0) + 1 + i);
      return { ...change, sequence, body: { ...change.body, number } as ChangeBody };
    });

const keyed = (attempt: Attempt): Attempt => ({
  ...attempt,
  callerKey: attempt.caller === undefined ? undefined : numberKey(attempt.caller),
  calleeKey: numberKey(attempt.callee),
});

/** Both decide the same attempts in the same order, each counting for itself. Answers the reasons seen. */
const compare = (
  seed: number,
  attempts: readonly TimedAttempt[],
  changes: readonly Change[],
  law: LawPack,
  { facts, counters, before }: Door,
  seen: Set<string>,
): void => {
  const world = newWorld();
  for (const change of changes) applyChange(world, change.body);
  const made = attempts.map(({ body }, i) =>
    (before !== undefined && i % 2 === 0 ? keyed : (same: Attempt) => same)(attemptOf(body)),
  );
  for (const [i, { body, atMs }] of attempts.entries()) {
    const attempt = made[i]!;
    before?.(made, i);
    const reference = referenceDecide(world, attempt, law, atMs);
    const decide1 = (): Decision => decide(attempt, facts, counters, law, atMs);
    const decision = facts instanceof SharedFacts ? facts.consistently(decide1) : decide1();
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
  ['shared tables, several in hand,', inHand],
  ['plain maps', plainMaps],
] as const)(
  `engine over %s and reference agree on ${WORLDS * ATTEMPTS_A_WORLD} random attempts`,
  { timeout: 3_600_000 },
  (_name, makeDoor) => {
    const seen = new Set<string>();
    for (let seed = FIRST_SEED; seed < FIRST_SEED + WORLDS; seed++) {
      const world = makeWorld(seed);
      const law = seed % 3 === 0 ? CN_2015 : seed % 5 === 0 ? SIGNED : CN_2020_DRAFT;
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
