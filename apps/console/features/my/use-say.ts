import { useTranslation } from 'react-i18next';
import type { Join, Say } from './wish-sentence.ts';

const TEXTS = ['my', 'my-complaints'];

/** The part's texts, and lists as the reader's language joins them. */
export const useSay = (): { readonly t: Say; readonly join: Join; readonly language: string } => {
  const { t, i18n } = useTranslation(TEXTS, { nsMode: 'fallback' });
  const locale = i18n.language === 'zh' ? 'zh-CN' : 'en-GB';
  return {
    t: (key, values) => t(key, values ?? {}),
    // Chinese lists have 、 throughout in short form.
    join: (parts) =>
      i18n.language === 'zh'
        ? parts.join('\u3001')
        : new Intl.ListFormat(locale, { type: 'conjunction' }).format(parts),
    language: i18n.language,
  };
};
