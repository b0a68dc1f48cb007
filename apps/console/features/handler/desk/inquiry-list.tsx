import { Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { answerOf, api } from '../../../api/client.ts';
import type { Schema } from '../../../api/schemas.ts';
import { BigList, type BigListColumn } from '../../../components/big-list.tsx';
import { EmptyState } from '../../../components/empty-state.tsx';
import { maskedNumber } from '../../../components/masked-number.tsx';
import { PagesAnswer } from '../../../components/pages-answer.tsx';
import { useChanged } from '../../../components/use-changed.ts';
import { usePages } from '../../../components/use-pages.ts';
import { When } from '../../../components/when.tsx';
import { Due } from '../../cases/due.tsx';
import { useWords } from '../use-words.ts';

type Inquiry = Schema<'InquiryLine'>;
export const INQUIRIES_KEY = ['inquiries'] as const;
const LIMIT = 200;

const useColumns = (): readonly BigListColumn<Inquiry>[] => {
  const { t } = useTranslation('handler');
  const { nameOf } = useWords();
  return [
    {
      title: t('inquiry.one'),
      width: 'minmax(150px, 1fr)',
      cell: ({ id }) => <Link to={`/handler/inquiries/${encodeURIComponent(id)}`}>{id}</Link>,
    },
    { title: t('subject.merchant'), width: 'minmax(160px, 1.5fr)', cell: ({ merchant }) => nameOf(merchant) },
    {
      title: t('promise.person'),
      width: '120px',
      cell: ({ subscriber }) => <span className="number">{maskedNumber(subscriber)}</span>,
    },
    {
      title: t('column.state'),
      width: '120px',
      cell: ({ state }) => (
        <Tag color={state === 'escalated' ? 'volcano' : 'default'}>{t(`inquiry.state.${state}`)}</Tag>
      ),
    },
    { title: t('inquiry.asked'), width: '130px', cell: ({ askedAt }) => <When at={askedAt} form="day" /> },
    { title: t('column.due'), width: 'minmax(200px, 1fr)', cell: (inquiry) => <Due {...inquiry} /> },
  ];
};

/** Questions of people to merchants; those that wait for a handler first. */
export const InquiryList = () => {
  const { t } = useTranslation('handler');
  const columns = useColumns();
  const pages = usePages<Inquiry>(INQUIRIES_KEY, (after) =>
    answerOf(api.GET('/v1/inquiries', { params: { query: { limit: LIMIT, ...after } } })),
  );
  useChanged({ inquiry: [INQUIRIES_KEY] });
  return (
    <PagesAnswer pages={pages} empty={<EmptyState title={t('inquiry.none')} help={t('inquiry.noneHelp')} />}>
      {(rows) => (
        <BigList
          label={t('promise.inquiries')}
          rows={rows.toSorted((a, b) => Number(b.state === 'escalated') - Number(a.state === 'escalated'))}
          columns={columns}
          keyOf={({ id }) => id}
          onNearEnd={pages.onNearEnd}
        />
      )}
    </PagesAnswer>
  );
};
