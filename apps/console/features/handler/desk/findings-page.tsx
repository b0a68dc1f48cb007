import { Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../../../api/client.ts';
import type { Schema } from '../../../api/schemas.ts';
import { BigList, type BigListColumn } from '../../../components/big-list.tsx';
import { Count, Share } from '../../../components/count.tsx';
import { EmptyState } from '../../../components/empty-state.tsx';
import { PageHead } from '../../../components/page-head.tsx';
import { PagesAnswer } from '../../../components/pages-answer.tsx';
import { useChanged } from '../../../components/use-changed.ts';
import { usePages } from '../../../components/use-pages.ts';
import { When } from '../../../components/when.tsx';
import { ImposeButton } from '../../sanctions/impose-button.tsx';
import { SubjectText } from './subject-text.tsx';
import { ThresholdPreview } from './threshold-preview.tsx';
import '../handler.css';

type Finding = Schema<'ComplaintFindingPage'>['items'][number];
const LIMIT = 200;

/** A content is no target; its merchant is. */
const isTarget = (subject: Finding['subject']): subject is Schema<'SanctionTarget'> => subject.kind !== 'content';

const useColumns = (): readonly BigListColumn<Finding>[] => {
  const { t } = useTranslation('handler');
  return [
    { title: t('finding.at'), width: '160px', cell: ({ at }) => <When at={at} /> },
    {
      title: t('finding.subject'),
      width: 'minmax(200px, 2fr)',
      cell: ({ subject }) => <SubjectText subject={subject} />,
    },
    { title: t('finding.kind'), width: '120px', cell: ({ kind }) => <Tag>{t(`finding.kinds.${kind}`)}</Tag> },
    { title: t('finding.complaints'), width: '80px', cell: ({ complaints }) => <Count value={complaints} /> },
    { title: t('finding.attempts'), width: '100px', cell: ({ attempts }) => <Count value={attempts} /> },
    {
      title: t('finding.threshold'),
      width: 'minmax(150px, 1fr)',
      cell: ({ threshold }) => `${threshold.value} / ${threshold.per}`,
    },
    { title: t('finding.confidence'), width: '100px', cell: ({ confidence }) => <Share value={confidence} /> },
    {
      title: t('finding.follow'),
      width: '150px',
      cell: ({ id, subject }) =>
        isTarget(subject) ? (
          <ImposeButton
            isCarrier={false}
            target={subject}
            ground={{ kind: 'finding', id }}
            label={t('sanction.propose')}
          />
        ) : (
          '–'
        ),
    },
  ];
};

/** What complaints show by the thresholds of the law, and what another threshold would have shown. */
export const FindingsPage = () => {
  const { t } = useTranslation('handler');
  const columns = useColumns();
  const pages = usePages<Finding>(['complaint-findings'], (after) =>
    answerOf(api.GET('/v1/complaint-findings', { params: { query: { limit: LIMIT, ...after } } })),
  );
  useChanged({ finding: [['complaint-findings']] });
  return (
    <>
      <PageHead title={t('finding.title')} help={t('finding.help')} />
      <PagesAnswer pages={pages} empty={<EmptyState title={t('finding.none')} help={t('finding.noneHelp')} />}>
        {(rows) => (
          <BigList
            label={t('finding.title')}
            rows={rows}
            columns={columns}
            keyOf={({ id }) => id}
            onNearEnd={pages.onNearEnd}
            heightPx={420}
          />
        )}
      </PagesAnswer>
      <ThresholdPreview />
    </>
  );
};
