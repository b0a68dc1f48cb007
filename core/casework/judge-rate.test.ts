import { CN_2020_DRAFT, type LawPack, type Threshold } from '@wurao/law';
import { describe, expect, test } from 'vitest';
import { MS_PER_DAY } from './calendar.ts';
import { lowerBound } from './exact-bound.ts';
import { doubtOf, isAbove, judgeRate, rateFor, spentOn, thresholdsFor, windowsAt } from './judge-rate.ts';

const RULE = CN_2020_DRAFT.complaintRates!;
const TEST = { rate: 1 / 10_000, doubt: 0.001, fewest: 3 };

describe('what a look may use up', () => {
  test('adds up to the doubt over all numbers of complaints', () => {
    let sum = 0;
    for (let k = TEST.fewest; k < 100_000; k++) sum += spentOn(k, TEST);
    expect(sum).toBeLessThan(TEST.doubt);
    expect(sum).toBeGreaterThan(TEST.doubt * 0.9999);
  });

  test('is that of the fewest for fewer still, whose bound is shown and convicts nobody', () => {
    expect([0, 1, 2].map((k) => spentOn(k, TEST))).toEqual(Array(3).fill(spentOn(3, TEST)));
    expect(judgeRate(2, 2, TEST).lower).toBe(lowerBound(2, 2, spentOn(3, TEST)));
  });

  test('is shared among the periods of a year', () => {
    expect(doubtOf(RULE, 360)).toBeCloseTo(0.0005, 12);
    expect(doubtOf(RULE, 3_600)).toBe(doubtOf(RULE, 360));
    expect(doubtOf(RULE, 360) + 12 * doubtOf(RULE, 30)).toBeCloseTo(0.001, 12);
  });
});

describe('a verdict', () => {
  test.each([
    [1, 300, 'unsure'],
    [2, 2, 'unsure'],
    [3, 100, 'above'],
    [12, 40_000, 'unsure'],
    [12, 24_000, 'above'],
    [30, 100_000, 'above'],
    [110, 1_000_000, 'unsure'],
    [50, 1_000_000, 'below'],
    [0, 10_000, 'unsure'],
    [0, 70_000, 'below'],
    [0, 0, 'unsure'],
  ] as const)('%i of %i: %s', (k, n, verdict) => {
    expect(judgeRate(k, n, TEST).verdict).toBe(verdict);
  });

  test('more complaints than attempts are a wrong count, and convict nobody', () => {
    expect(judgeRate(50, 0, TEST)).toMatchObject({ verdict: 'unsure', lower: 0, upper: 1 });
    expect(isAbove(50, 49, TEST)).toBe(false);
  });

  test('is above exactly where the lower bound is', () => {
    for (let k = 3; k < 400; k += 7)
      for (let n = 500; n < 3_000_000; n = Math.ceil(n * 1.31)) {
        const isSo = lowerBound(k, n, spentOn(k, TEST)) > TEST.rate;
        expect(isAbove(k, n, TEST), `${k} of ${n}`).toBe(isSo);
        expect(judgeRate(k, n, TEST).verdict === 'above', `${k} of ${n}`).toBe(isSo);
      }
  });

  test('never comes back by more attempts without a complaint', () => {
    for (const k of [3, 5, 20]) {
      const above = Array.from({ length: 400 }, (_, i) => isAbove(k, k + i * 250, TEST));
      expect(above.lastIndexOf(true)).toBe(above.indexOf(false) - 1);
    }
  });
});

describe('which threshold', () => {
  const of = (value: number, over: Partial<Threshold> = {}): Threshold => ({
    what: 'complaints',
    value,
    per: '10000-attempts',
    clause: 'house-caps',
    ...over,
  });
  const law: Pick<LawPack, 'thresholds' | 'provinces'> = {
    thresholds: [of(1), of(2, { lineClass: 'personal' }), of(5, { per: 'days', days: 10 })],
    provinces: {
      '650000': { thresholds: [of(3), of(4, { lineClass: 'personal' })], clause: 'house-caps' },
      '330000': { thresholds: [of(9, { lineClass: 'international' })], clause: 'house-caps' },
      '440000': { clause: 'house-caps' },
    },
  };

  test.each([
    ['access', undefined, 1, undefined],
    ['personal', undefined, 2, undefined],
    ['access', '650000', 3, '650000'],
    ['personal', '650000', 4, '650000'],
    ['access', '330000', 1, undefined],
    ['international', '330000', 9, '330000'],
    ['access', '440000', 1, undefined],
    ['personal', '110000', 2, undefined],
  ] as const)('%s into %s: %i of 10,000', (lineClass, province, value, scope) => {
    const found = rateFor(law, lineClass, province);
    expect([found?.threshold.value, found?.province]).toEqual([value, scope]);
  });

  test('none where the law has none', () => {
    expect(rateFor({}, 'access', '650000')).toBeUndefined();
    expect(rateFor({ thresholds: [of(2, { lineClass: 'personal' })] }, 'access', undefined)).toBeUndefined();
  });

  test('of days, the country’s, where the province says nothing of days', () => {
    const days = thresholdsFor(law, { what: 'complaints', per: 'days' }, 'access', '650000');
    expect(days.map(({ threshold }) => threshold.value)).toEqual([5]);
  });
});

describe('windows of a look', () => {
  const at = (text: string) => windowsAt(CN_2020_DRAFT, Date.parse(text));

  test('periods of a fixed calendar, and the last days of each count', () => {
    const windows = at('2026-03-14T11:00:00+08:00');
    expect(windows.map(({ by, days }) => `${by} ${days}`)).toEqual(['rate 30', 'rate 360', 'count 10', 'count 30']);
    for (const { days, fromMs, toMs } of windows) expect(toMs - fromMs).toBe(days * MS_PER_DAY);
    expect(
      windows.every(({ fromMs, toMs }) => fromMs <= Date.parse('2026-03-14T11:00:00+08:00') && toMs > fromMs),
    ).toBe(true);
    expect(windows[2]?.toMs).toBe(Date.parse('2026-03-14T11:00:00+08:00'));
  });

  test('turn at midnight in China, and the periods nest', () => {
    const from = at('2026-03-14T11:00:00+08:00')[0]?.toMs ?? 0;
    expect(new Date(from).toISOString()).toMatch(/T16:00:00.000Z$/);
    expect(windowsAt(CN_2020_DRAFT, from - 1)[0]?.toMs).toBe(from);
    expect(windowsAt(CN_2020_DRAFT, from)[0]?.fromMs).toBe(from);
    const year = at('2026-03-14T11:00:00+08:00')[1]?.fromMs ?? 0;
    expect(windowsAt(CN_2020_DRAFT, year)[0]?.fromMs).toBe(year);
  });

  test('none where the law watches nothing', () => {
    const { thresholds: _none, complaintRates: _neither, ...law } = CN_2020_DRAFT;
    expect(windowsAt(law, 0)).toEqual([]);
  });
});
