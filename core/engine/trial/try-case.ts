import type { Attempt, Change, InstantMs } from '@wurao/domain';
import { COUNTED_WINDOW_DAYS, type LawPack } from '@wurao/law';
import { countAllowed } from '../count.ts';
import { decide } from '../decide.ts';
import { GateCounters } from '../tables/gate-counters.ts';
import { PlainFacts } from '../tables/plain-facts.ts';
import type { DecisionCase, Expected, Given } from './case.ts';
import { attemptOf, historyOf, instantOf } from './read-facts.ts';
import { newRegister } from './register.ts';
import { toChanges } from './to-changes.ts';

/** When the cast was registered, a second apart; when the facts of a case came in, a minute apart. */
const CAST_FROM = '2025-01-01T00:00:00+08:00';
const FACTS_FROM = '2026-03-01T09:00:00+08:00';
const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
/** A case speaks of a handful of people. */
const COUNTER_SLOTS = 1_024;

export type Received = { readonly given: Given; readonly atMs: InstantMs };

const received = (facts: readonly Given[], from: string, apartMs: number): Received[] => {
  let atMs = instantOf(from) - apartMs;
  return facts.map((given) => {
    atMs = given.at === undefined ? atMs + apartMs : instantOf(given.at);
    return { given, atMs };
  });
};

/** The facts of a case in the order of their receipt: the standing cast, then its own. */
export const receivedFacts = (cast: readonly Given[], given: readonly Given[]): Received[] => [
  ...received(cast, CAST_FROM, SECOND_MS),
  ...received(given, FACTS_FROM, MINUTE_MS),
];

/** The same as the change feed brings them. */
export const changesOfFacts = (cast: readonly Given[], given: readonly Given[]): Change[] =>
  toChanges(newRegister(), receivedFacts(cast, given));

/** How a case came out. */
export interface Trial {
  readonly name: string;
  readonly expected: Expected & { readonly clause: string };
  readonly answered: Expected & { readonly clause: string };
  readonly passed: boolean;
  /** An earlier attempt of its history that was not allowed: the case does not say what it means to. */
  readonly history: string | undefined;
}

/** Tries one case under a pack; `law` of the case is not looked at. */
export const tryCase = (vector: DecisionCase, law: LawPack, cast: readonly Given[]): Trial => {
  const facts = PlainFacts.from(changesOfFacts(cast, vector.given));
  const { zoneMinutes } = law;
  const counters = new GateCounters({ slots: COUNTER_SLOTS, windowDays: COUNTED_WINDOW_DAYS, zoneMinutes });
  const decideOne = (attempt: Attempt, atMs: InstantMs) => {
    const decision = decide(attempt, facts, counters, law, atMs);
    countAllowed(attempt, decision, facts, counters, law, atMs);
    return decision;
  };
  const earlier = historyOf(vector).map(({ body, atMs }) => decideOne(attemptOf(body), atMs));
  const refused = earlier.find(({ decision }) => decision === 'refuse');
  const made = decideOne(attemptOf(vector.attempt), instantOf(vector.at));
  const answered = {
    decision: made.decision,
    reason: made.reason,
    step: made.step,
    clause: law.reasonClauses[made.reason] ?? '',
    ...(made.retryAtMs === undefined ? {} : { retryAt: new Date(made.retryAtMs).toISOString() }),
    ...(made.wouldBe === undefined ? {} : { wouldBe: made.wouldBe }),
  };
  const expected = { ...vector.expect, clause: vector.clause };
  const isSame =
    answered.decision === expected.decision &&
    answered.reason === expected.reason &&
    answered.step === expected.step &&
    answered.clause === expected.clause &&
    answered.wouldBe === expected.wouldBe &&
    made.retryAtMs === (expected.retryAt === undefined ? undefined : instantOf(expected.retryAt));
  return {
    name: vector.name,
    expected,
    answered,
    passed: isSame && refused === undefined,
    history: refused?.reason,
  };
};
