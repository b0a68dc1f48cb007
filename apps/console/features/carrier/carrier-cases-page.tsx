import { Switch, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { answerOf, api } from '../../api/client.ts';
import type { Schema } from '../../api/schemas.ts';
import { BigList, type BigListColumn } from '../../components/big-list.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { PagesAnswer } from '../../components/pages-answer.tsx';
import { useChanged } from '../../components/use-changed.ts';
import { usePages } from '../../components/use-pages.ts';
import { When } from '../../components/when.tsx';
import { Due } from '../cases/due.tsx';

type Case = Schema<'Case'>;
const LIMIT = 200;

const useColumns = (): readonly BigListColumn<Case>[] => {
  const { t } = useTranslation('carrier');
  return [
    {
      title: t('case.case'),
      width: 'minmax(100px, 1fr)',
      cell: ({ id }) => <Link to={`/carrier/cases/${encodeURIComponent(id)}`}>{id}</Link>,
    },
    { title: t('case.state'), width: '110px', cell: ({ state }) => <Tag>{t(`case.states.${state}`)}</Tag> },
    { title: t('case.due'), width: 'minmax(200px, 1fr)', cell: (row) => <Due {...row} /> },
    { title: t('case.complaints'), width: '80px', cell: ({ complaints }) => complaints },
    { title: t('case.channel'), width: '80px', cell: ({ channel }) => (channel ? t(`channel.${channel}`) : '–') },
    { title: t('case.opened'), width: '160px', cell: ({ openedAt }) => <When at={openedAt} /> },
  ];
};

/** Cases that were put to the carrier, the most urgent first. */
export const CarrierCasesPage = () => {
  const { t } = useTranslation('carrier');
  const [isOverdue, setOverdue] = useState(false);
  const pages = usePages<Case>(['cases', 'own', isOverdue], (after) =>
    answerOf(
      api.GET('/v1/cases', {
        params: { query: { limit: LIMIT, ...after, ...(isOverdue && { overdue: 'true' as const }) } },
      }),
    ),
  );
  useChanged({ case: [['cases', 'own']], complaint: [['cases', 'own']] });
  const columns = useColumns();
  return (
    <div className="stack">
      <PageHead title={t('case.title')} help={t('case.help')} />
      <div className="row no-print">
        <Switch aria-label={t('case.onlyOverdue')} checked={isOverdue} onChange={setOverdue} />
        <span>{t('case.onlyOverdue')}</span>
      </div>
      <PagesAnswer pages={pages} empty={<EmptyState title={t('case.emptyTitle')} help={t('case.empty')} />}>
        {(rows) => (
          <BigList
            label={t('case.title')}
            rows={rows}
            columns={columns}
            keyOf={({ id }) => id}
            onNearEnd={pages.onNearEnd}
          />
        )}
      </PagesAnswer>
    </div>
  );
};
