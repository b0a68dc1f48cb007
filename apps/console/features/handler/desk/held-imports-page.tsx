import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { answerOf, api } from '../../../api/client.ts';
import type { Schema } from '../../../api/schemas.ts';
import { BigList, type BigListColumn } from '../../../components/big-list.tsx';
import { Count } from '../../../components/count.tsx';
import { EmptyState } from '../../../components/empty-state.tsx';
import { PageHead } from '../../../components/page-head.tsx';
import { PagesAnswer } from '../../../components/pages-answer.tsx';
import { usePages } from '../../../components/use-pages.ts';
import { When } from '../../../components/when.tsx';
import { useWords } from '../use-words.ts';
import '../handler.css';

type Import = Schema<'Import'>;
export const IMPORTS_KEY = ['imports'] as const;
const LIMIT = 200;

const useColumns = (): readonly BigListColumn<Import>[] => {
  const { t } = useTranslation('handler');
  const { nameOf } = useWords();
  return [
    {
      title: t('import.file'),
      width: 'minmax(160px, 1.5fr)',
      cell: ({ id, name }) => <Link to={`/handler/imports/${encodeURIComponent(id)}`}>{name === '' ? id : name}</Link>,
    },
    { title: t('import.kind'), width: '110px', cell: ({ kind }) => t(`import.kinds.${kind}`) },
    {
      title: t('import.whose'),
      width: 'minmax(140px, 1fr)',
      cell: ({ merchant }) => (merchant === undefined ? t('role.admin') : nameOf(merchant)),
    },
    { title: t('import.at'), width: '170px', cell: ({ createdAt }) => <When at={createdAt} /> },
    { title: t('import.rows'), width: '90px', cell: ({ rows }) => <Count value={rows} /> },
    {
      title: t('import.held'),
      width: '90px',
      cell: ({ held }) => (
        <strong className={held > 0 ? 'warn' : ''}>
          <Count value={held} />
        </strong>
      ),
    },
    { title: t('import.bad'), width: '90px', cell: ({ bad }) => <Count value={bad} /> },
    { title: t('import.state'), width: '110px', cell: ({ state }) => t(`import.states.${state}`) },
  ];
};

/** Imports, those with held rows first: somebody looks before they count. */
export const HeldImportsPage = () => {
  const { t } = useTranslation('handler');
  const columns = useColumns();
  const pages = usePages<Import>(IMPORTS_KEY, (after) =>
    answerOf(api.GET('/v1/imports', { params: { query: { limit: LIMIT, ...after } } })),
  );
  return (
    <>
      <PageHead title={t('import.title')} help={t('import.help')} />
      <PagesAnswer pages={pages} empty={<EmptyState title={t('import.none')} help={t('import.noneHelp')} />}>
        {(rows) => (
          <BigList
            label={t('import.title')}
            rows={rows.toSorted((a, b) => Number(b.held > 0) - Number(a.held > 0))}
            columns={columns}
            keyOf={({ id }) => id}
            onNearEnd={pages.onNearEnd}
          />
        )}
      </PagesAnswer>
    </>
  );
};
