import { Button } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Schema } from '../../api/schemas.ts';
import { BigList, type BigListColumn } from '../../components/big-list.tsx';
import { Count } from '../../components/count.tsx';
import { CsvButton } from '../../components/csv-button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { PagesAnswer } from '../../components/pages-answer.tsx';
import { csvOf, saveFile } from '../../components/save-file.ts';
import { useNames } from '../../components/use-names.ts';
import { PerTenThousand } from '../rates/rate-table.tsx';
import { GatesPanel } from '../traffic/gates-panel.tsx';
import { LiveTraffic } from '../traffic/live-traffic.tsx';
import { healthOf, type LineHealth } from './line-health.ts';
import { HealthTag, ModeTag } from './line-tags.tsx';
import { RegisterLine } from './register-line.tsx';
import { useComplaintRates, useLineFigures, useLines } from './use-lines.ts';

type LineRow = Schema<'Line'> & { readonly health: LineHealth };

const RateText = ({ rate }: Pick<LineHealth, 'rate'>) => {
  if (rate === undefined) return <>–</>;
  return (
    <>
      <Count value={rate.complaints} /> / <Count value={rate.attempts} />
      {' · ≥ '}
      <PerTenThousand rate={rate.lower} />
      {rate.upper === undefined ? null : (
        <>
          {' ≤ '}
          <PerTenThousand rate={rate.upper} />
        </>
      )}
    </>
  );
};

const useColumns = (hasTraffic: boolean): readonly BigListColumn<LineRow>[] => {
  const { t } = useTranslation('carrier');
  const nameOf = useNames();
  const traffic: readonly BigListColumn<LineRow>[] = [
    {
      title: t('line.attempts'),
      width: '90px',
      cell: ({ health }) => (health.traffic ? <Count value={health.traffic.attempts} /> : '–'),
    },
    {
      title: t('line.allowed'),
      width: '90px',
      cell: ({ health }) => (health.traffic ? <Count value={health.traffic.allowed} /> : '–'),
    },
    {
      title: t('line.answered'),
      width: '90px',
      cell: ({ health }) => (health.traffic ? <Count value={health.traffic.answered} /> : '–'),
    },
  ];
  return [
    {
      title: t('line.name'),
      width: 'minmax(180px, 2fr)',
      cell: ({ id, name }) => <Link to={`/carrier/lines/${encodeURIComponent(id)}`}>{name}</Link>,
    },
    { title: t('line.health'), width: '120px', cell: ({ health }) => <HealthTag state={health.state} /> },
    { title: t('line.rate'), width: 'minmax(190px, 1fr)', cell: ({ health }) => <RateText rate={health.rate} /> },
    ...(hasTraffic ? traffic : []),
    { title: t('line.mode'), width: '110px', cell: ({ enforcement }) => <ModeTag enforcement={enforcement} /> },
    { title: t('line.class'), width: '90px', cell: (row) => t(`class.${row.class}`) },
    {
      title: t('line.chain'),
      width: 'minmax(180px, 2fr)',
      cell: ({ chain }) => (chain ?? []).map(nameOf).join(' → '),
    },
  ];
};

const saveLines = (rows: readonly LineRow[]): void =>
  saveFile(
    'lines.csv',
    csvOf([
      ['id', 'name', 'class', 'mode', 'health', 'complaints', 'attempts', 'atLeast', 'chain'],
      ...rows.map(({ id, name, class: kind, enforcement, health: { state, rate }, chain }) => [
        id,
        name,
        kind,
        enforcement.mode,
        state,
        rate?.complaints,
        rate?.attempts,
        rate?.lower,
        chain?.join(' > '),
      ]),
    ]),
    'text/csv',
  );

const Lines = () => {
  const { t } = useTranslation('carrier');
  const lines = useLines();
  const figures = useLineFigures();
  const rates = useComplaintRates();
  const rows = useMemo(() => {
    const known = figures.rows.length === 0 ? undefined : figures.rows;
    return lines.rows.map((line) => ({ ...line, health: healthOf(line.id, known, rates.data?.findings ?? []) }));
  }, [lines.rows, figures.rows, rates.data]);
  const columns = useColumns(figures.rows.length > 0);
  const onNearEnd = (): void => {
    lines.onNearEnd();
    figures.onNearEnd();
  };
  return (
    <section>
      <div className="row apart">
        <h2>{t('line.all')}</h2>
        <CsvButton disabled={rows.length === 0} onSave={() => saveLines(rows)} />
      </div>
      <p className="soft">{t('line.help')}</p>
      <PagesAnswer pages={lines} empty={<EmptyState title={t('line.emptyTitle')} help={t('line.empty')} />}>
        {() => (
          <BigList label={t('line.all')} rows={rows} columns={columns} keyOf={({ id }) => id} onNearEnd={onNearEnd} />
        )}
      </PagesAnswer>
    </section>
  );
};

/** Lines against their thresholds, what passes now, and how soon a "no" is everywhere. */
export const CarrierLinesPage = () => {
  const { t } = useTranslation('carrier');
  return (
    <div className="stack">
      <PageHead
        title={t('lines.title')}
        help={t('lines.help')}
        actions={
          <>
            <RegisterLine />
            <Button onClick={() => window.print()}>{t('print')}</Button>
          </>
        }
      />
      <Lines />
      <LiveTraffic />
      <GatesPanel />
    </div>
  );
};
