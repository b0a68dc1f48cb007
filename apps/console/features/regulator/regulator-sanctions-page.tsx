import { useTranslation } from 'react-i18next';
import { PageHead } from '../../components/page-head.tsx';
import { ImposeButton } from '../sanctions/impose-button.tsx';
import { SanctionList } from '../sanctions/sanction-list.tsx';

export const RegulatorSanctionsPage = () => {
  const { t } = useTranslation('regulator');
  return (
    <>
      <PageHead title={t('sanctions.title')} help={t('sanctions.help')} actions={<ImposeButton isCarrier={false} />} />
      <SanctionList base="/regulator/sanctions" />
    </>
  );
};
