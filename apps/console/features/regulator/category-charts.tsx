import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../../api/client.ts';
import type { Schema } from '../../api/schemas.ts';
import { Answer } from '../../components/answer.tsx';
import { Chart } from '../../components/chart.tsx';

export type Bulletin = Schema<'Bulletin'>;
export type BulletinTable = Bulletin['tables'][number];

export const useBulletin = (period: string, scope: string) =>
  useQuery({
    queryKey: ['bulletin', period, scope],
    queryFn: async () =>
      (await answerOf(
        api.GET('/v1/bulletins/{period}', { params: { path: { period }, query: { scope } } }),
      )) as Bulletin,
    enabled: period !== '',
    staleTime: Number.POSITIVE_INFINITY,
  });

export const BulletinChart = ({ table }: { readonly table: BulletinTable }) => {
  const { t, i18n } = useTranslation('regulator');
  const language = i18n.language === 'zh' ? 'zh' : 'en';
  const option = useMemo(() => {
    const rows = [...table.rows].reverse();
    return {
      grid: { left: 8, right: 48, top: 8, bottom: 24, containLabel: true },
      xAxis: { type: 'value', minInterval: 1 },
      yAxis: { type: 'category', data: rows.map(({ label }) => label[language]) },
      series: [
        {
          type: 'bar',
          data: rows.map(({ count }) => (typeof count === 'number' ? count : null)),
          label: { show: true, position: 'right' },
        },
      ],
    };
  }, [table, language]);
  return (
    <Chart
      title={table.title[language]}
      option={option}
      heightPx={Math.max(160, table.rows.length * 24 + 40)}
      table={{
        head: [t('bulletin.row'), t('bulletin.count'), t('bulletin.share'), t('bulletin.perMillion')],
        rows: table.rows.map(({ label, count, sharePercent, perMillion }) =>
          [label[language], count, sharePercent, perMillion].map((cell) =>
            cell === null ? '–' : cell === 'hidden' ? t('bulletin.hidden') : cell,
          ),
        ),
      }}
    />
  );
};

const SHOWN: readonly string[] = [
  'complaints-by-category',
  'complaints-by-channel',
  'protections',
  'decisions-by-reason',
];

/** Categories, channels and reasons of a period, as its bulletin has them. */
export const CategoryCharts = ({ period, scope }: { readonly period: string; readonly scope: string }) => {
  const { t } = useTranslation('regulator');
  const bulletin = useBulletin(period, scope);
  return (
    <section>
      <h2>{t('category.head', { period })}</h2>
      <Answer query={bulletin}>
        {({ tables }) => (
          <div className="grid wide">
            {tables
              .filter(({ id, rows }) => SHOWN.includes(id) && rows.length > 0)
              .map((table) => (
                <BulletinChart key={table.id} table={table} />
              ))}
          </div>
        )}
      </Answer>
    </section>
  );
};
