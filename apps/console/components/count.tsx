import { useTranslation } from 'react-i18next';

export const countText = (value: number, language: string): string =>
  new Intl.NumberFormat(language === 'zh' ? 'zh-CN' : 'en-GB').format(value);

/** A whole number in the reader's form. */
export const Count = ({ value }: { readonly value: number }) => {
  const { i18n } = useTranslation();
  return <span className="number">{countText(value, i18n.language)}</span>;
};

/** A share of 0 to 1 in per cent, with one place. */
export const Share = ({ value }: { readonly value: number }) => {
  const { i18n } = useTranslation();
  const form = { style: 'percent', maximumFractionDigits: 1 } as const;
  return (
    <span className="number">
      {new Intl.NumberFormat(i18n.language === 'zh' ? 'zh-CN' : 'en-GB', form).format(value)}
    </span>
  );
};
