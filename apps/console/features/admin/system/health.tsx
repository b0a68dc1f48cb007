import { useQuery } from '@tanstack/react-query';
import { Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../../../api/client.ts';
import { Answer } from '../../../components/answer.tsx';
import { type Metrics, readMetrics, sumOf } from './read-metrics.ts';

const EVERY_MS = 5_000;
const BYTES_PER_MIB = 1_048_576;
const MS_PER_SECOND = 1_000;

const average = (sum: number | undefined, count: number | undefined): number | undefined =>
  sum === undefined || !count ? undefined : sum / count;

const useFigures = (metrics: Metrics): readonly (readonly [string, string])[] => {
  const { t, i18n } = useTranslation('admin');
  const form = new Intl.NumberFormat(i18n.language === 'zh' ? 'zh-CN' : 'en-GB', { maximumFractionDigits: 2 });
  const said = (value: number | undefined, unit = '', factor = 1): string =>
    value === undefined ? '–' : `${form.format(value * factor)}${unit}`;
  const sum = (name: string, fits?: Readonly<Record<string, string>>) => sumOf(metrics, `wurao_${name}`, fits);
  const head = sum('feed_head_sequence');
  const applied = sum('applied_sequence');
  const behind = head === undefined || applied === undefined ? undefined : head - applied;
  return [
    [t('system.decisions'), said(sum('decisions_total'))],
    [t('system.refused'), said(sum('decisions_total', { decision: 'refuse' }))],
    [t('system.noDelay'), said(average(sum('no_delay_ms_sum'), sum('no_delay_ms_count')), ' ms')],
    [t('system.behind'), said(behind)],
    [t('system.journal'), said(sum('journal_records'))],
    [t('system.journalLag'), said(sum('journal_lag_ms'), ' ms')],
    [t('system.journalFailures'), said(sum('journal_write_failures'))],
    [t('system.tables'), said(sum('table_bytes'), ' MiB', 1 / BYTES_PER_MIB)],
    [t('system.memory'), said(sum('process_resident_memory_bytes'), ' MiB', 1 / BYTES_PER_MIB)],
    [t('system.loop'), said(sum('event_loop_delay_seconds', { quantile: '0.99' }), ' ms', MS_PER_SECOND)],
    [t('system.skew'), said(sum('clock_skew_ms'), ' ms')],
  ];
};

const Figures = ({ metrics }: { readonly metrics: Metrics }) => {
  const { t } = useTranslation('admin');
  const figures = useFigures(metrics);
  return (
    <dl className="grid" aria-label={t('system.figures')}>
      {figures.map(([name, value]) => (
        <div key={name} className="sheet">
          <dt className="soft">{name}</dt>
          <dd className="figure figure-value">{value}</dd>
        </div>
      ))}
    </dl>
  );
};

/** Alive, ready, and what it measures, in words. */
export const Health = () => {
  const { t } = useTranslation('admin');
  const ready = useQuery({
    queryKey: ['system', 'ready'],
    queryFn: async () => (await api.GET('/readyz')).response.ok,
    refetchInterval: EVERY_MS,
  });
  const metrics = useQuery({
    queryKey: ['system', 'metrics'],
    queryFn: async () => readMetrics((await answerOf(api.GET('/metrics', { parseAs: 'text' }))) as string),
    refetchInterval: EVERY_MS,
  });
  const isReady = ready.data === true;
  return (
    <section className="stack">
      <h2>{t('system.health')}</h2>
      <p className="row" role="status">
        <Tag color={ready.isError ? 'volcano' : 'green'}>{t(ready.isError ? 'system.dead' : 'system.alive')}</Tag>
        <Tag color={isReady ? 'green' : 'gold'}>{t(isReady ? 'system.ready' : 'system.notReady')}</Tag>
        <span className="soft">{t(isReady ? 'system.readyHelp' : 'system.notReadyHelp')}</span>
      </p>
      <Answer query={metrics}>{(measured) => <Figures metrics={measured} />}</Answer>
    </section>
  );
};
