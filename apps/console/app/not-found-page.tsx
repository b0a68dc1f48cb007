import { Result } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

/** The same for what is not there and what is not for this reader. */
export const NotFoundPage = () => {
  const { t } = useTranslation();
  return (
    <main>
      <Result
        status="404"
        title={<h1>{t('notFound.title')}</h1>}
        subTitle={t('notFound.help')}
        extra={<Link to="/">{t('notFound.home')}</Link>}
      />
    </main>
  );
};
