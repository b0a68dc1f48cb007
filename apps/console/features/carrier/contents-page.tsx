import { Button, InputNumber, Select, Tag } from 'antd';
import { useId, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../../api/client.ts';
import { BigList } from '../../components/big-list.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { PagesAnswer } from '../../components/pages-answer.tsx';
import { useChanged } from '../../components/use-changed.ts';
import { useNames } from '../../components/use-names.ts';
import { type Pages, usePages } from '../../components/use-pages.ts';
import { type Content, ContentReview } from './content-review.tsx';
import { sampleOf } from './sample-of.ts';
import { useFilled } from './use-filled.ts';

const LIMIT = 200;
const SIZE = 5;
const STATUSES = ['submitted', 'approved', 'rejected', 'draft', 'superseded'] as const;

const Sample = ({
  waiting,
  isWhole,
  onMore,
}: {
  readonly waiting: readonly Content[];
  readonly isWhole: boolean;
  readonly onMore: () => void;
}) => {
  const { t } = useTranslation('carrier');
  const sizeId = useId();
  const [size, setSize] = useState(SIZE);
  const [drawn, setDrawn] = useState<readonly Content[]>([]);
  return (
    <section className="stack">
      <h2>{t('content.sample')}</h2>
      <p className="soft">
        {t('content.sampleHelp', { count: waiting.length })}{' '}
        {isWhole ? null : (
          <Button size="small" onClick={onMore}>
            {t('content.more')}
          </Button>
        )}
      </p>
      <div className="row no-print">
        <label htmlFor={sizeId}>{t('content.size')}</label>
        <InputNumber
          id={sizeId}
          min={1}
          max={50}
          precision={0}
          value={size}
          onChange={(value) => setSize(value ?? SIZE)}
        />
        <Button
          type="primary"
          disabled={waiting.length === 0}
          onClick={() => setDrawn(sampleOf(waiting, size, Math.random))}
        >
          {t('content.draw')}
        </Button>
      </div>
      {waiting.length === 0 && drawn.length === 0 ? (
        <EmptyState title={t('content.emptyTitle')} help={t('content.empty')} />
      ) : null}
      <div className="grid wide">
        {drawn.map((content) => (
          <ContentReview key={`${content.id} ${content.version}`} content={content} />
        ))}
      </div>
    </section>
  );
};

const AllContents = ({ pages }: { readonly pages: Pages<Content> }) => {
  const { t } = useTranslation('carrier');
  const nameOf = useNames();
  const [status, setStatus] = useState<Content['status']>('submitted');
  const [opened, setOpened] = useState<Content>();
  const shown = useMemo(() => pages.rows.filter((row) => row.status === status), [pages.rows, status]);
  useFilled(pages, shown.length);
  return (
    <section className="stack">
      <h2>{t('content.all')}</h2>
      <Select
        className="narrow-field"
        aria-label={t('content.status')}
        value={status}
        onChange={setStatus}
        options={STATUSES.map((value) => ({ value, label: t(`content.statuses.${value}`) }))}
      />
      {opened === undefined ? null : <ContentReview key={`${opened.id} ${opened.version}`} content={opened} />}
      <BigList
        label={t('content.all')}
        rows={shown}
        keyOf={({ id, version }) => `${id} ${version}`}
        heightPx={400}
        onNearEnd={pages.onNearEnd}
        columns={[
          { title: t('content.merchant'), width: 'minmax(120px, 1fr)', cell: ({ merchant }) => nameOf(merchant) },
          {
            title: t('content.text'),
            width: 'minmax(200px, 3fr)',
            cell: ({ text }) => <span title={text}>{text}</span>,
          },
          {
            title: t('content.status'),
            width: '100px',
            cell: (row) => <Tag>{t(`content.statuses.${row.status}`)}</Tag>,
          },
          {
            title: t('content.look'),
            width: '90px',
            cell: (row) =>
              row.status === 'submitted' ? (
                <Button size="small" onClick={() => setOpened(row)}>
                  {t('content.open')}
                </Button>
              ) : (
                <span title={row.reviewNote}>{row.reviewNote ?? '–'}</span>
              ),
          },
        ]}
      />
    </section>
  );
};

/** Scripts and templates: a random sample of those that wait, and all of them. */
export const ContentsPage = () => {
  const { t } = useTranslation('carrier');
  const pages = usePages<Content>(['contents'], (after) =>
    answerOf(api.GET('/v1/contents', { params: { query: { limit: LIMIT, ...after } } })),
  );
  useChanged({ content: [['contents']] });
  const waiting = useMemo(() => pages.rows.filter(({ status }) => status === 'submitted'), [pages.rows]);
  return (
    <div className="stack">
      <PageHead title={t('content.title')} help={t('content.help')} />
      <PagesAnswer pages={pages} empty={<EmptyState title={t('content.emptyTitle')} help={t('content.empty')} />}>
        {() => (
          <>
            <Sample waiting={waiting} isWhole={pages.isWhole} onMore={pages.onNearEnd} />
            <AllContents pages={pages} />
          </>
        )}
      </PagesAnswer>
    </div>
  );
};
