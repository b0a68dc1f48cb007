import i18next, { type BackendModule } from 'i18next';
import { initReactI18next } from 'react-i18next';

export const LANGUAGES = ['zh', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

const KEPT = 'wurao-language';

const kept = (): string => {
  try {
    return localStorage.getItem(KEPT) ?? navigator.language;
  } catch {
    return navigator.language;
  }
};

const firstLanguage = (): Language => (kept().toLowerCase().startsWith('zh') ? 'zh' : 'en');

type TextFile = { readonly texts: Record<string, unknown> };
const FILES = import.meta.glob<TextFile>('../texts/*/*.ts');

/** Texts of one feature in one language, loaded when a page of it is opened. */
const textFiles: BackendModule = {
  type: 'backend',
  init: () => {},
  read: (language, feature, done) => {
    const load = FILES[`../texts/${language}/${feature}.ts`];
    if (load === undefined) return done(new Error(`no texts ${language}/${feature}`), null);
    load().then(
      ({ texts }) => done(null, texts as never),
      (error: Error) => done(error, null),
    );
  },
};

/** Features whose texts a part of the console shows: its own, and those named after it. */
const featuresOf = (part: string, language: Language): readonly string[] => {
  const folder = `../texts/${language}/`;
  return Object.keys(FILES)
    .filter((file) => file.startsWith(folder))
    .map((file) => file.slice(folder.length, -'.ts'.length))
    .filter((feature) => feature === part || feature.startsWith(`${part}-`));
};

/** `part`: whose texts come together with the common ones, or each page would ask for its own after it was drawn once without. */
export const startLanguage = async (part: string | undefined): Promise<void> => {
  const language = firstLanguage();
  await i18next
    .use(textFiles)
    .use(initReactI18next)
    .init({
      lng: language,
      fallbackLng: false,
      ns: ['common', ...(part === undefined ? [] : featuresOf(part, language))],
      defaultNS: 'common',
      interpolation: { escapeValue: false },
      // A text that is missing is a fault of ours: it shows, and a test finds it.
      returnNull: false,
    });
  showLanguage(languageNow());
};

const showLanguage = (language: Language): void => {
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
};

export const languageNow = (): Language => (i18next.language === 'zh' ? 'zh' : 'en');

export const changeLanguage = async (language: Language): Promise<void> => {
  try {
    localStorage.setItem(KEPT, language);
  } catch {
    // A browser that keeps nothing shows the language until it is closed.
  }
  await i18next.changeLanguage(language);
  showLanguage(language);
};
