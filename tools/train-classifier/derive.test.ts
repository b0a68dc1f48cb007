import { describe, expect, it } from 'vitest';
import { type Example, purposeOf } from './corpus.ts';
import { type Calibration, type Corpora, calibrationOf, type Judged, judgeFold, judgeWithout } from './derive.ts';
import { reportOf } from './report.ts';

const MESSAGES = 40;
const example = (at: number): Example => {
  const isCommercial = at % 2 === 0;
  const label = isCommercial ? 'marketing' : 'personal';
  const text = isCommercial ? `低息贷款，额度高，第${at}期活动` : `晚上一起吃饭吗，我在第${at}食堂`;
  const purpose = purposeOf(label);
  return { text, source: at < MESSAGES / 4 ? 'uci' : 'nus', label, commercial: isCommercial, purpose, weight: 1 };
};
const examples = Array.from({ length: MESSAGES }, (_, at) => example(at));
const corpora: Corpora = { examples, groups: Int32Array.from(examples, (_, at) => at), leftOutOfFbs: 31 };

const purposes = (judged: readonly Judged[]): readonly string[] => [...new Set(judged.map(({ purpose }) => purpose))];

describe('what a model says of messages it has not learnt from', () => {
  const own = judgeFold(corpora, 0);

  it('is told at the calibration that is shipped, purposes too', () => {
    expect(own.length).toBeGreaterThan(0);
    for (const judge of [
      (calibration: Calibration) => judgeFold(corpora, 0, calibration),
      (calibration: Calibration) => judgeWithout(corpora, 'uci', calibration),
    ]) {
      expect(purposes(judge([1, 100]))).toEqual(['marketing']);
      expect(purposes(judge([1, -100]))).not.toContain('marketing');
    }
  });

  it('is told at what the fold itself gives where no other fold did', () => {
    const [slope, offset] = calibrationOf(own);
    for (const { score, probability, commercial } of own) {
      const logOdds = slope * score + offset;
      expect(commercial).toBe(logOdds > 0);
      expect(probability).toBeCloseTo(1 / (1 + Math.exp(-Math.abs(logOdds))), 4);
    }
  });
});

it('reports even odds where the calibration has them, and what was left out', () => {
  const judged = [-0.4, -0.6].flatMap((score) =>
    [0, 1].map(
      (at) => ({ example: examples[at], fold: 0, score, trade: 'other', purpose: 'service', fraud: 'none' }) as Judged,
    ),
  );
  const report = reportOf({ corpora, judged, without: new Map([['uci', judged]]), calibration: [2, 1], bytes: 1 });
  expect(report).toContain('even odds lie at a score of -0.50000 ');
  expect(report).toMatch(/\| uci \| 2 \| 2 \| .* \| 0\.500 \| 0\.500 \|\n/);
  expect(report).toContain('31 more, whose label is Other/Other, are left out');
});
