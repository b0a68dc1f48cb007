import { useTranslation } from 'react-i18next';
import { PageHead } from '../../components/page-head.tsx';

export const MembersPage = () => {
  const { t } = useTranslation();
  return <PageHead title={t('menu.adminMembers')} />;
};
