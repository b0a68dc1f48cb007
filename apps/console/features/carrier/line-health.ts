import type { RateStanding, Verdict } from '../../api/asked-figures.ts';

const WORST: readonly Verdict[] = ['above', 'unsure', 'below'];

/** Of the period that a line stands worst in; undefined: nobody complained. */
export const worstOf = (rates: readonly RateStanding[]): RateStanding | undefined =>
  [...rates].sort((a, b) => WORST.indexOf(a.verdict) - WORST.indexOf(b.verdict) || b.lower - a.lower)[0];
