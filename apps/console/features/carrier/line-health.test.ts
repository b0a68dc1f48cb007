import { describe, expect, it } from 'vitest';
import type { LineFigure, RateStanding } from '../../api/asked-figures.ts';
import { healthOf } from './line-health.ts';

const standing = (verdict: RateStanding['verdict'], lower: number): RateStanding => ({
  complaints: 3,
  attempts: 1_000,
  verdict,
  lower,
  upper: 1,
  bound: { value: 1, per: '10000-attempts', clause: 'house-complaint-rate' },
  window: { days: 30, from: '2026-03-01T00:00:00Z', to: '2026-03-31T00:00:00Z' },
});
const figure: LineFigure = {
  line: 'line-1',
  name: 'Line 1',
  attempts: 10,
  allowed: 8,
  answered: 4,
  refused: [],
  rates: [standing('below', 0.9), standing('above', 0.1), standing('unsure', 0.5)],
  state: 'above',
};
const finding = {
  kind: 'complaint-rate',
  subject: { kind: 'line', id: 'line-2' },
  complaints: 12,
  complainants: 12,
  attempts: 4_000,
  lowerBound: 0.0011,
  confidence: 0.9999,
  threshold: { what: 'complaints', value: 1, per: '10000-attempts', clause: 'house-complaint-rate' },
  window: { by: 'rate', days: 30, from: '2026-03-01T00:00:00Z', to: '2026-03-31T00:00:00Z' },
  law: 'cn-2020-draft',
  provenance: 'house default',
} as const;

describe('the health of a line', () => {
  it('is that of its worst period', () => {
    expect(healthOf('line-1', [figure], [])).toMatchObject({ state: 'above', rate: { lower: 0.1 } });
  });

  it('is told by findings where the server has no figures of lines', () => {
    expect(healthOf('line-2', undefined, [finding])).toMatchObject({ state: 'above', rate: { lower: 0.0011 } });
    expect(healthOf('line-3', undefined, [finding])).toEqual({ state: 'below', rate: undefined, traffic: undefined });
  });
});
