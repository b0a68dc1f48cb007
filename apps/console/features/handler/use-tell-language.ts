import { useTranslation } from 'react-i18next';

/** In which of the API's two languages the reader reads. */
export const useTellLanguage = (): 'zh' | 'en' => (useTranslation().i18n.language === 'zh' ? 'zh' : 'en');
