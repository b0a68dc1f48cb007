import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Channel,
  compileNumbering,
  type JournalledDecision,
  NumberingPlan,
  type PhoneNumber,
  readNumberingList,
  readNumberingPlan,
} from '@wurao/domain';
import { type AttemptBody, attemptOf, decide, explain, type Given, instantOf, maybeInstant } from '@wurao/engine';
import { CN_2020_DRAFT, type LawPack, withNumbering } from '@wurao/law';
import { naiveCounters, naiveFacts } from '@wurao/testkit';
import { describe, expect, test, vi } from 'vitest';
import { changesOfCase } from './load.ts';
import { applyChange, newWorld } from './plain-world.ts';
import { referenceDecide } from './reference.ts';

interface ProvinceCase {
  readonly name: string;
  readonly callee: string;
  readonly firstCalled?: string;
  readonly channel: Channel;
  readonly at: string;
  readonly expect: { readonly step: number; readonly retryAt?: string };
}
interface ProvinceFile {
  readonly title: string;
  readonly provinces: LawPack['provinces'] & object;
  readonly numbering: string;
  readonly cases: readonly ProvinceCase[];
}

const file = JSON.parse(readFileSync(join(import.meta.dirname, 'provinces.json'), 'utf8')) as ProvinceFile;

const planOf = (list: string): NumberingPlan => {
  const rows = readNumberingList(list);
  const compiled = rows.ok ? compileNumbering(rows.value, { asOf: '2026-01', source: 'vectors' }) : rows;
  const plan = compiled.ok ? readNumberingPlan(compiled.value) : compiled;
  if (!plan.ok) throw new TypeError(plan.title);
  return plan.value;
};

/** Read apart from the plan: the list itself, line by line. */
const plainPlan = (list: string): LawPack['numbering'] & object => {
  const keys: Readonly<Record<string, number>> = { 北京: 11, 新疆: 65, 浙江: 33, 广东: 44 };
  const lines = list
    .split('\n')
    .slice(1)
    .map((line) => line.split(','));
  const provinceOf = (number: PhoneNumber): number =>
    keys[
      lines.find(
        ([prefix, , , area]) => number.startsWith(`+86${prefix}`) || number.startsWith(`+86${area?.slice(1)}`),
      )?.[1] ?? ''
    ] ?? 0;
  return { provinceOf, version: 'plain' };
};

const WEST: LawPack = { ...CN_2020_DRAFT, provinces: file.provinces };
const plan = planOf(file.numbering);
const byPlan = withNumbering(WEST, () => plan);
const byList = withNumbering(WEST, () => plainPlan(file.numbering));

const askOf = ({ callee, firstCalled, channel }: ProvinceCase) => {
  const body: AttemptBody = {
    channel,
    caller: '95566',
    callee,
    line: firstCalled === undefined ? 'line-access' : 'line-trusted',
    purpose: 'marketing',
    category: 'loan',
    ...(firstCalled === undefined ? {} : { firstCalled }),
  } as AttemptBody;
  const consent = { subscriber: firstCalled ?? callee, merchant: 'merchant-bank' };
  const given = [{ consent }] as readonly Given[];
  return { attempt: attemptOf(body), changes: changesOfCase({ given }) };
};

describe(file.title, () => {
  test.each(file.cases.map((one) => [one.name, one] as const))('%s', (_name, one) => {
    const { attempt, changes } = askOf(one);
    const atMs = instantOf(one.at);
    const world = newWorld();
    for (const change of changes) applyChange(world, change.body);
    const byReference = referenceDecide(world, attempt, byList, atMs);
    const facts = naiveFacts(changes);
    const byEngine = decide(attempt, facts, naiveCounters(byPlan), byPlan, atMs);
    const wanted = { step: one.expect.step, retryAtMs: maybeInstant(one.expect.retryAt) };
    expect({ step: byReference.step, retryAtMs: byReference.retryAtMs }).toEqual(wanted);
    expect({ step: byEngine.step, retryAtMs: byEngine.retryAtMs }).toEqual(wanted);
    // What a merchant is shown as retryAt follows from this alone: hours of the law, by a public fact of the number.
    expect(byEngine.lawfulRetryAtMs).toBe(byEngine.step === 11 ? byEngine.retryAtMs : undefined);
  });
});

test('an explanation names the province, its hours and the plan they were looked up in', () => {
  const one = file.cases[1] as ProvinceCase;
  const { attempt, changes } = askOf(one);
  const atMs = instantOf(one.at);
  const facts = naiveFacts(changes);
  const decision = decide(attempt, facts, naiveCounters(byPlan), byPlan, atMs);
  const record = { id: 'x', atMs, attempt, decision } as unknown as JournalledDecision;
  const { steps, reproduced } = explain(record, facts, byPlan);
  expect(reproduced).toBe(true);
  expect(steps.find(({ step }) => step === 11)?.looked).toMatchObject({
    province: '650000',
    provinceHours: file.provinces['650000']?.hours?.commercial?.voice,
    lawfulHours: CN_2020_DRAFT.hours.commercial.voice,
    numbering: plan.version,
  });
});

test('a pack without rules by province looks no number up', () => {
  const asked = vi.spyOn(NumberingPlan.prototype, 'provinceOf');
  expect(withNumbering(CN_2020_DRAFT, () => plan)).toBe(CN_2020_DRAFT);
  const { attempt, changes } = askOf(file.cases[1] as ProvinceCase);
  const atMs = instantOf('2026-03-10T09:30:00+08:00');
  expect(decide(attempt, naiveFacts(changes), naiveCounters(CN_2020_DRAFT), CN_2020_DRAFT, atMs).step).toBe(13);
  expect(asked).not.toHaveBeenCalled();
  asked.mockRestore();
});

test('a pack with rules by province is not used without a plan', () => {
  const { attempt, changes } = askOf(file.cases[1] as ProvinceCase);
  const ask = () =>
    decide(attempt, naiveFacts(changes), naiveCounters(WEST), { ...WEST }, instantOf('2026-03-10T09:30:00+08:00'));
  expect(ask).toThrow('numbering plan');
});
