import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

/** The same for what is not there and what is not for this reader. */
export const NotFoundPage = () => {
  const { t } = useTranslation();
  return (
    <main className="dead-end">
      <h1>{t('notFound.title')}</h1>
      <p className="soft">{t('notFound.help')}</p>
      <Link to="/">{t('notFound.home')}</Link>
    </main>
  );
};
