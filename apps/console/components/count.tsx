import { useTranslation } from 'react-i18next';

const STYLES = { count: {}, share: { style: 'percent', maximumFractionDigits: 1 } } as const;
const made = new Map<string, Intl.NumberFormat>();

/** Made once, and when it is needed: a formatter costs more than a long list may spend on each row, and than a start may. */
const formOf = (language: string, style: keyof typeof STYLES): Intl.NumberFormat => {
  const locale = language === 'zh' ? 'zh-CN' : 'en-GB';
  const key = `${locale} ${style}`;
  const form = made.get(key) ?? new Intl.NumberFormat(locale, STYLES[style]);
  made.set(key, form);
  return form;
};

export const countText = (value: number, language: string): string => formOf(language, 'count').format(value);

/** A whole number in the reader's form. */
export const Count = ({ value }: { readonly value: number }) => {
  const { i18n } = useTranslation();
  return <span className="number">{countText(value, i18n.language)}</span>;
};

/** A share of 0 to 1 in per cent, with one place. */
export const Share = ({ value }: { readonly value: number }) => {
  const { i18n } = useTranslation();
  return <span className="number">{formOf(i18n.language, 'share').format(value)}</span>;
};
