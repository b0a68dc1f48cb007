import { Tabs } from 'antd';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { PageHead } from '../../../components/page-head.tsx';
import { InquiryList } from './inquiry-list.tsx';
import { ObligationList } from './obligation-list.tsx';
import '../handler.css';

/** What merchants owe people for their pledges, and where they got their numbers. */
export const PromisesPage = () => {
  const { t } = useTranslation('handler');
  const [params, setParams] = useSearchParams();
  const tab = params.get('tab') === 'inquiries' ? 'inquiries' : 'obligations';
  return (
    <>
      <PageHead title={t('promise.title')} help={t('promise.help')} />
      <Tabs
        activeKey={tab}
        onChange={(next) => setParams({ tab: next }, { replace: true })}
        items={[
          { key: 'obligations', label: t('promise.obligations'), children: <ObligationList /> },
          { key: 'inquiries', label: t('promise.inquiries'), children: <InquiryList /> },
        ]}
      />
    </>
  );
};
