import { useQuery } from '@tanstack/react-query';
import { answerOf, api } from '../../api/client.ts';

const LIMIT = 200;
const KEPT_MS = 300_000;

export interface Organisation {
  readonly kind: 'merchant' | 'party';
  readonly id: string;
  readonly name: string;
}

const ask = async (): Promise<readonly Organisation[]> => {
  const params = { query: { limit: LIMIT } };
  const [merchants, parties] = await Promise.all([
    answerOf(api.GET('/v1/merchants', { params })),
    answerOf(api.GET('/v1/parties', { params })),
  ]);
  return [
    ...merchants.items.map(({ id, name }) => ({ kind: 'merchant' as const, id, name })),
    ...parties.items.map(({ id, name }) => ({ kind: 'party' as const, id, name })),
  ];
};

/** Merchants and parties to choose among, the first 200 of each. */
export const useOrganisations = (): readonly Organisation[] =>
  useQuery({ queryKey: ['organisations'], queryFn: ask, staleTime: KEPT_MS }).data ?? [];
