import { describe, expect, test } from 'vitest';
import { judgeRate, type RateTest } from './judge-rate.ts';
import { type DayCount, dayFound, MAX_PREVIEW_ROWS, previewThreshold, type SubjectDays } from './preview-threshold.ts';

const at = (perTenThousand: number): RateTest => ({ rate: perTenThousand / 10_000, doubt: 0.001, fewest: 3 });
const days = (complaints: readonly number[], attempts: number): DayCount[] =>
  complaints.map((count) => ({ complaints: count, attempts }));
const line = (id: string, counts: readonly DayCount[]): SubjectDays => ({
  subject: { kind: 'line', id },
  days: counts,
});

const BAD = line('line-bad', days([1, 2, 3, 4, 0, 0], 1_000));
const WORSE = line('line-worse', days([6, 1, 0, 0, 0, 0], 5_000));
const HONEST = line('line-honest', days([1, 0, 1, 0, 1, 0], 50_000));
const SMALL = line('line-a-small', days([0, 1, 0, 0, 0, 0], 50));

describe('what a threshold would have found', () => {
  test('whom, after which day, and the traffic that followed', () => {
    const preview = previewThreshold([SMALL, HONEST, BAD, WORSE], at(1));
    expect(preview.rows.map(({ subject, ...row }) => [subject.id, ...Object.values(row)])).toEqual([
      ['line-worse', 7, 30_000, 'unsure', 0, 25_000],
      ['line-bad', 10, 6_000, 'above', 2, 3_000],
      ['line-a-small', 1, 300, 'unsure', undefined, 0],
      ['line-honest', 3, 300_000, 'below', undefined, 0],
    ]);
    expect(preview).toMatchObject({ leftOut: 0, found: 2, attempts: 336_300, stoppedAttempts: 28_000 });
  });

  test('a higher one closes fewer, and later', () => {
    const foundAt = (rate: number) =>
      previewThreshold([BAD, WORSE, HONEST], at(rate)).rows.map(({ foundAfterDay }) => foundAfterDay);
    expect(foundAt(4)).toEqual([3, undefined, undefined]);
    expect(previewThreshold([BAD, WORSE, HONEST], at(100)).found).toBe(0);
  });

  test('the day found is the first on which the verdict is above', () => {
    const looked = BAD.days.map((_, i) => {
      const upTo = BAD.days.slice(0, i + 1);
      const sum = (count: keyof DayCount) => upTo.reduce((all, day) => all + day[count], 0);
      return judgeRate(sum('complaints'), sum('attempts'), at(1)).verdict;
    });
    expect(dayFound(BAD.days, at(1))).toBe(looked.indexOf('above'));
  });

  test('in an order that does not hang on the order given, and bounded', () => {
    const many = Array.from({ length: MAX_PREVIEW_ROWS + 5 }, (_, i) => line(`line-${i}`, BAD.days));
    const preview = previewThreshold(many, at(1));
    expect([preview.rows.length, preview.leftOut, preview.found]).toEqual([MAX_PREVIEW_ROWS, 5, many.length]);
    expect(preview.stoppedAttempts).toBe(many.length * 3_000);
    expect(previewThreshold([...many].reverse(), at(1))).toEqual(preview);
    expect(previewThreshold(many, at(1), 2).rows.map(({ subject }) => subject.id)).toEqual(['line-0', 'line-1']);
    expect(previewThreshold(many, at(1), Number.POSITIVE_INFINITY).rows).toHaveLength(MAX_PREVIEW_ROWS);
  });

  test('nothing of nobody', () => {
    expect(previewThreshold([], at(1))).toEqual({ rows: [], leftOut: 0, found: 0, attempts: 0, stoppedAttempts: 0 });
  });
});
