import { type CaseFigures, LATENESS_DAYS, type ProtectionFigures } from '@wurao/api';
import {
  type CaseCount,
  type DecidedCase,
  handlerStatistics,
  hideSmall,
  type LatenessCount,
  MS_PER_DAY,
  type PeriodSpan,
  type ProtectedCounts,
  STATE_COUNCIL_CALENDAR,
  statisticsSince,
} from '@wurao/casework';
import { type InstantMs, type Result, success } from '@wurao/domain';
import type { Page } from '@wurao/registry';
import type { ControlHandle } from './control-client.ts';

const DECIDED_AT_ONCE = 5_000;
const TOTAL = 'total';

/** Provinces add up to the total; a person bars several categories, so that those add up to nothing. */
export const withoutSmall = (
  { total, byProvince, byCategory }: ProtectedCounts,
  countedMs: InstantMs,
): ProtectionFigures => {
  const cells = [
    { key: TOTAL, value: total },
    ...byProvince.map(({ province, count }) => ({ key: `province ${province}`, value: count })),
    ...byCategory.map(({ category, count }) => ({ key: `category ${category}`, value: count })),
  ];
  const parts = byProvince.map(({ province }) => `province ${province}`);
  const hidden = hideSmall(cells, [{ total: TOTAL, parts }]);
  const shown = (key: string, count: number): number | undefined => (hidden.has(key) ? undefined : count);
  return {
    countedMs,
    total: shown(TOTAL, total),
    byProvince: byProvince.map(({ province, count }) => ({ province, count: shown(`province ${province}`, count) })),
    byCategory: byCategory.map(({ category, count }) => ({ category, count: shown(`category ${category}`, count) })),
  };
};

export interface CaseCounting {
  readonly control: Pick<ControlHandle['calls'], 'ask'>;
  readonly late: () => Promise<Result<CaseFigures['late']>>;
  readonly nowMs: InstantMs;
}

const decidedBy = async ({ control, nowMs }: CaseCounting, who: string): Promise<Result<readonly DecidedCase[]>> => {
  const decided: DecidedCase[] = [];
  let after: string | undefined;
  do {
    const query = {
      kind: 'decidedCases',
      who,
      sinceMs: statisticsSince(nowMs),
      after,
      limit: DECIDED_AT_ONCE,
    } as const;
    const page = (await control.ask(query)) as Result<Page<DecidedCase>>;
    if (!page.ok) return page;
    decided.push(...page.value.items);
    after = page.value.next;
  } while (after !== undefined);
  return success(decided);
};

/** A person's own work, what waits, and who is late. */
export const countCases = async (counting: CaseCounting, who: string): Promise<Result<CaseFigures>> => {
  const { control, late, nowMs } = counting;
  const decided = await decidedBy(counting, who);
  if (!decided.ok) return decided;
  const queue = (await control.ask({ kind: 'caseCounts', nowMs })) as Result<readonly CaseCount[]>;
  if (!queue.ok) return queue;
  const parties = await late();
  if (!parties.ok) return parties;
  const own = handlerStatistics(decided.value, STATE_COUNCIL_CALENDAR);
  return success({ atMs: nowMs, own, queue: queue.value, late: parties.value });
};

export const latenessSpan = (nowMs: InstantMs): PeriodSpan => ({
  fromMs: nowMs - LATENESS_DAYS * MS_PER_DAY,
  toMs: nowMs,
});

/** Those most often late first. */
export const byLateness = (parties: readonly LatenessCount[]): readonly LatenessCount[] =>
  [...parties].sort((a, b) => b.late - a.late || b.due - a.due);
