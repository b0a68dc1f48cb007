import { useQuery } from '@tanstack/react-query';
import { Alert } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { answerOf, api } from '../../../api/client.ts';
import type { Schema } from '../../../api/schemas.ts';
import { Answer } from '../../../components/answer.tsx';
import { BigList } from '../../../components/big-list.tsx';
import { ConfirmButton } from '../../../components/confirm-button.tsx';
import { Count } from '../../../components/count.tsx';
import { EmptyState } from '../../../components/empty-state.tsx';
import { PageHead } from '../../../components/page-head.tsx';
import { PagesAnswer } from '../../../components/pages-answer.tsx';
import { useChange } from '../../../components/use-change.ts';
import { usePages } from '../../../components/use-pages.ts';
import { ReasonField } from '../reason-field.tsx';
import { IMPORTS_KEY } from './held-imports-page.tsx';
import '../handler.css';

type Import = Schema<'Import'>;
type Review = Schema<'ImportReviewInput'>;
type Row = Schema<'ImportRows'>['items'][number];
type Pattern = NonNullable<Review['pattern']>;
const LIMIT = 200;

/** The API takes 500 rows at a time and says where it stopped. */
const reviewAll = async (id: string, body: Omit<Review, 'after'>): Promise<number> => {
  let reviewed = 0;
  for (let after: number | undefined; ; ) {
    const part = await answerOf(
      api.POST('/v1/imports/{id}/review', {
        params: { path: { id } },
        body: { ...body, ...(after === undefined ? {} : { after }) },
      }),
    );
    reviewed += part.reviewed;
    if (part.next === undefined) return reviewed;
    after = part.next;
  }
};

interface Order {
  readonly decision: Review['decision'];
  readonly pattern: Pattern;
}

/** What is held, pattern by pattern: released or discarded, with a reason. */
const Patterns = ({ file }: { readonly file: Import }) => {
  const { t } = useTranslation('handler');
  const [reason, setReason] = useState('');
  const review = useChange({
    make: ({ decision, pattern }: Order) => reviewAll(file.id, { decision, pattern, reason }),
    touches: [IMPORTS_KEY],
    done: (reviewed, { decision }) => t(`import.done.${decision}`, { count: reviewed }),
  });
  const patterns = Object.entries(file.patterns).filter(([, count]) => count > 0);
  if (file.held === 0) return <Alert type="success" title={t('import.nothingHeld')} />;
  return (
    <section className="sheet stack">
      <h2>{t('import.patterns')}</h2>
      <ReasonField label={t('decide.reason')} help={t('import.reasonHelp')} value={reason} onChange={setReason} />
      <ul className="stack">
        {patterns.map(([pattern, count]) => (
          <li key={pattern} className="row">
            <span>
              <strong>{t(`import.pattern.${pattern}`)}</strong> <Count value={count} />{' '}
              <span className="soft">{t(`import.patternHelp.${pattern}`)}</span>
            </span>
            {(['release', 'discard'] as const).map((decision) => (
              <ConfirmButton
                key={decision}
                label={t(`import.${decision}`)}
                title={t(`import.confirm.${decision}`, { count })}
                consequence={t(`import.means.${decision}`, { count })}
                isGrave={decision === 'discard'}
                disabled={reason.trim() === ''}
                onConfirm={() => review.mutateAsync({ decision, pattern: pattern as Pattern })}
              />
            ))}
          </li>
        ))}
      </ul>
    </section>
  );
};

const Rows = ({ id }: { readonly id: string }) => {
  const { t } = useTranslation('handler');
  const pages = usePages<Row>([...IMPORTS_KEY, id, 'rows'], (after) =>
    answerOf(api.GET('/v1/imports/{id}/rows', { params: { path: { id }, query: { limit: LIMIT, ...after } } })),
  );
  return (
    <PagesAnswer pages={pages} empty={<EmptyState title={t('import.noRows')} help={t('import.noRowsHelp')} />}>
      {(rows) => (
        <BigList
          label={t('import.rowsTitle')}
          rows={rows}
          keyOf={({ row }) => row}
          onNearEnd={pages.onNearEnd}
          columns={[
            { title: t('import.lineNumber'), width: '90px', cell: ({ line }) => <Count value={line} /> },
            { title: t('import.state'), width: '110px', cell: ({ state }) => t(`import.rowState.${state}`) },
            {
              title: t('import.why'),
              width: 'minmax(240px, 2fr)',
              cell: ({ patterns, errors, reason }) =>
                [
                  ...(patterns ?? []).map((pattern) => t(`import.pattern.${pattern}`)),
                  ...(errors ?? []).map(({ field, message, remedy }) => `${field}: ${message}. ${remedy}`),
                  ...(reason === undefined ? [] : [reason]),
                ].join(' · '),
            },
            { title: t('import.by'), width: 'minmax(120px, 1fr)', cell: ({ reviewedBy }) => reviewedBy ?? '–' },
          ]}
        />
      )}
    </PagesAnswer>
  );
};

/** One import: what was held and why, row by row, and what becomes of it. */
export const HeldImportPage = () => {
  const { t } = useTranslation('handler');
  const { id = '' } = useParams();
  const file = useQuery({
    queryKey: [...IMPORTS_KEY, id],
    queryFn: () => answerOf(api.GET('/v1/imports/{id}', { params: { path: { id } } })),
  });
  return (
    <>
      <PageHead
        title={t('import.one', { id })}
        help={t('import.oneHelp')}
        actions={<Link to="/handler/imports">{t('import.back')}</Link>}
      />
      <Answer query={file}>{(found) => <Patterns file={found} />}</Answer>
      <h2>{t('import.rowsTitle')}</h2>
      <Rows id={id} />
    </>
  );
};
