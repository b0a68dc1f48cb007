import { useTranslation } from 'react-i18next';
import { PageHead } from '../../../components/page-head.tsx';
import { ImposeButton } from '../../sanctions/impose-button.tsx';
import { SanctionList } from '../../sanctions/sanction-list.tsx';
import { SanctionSheet } from '../../sanctions/sanction-sheet.tsx';

/** All sanctions, with what may be imposed. */
export const HandlerSanctionsPage = () => {
  const { t } = useTranslation('handler');
  return (
    <>
      <PageHead title={t('sanction.title')} help={t('sanction.help')} actions={<ImposeButton isCarrier={false} />} />
      <SanctionList base="/handler/sanctions" />
    </>
  );
};

export const HandlerSanctionPage = SanctionSheet;
