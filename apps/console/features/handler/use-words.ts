import { useTranslation } from 'react-i18next';
import { maskedNumber } from '../../components/masked-number.tsx';
import { useNames } from '../../components/use-names.ts';
import { type Case, useProvinces } from './questions.ts';

interface Source {
  readonly kind: 'merchant' | 'number' | 'masked';
  readonly id: string;
}

export const sourceOf = ({ source }: Pick<Case, 'source'>): Source | undefined => source as Source | undefined;

/** What the API names by keys and ids, in the reader's words. */
export const useWords = () => {
  const { t, i18n } = useTranslation('handler');
  const nameOf = useNames();
  const { data: provinces } = useProvinces();
  return {
    nameOf,
    /** Whom a case is about. */
    source: (file: Pick<Case, 'source'>): string => {
      const source = sourceOf(file);
      if (source === undefined) return t('source.unknown');
      return source.kind === 'merchant' ? nameOf(source.id) : maskedNumber(source.id);
    },
    category: (key: string | undefined): string => (key === undefined ? '–' : t(`category.${key}`)),
    province: (code: string | undefined): string => {
      const found = provinces?.find((one) => one.code === code);
      return found?.[i18n.language === 'zh' ? 'zh' : 'en'] ?? code ?? '–';
    },
  };
};
