import { ConfigProvider, type ThemeConfig, theme } from 'antd';
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import type { Language } from './language.ts';
import { giveNonce } from './nonced-styles.ts';

export const SHADES = ['auto', 'light', 'dark'] as const;
export type Shade = (typeof SHADES)[number];

const KEPT = 'wurao-shade';
const PRIMARY = '#0f766e';
const PRIMARY_ON_DARK = '#2dd4bf';

const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';
giveNonce(nonce);

const prefersDark = window.matchMedia('(prefers-color-scheme: dark)');
const wantsCalm = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
const watchSystem = (tell: () => void): (() => void) => {
  prefersDark.addEventListener('change', tell);
  return () => prefersDark.removeEventListener('change', tell);
};

const keptShade = (): Shade => {
  try {
    const kept = localStorage.getItem(KEPT);
    return SHADES.find((shade) => shade === kept) ?? 'auto';
  } catch {
    return 'auto';
  }
};

interface ShadeChoice {
  readonly shade: Shade;
  readonly isDark: boolean;
  readonly choose: (shade: Shade) => void;
}

const ShadeContext = createContext<ShadeChoice>({ shade: 'auto', isDark: false, choose: () => {} });
export const useShade = (): ShadeChoice => useContext(ShadeContext);

const themeOf = (isDark: boolean): ThemeConfig => ({
  algorithm: isDark ? theme.darkAlgorithm : theme.defaultAlgorithm,
  token: {
    colorPrimary: isDark ? PRIMARY_ON_DARK : PRIMARY,
    colorLink: isDark ? PRIMARY_ON_DARK : PRIMARY,
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

/** Colours, the reader's language in the components, and the nonce that the page's policy asks of styles. */
export const HouseTheme = ({ children }: { readonly children: ReactNode }) => {
  const system = useSyncExternalStore(watchSystem, () => prefersDark.matches);
  const [shade, setShade] = useState(keptShade);
  const { i18n } = useTranslation();
  const language = i18n.language === 'zh' ? 'zh' : 'en';
  const [locale, setLocale] = useState(() => loadedLocales.get(language));
  const isDark = shade === 'auto' ? system : shade === 'dark';
  useEffect(() => {
    let isCurrent = true;
    void loadLocale(language).then((loaded) => {
      if (isCurrent) setLocale(loaded);
    });
    return () => {
      isCurrent = false;
    };
  }, [language]);
  useEffect(() => {
    document.documentElement.dataset['shade'] = isDark ? 'dark' : 'light';
  }, [isDark]);
  const choice = useMemo<ShadeChoice>(
    () => ({
      shade,
      isDark,
      choose: (next) => {
        setShade(next);
        try {
          localStorage.setItem(KEPT, next);
        } catch {
          // Kept until the page is closed.
        }
      },
    }),
    [shade, isDark],
  );
  const themed = useMemo(() => themeOf(isDark), [isDark]);
  return (
    <ShadeContext value={choice}>
      <ConfigProvider
        theme={themed}
        csp={{ nonce }}
        button={{ autoInsertSpace: false }}
        {...(locale === undefined ? {} : { locale })}
      >
        {children}
      </ConfigProvider>
    </ShadeContext>
  );
};
