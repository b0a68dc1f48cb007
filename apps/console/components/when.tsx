import { useTranslation } from 'react-i18next';

const ZONE = 'Asia/Shanghai';
const STYLES = {
  day: { dateStyle: 'medium' },
  minute: { dateStyle: 'medium', timeStyle: 'short' },
  second: { dateStyle: 'medium', timeStyle: 'medium' },
  time: { timeStyle: 'short' },
} as const;

export type WhenForm = keyof typeof STYLES;

export const whenText = (at: string | number | Date, language: string, form: WhenForm = 'minute'): string =>
  new Intl.DateTimeFormat(language === 'zh' ? 'zh-CN' : 'en-GB', { ...STYLES[form], timeZone: ZONE }).format(
    new Date(at),
  );

/** An instant in the reader's form, by China's clock; the exact one in its title. */
export const When = ({ at, form = 'minute' }: { readonly at: string | number | Date; readonly form?: WhenForm }) => {
  const { i18n } = useTranslation();
  const exact = new Date(at).toISOString();
  return (
    <time dateTime={exact} title={exact}>
      {whenText(at, i18n.language, form)}
    </time>
  );
};
