import { asId, type Change, type DecisionId, type JournalledDecision, type Sanction } from '@wurao/domain';
import { countAllowed, decide, explain, GateCounters, PlainFacts } from '@wurao/engine';
import { LAW_PACKS } from '@wurao/law';
import { attemptOf, makeAttempts, makeWorld, SMALL_WORLD_SIZES } from '@wurao/vectors';
import { describe, expect, it } from 'vitest';

const SEEDS = [1, 2, 3, 4, 5, 6];
const ATTEMPTS = 3_000;
const WINDOW_DAYS = 30;
const SIZES = { ...SMALL_WORLD_SIZES, sanctions: 24 };

/** Every sanction a cap, so that several of them count the same attempts and few of them are reached. */
const capped = (change: Change): Change => {
  const { body } = change;
  if (body.kind !== 'noun' || body.noun !== 'sanction' || body.body === undefined) return change;
  const sanction: Sanction = { ...body.body, kind: 'cap', perDay: 1 + (change.sequence % 30) };
  return { ...change, body: { ...body, body: sanction } };
};

describe('a decision made again from its record', () => {
  it.each(SEEDS)('answers the same near every cap, on every line, forwarded or not (world %i)', (seed) => {
    const world = makeWorld(seed, SIZES);
    const facts = PlainFacts.from(world.changes.map(capped));
    const counters = new GateCounters({ slots: 2_048, windowDays: WINDOW_DAYS, zoneMinutes: 480 });
    const reasons = new Set<string>();
    for (const law of LAW_PACKS.values()) {
      for (const [i, { body, atMs }] of makeAttempts(seed, ATTEMPTS, world).entries()) {
        const attempt = attemptOf(body);
        const decision = decide(attempt, facts, counters, law, atMs);
        countAllowed(attempt, decision, facts, counters, law, atMs);
        reasons.add(decision.wouldBe ?? decision.reason);
        const record: JournalledDecision = { id: asId<DecisionId>(`d-${i}`), atMs, attempt, decision };
        const { reproduced, steps } = explain(record, facts, law);
        const said = `${law.id} ${i} ${decision.reason} ${JSON.stringify([attempt, decision])}`;
        expect(reproduced, said).toBe(true);
        expect(steps.at(-1)?.answer, said).toBe(decision.wouldBe ?? decision.reason);
      }
    }
    expect([...reasons]).toEqual(expect.arrayContaining(['sanctioned', 'too-often', 'no-consent']));
  });
});
