/** Of the frozen text of a period (GET /v1/bulletins/{period}/frozen), what the map reads. */
export interface FrozenCounts {
  readonly period: string;
  readonly takenAtMs: number;
  readonly names: readonly (readonly [string, string])[];
  readonly subscribers: readonly (Placed & { readonly subscribers: number; readonly protected: number })[];
  readonly protections: readonly (Placed & { readonly category: string; readonly count: number })[];
  readonly complaints: readonly (Placed & {
    readonly channel: string;
    readonly category: string;
    readonly count: number;
  })[];
  readonly decisions: readonly (Placed & { readonly reason: string; readonly count: number })[];
  readonly lateness: readonly (Placed & { readonly party: string; readonly due: number; readonly late: number })[];
}

interface Placed {
  /** GB/T 2260, or `unknown`. */
  readonly province: string;
  readonly carrier: string;
}

export interface ProvinceFigures {
  readonly subscribers: number;
  readonly protected: number;
  readonly complaints: number;
  readonly decisions: number;
  readonly refused: number;
}

const NOTHING: ProvinceFigures = { subscribers: 0, protected: 0, complaints: 0, decisions: 0, refused: 0 };
const MILLION = 1_000_000;

/** Sums by province; `isRefusal` tells by a reason's key. */
export const figuresByProvince = (
  frozen: FrozenCounts,
  isRefusal: (reason: string) => boolean,
): ReadonlyMap<string, ProvinceFigures> => {
  const found = new Map<string, ProvinceFigures>();
  const add = (province: string, more: Partial<ProvinceFigures>): void => {
    const sum = { ...(found.get(province) ?? NOTHING) };
    for (const [name, value] of Object.entries(more)) sum[name as keyof ProvinceFigures] += value;
    found.set(province, sum);
  };
  for (const { province, subscribers, protected: on } of frozen.subscribers)
    add(province, { subscribers, protected: on });
  for (const { province, count } of frozen.complaints) add(province, { complaints: count });
  for (const { province, reason, count } of frozen.decisions)
    add(province, { decisions: count, refused: isRefusal(reason) ? count : 0 });
  return found;
};

export const totalOf = (figures: ReadonlyMap<string, ProvinceFigures>): ProvinceFigures =>
  [...figures.values()].reduce(
    (sum, one) => ({
      subscribers: sum.subscribers + one.subscribers,
      protected: sum.protected + one.protected,
      complaints: sum.complaints + one.complaints,
      decisions: sum.decisions + one.decisions,
      refused: sum.refused + one.refused,
    }),
    NOTHING,
  );

export const MEASURES = ['protected', 'complaints', 'refused', 'lateness'] as const;
export type Measure = (typeof MEASURES)[number];

/** Those of a period; the others are as they stand now. */
export const FROZEN_MEASURES = ['complaints', 'refused'] as const satisfies readonly Measure[];
export type FrozenMeasure = (typeof FROZEN_MEASURES)[number];

/** Undefined: nobody knows. Complaints for each million subscribers. */
export const measured = (measure: FrozenMeasure, figures: ProvinceFigures | undefined): number | undefined => {
  if (figures === undefined) return undefined;
  if (measure === 'refused') return figures.refused;
  return figures.subscribers === 0 ? undefined : (figures.complaints * MILLION) / figures.subscribers;
};

export const LEVELS = ['unknown', 'none', 'few', 'some', 'many', 'most'] as const;
export type Level = (typeof LEVELS)[number];

const RANKED = ['few', 'some', 'many', 'most'] as const;

/** Quarters of the provinces that have any, by rank: their upper bounds, rising. Equal values share a level. */
export const boundsOf = (values: readonly number[]): readonly number[] => {
  const sorted = values.filter((value) => value > 0).sort((a, b) => a - b);
  return RANKED.map((_, quarter) => sorted[Math.ceil(((quarter + 1) * sorted.length) / RANKED.length) - 1] ?? 0);
};

export const levelOf = (value: number | undefined, bounds: readonly number[]): Level => {
  if (value === undefined) return 'unknown';
  if (value <= 0) return 'none';
  return RANKED[bounds.findIndex((bound) => value <= bound)] ?? 'most';
};
