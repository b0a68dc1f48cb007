import { Button } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams, useSearchParams } from 'react-router';
import { Answer } from '../../components/answer.tsx';
import { Count } from '../../components/count.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { useProvinceName } from '../../components/use-province-name.ts';
import { useReasons } from '../../components/use-reasons.ts';
import { CategoryCharts } from './category-charts.tsx';
import { FigureSheet } from './figure-sheet.tsx';
import { useOverdueCases } from './overdue-by-province.ts';
import { figuresByProvince } from './province-figures.ts';
import { TrendCharts } from './trend-charts.tsx';
import { useFrozen, usePeriods } from './use-frozen.ts';

const ProvinceFigureSheet = ({ code, period }: { readonly code: string; readonly period: string }) => {
  const { t } = useTranslation('regulator');
  const frozen = useFrozen(period);
  const reasons = useReasons();
  const overdue = useOverdueCases();
  const figures = useMemo(
    () =>
      frozen.data && figuresByProvince(frozen.data, (reason) => reasons?.get(reason)?.decision === 'refuse').get(code),
    [frozen.data, reasons, code],
  );
  return (
    <div className="grid">
      <section className="sheet">
        <h2>{t('province.figures', { period })}</h2>
        <FigureSheet figures={figures} />
      </section>
      <section className="sheet">
        <h2>{t('measure.lateness')}</h2>
        <div className="figure">
          {overdue.data === undefined ? '–' : <Count value={overdue.data.byProvince.get(code) ?? 0} />}
        </div>
        <p className="soft">{t('measureHelp.lateness', { period })}</p>
        <Link to="/regulator">{t('province.back')}</Link>
      </section>
    </div>
  );
};

export const ProvincePage = () => {
  const { code = '' } = useParams();
  const [search] = useSearchParams();
  const { t } = useTranslation('regulator');
  const nameOf = useProvinceName();
  const periods = usePeriods();
  const period = search.get('period') ?? periods.data?.[0]?.period ?? '';
  return (
    <>
      <PageHead
        title={nameOf(code)}
        help={t('province.help')}
        actions={<Button onClick={() => window.print()}>{t('print')}</Button>}
      />
      <Answer
        query={periods}
        isEmpty={(all) => all.length === 0}
        empty={<EmptyState title={t('country.emptyTitle')} help={t('country.empty')} />}
      >
        {(all) => (
          <>
            <ProvinceFigureSheet code={code} period={period} />
            <TrendCharts periods={all.map((one) => one.period)} province={code} />
            <CategoryCharts period={period} scope={`province:${code}`} />
          </>
        )}
      </Answer>
    </>
  );
};
