import { useQuery } from '@tanstack/react-query';
import { answerOf, api } from '../../api/client.ts';

const PAGES_MAX = 5;
const LIMIT = 200;

export interface OverdueCases {
  readonly byProvince: ReadonlyMap<string, number>;
  /** There are more than were counted. */
  readonly isCut: boolean;
}

const countOverdue = async (): Promise<OverdueCases> => {
  const byProvince = new Map<string, number>();
  let after: string | undefined;
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const query = { overdue: 'true' as const, limit: LIMIT, ...(after !== undefined && { after }) };
    const { items, next } = await answerOf(api.GET('/v1/cases', { params: { query } }));
    for (const { province = 'unknown' } of items) byProvince.set(province, (byProvince.get(province) ?? 0) + 1);
    if (next === undefined) return { byProvince, isCut: false };
    after = next;
  }
  return { byProvince, isCut: true };
};

/** Cases whose clock has run out, now, by the complainants' province: of the thousand that are latest. */
export const useOverdueCases = () => useQuery({ queryKey: ['cases', 'overdue'], queryFn: countOverdue });
