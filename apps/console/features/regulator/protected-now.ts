import { useQuery } from '@tanstack/react-query';
import { answerOf, api } from '../../api/client.ts';
import type { Schema } from '../../api/schemas.ts';

export interface ProtectedNow {
  readonly countedAt: string;
  /** Null: too few to be told. */
  readonly total: number | null;
  /** Of a province; undefined: too few to be told. */
  readonly of: (code: string) => number | undefined;
}

const protectedNow = ({ countedAt, total, byProvince }: Schema<'SubscriberFigures'>): ProtectedNow => {
  const counts = new Map(byProvince.map(({ province, count }) => [province, count]));
  return { countedAt, total, of: (code) => (counts.has(code) ? (counts.get(code) ?? undefined) : 0) };
};

/** Numbers whose do-not-disturb is on. */
export const useProtectedNow = () =>
  useQuery({
    queryKey: ['figures', 'subscribers'],
    queryFn: () => answerOf(api.GET('/v1/figures/subscribers')),
    select: protectedNow,
  });
