import { describe, expect, it } from 'vitest';
import { needsReason, stepsOf } from './form-rules.ts';

describe('steps that are offered', () => {
  it.each([
    ['suspend', 'proposed', ['impose', 'drop']],
    ['fine', 'proposed', ['notice', 'drop']],
    ['fine', 'noticed', ['impose', 'drop']],
    ['suspend', 'in-force', ['lift']],
    ['suspend', 'appealed', ['uphold', 'overturn', 'lift']],
    ['suspend', 'lapsed', []],
  ] as const)('of a %s that is %s', (kind, state, steps) => {
    expect(stepsOf({ kind, state })).toEqual(steps);
  });

  it('ask for a reason where the party reads one', () => {
    expect(needsReason('lift')).toBe(true);
    expect(needsReason('impose')).toBe(false);
  });
});
