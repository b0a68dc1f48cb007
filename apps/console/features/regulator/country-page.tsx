import { Button, Segmented, Select } from 'antd';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Answer } from '../../components/answer.tsx';
import { Count } from '../../components/count.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { useChanged } from '../../components/use-changed.ts';
import { useProvinceName } from '../../components/use-province-name.ts';
import { useReasons } from '../../components/use-reasons.ts';
import { When } from '../../components/when.tsx';
import { TrafficTrend } from '../traffic/traffic-trend.tsx';
import { CategoryCharts } from './category-charts.tsx';
import { FigureSheet } from './figure-sheet.tsx';
import { useOverdueCases } from './overdue-by-province.ts';
import { type ProtectedNow, useProtectedNow } from './protected-now.ts';
import {
  FROZEN_MEASURES,
  figuresByProvince,
  MEASURES,
  type Measure,
  measured,
  type ProvinceFigures,
  totalOf,
} from './province-figures.ts';
import { TileMap } from './tile-map.tsx';
import { TrendCharts } from './trend-charts.tsx';
import { useFrozen, usePeriods } from './use-frozen.ts';

const useMapFigures = (period: string) => {
  const frozen = useFrozen(period);
  const reasons = useReasons();
  const overdue = useOverdueCases();
  const protectedNow = useProtectedNow();
  useChanged({ case: [['cases', 'overdue']], bulletin: [['bulletins']] });
  const figures = useMemo(
    () =>
      frozen.data === undefined
        ? new Map<string, ProvinceFigures>()
        : figuresByProvince(frozen.data, (reason) => reasons?.get(reason)?.decision === 'refuse'),
    [frozen.data, reasons],
  );
  const figureOf = (measure: Measure) => (code: string) => {
    if (measure === 'protected') return protectedNow.data?.of(code);
    if (measure === 'lateness') return overdue.data && (overdue.data.byProvince.get(code) ?? 0);
    return measured(measure, figures.get(code));
  };
  return { figures, figureOf, isCut: overdue.data?.isCut === true, protectedNow: protectedNow.data };
};

const ProtectedTotal = ({ total, countedAt }: Pick<ProtectedNow, 'total' | 'countedAt'>) => {
  const { t } = useTranslation('regulator');
  return (
    <>
      {t('map.total')} {total === null ? t('map.hidden') : <Count value={total} />} · {t('rates.countedAt')}{' '}
      <When at={countedAt} />
    </>
  );
};

const isOfPeriod = (measure: Measure): boolean => (FROZEN_MEASURES as readonly Measure[]).includes(measure);

/** Without a period: what stands now. */
const ProvinceMap = ({ period }: { readonly period: string }) => {
  const { t } = useTranslation('regulator');
  const nameOf = useProvinceName();
  const [measure, setMeasure] = useState<Measure>('protected');
  const [chosen, setChosen] = useState<string>();
  const { figures, figureOf, isCut, protectedNow } = useMapFigures(period);
  return (
    <section className="sheet">
      <h2>{t('map.head')}</h2>
      <div className="scrolls no-print">
        <Segmented
          aria-label={t('map.measure')}
          value={measure}
          onChange={setMeasure}
          options={MEASURES.map((value) => ({
            value,
            label: t(`measure.${value}`),
            disabled: period === '' && isOfPeriod(value),
          }))}
        />
      </div>
      <p className="soft">
        {t(`measureHelp.${measure}`, { period })} {measure === 'lateness' && isCut ? t('map.cut') : null}
        {measure === 'protected' && protectedNow ? <ProtectedTotal {...protectedNow} /> : null}
      </p>
      <div className="map-and-detail">
        <TileMap title={t(`measure.${measure}`)} figureOf={figureOf(measure)} chosen={chosen} onChoose={setChosen} />
        <div className="stack" aria-live="polite">
          <h3>{chosen === undefined ? t('map.country') : nameOf(chosen)}</h3>
          {period === '' ? null : (
            <>
              <p className="soft">{t('province.figures', { period })}</p>
              <FigureSheet figures={chosen === undefined ? totalOf(figures) : figures.get(chosen)} />
            </>
          )}
          {chosen === undefined ? (
            <p className="soft">{t('map.choose')}</p>
          ) : (
            <Link to={`/regulator/provinces/${chosen}${period === '' ? '' : `?period=${period}`}`}>
              {t('map.open', { name: nameOf(chosen) })}
            </Link>
          )}
        </div>
      </div>
    </section>
  );
};

/** The country: a map of tiles, what was frozen over time, and what goes on now. */
export const CountryPage = () => {
  const { t } = useTranslation('regulator');
  const periods = usePeriods();
  const [said, setSaid] = useState<string>();
  const period = said ?? periods.data?.[0]?.period ?? '';
  return (
    <>
      <PageHead
        title={t('country.title')}
        help={t('country.help')}
        actions={
          <>
            {period === '' ? null : (
              <Select
                aria-label={t('country.period')}
                value={period}
                onChange={setSaid}
                options={(periods.data ?? []).map((one) => ({ value: one.period, label: one.period }))}
                style={{ minWidth: 120 }}
              />
            )}
            <Button onClick={() => window.print()}>{t('print')}</Button>
          </>
        }
      />
      <ProvinceMap period={period} />
      <Answer
        query={periods}
        isEmpty={(all) => all.length === 0}
        empty={
          <section className="sheet">
            <EmptyState title={t('country.emptyTitle')} help={t('country.empty')}>
              <Link to="/regulator/bulletins">{t('country.freezeFirst')}</Link>
            </EmptyState>
          </section>
        }
      >
        {(all) => (
          <>
            <TrendCharts periods={all.map((one) => one.period)} />
            <CategoryCharts period={period} scope="country" />
          </>
        )}
      </Answer>
      <TrafficTrend />
    </>
  );
};
