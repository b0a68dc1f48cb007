import { useTranslation } from 'react-i18next';

const isDemo = document.querySelector<HTMLMetaElement>('meta[name="wurao-demo"]')?.content === 'yes';

/** On every page of a server that makes its traffic up. */
export const DemoMark = () => {
  const { t } = useTranslation();
  return isDemo ? (
    <p className="demo-mark" role="note">
      {t('frame.demo')}
    </p>
  ) : null;
};
