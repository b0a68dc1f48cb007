import { Button } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { LineFigure } from '../../api/asked-figures.ts';
import type { Schema } from '../../api/schemas.ts';
import { BigList, type BigListColumn } from '../../components/big-list.tsx';
import { Count } from '../../components/count.tsx';
import { CsvButton } from '../../components/csv-button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { PagesAnswer } from '../../components/pages-answer.tsx';
import { csvOf, saveFile } from '../../components/save-file.ts';
import { useChanged } from '../../components/use-changed.ts';
import { useNames } from '../../components/use-names.ts';
import { PerTenThousand } from '../rates/rate-table.tsx';
import { GatesPanel } from '../traffic/gates-panel.tsx';
import { LiveTraffic } from '../traffic/live-traffic.tsx';
import { worstOf } from './line-health.ts';
import { HealthTag, ModeTag } from './line-tags.tsx';
import { RegisterLine } from './register-line.tsx';
import { useLineFigures, useLines } from './use-lines.ts';

interface LineRow extends Schema<'Line'> {
  /** Undefined: on its way. */
  readonly figure: LineFigure | undefined;
}

const RateText = ({ rates }: Pick<LineFigure, 'rates'>) => {
  const rate = worstOf(rates);
  if (rate === undefined) return <>–</>;
  return (
    <>
      <Count value={rate.complaints} /> / <Count value={rate.attempts} />
      {' · ≥ '}
      <PerTenThousand rate={rate.lower} />
      {' ≤ '}
      <PerTenThousand rate={rate.upper} />
    </>
  );
};

const useColumns = (): readonly BigListColumn<LineRow>[] => {
  const { t } = useTranslation('carrier');
  const nameOf = useNames();
  return [
    {
      title: t('line.name'),
      width: 'minmax(180px, 2fr)',
      cell: ({ id, name }) => <Link to={`/carrier/lines/${encodeURIComponent(id)}`}>{name}</Link>,
    },
    {
      title: t('line.health'),
      width: '120px',
      cell: ({ figure }) => (figure ? <HealthTag state={figure.state} /> : '–'),
    },
    {
      title: t('line.rate'),
      width: 'minmax(190px, 1fr)',
      cell: ({ figure }) => <RateText rates={figure?.rates ?? []} />,
    },
    ...(['attempts', 'allowed', 'answered'] as const).map((name) => ({
      title: t(`line.${name}`),
      width: '90px',
      cell: ({ figure }: LineRow) => (figure ? <Count value={figure[name]} /> : '–'),
    })),
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
      ['id', 'name', 'class', 'mode', 'health', 'complaints', 'attempts', 'atLeast', 'atMost', 'chain'],
      ...rows.map(({ id, name, class: kind, enforcement, figure, chain }) => {
        const rate = worstOf(figure?.rates ?? []);
        return [
          id,
          name,
          kind,
          enforcement.mode,
          figure?.state,
          rate?.complaints,
          rate?.attempts,
          rate?.lower,
          rate?.upper,
          chain?.join(' > '),
        ];
      }),
    ]),
    'text/csv',
  );

const Lines = () => {
  const { t } = useTranslation('carrier');
  const lines = useLines();
  const figures = useLineFigures();
  useChanged({ line: [['lines']], case: [['figures', 'lines']], complaint: [['figures', 'lines']] });
  const rows = useMemo(() => {
    const byLine = new Map(figures.rows.map((figure) => [figure.line, figure]));
    return lines.rows.map((line) => ({ ...line, figure: byLine.get(line.id) }));
  }, [lines.rows, figures.rows]);
  const columns = useColumns();
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
