import { useTranslation } from 'react-i18next';
import { PageHead } from '../../components/page-head.tsx';

export const CarrierLinesPage = () => {
  const { t } = useTranslation();
  return <PageHead title={t('menu.carrierLines')} />;
};
