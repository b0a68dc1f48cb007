import { Segmented } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { answerOf, api } from '../../../api/client.ts';
import { BigList, type BigListColumn } from '../../../components/big-list.tsx';
import { EmptyState } from '../../../components/empty-state.tsx';
import { PageHead } from '../../../components/page-head.tsx';
import { PagesAnswer } from '../../../components/pages-answer.tsx';
import { usePages } from '../../../components/use-pages.ts';
import { When } from '../../../components/when.tsx';
import { Due } from '../../cases/due.tsx';
import { type Case, KEPT } from '../questions.ts';
import { useWords } from '../scope.tsx';
import { useMerchantChanges } from '../use-merchant-changes.ts';
import { CaseTag } from './case-tag.tsx';

const VIEWS = ['forwarded', 'answered', 'upheld', 'rejected', 'all'] as const;
type View = (typeof VIEWS)[number];

const LIMIT = 200;

const useCases = (view: View) =>
  usePages<Case>([...KEPT.cases, 'list', view], (after) =>
    answerOf(
      api.GET('/v1/cases', {
        params: { query: { limit: LIMIT, ...after, ...(view !== 'all' && { state: view }) } },
      }),
    ),
  );

const useColumns = (): readonly BigListColumn<Case>[] => {
  const { t } = useTranslation('merchant');
  const words = useWords();
  return [
    {
      title: t('case.id'),
      width: 'minmax(9rem, 1fr)',
      cell: ({ id }) => <Link to={`/merchant/cases/${encodeURIComponent(id)}`}>{id}</Link>,
    },
    { title: t('case.state'), width: '8rem', cell: ({ state }) => <CaseTag state={state} /> },
    {
      title: t('case.due'),
      width: 'minmax(13rem, 1fr)',
      cell: ({ dueAt, isPaused }) => <Due dueAt={dueAt} isPaused={isPaused} />,
    },
    { title: t('case.clock'), width: '8rem', cell: ({ clock }) => (clock === undefined ? '' : t(`clock.${clock}`)) },
    {
      title: t('case.about'),
      width: '10rem',
      cell: ({ channel, category }) =>
        [channel && words('channel', [channel]), category && words('category', [category])].filter(Boolean).join(' · '),
    },
    { title: t('case.complaints'), width: '6rem', cell: ({ complaints }) => complaints },
    { title: t('case.opened'), width: '9rem', cell: ({ openedAt }) => <When at={openedAt} form="day" /> },
  ];
};

/** Complaints that were put to the merchant, soonest due first. The view stands in the address. */
export const CasesPage = () => {
  const { t } = useTranslation('merchant');
  const [params, setParams] = useSearchParams();
  const view = VIEWS.find((known) => known === params.get('state')) ?? 'forwarded';
  const pages = useCases(view);
  useMerchantChanges();
  const columns = useColumns();
  return (
    <>
      <PageHead title={t('case.title')} help={t('case.help')} />
      <div className="side-scroll no-print">
        <Segmented
          aria-label={t('case.state')}
          value={view}
          onChange={(state) => setParams({ state }, { replace: true })}
          options={VIEWS.map((value) => ({ value, label: t(value === 'all' ? 'consents.all' : `caseView.${value}`) }))}
        />
      </div>
      <PagesAnswer pages={pages} empty={<EmptyState title={t(`case.empty.${view}`)} help={t('case.emptyHelp')} />}>
        {(cases) => (
          <BigList
            label={t('case.title')}
            rows={cases}
            columns={columns}
            keyOf={({ id }) => id}
            onNearEnd={pages.onNearEnd}
          />
        )}
      </PagesAnswer>
    </>
  );
};
