import { useQuery } from '@tanstack/react-query';
import { answerOf, api } from '../../api/client.ts';
import type { Schema } from '../../api/schemas.ts';

export type Member = Schema<'Member'>;
export type TotpOffer = Schema<'TotpOffer'>;

const ME_KEY = ['me'] as const;
export const FACTORS_KEY = [...ME_KEY, 'factors'] as const;
export const SESSIONS_KEY = [...ME_KEY, 'sessions'] as const;

export const useFactors = () =>
  useQuery({ queryKey: FACTORS_KEY, queryFn: () => answerOf(api.GET('/v1/session/factors')) });

export const useSessions = () =>
  useQuery({ queryKey: SESSIONS_KEY, queryFn: async () => (await answerOf(api.GET('/v1/sessions'))).items });

/** Whether this address can have passkeys. */
export const useMethods = () =>
  useQuery({ queryKey: ['sign-in-methods'], queryFn: () => answerOf(api.GET('/v1/sign-in/methods')) });
