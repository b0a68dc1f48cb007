import { useTranslation } from 'react-i18next';
import { PROVINCE_PLACES } from './province-places.ts';

/** A province's name in the reader's language by its GB/T 2260 code; what has no name keeps its code. */
export const useProvinceName = (): ((code: string) => string) => {
  const { i18n } = useTranslation();
  return (code) => {
    const place = PROVINCE_PLACES.find((one) => one.code === code);
    return place?.[i18n.language === 'zh' ? 'zh' : 'en'] ?? code;
  };
};
