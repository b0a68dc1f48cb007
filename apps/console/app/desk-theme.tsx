import { ConfigProvider, type ThemeConfig, theme } from 'antd';
import { type ReactNode, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Language } from './language.ts';
import { giveNonce } from './nonced-styles.ts';
import { useShade } from './shade.tsx';

const PRIMARY = '#0f766e';
const PRIMARY_ON_DARK = '#2dd4bf';

const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';
giveNonce(nonce);

const wantsCalm = window.matchMedia('(prefers-reduced-motion: reduce)').matches;

const themeOf = (isDark: boolean): ThemeConfig => ({
  algorithm: isDark ? theme.darkAlgorithm : theme.defaultAlgorithm,
  token: {
    colorPrimary: isDark ? PRIMARY_ON_DARK : PRIMARY,
    colorLink: isDark ? PRIMARY_ON_DARK : PRIMARY,
    // Under the pointer the library's own are too faint.
    colorLinkHover: isDark ? '#5eead4' : '#115e59',
    colorLinkActive: isDark ? '#5eead4' : '#115e59',
    colorError: isDark ? '#ff8a80' : '#b42318',
    borderRadius: 8,
    motion: !wantsCalm,
    // Contrast of 4.5 : 1 on both grounds, where the library's defaults have less.
    colorTextDescription: isDark ? 'rgba(255,255,255,0.70)' : 'rgba(0,0,0,0.65)',
    colorTextTertiary: isDark ? 'rgba(255,255,255,0.70)' : 'rgba(0,0,0,0.62)',
    colorTextPlaceholder: isDark ? 'rgba(255,255,255,0.60)' : 'rgba(0,0,0,0.56)',
  },
  components: {
    Menu: isDark
      ? { itemSelectedBg: '#134e4a', itemSelectedColor: '#ccfbf1' }
      : { itemSelectedBg: '#d5efec', itemSelectedColor: '#115e59' },
    ...(isDark ? { Button: { primaryColor: '#042f2e' } } : {}),
  },
});

const LOCALES = {
  zh: () => import('antd/locale/zh_CN'),
  en: () => import('antd/locale/en_US'),
} as const;
type Locale = Awaited<ReturnType<(typeof LOCALES)['zh']>>['default'];
const loadedLocales = new Map<Language, Locale>();

/** The words of the library's own components. At the start before anything is drawn: with other words all is drawn again. */
export const loadLocale = async (language: Language): Promise<Locale> => {
  const { default: locale } = await LOCALES[language]();
  loadedLocales.set(language, locale);
  return locale;
};

/** What the library of the desks' components needs: colours, the reader's language, and the nonce that the page's policy asks of styles. */
export const DeskTheme = ({ children }: { readonly children: ReactNode }) => {
  const { isDark } = useShade();
  const { i18n } = useTranslation();
  const language = i18n.language === 'zh' ? 'zh' : 'en';
  const [locale, setLocale] = useState(() => loadedLocales.get(language));
  useEffect(() => {
    let isCurrent = true;
    // Where they do not come, those that are there stay.
    loadLocale(language).then(
      (loaded) => {
        if (isCurrent) setLocale(loaded);
      },
      () => {},
    );
    return () => {
      isCurrent = false;
    };
  }, [language]);
  const themed = useMemo(() => themeOf(isDark), [isDark]);
  return (
    <ConfigProvider
      theme={themed}
      csp={{ nonce }}
      button={{ autoInsertSpace: false }}
      {...(locale === undefined ? {} : { locale })}
    >
      {children}
    </ConfigProvider>
  );
};
