import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import { answerOf, api } from '../../api/client.ts';
import { ApiProblem } from '../../api/problem.ts';
import type { Schema } from '../../api/schemas.ts';
import { askJson } from '../../api/session.ts';
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

interface Member {
  readonly id: string;
  readonly name: string;
  readonly displayName?: string;
  readonly role: string;
}

const NOT_THERE = [403, 404];

/** Of the branch `accounts`: GET /v1/members. Empty where it is not there, or not for this reader. */
const askMembers = async (): Promise<readonly Member[]> => {
  try {
    return (await askJson<{ readonly items: readonly Member[] }>('GET', '/v1/members?limit=200')).items;
  } catch (error) {
    if (error instanceof ApiProblem && NOT_THERE.includes(error.status)) return [];
    throw error;
  }
};

/** Whoever works cases here, as far as the reader may know them. */
export const useColleagues = () => {
  const isOperator = useMaybeSession()?.role === 'admin';
  const { data } = useQuery({
    queryKey: ['members', 'colleagues'],
    queryFn: askMembers,
    staleTime: KEPT_MS,
    enabled: isOperator,
  });
  return (data ?? []).filter(({ role }) => role === 'handler' || role === 'regulator' || role === 'admin');
};
