import { type Bulletin, bulletinOf } from '../bulletin.ts';
import { bulletinCsv } from '../bulletin-csv.ts';
import { bulletinHtml } from '../bulletin-html.ts';
import { bulletinJson } from '../bulletin-json.ts';
import { type BulletinPeriod, previousOf, yearBefore } from '../bulletin-period.ts';
import type { FrozenCounts } from '../frozen-counts.ts';
import { COUNTRY, Published, type ScopeKey } from '../publish.ts';
import { frozenOf, seededRows, shuffledRows } from './counts.ts';
import { rowsLikeQ2 } from './q2-2024.ts';

export const Q2: BulletinPeriod = { kind: 'quarter', year: 2024, index: 2 };

/** Of the first frozen counts, compared with the second (the period before) and the third (the year before). */
export const bulletinIn = (scope: ScopeKey, now: FrozenCounts, ...others: readonly FrozenCounts[]): Bulletin => {
  const [previous, year] = others.map((frozen) => new Published(frozen));
  const compared = { now: new Published(now), ...(previous && { previous }), ...(year && { yearBefore: year }) };
  const made = bulletinOf(compared, scope);
  if (!made.ok) throw new Error(JSON.stringify(made.errors));
  return made.value;
};

export const bulletinLikeQ2 = async (): Promise<Bulletin> =>
  bulletinIn(
    COUNTRY,
    await frozenOf(Q2, rowsLikeQ2(100)),
    await frozenOf(previousOf(Q2), rowsLikeQ2(80)),
    await frozenOf(yearBefore(Q2), rowsLikeQ2(125)),
  );

/** The country, a large province, a small one and a carrier, compared with two other quarters, from rows in an order of `order`. */
export const seededBulletins = async (order: number): Promise<readonly Bulletin[]> => {
  const now = await frozenOf(Q2, shuffledRows(seededRows(2_024), order));
  const previous = await frozenOf(previousOf(Q2), shuffledRows(seededRows(2_023), order));
  const year = await frozenOf(yearBefore(Q2), shuffledRows(seededRows(2_022), order));
  return [COUNTRY, 'province:110000', 'province:210000', 'carrier:party-carrier-2'].map((scope) =>
    bulletinIn(scope, now, previous, year),
  );
};

/** By the ending of its file. */
export const rendered = (made: Bulletin): Readonly<Record<string, string>> => ({
  csv: bulletinCsv(made),
  json: bulletinJson(made),
  'zh.html': bulletinHtml(made, 'zh'),
  'en.html': bulletinHtml(made, 'en'),
});
