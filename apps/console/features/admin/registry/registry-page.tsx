import { Tabs } from 'antd';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { PageHead } from '../../../components/page-head.tsx';
import { LineList } from './line-list.tsx';
import { MerchantList } from './merchant-list.tsx';
import { PartyList } from './party-list.tsx';
import '../admin.css';

const TABS = ['merchants', 'parties', 'lines'] as const;

/** Organisations and lines of the register. */
export const RegistryPage = () => {
  const { t } = useTranslation('admin');
  const [params, setParams] = useSearchParams();
  const tab = TABS.find((one) => one === params.get('tab')) ?? 'merchants';
  const lists = { merchants: <MerchantList />, parties: <PartyList />, lines: <LineList /> };
  return (
    <>
      <PageHead title={t('registry.title')} help={t('registry.help')} />
      <Tabs
        activeKey={tab}
        onChange={(next) => setParams({ tab: next }, { replace: true })}
        items={TABS.map((key) => ({ key, label: t(`registry.tab.${key}`), children: lists[key] }))}
        destroyOnHidden
      />
    </>
  );
};
