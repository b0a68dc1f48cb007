import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Chart } from '../../components/chart.tsx';
import { useReasons } from '../../components/use-reasons.ts';
import { figuresByProvince, type ProvinceFigures, totalOf } from './province-figures.ts';
import { useManyFrozen } from './use-frozen.ts';

const SHOWN_MAX = 12;
const SERIES = ['complaints', 'refused', 'protected'] as const;
const QUARTER = /Q/;

interface TrendChartsProps {
  /** Any order; months only are drawn, beside each other. */
  readonly periods: readonly string[];
  /** Of one province; left out: the whole country. */
  readonly province?: string;
}

/** What was frozen month by month: one chart a figure, as their sizes differ by orders. */
export const TrendCharts = ({ periods, province }: TrendChartsProps) => {
  const { t } = useTranslation('regulator');
  const reasons = useReasons();
  const months = useMemo(
    () =>
      periods
        .filter((period) => !QUARTER.test(period))
        .sort()
        .slice(-SHOWN_MAX),
    [periods],
  );
  const frozen = useManyFrozen(months);
  const rows = useMemo(
    () =>
      frozen.map((one): readonly [string, ProvinceFigures | undefined] => {
        const figures = figuresByProvince(one, (reason) => reasons?.get(reason)?.decision === 'refuse');
        return [one.period, province === undefined ? totalOf(figures) : figures.get(province)];
      }),
    [frozen, reasons, province],
  );
  const options = useMemo(
    () =>
      SERIES.map((name) => ({
        grid: { left: 60, right: 16, top: 16, bottom: 28 },
        xAxis: { type: 'category', data: rows.map(([period]) => period) },
        yAxis: { type: 'value', minInterval: 1 },
        series: [{ type: 'line', name: t(`figure.${name}`), data: rows.map(([, sum]) => sum?.[name] ?? null) }],
      })),
    [rows, t],
  );
  if (rows.length === 0) return null;
  return (
    <section>
      <h2>{t('trend.head')}</h2>
      <div className="grid">
        {SERIES.map((name, index) => (
          <Chart
            key={name}
            title={t(`figure.${name}`)}
            heightPx={200}
            option={options[index] ?? {}}
            table={{
              head: [t('country.period'), t(`figure.${name}`)],
              rows: rows.map(([period, sum]) => [period, sum?.[name] ?? '–']),
            }}
          />
        ))}
      </div>
    </section>
  );
};
