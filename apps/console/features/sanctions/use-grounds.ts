import { useQuery } from '@tanstack/react-query';
import { answerOf, api } from '../../api/client.ts';
import type { GroundKind } from './form-rules.ts';

const LIMIT = 200;

interface Ground {
  readonly value: string;
  readonly label: string;
}

const groundsOf = async (kind: GroundKind): Promise<readonly Ground[]> => {
  if (kind === 'case') {
    const { items } = await answerOf(api.GET('/v1/cases', { params: { query: { limit: LIMIT } } }));
    return items
      .filter(({ decision }) => decision !== 'rejected')
      .map(({ id, party, source }) => ({
        value: id,
        label: [id, party?.id, (source as { readonly id?: string } | undefined)?.id].filter(Boolean).join(' · '),
      }));
  }
  if (kind === 'finding') {
    const { items } = await answerOf(api.GET('/v1/findings', { params: { query: { limit: LIMIT } } }));
    return items.map(({ id, line, merchant }) => ({
      value: id,
      label: [id, line, merchant].filter(Boolean).join(' · '),
    }));
  }
  const { items } = await answerOf(api.GET('/v1/sanctions', { params: { query: { limit: LIMIT } } }));
  return items
    .filter(
      (one) => one.kind === 'fine' || one.kind === 'warning' || one.kind === 'publication' || one.kind === 'revoke',
    )
    .map(({ id, kind: what, owner }) => ({ value: id, label: [id, what, owner].filter(Boolean).join(' · ') }));
};

/** What a sanction may rest on, of what the reader sees: offered, not the only ones. */
export const useGrounds = (kind: GroundKind): readonly Ground[] =>
  useQuery({ queryKey: ['grounds', kind], queryFn: () => groundsOf(kind) }).data ?? [];
