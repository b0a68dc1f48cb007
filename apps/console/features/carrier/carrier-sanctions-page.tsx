import { useTranslation } from 'react-i18next';
import { useSession } from '../../app/session-of.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { ImposeButton } from '../sanctions/impose-button.tsx';
import { SanctionList } from '../sanctions/sanction-list.tsx';

export const CarrierSanctionsPage = () => {
  const { t } = useTranslation('carrier');
  const { role } = useSession();
  return (
    <>
      <PageHead
        title={t('sanctions.title')}
        help={t('sanctions.help')}
        actions={<ImposeButton isCarrier={role === 'carrier'} />}
      />
      <SanctionList base="/carrier/sanctions" />
    </>
  );
};
