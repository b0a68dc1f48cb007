import { maskedNumber } from '../../../components/masked-number.tsx';
import type { Basis } from '../questions.ts';

/** What the list keeps of a basis: the number masked, no words. */
export interface BasisRow {
  readonly id: string;
  readonly kind: Basis['kind'];
  readonly number: string;
  readonly purposes: Basis['purposes'];
  readonly categories: Basis['categories'];
  readonly channels: Basis['channels'];
  readonly method: Basis['method'];
  readonly confirmed: boolean;
  readonly fromMs: number;
  readonly toMs: number | undefined;
  readonly ended: 'withdrawn' | 'recycled' | undefined;
}

export const BASIS_STATES = ['live', 'unconfirmed', 'not-yet', 'expired', 'withdrawn', 'recycled'] as const;
export type BasisState = (typeof BASIS_STATES)[number];

export const rowOf = (basis: Basis): BasisRow => ({
  id: basis.id,
  kind: basis.kind,
  number: maskedNumber(basis.subscriber),
  purposes: basis.purposes,
  categories: basis.categories,
  channels: basis.channels,
  method: basis.method,
  confirmed: basis.confirmed,
  fromMs: Date.parse(basis.from),
  toMs: basis.to === undefined ? undefined : Date.parse(basis.to),
  ended: basis.ended?.how,
});

type Dated = Pick<BasisRow, 'ended' | 'confirmed' | 'fromMs' | 'toMs'>;

/** What it is worth now. `unconfirmed`: on the merchant's word; whether it counts is the law pack's matter. */
export const basisState = ({ ended, confirmed, fromMs, toMs }: Dated, nowMs: number): BasisState => {
  if (ended !== undefined) return ended;
  if (toMs !== undefined && toMs <= nowMs) return 'expired';
  if (fromMs > nowMs) return 'not-yet';
  return confirmed ? 'live' : 'unconfirmed';
};

export interface BasisFilter {
  readonly state?: BasisState | undefined;
  readonly category?: string | undefined;
  /** Ends within so many days from now. */
  readonly endsInDays?: number | undefined;
}

const DAY_MS = 86_400_000;

export const filterBases = (
  rows: readonly BasisRow[],
  { state, category, endsInDays }: BasisFilter,
  nowMs: number,
): readonly BasisRow[] => {
  if (state === undefined && category === undefined && endsInDays === undefined) return rows;
  const endsBefore = endsInDays === undefined ? undefined : nowMs + endsInDays * DAY_MS;
  const endsSoon = (row: BasisRow): boolean =>
    endsBefore === undefined ||
    (row.ended === undefined && row.toMs !== undefined && row.toMs > nowMs && row.toMs <= endsBefore);
  return rows.filter(
    (row) =>
      (state === undefined || basisState(row, nowMs) === state) &&
      (category === undefined || (row.categories as readonly string[]).includes(category)) &&
      endsSoon(row),
  );
};

/** How many there are in each state. */
export const countStates = (rows: readonly BasisRow[], nowMs: number): Readonly<Record<BasisState, number>> => {
  const counts = { live: 0, unconfirmed: 0, 'not-yet': 0, expired: 0, withdrawn: 0, recycled: 0 };
  for (const row of rows) counts[basisState(row, nowMs)] += 1;
  return counts;
};
