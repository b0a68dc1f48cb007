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

const fileOf = (language: string, feature: string): string => `../texts/${language}/${feature}.ts`;

/** How often texts that do not come are asked for again, with a longer wait each time. */
const TEXT_RETRIES = 2;
let areLost = false;
const losers = new Set<() => void>();
/** Whether texts did not come at last: without them a page says nothing. For `useSyncExternalStore`. */
export const areTextsLost = (): boolean => areLost;
export const watchTexts = (tell: () => void): (() => void) => {
  losers.add(tell);
  return () => losers.delete(tell);
};
const loseTexts = (): void => {
  areLost = true;
  for (const tell of losers) tell();
};

/** Texts of one feature in one language, loaded when a page of it is opened. */
const textFiles: BackendModule = {
  type: 'backend',
  init: () => {},
  read: (language, feature, done) => {
    const load = FILES[fileOf(language, feature)];
    if (load === undefined) return done(new Error(`no texts ${language}/${feature}`), null);
    load().then(
      ({ texts }) => done(null, texts as never),
      // The library asks again where it is told `true`.
      (error: Error) => done(error, true),
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
  i18next.on('failedLoading', loseTexts);
  await i18next
    .use(textFiles)
    .use(initReactI18next)
    .init({
      lng: language,
      fallbackLng: false,
      ns: ['common', ...(part === undefined ? [] : featuresOf(part, language))],
      defaultNS: 'common',
      maxRetries: TEXT_RETRIES,
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

/** Rejects where a text that is shown does not come in the other language: it stays as it is. */
export const changeLanguage = async (language: Language): Promise<void> => {
  const shown = Object.keys(i18next.getDataByLanguage(i18next.language) ?? {});
  await Promise.all(shown.map((feature) => FILES[fileOf(language, feature)]?.()));
  try {
    localStorage.setItem(KEPT, language);
  } catch {
    // A browser that keeps nothing shows the language until it is closed.
  }
  await i18next.changeLanguage(language);
  showLanguage(language);
};
