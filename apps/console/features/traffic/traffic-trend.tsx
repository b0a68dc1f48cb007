import { useQuery } from '@tanstack/react-query';
import { Segmented } from 'antd';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { askTraffic } from '../../api/asked-figures.ts';
import { Chart } from '../../components/chart.tsx';
import { whenText } from '../../components/when.tsx';
import { ReachedFigures } from './reached-figures.tsx';

const BAR_MAX_PX = 48;
const HOUR_MS = 3_600_000;
const SPANS = { day: { hours: 24, by: 'hour' }, month: { hours: 720, by: 'day' } } as const;

/** Attempts that were let through and refused, of the last day or month. */
export const TrafficTrend = ({ line }: { readonly line?: string }) => {
  const { t, i18n } = useTranslation('traffic');
  const [span, setSpan] = useState<keyof typeof SPANS>('day');
  const { data } = useQuery({
    queryKey: ['figures', 'traffic', span, line],
    queryFn: () => {
      const { hours, by } = SPANS[span];
      return askTraffic({ from: new Date(Date.now() - hours * HOUR_MS).toISOString(), by, ...(line && { line }) });
    },
  });
  const parts = useMemo(() => {
    const sums = new Map<string, { allow: number; refuse: number }>();
    for (const { at, decision, attempts } of data?.rows ?? []) {
      const sum = sums.get(at) ?? { allow: 0, refuse: 0 };
      sum[decision] += attempts;
      sums.set(at, sum);
    }
    return [...sums].sort(([a], [b]) => a.localeCompare(b));
  }, [data]);
  const option = useMemo(() => {
    const form = span === 'day' ? 'time' : 'day';
    return {
      grid: { left: 60, right: 16, top: 32, bottom: 28 },
      legend: { top: 0 },
      xAxis: { type: 'category', data: parts.map(([at]) => whenText(at, i18n.language, form)) },
      yAxis: { type: 'value', minInterval: 1 },
      series: (['allow', 'refuse'] as const).map((decision) => ({
        type: 'bar',
        stack: 'all',
        barMaxWidth: BAR_MAX_PX,
        name: t(`trend.${decision}`),
        itemStyle: { color: decision === 'allow' ? '#0f766e' : '#c2410c' },
        data: parts.map(([, sum]) => sum[decision]),
      })),
    };
  }, [parts, span, i18n.language, t]);
  if (data === undefined) return null;
  const sum = (decision: 'allow' | 'refuse'): number => parts.reduce((all, [, part]) => all + part[decision], 0);
  return (
    <section>
      <h2>{t('trend.head')}</h2>
      <div className="row apart">
        <ReachedFigures allowed={sum('allow')} refused={sum('refuse')} />
        <Segmented
          className="no-print"
          aria-label={t('trend.span')}
          value={span}
          onChange={setSpan}
          options={(['day', 'month'] as const).map((value) => ({ value, label: t(`trend.spans.${value}`) }))}
        />
      </div>
      <Chart
        title={t('trend.title')}
        option={option}
        heightPx={220}
        table={{
          head: [t('trend.at'), t('trend.allow'), t('trend.refuse')],
          rows: parts.map(([at, part]) => [at, part.allow, part.refuse]),
        }}
      />
    </section>
  );
};
