import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { mayFreeze } from './bulletin-handlers.ts';
import { type BulletinPeriod, nameOf, spanOf } from './bulletin-period.ts';
import { freeze, frozenText } from './freeze.ts';
import { type BulletinFormat, periodsNeeded, recompute } from './recompute.ts';
import { countsOf, seededRows } from './testing/counts.ts';

const QUARTER: BulletinPeriod = { kind: 'quarter', year: 2026, index: 2 };
const month = (index: number, year = 2026): BulletinPeriod => ({ kind: 'month', year, index });

/** Frozen so many hours after the second quarter of 2026, whatever the period. */
const frozenAt = async (period: BulletinPeriod, hours: number, seed = 1): Promise<string> => {
  const takenAtMs = spanOf(QUARTER).toMs + hours * 3_600_000;
  const frozen = await freeze(
    { period, takenAtMs, sequence: hours, law: 'cn-2020-draft' },
    countsOf({ ...seededRows(seed), exposed: [] }),
  );
  if (!frozen.ok) throw new Error(JSON.stringify(frozen.errors));
  return frozenText(frozen.value);
};
const made = (texts: readonly string[], period: BulletinPeriod = QUARTER, format: BulletinFormat = 'json'): string => {
  const text = recompute(texts, { period: nameOf(period), scope: 'country', format, language: 'zh' });
  if (!text.ok) throw new Error(JSON.stringify(text.errors));
  return text.value;
};
const previousIn = (json: string): unknown => (JSON.parse(json) as { previous: unknown }).previous;

describe('a bulletin recomputed', () => {
  it('needs its own counts, those compared with, and the months of each', () => {
    expect(periodsNeeded(QUARTER)).toEqual([
      ...['2026Q2', '2026-04', '2026-05', '2026-06'],
      ...['2026Q1', '2026-01', '2026-02', '2026-03'],
      ...['2025Q2', '2025-04', '2025-05', '2025-06'],
    ]);
    expect(periodsNeeded(month(1))).toEqual(['2026-01', '2025-12', '2025-01']);
  });

  it('takes only what was out before it: what comes later changes no byte of it', async () => {
    const own = await frozenAt(QUARTER, 10);
    const before = await frozenAt({ ...QUARTER, index: 1 }, 9, 2);
    const after = await frozenAt({ ...QUARTER, index: 1 }, 11, 2);
    expect(previousIn(made([own, before]))).toBe('2026Q1');
    expect(previousIn(made([own, after]))).toBe(null);
    expect(made([own, after])).toBe(made([own]));
    const lateMonth = await frozenAt(month(5), 12, 3);
    expect(made([lateMonth, own])).toBe(made([own]));
  });

  it('hides for the sake of the months that were out, in whatever order the texts come', async () => {
    const months = await Promise.all([4, 5, 6].map((index, at) => frozenAt(month(index), at + 1, at + 4)));
    const own = await frozenAt(QUARTER, 10, 9);
    for (const format of ['json', 'csv', 'html'] as const) {
      const whole = made([...months, own], QUARTER, format);
      expect(made([own, ...months.toReversed()], QUARTER, format)).toBe(whole);
      expect(made([own], QUARTER, format)).not.toBe(whole);
    }
  });

  it('allows as a page the style that it brings, and no other', async () => {
    const page = made([await frozenAt(QUARTER, 10)], QUARTER, 'html');
    const style = /<style>([^<]*)<\/style>/.exec(page)?.[1] ?? '';
    const hash = createHash('sha256').update(style).digest('base64');
    expect(page).toContain(`content="default-src 'none'; style-src 'sha256-${hash}'"`);
  });

  it('of a period that is not there is not found; damaged counts are refused', async () => {
    const own = await frozenAt(QUARTER, 10);
    const wish = { period: '2026Q1', scope: 'country', format: 'csv', language: 'en' } as const;
    expect(recompute([own], wish)).toMatchObject({ ok: false, code: 'not-found' });
    expect(recompute([own.replace('"count":', '"count": ')], wish)).toMatchObject({ ok: false, code: 'invalid' });
    expect(recompute([own], { ...wish, period: '2026Q2', scope: 'carrier:nobody' })).toMatchObject({
      ok: false,
      errors: [{ field: 'scope' }],
    });
  });
});

describe('a period is frozen', () => {
  it('once, and a month never after its quarter', () => {
    expect(mayFreeze(QUARTER, [])).toBeUndefined();
    expect(mayFreeze(QUARTER, ['2026-04', '2026Q1'])).toBeUndefined();
    expect(mayFreeze(QUARTER, ['2026Q2'])).toMatchObject({ code: 'conflict' });
    expect(mayFreeze(month(6), ['2026Q2'])).toMatchObject({ code: 'conflict' });
    for (const index of [3, 7]) expect(mayFreeze(month(index), ['2026Q2', '2026-04'])).toBeUndefined();
  });
});
