import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CATEGORIES, CHANNELS, LINE_CLASSES, PURPOSES } from '@wurao/domain';
import type { DecisionCase } from '@wurao/engine';
import { attemptOf, countAllowed, decide, historyOf, instantOf } from '@wurao/engine';
import { LAW_PACKS, type LawPack, REASONS } from '@wurao/law';
import { naiveCounters, naiveFacts } from '@wurao/testkit';
import { describe, expect, test } from 'vitest';
import { changesOfCase, readCases, readThemes } from './load.ts';
import { applyChange, newWorld } from './plain-world.ts';
import { decisionsPage } from './print.ts';
import { referenceDecide } from './reference.ts';

const lawOf = (vector: DecisionCase): LawPack => {
  const law = LAW_PACKS.get(vector.law);
  if (!law) throw new TypeError(`no law ${vector.law}`);
  return law;
};

type Answer = {
  readonly decision: string;
  readonly reason: string;
  readonly step: number;
  readonly retryAtMs?: number | undefined;
  readonly wouldBe?: string | undefined;
};
type Door = (vector: DecisionCase) => { readonly history: readonly Answer[]; readonly answer: Answer };

const byReference: Door = (vector) => {
  const law = lawOf(vector);
  const world = newWorld();
  for (const change of changesOfCase(vector)) applyChange(world, change.body);
  const history = historyOf(vector).map(({ body, atMs }) => referenceDecide(world, attemptOf(body), law, atMs));
  return { history, answer: referenceDecide(world, attemptOf(vector.attempt), law, instantOf(vector.at)) };
};

const byEngine: Door = (vector) => {
  const law = lawOf(vector);
  const facts = naiveFacts(changesOfCase(vector));
  const counters = naiveCounters(law);
  const decideOne = (body: DecisionCase['attempt'], atMs: number) => {
    const attempt = attemptOf(body);
    const decision = decide(attempt, facts, counters, law, atMs);
    countAllowed(attempt, decision, facts, counters, law, atMs);
    return decision;
  };
  const history = historyOf(vector).map(({ body, atMs }) => decideOne(body, atMs));
  return { history, answer: decideOne(vector.attempt, instantOf(vector.at)) };
};

const expectedOf = ({ expect: { decision, reason, step, retryAt, wouldBe } }: DecisionCase): Answer => ({
  decision,
  reason,
  step,
  retryAtMs: retryAt === undefined ? undefined : instantOf(retryAt),
  wouldBe,
});
const shown = ({ decision, reason, step, retryAtMs, wouldBe }: Answer): Answer => ({
  decision,
  reason,
  step,
  retryAtMs,
  wouldBe,
});

const runThrough = (door: Door): void => {
  for (const { title, cases } of readThemes()) {
    describe(title, () => {
      test.each(cases.map((vector) => [vector.name, vector] as const))('%s', (_name, vector) => {
        const { history, answer } = door(vector);
        expect(history.filter(({ decision }) => decision !== 'allow').map(({ reason }) => reason)).toEqual([]);
        expect(shown(answer)).toEqual(expectedOf(vector));
      });
    });
  }
};

describe('by the reference', () => runThrough(byReference));
describe('by the engine', () => runThrough(byEngine));

/** Every reason a decision can have: the last two are what a merchant is shown in place of others. */
const DECIDED = REASONS.map(({ key }) => key).filter((key) => key !== 'no-basis' && key !== 'refused');

describe('the cases together', () => {
  const cases = readCases();

  test('are at least 150, each with a name of its own', () => {
    expect(cases.length).toBeGreaterThanOrEqual(150);
    expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length);
  });

  test('show every reason, step, channel and category', () => {
    expect(new Set(cases.map((vector) => vector.expect.reason))).toEqual(new Set(DECIDED));
    const steps = new Set(cases.map((vector) => vector.expect.step));
    expect([...steps].sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]);
    expect(new Set(cases.map((vector) => vector.attempt.channel))).toEqual(new Set(CHANNELS));
    const scopes = cases.flatMap((vector) => [
      vector.attempt.category,
      ...vector.given.map((fact) => fact.preference?.categories),
    ]);
    expect(CATEGORIES.filter((category) => scopes.flat().includes(category)).length).toBeGreaterThan(2);
  });

  test('show what merchants are shown', () => {
    const views = cases.map((vector) => vector.merchantView?.reason);
    for (const reason of ['no-basis', 'refused', 'outside-hours', 'consented']) expect(views).toContain(reason);
  });

  test.each([...LAW_PACKS.values()].map((law) => [law.id, law] as const))('show every purpose under %s', (id) => {
    const purposes = cases.filter((vector) => vector.law === id).map((vector) => vector.attempt.purpose);
    expect(PURPOSES.filter((purpose) => !purposes.includes(purpose))).toEqual([]);
  });

  test.each([...LAW_PACKS.values()].map((law) => [law.id, law] as const))('show every line class under %s', (id) => {
    const ofLaw = cases.filter((vector) => vector.law === id);
    const classes = ofLaw.flatMap((vector) => {
      const lines = changesOfCase(vector).flatMap(({ body }) =>
        body.kind === 'noun' && body.noun === 'line' ? [body.body] : [],
      );
      return lines.filter((line) => line?.id === vector.attempt.line).map((line) => line?.class);
    });
    expect(LINE_CLASSES.filter((name) => !classes.includes(name))).toEqual([]);
  });

  test('cite the clause that the law pack gives for the reason', () => {
    const wrong = cases.filter((vector) => lawOf(vector).reasonClauses[vector.expect.reason] !== vector.clause);
    expect(wrong.map(({ name }) => name)).toEqual([]);
  });

  test('never repeat a fact that the register would not take', () => {
    const times = cases.flatMap((vector) => {
      const atMs = changesOfCase(vector).map((change) => change.atMs);
      return atMs.some((at, i) => i > 0 && at < (atMs[i - 1] ?? 0)) || (atMs.at(-1) ?? 0) > instantOf(vector.at)
        ? [vector.name]
        : [];
    });
    expect(times).toEqual([]);
  });
});

test('decisions.md is as print.ts writes it', () => {
  expect(readFileSync(join(import.meta.dirname, 'decisions.md'), 'utf8')).toBe(decisionsPage());
});
