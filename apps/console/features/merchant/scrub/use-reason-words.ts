import { useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { reasonsQuery } from '../questions.ts';
import { UNREADABLE } from './scrub-result.ts';

/** What a reason says, in the reader's language. */
export const useReasonWords = (): ((reason: string) => string) => {
  const { t, i18n } = useTranslation('merchant');
  const { data } = useQuery(reasonsQuery);
  const language = i18n.language === 'zh' ? 'zh' : 'en';
  return useCallback(
    (reason) => (reason === UNREADABLE ? t('scrub.unreadable') : (data?.get(reason)?.[language] ?? reason)),
    [t, data, language],
  );
};
