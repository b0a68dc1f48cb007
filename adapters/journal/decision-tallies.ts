import {
  CATEGORIES,
  type Category,
  type Decision,
  type InstantMs,
  type PartyId,
  type ProvinceKeys,
} from '@wurao/domain';
import { numeric, type Row, text } from './columns.ts';
import type { Database } from './database.ts';
import { codeOfKey, PROVINCE_TABLE, placeOf, useProvinces } from './province-table.ts';

/** Half open: [fromMs, toMs). Screens are no attempts and never count. */
export interface DecisionQuestion {
  readonly fromMs: InstantMs;
  readonly toMs: InstantMs;
  readonly provinces: ProvinceKeys;
}

/** Attempts decided alike. Each combination once, in no order. */
export interface DecisionTally {
  /** Of the callee, by GB/T 2260; undefined: not known. */
  readonly province: string | undefined;
  /** The first of the line's chain at that time; undefined: no line was known. */
  readonly carrier: PartyId | undefined;
  readonly decision: Decision['decision'];
  /** On record; `observed` for what a line that only observes would have refused. */
  readonly reason: string;
  /** What it was decided under; `other` where several were possible. */
  readonly category: Category;
  readonly count: number;
}

/** No plan has an area of this name: a table without any row is joined like another. */
const TALLIES = `
  SELECT p.province, j.carrier, j.decision, j.reason, j.categories, count(*) AS attempts
  FROM journal j LEFT JOIN ${PROVINCE_TABLE} p ON p.place = ${placeOf('j.callee')}
  WHERE j.at_ms >= $since AND j.at_ms < $until AND j.mode = 'attempt'
  GROUP BY ALL`;

/** The one category that a decision's mask holds. */
const categoryIn = (mask: number): Category => {
  const isOne = mask !== 0 && (mask & (mask - 1)) === 0;
  return (isOne ? CATEGORIES[31 - Math.clz32(mask)] : undefined) ?? 'other';
};

const tallyOf = (row: Row): DecisionTally => ({
  province: codeOfKey(numeric(row, 'province')),
  carrier: text(row, 'carrier') as PartyId | undefined,
  decision: text(row, 'decision') as Decision['decision'],
  reason: text(row, 'reason') ?? '',
  category: categoryIn(numeric(row, 'categories')),
  count: numeric(row, 'attempts'),
});

export const decisionTallies = async (
  database: Database,
  { fromMs, toMs, provinces }: DecisionQuestion,
): Promise<readonly DecisionTally[]> => {
  await useProvinces(database, provinces);
  const tallies = (await database.rows(TALLIES, { since: Math.ceil(fromMs), until: Math.ceil(toMs) })).map(tallyOf);
  // Masks of several categories are one tally of `other`.
  const merged = Map.groupBy(tallies, ({ count: _, ...words }) => JSON.stringify(Object.values(words)));
  return [...merged.values()].map((same) => ({
    ...(same[0] as DecisionTally),
    count: same.reduce((sum, { count }) => sum + count, 0),
  }));
};
