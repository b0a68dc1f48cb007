import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import { answerOf, api } from '../../api/client.ts';
import type { Schema } from '../../api/schemas.ts';
import { useMaybeSession } from '../../app/session-of.tsx';

export type Case = Schema<'Case'>;
export type CaseSheet = Schema<'CaseSheet'>;
export type CaseState = Schema<'CaseState'>;
export type CaseInput = Schema<'CaseInput'>;
export type Complaint = Schema<'Complaint'>;

export const CASES_KEY = ['cases'] as const;
export const COUNTS_KEY = [...CASES_KEY, 'counts'] as const;
export const sheetKey = (id: string) => [...CASES_KEY, 'sheet', id] as const;

export const STATES = [
  'received',
  'forwarded',
  'answered',
  'upheld',
  'rejected',
  'appealed',
  'reopened',
  'incomplete',
  'closed',
] as const satisfies readonly CaseState[];

export const CATEGORIES = [
  'loan',
  'insurance',
  'securities',
  'real-estate',
  'education',
  'healthcare',
  'retail',
  'travel',
  'telecom',
  'recruitment',
  'collection',
  'other',
] as const satisfies readonly Schema<'Category'>[];

const KEPT_MS = 300_000;

/** Provinces by their codes, as the numbering plan has them. */
export const useProvinces = () =>
  useQuery({
    queryKey: ['provinces'],
    queryFn: async () => (await answerOf(api.GET('/v1/numbering'))).provinces,
    staleTime: KEPT_MS,
  });

export const useSheet = (id: string): UseQueryResult<CaseSheet> =>
  useQuery({
    queryKey: sheetKey(id),
    queryFn: () => answerOf(api.GET('/v1/cases/{id}', { params: { path: { id }, query: { numbers: 'masked' } } })),
  });

/** As what steps and assignments name whoever is signed in. */
export const useMyId = (): string | undefined => useMaybeSession()?.member?.id;

/** Whoever works cases here. */
export const useColleagues = () => {
  const { data } = useQuery({
    queryKey: ['members', 'staff'],
    queryFn: async () => (await answerOf(api.GET('/v1/staff'))).items,
    staleTime: KEPT_MS,
  });
  return data ?? [];
};

/** What a hand is called: a colleague by name, a program by the id of its key. */
export const useHandName = (): ((id: string) => string) => {
  const colleagues = useColleagues();
  return (id) => colleagues.find((one) => one.id === id)?.displayName ?? id;
};
