import { useTranslation } from 'react-i18next';

/** Made once: a formatter costs more than a long list may spend on each row. */
const formsOf = (language: string) => ({
  count: new Intl.NumberFormat(language),
  share: new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 }),
});
const FORMS = { zh: formsOf('zh-CN'), en: formsOf('en-GB') } as const;

export const countText = (value: number, language: string): string =>
  FORMS[language === 'zh' ? 'zh' : 'en'].count.format(value);

/** A whole number in the reader's form. */
export const Count = ({ value }: { readonly value: number }) => {
  const { i18n } = useTranslation();
  return <span className="number">{countText(value, i18n.language)}</span>;
};

/** A share of 0 to 1 in per cent, with one place. */
export const Share = ({ value }: { readonly value: number }) => {
  const { i18n } = useTranslation();
  return <span className="number">{FORMS[i18n.language === 'zh' ? 'zh' : 'en'].share.format(value)}</span>;
};
