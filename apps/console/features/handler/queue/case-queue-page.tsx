import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { EmptyState } from '../../../components/empty-state.tsx';
import { useLive } from '../../../components/live.ts';
import { Loading } from '../../../components/loading.tsx';
import { PageHead } from '../../../components/page-head.tsx';
import { ProblemAlert } from '../../../components/problem-alert.tsx';
import { csvOf, saveFile } from '../../../components/save-file.ts';
import type { Case } from '../questions.ts';
import { BulkBar } from './bulk-bar.tsx';
import { CaseList } from './case-list.tsx';
import { addressOf, filterOf, type QueueFilter } from './queue-filter.ts';
import { QueueFilters } from './queue-filters.tsx';
import { StateCounts } from './state-counts.tsx';
import { useQueue } from './use-queue.ts';
import '../handler.css';

/** The API takes so many cases in one step. */
const SELECTED_MAX = 1_000;

const HEAD = ['id', 'state', 'dueAt', 'openedAt', 'category', 'province', 'complaints', 'assignee', 'party'] as const;
const saveRows = (rows: readonly Case[]): void =>
  saveFile(
    'cases.csv',
    csvOf([HEAD, ...rows.map((row) => HEAD.map((name) => (name === 'party' ? row.party?.id : row[name])))]),
    'text/csv',
  );

interface Changed {
  readonly noun: string;
}

/** Cases came or moved since the list was asked for: it is not moved under the reader's hand. */
const NewsBar = ({ onRenew }: { readonly onRenew: () => void }) => {
  const { t } = useTranslation('handler');
  const [hasNews, setNews] = useState(false);
  useLive<readonly Changed[]>('changed', (changes) => {
    if (changes.some(({ noun }) => noun === 'case' || noun === 'all')) setNews(true);
  });
  if (!hasNews) return null;
  return (
    <p role="status" className="row">
      {t('queue.news')}
      <Button
        size="small"
        onClick={() => {
          setNews(false);
          onRenew();
        }}
      >
        {t('queue.renew')}
      </Button>
    </p>
  );
};

const NothingHere = ({ isNarrowed, onClear }: { readonly isNarrowed: boolean; readonly onClear: () => void }) => {
  const { t } = useTranslation('handler');
  return isNarrowed ? (
    <EmptyState title={t('queue.noneFound')} help={t('queue.noneFoundHelp')}>
      <Button onClick={onClear}>{t('queue.clear')}</Button>
    </EmptyState>
  ) : (
    <EmptyState title={t('queue.empty')} help={t('queue.emptyHelp')}>
      <Link to="/handler/findings">{t('queue.emptyNext')}</Link>
    </EmptyState>
  );
};

/** All cases by when they are due: overdue ones first. */
export const CaseQueuePage = () => {
  const { t } = useTranslation('handler');
  const [params, setParams] = useSearchParams();
  const filter = filterOf(params);
  const { query, rows, isWhole, onNearEnd, renew } = useQueue(filter);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const choose = (next: QueueFilter): void => {
    setSelected(new Set());
    setParams(addressOf(next), { replace: true });
  };
  const toggle = (id: string): void => {
    const next = new Set(selected);
    if (!next.delete(id) && next.size < SELECTED_MAX) next.add(id);
    setSelected(next);
  };
  const chosen = rows.filter(({ id }) => selected.has(id));
  return (
    <>
      <PageHead
        title={t('queue.title')}
        help={t('queue.help')}
        actions={<Button onClick={() => saveRows(rows)}>{t('queue.csv')}</Button>}
      />
      <StateCounts filter={filter} onChoose={choose} />
      <QueueFilters filter={filter} onChoose={choose} />
      <NewsBar onRenew={() => void renew()} />
      <BulkBar
        cases={chosen}
        shown={rows.length}
        onAll={() => setSelected(new Set(rows.slice(0, SELECTED_MAX).map(({ id }) => id)))}
        onNone={() => setSelected(new Set())}
      />
      {query.isPending ? <Loading /> : null}
      {query.isError ? <ProblemAlert error={query.error} again={() => void query.refetch()} /> : null}
      {query.isSuccess && rows.length === 0 ? (
        <NothingHere isNarrowed={addressOf(filter).size > 0} onClear={() => choose({})} />
      ) : null}
      {rows.length > 0 ? (
        <>
          <CaseList rows={rows} selected={selected} onToggle={toggle} onNearEnd={onNearEnd} />
          <p className="soft">
            {t(isWhole ? 'queue.shownAll' : 'queue.shown', { count: rows.length })} {t('queue.keys')}
          </p>
        </>
      ) : null}
    </>
  );
};
