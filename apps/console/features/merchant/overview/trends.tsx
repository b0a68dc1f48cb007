import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Chart } from '../../../components/chart.tsx';
import { whenText } from '../../../components/when.tsx';
import { type MerchantFigures, trafficQuery } from '../questions.ts';
import { byDay } from './sums.ts';

interface Series {
  readonly name: string;
  readonly colour: string;
  readonly values: readonly number[];
}

const GOOD = '#0f766e';
const BAD = '#c2410c';
const WARN = '#b7791f';
const BAR_MAX_PX = 48;

const barsOf = (days: readonly string[], series: readonly Series[]) => ({
  legend: { bottom: 0 },
  grid: { left: 48, right: 12, top: 12, bottom: 56 },
  xAxis: { type: 'category', data: days },
  yAxis: { type: 'value', minInterval: 1 },
  series: series.map(({ name, colour, values }) => ({
    type: 'bar',
    stack: 'all',
    barMaxWidth: BAR_MAX_PX,
    name,
    itemStyle: { color: colour },
    data: values,
  })),
});

const useTrend = (at: readonly string[], series: readonly Series[]) => {
  const { t, i18n } = useTranslation('merchant');
  const days = at.map((day) => whenText(day, i18n.language, 'day'));
  const option = barsOf(days, series);
  const table = {
    head: [t('overview.day'), ...series.map(({ name }) => name)],
    rows: days.map((day, place) => [day, ...series.map(({ values }) => values[place] ?? 0)]),
  };
  // The chart is drawn anew with each option: the same figures in the same language are the same drawing.
  const key = JSON.stringify(table);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `key` stands for both
  return useMemo(() => ({ option, table }), [key]);
};

/** Noes and withdrawals by day. */
export const RefusalTrend = ({ days }: MerchantFigures['refusals']) => {
  const { t } = useTranslation('merchant');
  const trend = useTrend(
    days.map(({ day }) => day),
    [
      { name: t('overview.refusals'), colour: BAD, values: days.map(({ refused }) => refused) },
      { name: t('overview.withdrawals'), colour: WARN, values: days.map(({ withdrawn }) => withdrawn) },
    ],
  );
  return <Chart title={t('overview.refusalTrend')} {...trend} />;
};

/** Attempts by day, let through and refused. */
export const AttemptTrend = () => {
  const { t } = useTranslation(['merchant', 'common']);
  const { data } = useQuery(trafficQuery);
  const days = byDay(data?.rows ?? []);
  const trend = useTrend(
    days.map(({ at }) => at),
    [
      { name: t('common:decision.allow'), colour: GOOD, values: days.map(({ allow }) => allow) },
      { name: t('common:decision.refuse'), colour: BAD, values: days.map(({ refuse }) => refuse) },
    ],
  );
  return data ? <Chart title={t('overview.attemptTrend')} {...trend} /> : null;
};
