import { Button, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../../api/client.ts';
import type { Schema } from '../../api/schemas.ts';
import { BigList, type BigListColumn } from '../../components/big-list.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { maskedNumber } from '../../components/masked-number.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { PagesAnswer } from '../../components/pages-answer.tsx';
import { usePages } from '../../components/use-pages.ts';
import { When } from '../../components/when.tsx';
import './admin.css';

type Message = Schema<'OutboxMessage'>;
const LIMIT = 200;

/** Codes sign people in: they are shown where they are asked for, one at a time. */
const Words = ({ message: { purpose, text } }: { readonly message: Message }) => {
  const { t } = useTranslation('admin');
  const [isShown, setShown] = useState(false);
  if (purpose !== 'code' || isShown) return <span title={text}>{text}</span>;
  return (
    <Button size="small" onClick={() => setShown(true)}>
      {t('outbox.show')}
    </Button>
  );
};

const useColumns = (): readonly BigListColumn<Message>[] => {
  const { t } = useTranslation('admin');
  return [
    { title: t('outbox.at'), width: '170px', cell: ({ at }) => <When at={at} form="second" /> },
    {
      title: t('outbox.to'),
      width: '130px',
      cell: ({ to }) => <span className="number">{maskedNumber(to)}</span>,
    },
    { title: t('outbox.purpose'), width: '140px', cell: ({ purpose }) => <Tag>{t(`outbox.purposes.${purpose}`)}</Tag> },
    { title: t('outbox.text'), width: 'minmax(240px, 3fr)', cell: (message) => <Words message={message} /> },
    { title: t('outbox.from'), width: '130px', cell: ({ from }) => from ?? t('outbox.ownPort') },
    {
      title: t('outbox.expires'),
      width: '170px',
      cell: ({ expiresAt }) => (expiresAt === undefined ? '–' : <When at={expiresAt} />),
    },
  ];
};

/** Messages of the house that wait to be sent. */
export const OutboxPage = () => {
  const { t } = useTranslation('admin');
  const columns = useColumns();
  const pages = usePages<Message>(['outbox'], (after) =>
    answerOf(api.GET('/v1/outbox', { params: { query: { limit: LIMIT, ...after } } })),
  );
  return (
    <>
      <PageHead
        title={t('outbox.title')}
        help={t('outbox.help')}
        actions={<Button onClick={() => pages.query.refetch()}>{t('action.again')}</Button>}
      />
      <PagesAnswer pages={pages} empty={<EmptyState title={t('outbox.none')} help={t('outbox.noneHelp')} />}>
        {(rows) => (
          <BigList
            label={t('outbox.title')}
            rows={rows}
            columns={columns}
            keyOf={({ id }) => id}
            onNearEnd={pages.onNearEnd}
          />
        )}
      </PagesAnswer>
    </>
  );
};
