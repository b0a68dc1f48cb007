import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../../app/session-of.tsx';
import { PageHead } from '../../../components/page-head.tsx';
import { figuresQuery } from '../questions.ts';
import { useMerchantChanges } from '../use-merchant-changes.ts';
import { FigureTiles } from './figure-tiles.tsx';
import { LineRates } from './line-rates.tsx';
import { RateTrends } from './rate-trend.tsx';
import { ToDo } from './to-do.tsx';
import { AttemptTrend, RefusalTrend } from './trends.tsx';

/** Where the merchant stands: whom it reaches, what people refused, what is due, and its lines against their bounds. */
export const MerchantOverviewPage = () => {
  const { t } = useTranslation('merchant');
  const { partyName } = useSession();
  const { data: figures } = useQuery(figuresQuery);
  useMerchantChanges();
  return (
    <>
      <PageHead
        title={t('overview.title')}
        {...(partyName === undefined ? {} : { help: partyName })}
        actions={<Button onClick={() => window.print()}>{t('print')}</Button>}
      />
      {figures ? <FigureTiles figures={figures} /> : null}
      <ToDo />
      {figures ? (
        <>
          <LineRates lines={figures.lines} />
          <RateTrends lines={figures.lines} />
          <div className="grid">
            <RefusalTrend days={figures.refusals.days} />
            <AttemptTrend />
          </div>
        </>
      ) : null}
    </>
  );
};
