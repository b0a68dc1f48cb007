import { describe, expect, it } from 'vitest';
import { boundsOf, type FrozenCounts, figuresByProvince, levelOf, measured, totalOf } from './province-figures.ts';

const FROZEN: FrozenCounts = {
  period: '2026-10',
  takenAtMs: 0,
  names: [],
  subscribers: [
    { province: '110000', carrier: 'a', subscribers: 1_500_000, protected: 30 },
    { province: '110000', carrier: 'b', subscribers: 500_000, protected: 12 },
  ],
  protections: [],
  complaints: [{ province: '110000', carrier: 'a', channel: 'voice', category: 'loan', count: 8 }],
  decisions: [
    { province: '110000', carrier: 'a', reason: 'no-consent', count: 70 },
    { province: '110000', carrier: 'a', reason: 'consented', count: 30 },
    { province: 'unknown', carrier: 'a', reason: 'no-consent', count: 1 },
  ],
  lateness: [],
};

describe('figures of provinces', () => {
  const figures = figuresByProvince(FROZEN, (reason) => reason === 'no-consent');

  it('are summed over carriers, refusals told by their reason', () => {
    expect(figures.get('110000')).toEqual({
      subscribers: 2_000_000,
      protected: 42,
      complaints: 8,
      decisions: 100,
      refused: 70,
    });
    expect(totalOf(figures)).toMatchObject({ decisions: 101, refused: 71 });
  });

  it('say complaints for each million subscribers, and nothing where nobody counted them', () => {
    expect(measured('complaints', figures.get('110000'))).toBe(4);
    expect(measured('complaints', figures.get('unknown'))).toBeUndefined();
    expect(measured('refused', figures.get('120000'))).toBeUndefined();
  });

  it('fall into quarters by rank, equal ones together', () => {
    const bounds = boundsOf([0, 5, 5, 5, 9, 100, 7, 8, 6]);
    expect(bounds).toEqual([5, 6, 8, 100]);
    expect([undefined, 0, 5, 6, 7, 9].map((value) => levelOf(value, bounds))).toEqual([
      'unknown',
      'none',
      'few',
      'some',
      'many',
      'most',
    ]);
  });
});
