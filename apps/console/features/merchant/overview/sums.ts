import type { MerchantFigures, RateStanding } from '../questions.ts';

type ReasonAttempts = Pick<MerchantFigures['attempts'][number], 'decision' | 'attempts'>;

/** Of these attempts, how many were refused. */
export const refusedOf = (attempts: readonly ReasonAttempts[]): { readonly refused: number; readonly all: number } => {
  const sum = (counted: readonly ReasonAttempts[]): number => counted.reduce((total, { attempts: n }) => total + n, 0);
  return { refused: sum(attempts.filter(({ decision }) => decision === 'refuse')), all: sum(attempts) };
};

/** Attempts of each day, allowed and refused, in order of time. */
export const byDay = (rows: readonly (ReasonAttempts & { readonly at: string })[]) => {
  const days = new Map<string, { readonly at: string; allow: number; refuse: number }>();
  for (const { at, decision, attempts } of rows) {
    const day = days.get(at) ?? { at, allow: 0, refuse: 0 };
    day[decision] += attempts;
    days.set(at, day);
  }
  return [...days.values()].sort((a, b) => a.at.localeCompare(b.at));
};

interface DayCount {
  readonly day: string;
  readonly complaints: number;
  readonly attempts: number;
}

/** Complaints in `of` attempts over the days up to each one, `over` of them. Undefined: nothing was let through in them. */
export const trailingRates = (days: readonly DayCount[], of: number, over: number) =>
  days.slice(over - 1).map(({ day }, place) => {
    const within = days.slice(place, place + over);
    const sum = (count: 'complaints' | 'attempts'): number => within.reduce((total, one) => total + one[count], 0);
    const [complaints, attempts] = [sum('complaints'), sum('attempts')];
    return { day, complaints, attempts, rate: attempts === 0 ? undefined : (complaints / attempts) * of };
  });

/** `10000-attempts` and the like: of how many. Undefined: the bound is of something else. */
export const boundOf = ({ bound }: { readonly bound: Omit<RateStanding['bound'], 'clause'> }): number | undefined => {
  const [, of] = /^(\d+)-attempts$/.exec(bound.per) ?? [];
  return of === undefined ? undefined : Number(of);
};
