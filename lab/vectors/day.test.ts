import { attemptOf, countAllowed, decide, GateCounters, TableWriter } from '@wurao/engine';
import { CN_2020_DRAFT } from '@wurao/law';
import { skipUnless } from '@wurao/testkit';
import { expect } from 'vitest';
import { type Day, dayOf, referenceTotals } from './day.ts';
import { DAY_FILES } from './day-data.ts';
import { sharedData } from './shared-data.ts';

const LAW = CN_2020_DRAFT;
const COUNT = 20_000;

const engineTotals = (day: Day): ReadonlyMap<string, number> => {
  const writer = new TableWriter({ seed: 1, reservedBytes: 2 ** 28 });
  writer.apply(day.changes);
  const { zoneMinutes } = LAW;
  const counters = new GateCounters({ slots: 2 ** 17, windowDays: 30, zoneMinutes });
  const totals = new Map<string, number>();
  for (const { body, atMs } of day.attempts()) {
    const attempt = attemptOf(body);
    const decision = decide(attempt, writer.facts, counters, LAW, atMs);
    countAllowed(attempt, decision, writer.facts, counters, LAW, atMs);
    totals.set(decision.reason, (totals.get(decision.reason) ?? 0) + 1);
  }
  return totals;
};

const present = Object.values(DAY_FILES).every((file) => sharedData(file) !== undefined);

skipUnless('the real data (numbering, complaints)', present)(
  'a day on real input: the totals of the engine are those of the reference',
  { timeout: 120_000 },
  () => {
    const day = dayOf(20_260_310, COUNT);
    const totals = referenceTotals(day, LAW);
    expect([...totals.values()].reduce((sum, n) => sum + n, 0)).toBe(COUNT);
    expect(engineTotals(day)).toEqual(totals);
    for (const reason of [
      'consented',
      'do-not-disturb',
      'no-consent',
      'caller-not-filed',
      'outside-hours',
      'too-often',
    ])
      expect(totals.get(reason) ?? 0, reason).toBeGreaterThan(0);
  },
);
