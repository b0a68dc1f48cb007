import { describe, expect, it } from 'vitest';
import {
  type BulletinPeriod,
  monthsOf,
  nameOf,
  periodNamed,
  previousOf,
  spanOf,
  yearBefore,
} from './bulletin-period.ts';

const named = (name: string): BulletinPeriod => {
  const read = periodNamed(name);
  if (!read.ok) throw new Error(name);
  return read.value;
};
const edges = (name: string): readonly string[] => {
  const { fromMs, toMs } = spanOf(named(name));
  return [fromMs, toMs].map((ms) => new Date(ms).toISOString());
};

describe('a period', () => {
  it('runs from midnight to midnight in Asia/Shanghai', () => {
    // 1 April 2024 00:00 +08:00 is 31 March 16:00 UTC.
    expect(edges('2024Q2')).toEqual(['2024-03-31T16:00:00.000Z', '2024-06-30T16:00:00.000Z']);
    expect(edges('2023Q4')).toEqual(['2023-09-30T16:00:00.000Z', '2023-12-31T16:00:00.000Z']);
    expect(edges('2024-02')).toEqual(['2024-01-31T16:00:00.000Z', '2024-02-29T16:00:00.000Z']);
    expect(edges('2023-12')).toEqual(['2023-11-30T16:00:00.000Z', '2023-12-31T16:00:00.000Z']);
  });

  it('has one before it, one a year before, and its months', () => {
    expect(nameOf(previousOf(named('2024Q1')))).toBe('2023Q4');
    expect(nameOf(previousOf(named('2024Q3')))).toBe('2024Q2');
    expect(nameOf(previousOf(named('2024-01')))).toBe('2023-12');
    expect(nameOf(yearBefore(named('2024-02')))).toBe('2023-02');
    expect(monthsOf(named('2024Q2')).map(nameOf)).toEqual(['2024-04', '2024-05', '2024-06']);
    expect(monthsOf(named('2024-02'))).toEqual([]);
  });

  it('leaves no instant out and counts none twice', () => {
    let at = spanOf(named('2018Q1')).fromMs;
    for (let year = 2018; year < 2027; year++) {
      for (const quarter of [1, 2, 3, 4]) {
        const period = named(`${year}Q${quarter}`);
        const spans = monthsOf(period).map(spanOf);
        expect(spanOf(period).fromMs).toBe(at);
        for (const span of spans) {
          expect(span.fromMs).toBe(at);
          at = span.toMs;
        }
        expect(spanOf(period).toMs).toBe(at);
      }
    }
  });

  it('has one name, and no other is read', () => {
    for (const name of ['2024Q2', '2024-05', '1992Q1', '2024-12']) expect(nameOf(named(name))).toBe(name);
    for (const name of ['', '2024Q5', '2024Q0', '2024-13', '2024-5', '2024', '1991Q4', ' 2024Q2', '2024Q2\n', '2024q2'])
      expect(periodNamed(name), name).toMatchObject({ ok: false, errors: [{ field: 'period' }] });
  });
});
