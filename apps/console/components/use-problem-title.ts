import { useTranslation } from 'react-i18next';
import type { Problem } from '../api/problem.ts';

const KNOWN = [
  'malformed',
  'invalid',
  'unauthenticated',
  'forbidden',
  'not-found',
  'conflict',
  'too-many-requests',
  'too-large',
] as const;

/** What was refused, in the reader's language: the server's own title is English, and is shown where that is read. */
export const useProblemTitle = (): ((problem: Problem) => string) => {
  const { t, i18n } = useTranslation();
  return ({ title, code }) =>
    i18n.language === 'zh' || title === undefined
      ? t(`problem.code.${KNOWN.find((known) => known === code) ?? 'unavailable'}`)
      : title;
};
