import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../api/client.ts';
import type { Schema } from '../api/schemas.ts';

type Reason = Schema<'ReasonList'>['items'][number];

/** Reasons by key, as the contract lists them; they change with a release only. */
export const useReasons = (): ReadonlyMap<string, Reason> | undefined =>
  useQuery({
    queryKey: ['reasons'],
    queryFn: async () => {
      const { items } = await answerOf(api.GET('/v1/reasons'));
      return new Map(items.map((reason) => [reason.key, reason]));
    },
    staleTime: Number.POSITIVE_INFINITY,
  }).data;

/** A reason in the reader's words; its key while they are on their way. */
export const useReasonText = (): ((key: string) => string) => {
  const reasons = useReasons();
  const { i18n } = useTranslation();
  return (key) => reasons?.get(key)?.text[i18n.language === 'zh' ? 'zh' : 'en'] ?? key;
};
