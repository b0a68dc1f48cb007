import { describe, expect, it } from 'vitest';
import type { RateStanding } from '../../api/asked-figures.ts';
import { worstOf } from './line-health.ts';

const standing = (verdict: RateStanding['verdict'], lower: number): RateStanding => ({
  complaints: 3,
  attempts: 1_000,
  verdict,
  lower,
  upper: 1,
  bound: { value: 1, per: '10000-attempts', clause: 'house-complaint-rate' },
  window: { days: 30, from: '2026-03-01T00:00:00Z', to: '2026-03-31T00:00:00Z' },
});

describe('the health of a line', () => {
  it('is that of its worst period', () => {
    const rates = [standing('below', 0.9), standing('above', 0.1), standing('above', 0.2), standing('unsure', 0.5)];
    expect(worstOf(rates)).toMatchObject({ verdict: 'above', lower: 0.2 });
    expect(worstOf([])).toBeUndefined();
  });
});
