import { useTranslation } from 'react-i18next';

const ZONE = 'Asia/Shanghai';
const STYLES = {
  day: { dateStyle: 'medium' },
  minute: { dateStyle: 'medium', timeStyle: 'short' },
  second: { dateStyle: 'medium', timeStyle: 'medium' },
  time: { timeStyle: 'short' },
} as const;

export type WhenForm = keyof typeof STYLES;

/** Made once each: a formatter costs more than a long list may spend on each row. */
const forms = new Map<string, Intl.DateTimeFormat>();

const formOf = (language: string, form: WhenForm): Intl.DateTimeFormat => {
  const locale = language === 'zh' ? 'zh-CN' : 'en-GB';
  const key = `${locale} ${form}`;
  const made = forms.get(key) ?? new Intl.DateTimeFormat(locale, { ...STYLES[form], timeZone: ZONE });
  forms.set(key, made);
  return made;
};

export const whenText = (at: string | number | Date, language: string, form: WhenForm = 'minute'): string =>
  formOf(language, form).format(new Date(at));

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
