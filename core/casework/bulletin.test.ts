import { asId, type Category } from '@wurao/domain';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Bulletin, type BulletinTable, bulletinOf, type Compared, type Figure } from './bulletin.ts';
import { type BulletinPeriod, monthsOf, previousOf, yearBefore } from './bulletin-period.ts';
import { SMALL_NUMBER } from './hide-small.ts';
import { COUNTRY, Published, publish } from './publish.ts';
import { isCombination } from './testing/combination.ts';
import { frozenOf, type Rows, seededRows } from './testing/counts.ts';
import { rowsLikeQ2 } from './testing/q2-2024.ts';

const Q2: BulletinPeriod = { kind: 'quarter', year: 2024, index: 2 };

const bulletin = (compared: Compared, scope = COUNTRY): Bulletin => {
  const made = bulletinOf(compared, scope);
  if (!made.ok) throw new Error(JSON.stringify(made.errors));
  return made.value;
};
const table = ({ tables }: Bulletin, id: string): BulletinTable => tables.find((one) => one.id === id) as BulletinTable;

describe('the bulletin of Q2 2024', () => {
  let made: Bulletin;
  beforeAll(async () => {
    made = bulletin({
      now: new Published(await frozenOf(Q2, rowsLikeQ2(100))),
      previous: new Published(await frozenOf(previousOf(Q2), rowsLikeQ2(80))),
      yearBefore: new Published(await frozenOf(yearBefore(Q2), rowsLikeQ2(125))),
    });
  });

  it('reads as it was published: 62.6, 6.4, 2.6, 2.1 and 26.3 %', () => {
    const { rows, total } = table(made, 'complaints-by-group');
    expect(rows.map(({ label, shareTenths }) => [label.en, shareTenths])).toEqual([
      ['finance (collection, loans)', 626],
      ['retail', 64],
      ['insurance', 26],
      ['education', 21],
      ['all other', 263],
    ]);
    expect(total).toMatchObject({ count: 48_117, shareTenths: 1_000 });
  });

  it('has the subscribers protected, the protections, the firms exposed and acted on', () => {
    expect(table(made, 'subscribers').rows[0]).toMatchObject({
      key: 'protected',
      count: 710_000_000,
      shareTenths: 397,
    });
    expect(table(made, 'protections').total.count).toBe(65_300_000_000);
    expect([made.exposed.length, made.acted]).toEqual([38, 27]);
  });

  it('has the change on the quarter and on the year, and complaints for each million subscribers', () => {
    const { total, rows } = table(made, 'complaints-by-group');
    // 48,117 after 38,488 (80 % of each category, rounded down) and 60,141 (125 %); of 1,790 million.
    expect(total).toMatchObject({ onPreviousTenths: 250, onYearTenths: -200, perMillionHundredths: 2_688 });
    expect(rows[1]).toMatchObject({ count: 3_079, perMillionHundredths: 172 });
  });

  it('adds the same complaints up by category, channel, province and carrier', () => {
    for (const id of ['category', 'channel', 'province', 'carrier', 'channel-and-category']) {
      const { rows, total } = table(made, `complaints-by-${id}`);
      const sum = (of: (row: (typeof rows)[number]) => Figure): number =>
        rows.reduce((all, row) => all + Number(of(row)), 0);
      expect(total.count).toBe(48_117);
      if (rows.some(({ count }) => count === 'hidden')) continue;
      expect(sum(({ count }) => count)).toBe(48_117);
      expect(sum(({ shareTenths }) => shareTenths)).toBe(1_000);
    }
  });
});

describe('a bulletin', () => {
  it('says nothing of a change where there was nothing, or nothing to compare with', async () => {
    const rows: Partial<Rows> = {
      complaints: [{ province: '110000', carrier: 'party-1', channel: 'voice', category: 'loan', count: 50 }],
    };
    const now = new Published(await frozenOf(Q2, rows));
    const previous = new Published(await frozenOf(previousOf(Q2), {}));
    const { total } = table(bulletin({ now, previous }), 'complaints-by-group');
    expect(total).toMatchObject({
      count: 50,
      perMillionHundredths: 'none',
      onPreviousTenths: 'none',
      onYearTenths: 'none',
    });
  });

  it('compares only with the period before and that of the year before', async () => {
    const now = new Published(await frozenOf(Q2, {}));
    const other = new Published(await frozenOf({ kind: 'quarter', year: 2023, index: 3 }, {}));
    expect(bulletinOf({ now, previous: other }, COUNTRY)).toMatchObject({
      code: 'conflict',
      errors: [{ field: 'previous' }],
    });
    expect(bulletinOf({ now, yearBefore: other }, COUNTRY)).toMatchObject({ errors: [{ field: 'yearBefore' }] });
    expect(bulletinOf({ now }, 'province:110000')).toMatchObject({ code: 'invalid', errors: [{ field: 'scope' }] });
  });

  it('hides a change, a rate and a share with the count, and a change whose earlier count is hidden', async () => {
    const at = { province: '110000', carrier: 'party-1', channel: 'voice' } as const;
    const rows = (loan: number): Partial<Rows> => ({
      subscribers: [{ province: '110000', carrier: 'party-1', subscribers: 90_000, protected: 50_000 }],
      complaints: (['loan', 'retail', 'travel'] as const).map((category, n) => ({
        ...at,
        category,
        count: n === 0 ? loan : 100 * n,
      })),
    });
    const [few, many] = [rows(3), rows(70)];
    const now = new Published(await frozenOf(Q2, few));
    const previous = new Published(await frozenOf(previousOf(Q2), many));
    const rowOf = (compared: Compared, key: string): object | undefined =>
      table(bulletin(compared), 'complaints-by-category').rows.find((row) => row.key === key);
    expect(rowOf({ now, previous }, 'loan')).toMatchObject({
      count: 'hidden',
      shareTenths: 'hidden',
      perMillionHundredths: 'hidden',
      onPreviousTenths: 'hidden',
    });
    const after = new Published(await frozenOf({ kind: 'quarter', year: 2024, index: 3 }, many));
    expect(rowOf({ now: after, previous: now }, 'loan')).toMatchObject({ count: 70, onPreviousTenths: 'hidden' });
  });

  it('puts parties with few steps due together, the latest first', async () => {
    const at = { province: '110000', carrier: 'party-1' };
    const party = (n: number, due: number, late: number): Rows['lateness'][number] => ({
      ...at,
      party: asId(`party-${n}`),
      due,
      late,
    });
    const rows = { lateness: [party(1, 100, 5), party(2, 10, 5), party(3, 9, 9), party(4, 4, 0)] };
    const { lateness } = bulletin({ now: new Published(await frozenOf(Q2, rows)) });
    expect(lateness.map(({ key, due, late, lateTenths }) => [key, due, late, lateTenths])).toEqual([
      ['party-2', 10, 5, 500],
      ['party-1', 100, 5, 50],
      ['few', 13, 9, 692],
    ]);
    const alone = { lateness: [party(1, 100, 5), party(4, 4, 0)] };
    const hidden = bulletin({ now: new Published(await frozenOf(Q2, alone)) }).lateness;
    expect(hidden.at(-1)).toMatchObject({ key: 'few', due: 'hidden', late: 'hidden', lateTenths: 'hidden' });
  });

  it('takes the months of its own quarter only, each once', async () => {
    const quarter = await frozenOf(Q2, {});
    const month = async (index: number): Promise<Published> =>
      new Published(await frozenOf({ kind: 'month', year: 2024, index }, {}));
    const [april, july] = [await month(4), await month(7)];
    expect(publish(quarter, [april])).toMatchObject({ ok: true });
    for (const months of [[july], [april, april]])
      expect(publish(quarter, months)).toMatchObject({ code: 'conflict', errors: [{ field: 'months' }] });
    expect(publish(april.frozen, [april])).toMatchObject({ code: 'conflict' });
  });

  it('has a bulletin for each province and carrier, and names them', async () => {
    const now = new Published(await frozenOf(Q2, seededRows(3, 4)));
    expect(now.scopes).toEqual([
      'country',
      ...['110000', '120000', '130000', '140000', 'unknown'].map((code) => `province:${code}`),
      ...['party-carrier-1', 'party-carrier-2', 'party-carrier-3', 'unknown'].map((id) => `carrier:${id}`),
    ]);
    expect(now.scopes.map((scope) => bulletin({ now }, scope).scopeLabel.zh)).toEqual([
      '全国',
      '北京',
      '天津',
      '河北',
      '山西',
      '未知',
      '甲通信',
      '乙通信',
      '丙通信',
      '未知',
    ]);
  });
});

/** What the complaints may be: two provinces by two carriers and unknown ones, two channels, four categories; the rest is nothing. */
const PLACES = [
  ['110000', 'party-1'],
  ['110000', 'party-2'],
  ['540000', 'party-1'],
  ['540000', 'party-2'],
  ['unknown', 'unknown'],
] as const;
const CELLS = PLACES.flatMap(([province, carrier]) =>
  (['voice', 'sms'] as const).flatMap((channel) =>
    (['loan', 'collection', 'retail', 'travel'] as const).map((category) => ({ province, carrier, channel, category })),
  ),
);
const COUNTS = fc.array(fc.oneof(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 5, max: 90 })), {
  minLength: CELLS.length,
  maxLength: CELLS.length,
});
const GROUPS: Readonly<Record<string, readonly Category[]>> = { finance: ['loan', 'collection'], rest: ['travel'] };

/** The cells that a published figure counts, by its table's and its row's meaning alone. */
const countedBy = (scope: string, key: string): readonly number[] =>
  CELLS.map(({ province, carrier, channel, category }) => {
    const place = key.includes(':') ? key : scope;
    if (place !== COUNTRY && place !== `province:${province}` && place !== `carrier:${carrier}`) return 0;
    if (key === 'total' || place === key) return 1;
    const words: readonly string[] = [channel, category, `${channel}/${category}`];
    return words.includes(key) || GROUPS[key]?.includes(category) ? 1 : 0;
  });

const complaintsOf = (counts: readonly number[]): Partial<Rows> => ({
  complaints: CELLS.map((cell, at) => ({ ...cell, count: counts[at] ?? 0 })),
});

interface Line {
  readonly count: Figure;
  readonly cells: readonly number[];
}
const linesOf = (now: Published): readonly Line[] =>
  now.scopes.flatMap((scope) =>
    bulletin({ now }, scope)
      .tables.filter(({ id }) => id.startsWith('complaints'))
      .flatMap(({ rows, total }) =>
        [...rows, { ...total, key: 'total' }].map(({ key, count }) => ({ count, cells: countedBy(scope, key) })),
      ),
  );
const dot = (cells: readonly number[], counts: readonly number[]): number =>
  cells.reduce((sum, cell, at) => sum + cell * (counts[at] ?? 0), 0);
const isSmall = (count: number): boolean => count > 0 && count < SMALL_NUMBER;

describe('all bulletins of a period together', () => {
  it('show every count as it is, and give no small one away', async () => {
    await fc.assert(
      fc.asyncProperty(COUNTS, async (counts) => {
        const lines = linesOf(new Published(await frozenOf(Q2, complaintsOf(counts))));
        const shown = lines.filter(({ count }) => count !== 'hidden');
        for (const { count, cells } of shown) expect(dot(cells, counts)).toBe(count);
        const known = [...new Map(shown.map(({ cells }) => [cells.join(), cells])).values()];
        const small = new Map(
          lines.filter(({ cells }) => isSmall(dot(cells, counts))).map(({ cells }) => [cells.join(), cells]),
        );
        for (const cells of small.values()) expect(isCombination(cells, known)).toBe(false);
      }),
      { numRuns: 40 },
    );
  });

  it('give none away through the months of a quarter either', async () => {
    const spread = (of: readonly number[], n: number): readonly number[] =>
      of.map((count, at) => (at % 3 === n ? count : Math.floor(count / 3)));
    await fc.assert(
      fc.asyncProperty(COUNTS, async (counts) => {
        const byMonth = [0, 1, 2].map((n) => spread(counts, n));
        const months: Published[] = [];
        for (const [n, month] of monthsOf(Q2).entries())
          months.push(new Published(await frozenOf(month, complaintsOf(byMonth[n] ?? []))));
        const all = CELLS.map((_, at) => byMonth.reduce((sum, month) => sum + (month[at] ?? 0), 0));
        const quarter = new Published(await frozenOf(Q2, complaintsOf(all)), months);
        const wide = (cells: readonly number[], where: readonly number[]): readonly number[] =>
          where.flatMap((factor) => cells.map((cell) => cell * factor));
        const lines = [
          ...linesOf(quarter).map(({ count, cells }) => ({ count, cells: wide(cells, [1, 1, 1]) })),
          ...months.flatMap((month, n) =>
            linesOf(month).map(({ count, cells }) => ({
              count,
              cells: wide(
                cells,
                [0, 1, 2].map((at) => (at === n ? 1 : 0)),
              ),
            })),
          ),
        ];
        const shown = lines.filter(({ count }) => count !== 'hidden');
        const known = [...new Map(shown.map(({ cells }) => [cells.join(), cells])).values()];
        const small = new Map(
          lines
            .filter(({ count, cells }) => count === 'hidden' && isSmall(dot(cells, byMonth.flat())))
            .map(({ cells }) => [cells.join(), cells]),
        );
        for (const cells of small.values()) expect(isCombination(cells, known)).toBe(false);
      }),
      { numRuns: 6 },
    );
  });
});
