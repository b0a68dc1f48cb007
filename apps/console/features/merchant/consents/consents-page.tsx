import { Input, Select } from 'antd';
import { useDeferredValue, useId, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { BigList, type BigListColumn } from '../../../components/big-list.tsx';
import { Count } from '../../../components/count.tsx';
import { EmptyState } from '../../../components/empty-state.tsx';
import { Loading } from '../../../components/loading.tsx';
import { PageHead } from '../../../components/page-head.tsx';
import { ProblemAlert } from '../../../components/problem-alert.tsx';
import { When } from '../../../components/when.tsx';
import { LinkButton } from '../link-button.tsx';
import { CATEGORIES, useWords, WordChoice } from '../scope.tsx';
import {
  BASIS_STATES,
  type BasisFilter,
  type BasisRow,
  type BasisState,
  basisState,
  filterBases,
} from './basis-row.ts';
import { BasisTag } from './basis-tag.tsx';
import { useBases } from './use-bases.ts';

const ENDS_IN_DAYS = [7, 30, 90] as const;

const useColumns = (nowMs: number): readonly BigListColumn<BasisRow>[] => {
  const { t } = useTranslation('merchant');
  const words = useWords();
  return [
    {
      title: t('consents.number'),
      width: 'minmax(9rem, 1fr)',
      cell: ({ id, number }) => (
        <Link className="number" to={`/merchant/consents/${encodeURIComponent(id)}`}>
          {number}
        </Link>
      ),
    },
    { title: t('consents.state'), width: '8rem', cell: (row) => <BasisTag state={basisState(row, nowMs)} /> },
    { title: t('consents.kind'), width: '6rem', cell: ({ kind }) => t(`basisKind.${kind}`) },
    {
      title: t('consents.scope'),
      width: 'minmax(12rem, 3fr)',
      cell: ({ purposes, categories, channels }) =>
        [words('purpose', purposes), words('category', categories), words('channel', channels)].join(' · '),
    },
    { title: t('consents.from'), width: '8rem', cell: ({ fromMs }) => <When at={fromMs} form="day" /> },
    {
      title: t('consents.to'),
      width: '8rem',
      cell: ({ toMs }) => (toMs === undefined ? t('consents.untilWithdrawn') : <When at={toMs} form="day" />),
    },
  ];
};

interface FiltersProps {
  readonly filter: BasisFilter;
  readonly set: (name: 'state' | 'category' | 'days', value: string | undefined) => void;
  readonly ending: string;
  readonly onEnding: (ending: string) => void;
}

const Filters = ({ filter, set, ending, onEnding }: FiltersProps) => {
  const { t } = useTranslation('merchant');
  const stateId = useId();
  const daysId = useId();
  const endingId = useId();
  return (
    <div className="fields no-print">
      <div className="field">
        <label htmlFor={stateId}>{t('consents.state')}</label>
        <Select
          id={stateId}
          allowClear
          placeholder={t('consents.all')}
          value={filter.state}
          onChange={(state) => set('state', state)}
          options={BASIS_STATES.map((state) => ({ value: state, label: t(`basisState.${state}`) }))}
        />
      </div>
      <WordChoice
        kind="category"
        label={t('consents.category')}
        values={CATEGORIES}
        value={CATEGORIES.find((category) => category === filter.category)}
        onChange={(category) => set('category', category)}
        none={t('consents.all')}
      />
      <div className="field">
        <label htmlFor={daysId}>{t('consents.endsIn')}</label>
        <Select
          id={daysId}
          allowClear
          placeholder={t('consents.all')}
          value={filter.endsInDays}
          onChange={(days) => set('days', days === undefined ? undefined : String(days))}
          options={ENDS_IN_DAYS.map((days) => ({ value: days, label: t('consents.days', { days }) }))}
        />
      </div>
      <div className="field">
        <label htmlFor={endingId}>{t('consents.ending')}</label>
        <Input
          id={endingId}
          inputMode="numeric"
          maxLength={4}
          value={ending}
          onChange={({ target }) => onEnding(target.value.replace(/\D/g, ''))}
        />
      </div>
    </div>
  );
};

/** The filter stands in the address: a filtered list can be pointed at. */
const useFilter = () => {
  const [query, setQuery] = useSearchParams();
  const days = Number(query.get('days'));
  const filter: BasisFilter = {
    state: BASIS_STATES.find((state) => state === query.get('state')) as BasisState | undefined,
    category: query.get('category') ?? undefined,
    endsInDays: days > 0 ? days : undefined,
  };
  const set: FiltersProps['set'] = (name, value) =>
    setQuery(
      (now) => {
        if (value === undefined) now.delete(name);
        else now.set(name, value);
        return now;
      },
      { replace: true },
    );
  return { filter, set };
};

const Actions = () => {
  const { t } = useTranslation('merchant');
  return (
    <>
      <a href="/v1/exports/bases?format=csv" download="consents.csv">
        {t('consents.exportCsv')}
      </a>
      <LinkButton to="/merchant/consents/import" type="primary">
        {t('consents.import')}
      </LinkButton>
    </>
  );
};

export const ConsentsPage = () => {
  const { t } = useTranslation('merchant');
  const { rows, isComplete, error, again } = useBases();
  const { filter, set } = useFilter();
  const [ending, setEnding] = useState('');
  const nowMs = useMemo(() => Date.now(), []);
  const { state, category, endsInDays } = filter;
  const wanted = useDeferredValue(
    useMemo(() => ({ state, category, endsInDays, ending }), [state, category, endsInDays, ending]),
  );
  const shown = useMemo(() => {
    const filtered = filterBases(rows, wanted, nowMs);
    return wanted.ending === '' ? filtered : filtered.filter(({ number }) => number.endsWith(wanted.ending));
  }, [rows, wanted, nowMs]);
  const columns = useColumns(nowMs);
  if (error !== undefined) return <ProblemAlert error={error} again={again} />;
  return (
    <>
      <PageHead title={t('consents.title')} help={t('consents.help')} actions={<Actions />} />
      <section className="sheet stack">
        <Filters filter={filter} set={set} ending={ending} onEnding={setEnding} />
        <div>
          <span role="status">
            <Count value={shown.length} /> / <Count value={rows.length} />{' '}
            {isComplete ? t('consents.shown') : t('consents.coming')}
          </span>
        </div>
      </section>
      {shown.length > 0 ? (
        <BigList label={t('consents.title')} rows={shown} columns={columns} keyOf={({ id }) => id} />
      ) : !isComplete ? (
        <Loading />
      ) : rows.length === 0 ? (
        <EmptyState title={t('consents.empty')} help={t('consents.emptyHelp')} />
      ) : (
        <EmptyState title={t('consents.noneFound')} help={t('consents.noneFoundHelp')} />
      )}
    </>
  );
};
