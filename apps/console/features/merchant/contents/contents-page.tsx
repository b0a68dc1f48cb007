import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Answer } from '../../../components/answer.tsx';
import { BigList, type BigListColumn } from '../../../components/big-list.tsx';
import { EmptyState } from '../../../components/empty-state.tsx';
import { PageHead } from '../../../components/page-head.tsx';
import { LinkButton } from '../link-button.tsx';
import { type Content, contentsQuery } from '../questions.ts';
import { useWords } from '../scope.tsx';
import { useMerchantChanges } from '../use-merchant-changes.ts';
import { ContentTag } from './content-tag.tsx';
import { byContent, type VersionedContent } from './versions.ts';

const useColumns = (): readonly BigListColumn<VersionedContent>[] => {
  const { t } = useTranslation('merchant');
  const words = useWords();
  return [
    {
      title: t('content.text'),
      width: 'minmax(14rem, 4fr)',
      cell: ({ id, newest }) => <Link to={`/merchant/contents/${encodeURIComponent(id)}`}>{newest.text}</Link>,
    },
    {
      title: t('content.status'),
      width: '7rem',
      cell: ({ newest }) => <ContentTag status={newest.status} />,
    },
    { title: t('word.channel_'), width: '6rem', cell: ({ newest }) => words('channel', [newest.channel]) },
    {
      title: t('content.what'),
      width: 'minmax(9rem, 1fr)',
      cell: ({ newest }) => `${words('purpose', [newest.purpose])} · ${words('category', [newest.category])}`,
    },
    { title: t('content.version'), width: '5rem', cell: ({ newest }) => newest.version },
  ];
};

const ContentList = ({ contents }: { readonly contents: readonly Content[] }) => {
  const { t } = useTranslation('merchant');
  const columns = useColumns();
  const rows = useMemo(() => byContent(contents), [contents]);
  return <BigList label={t('content.title')} rows={rows} columns={columns} keyOf={({ id }) => id} />;
};

export const ContentsPage = () => {
  const { t } = useTranslation('merchant');
  useMerchantChanges();
  const query = useQuery(contentsQuery);
  const write = (
    <LinkButton to="/merchant/contents/new" type="primary">
      {t('content.write')}
    </LinkButton>
  );
  return (
    <>
      <PageHead title={t('content.title')} help={t('content.help')} actions={write} />
      <Answer
        query={query}
        isEmpty={(contents) => contents.length === 0}
        empty={
          <EmptyState title={t('content.empty')} help={t('content.emptyHelp')}>
            {write}
          </EmptyState>
        }
      >
        {(contents) => <ContentList contents={contents} />}
      </Answer>
    </>
  );
};
