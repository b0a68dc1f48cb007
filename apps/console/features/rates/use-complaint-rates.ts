import { useQuery } from '@tanstack/react-query';
import { answerOf, api } from '../../api/client.ts';

export const RATES_KEY = ['complaint-rates'] as const;

/** Numbers, lines and merchants whose complaints lie above a threshold, as they were counted last. */
export const useComplaintRates = () =>
  useQuery({ queryKey: RATES_KEY, queryFn: () => answerOf(api.GET('/v1/complaint-rates')) });
