import { useTranslation } from 'react-i18next';
import { Button } from '../components/button.tsx';
import { tell } from '../components/notices.tsx';
import { changeLanguage, type Language } from './language.ts';
import { useMaybeSession, useSignOut } from './session-of.tsx';
import { SHADES, useShade } from './shade.tsx';

/** Language, light or dark, signing out: on every page. */
export const FrameTools = () => {
  const { t, i18n } = useTranslation();
  const { shade, choose } = useShade();
  const session = useMaybeSession();
  const leave = useSignOut();
  const speak = (language: Language): void => {
    changeLanguage(language).catch(() => tell({ tone: 'bad', words: t('problem.noAnswer') }));
  };
  const nextShade = SHADES[(SHADES.indexOf(shade) + 1) % SHADES.length] ?? 'auto';
  return (
    <div className="frame-tools">
      <Button
        look="text"
        size="small"
        lang={i18n.language === 'zh' ? 'en' : 'zh-CN'}
        onClick={() => speak(i18n.language === 'zh' ? 'en' : 'zh')}
      >
        {i18n.language === 'zh' ? 'English' : '中文'}
      </Button>
      <Button look="text" size="small" onClick={() => choose(nextShade)} title={t('frame.shade')}>
        {t(`frame.shades.${shade}`)}
      </Button>
      {session === null ? null : (
        <Button look="text" size="small" onClick={() => leave()}>
          {t('frame.signOut')}
        </Button>
      )}
    </div>
  );
};
