import { useTranslation } from 'react-i18next';
import { PageHead } from '../../../components/page-head.tsx';
import { useMerchantChanges } from '../use-merchant-changes.ts';
import { Inquiries } from './inquiries.tsx';
import { Obligations } from './obligations.tsx';
import { Pledges } from './pledges.tsx';

/** What people ask the merchant, what it promised, and what it owes for that. */
export const PromisesPage = () => {
  const { t } = useTranslation('merchant');
  useMerchantChanges();
  return (
    <>
      <PageHead title={t('promise.title')} help={t('promise.help')} />
      <Inquiries />
      <Pledges />
      <Obligations />
    </>
  );
};
