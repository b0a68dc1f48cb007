import { Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { answerOf, api } from '../../api/client.ts';
import type { Schema } from '../../api/schemas.ts';
import { useSession } from '../../app/session-of.tsx';
import { Answer } from '../../components/answer.tsx';
import { BigList, type BigListColumn } from '../../components/big-list.tsx';
import { CsvButton } from '../../components/csv-button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { PagesAnswer } from '../../components/pages-answer.tsx';
import { csvOf, saveFile } from '../../components/save-file.ts';
import { useChanged } from '../../components/use-changed.ts';
import { useNames } from '../../components/use-names.ts';
import { usePages } from '../../components/use-pages.ts';
import { When } from '../../components/when.tsx';
import { RateTable } from '../rates/rate-table.tsx';
import { useComplaintRates } from '../rates/use-complaint-rates.ts';
import { ImposeButton } from '../sanctions/impose-button.tsx';

type Finding = Schema<'Finding'>;
const LIMIT = 200;

const useColumns = (isCarrier: boolean): readonly BigListColumn<Finding>[] => {
  const { t } = useTranslation('carrier');
  const nameOf = useNames();
  return [
    {
      title: t('finding.what'),
      width: 'minmax(150px, 1.2fr)',
      cell: ({ id, kind }) => (
        <>
          <Tag color="volcano">{t(`finding.kinds.${kind}`)}</Tag> <span className="soft">{id}</span>
        </>
      ),
    },
    { title: t('finding.at'), width: '160px', cell: ({ at }) => <When at={at} /> },
    {
      title: t('finding.line'),
      width: 'minmax(110px, 1fr)',
      cell: ({ line }) =>
        line === undefined ? '–' : <Link to={`/carrier/lines/${encodeURIComponent(line)}`}>{line}</Link>,
    },
    {
      title: t('finding.merchant'),
      width: 'minmax(120px, 1fr)',
      cell: ({ merchant }) => (merchant === undefined ? '–' : nameOf(merchant)),
    },
    {
      title: t('finding.reply'),
      width: 'minmax(180px, 2fr)',
      cell: ({ reply }) => <span title={reply.words}>{`${reply.port}: ${reply.words}`}</span>,
    },
    {
      title: t('finding.act'),
      width: '150px',
      cell: ({ id, line }) =>
        line === undefined ? (
          '–'
        ) : (
          <ImposeButton
            isCarrier={isCarrier}
            target={{ kind: 'line', id: line }}
            ground={{ kind: 'finding', id }}
            label={t('finding.suspend')}
          />
        ),
    },
  ];
};

const saveFindings = (rows: readonly Finding[]): void =>
  saveFile(
    'findings.csv',
    csvOf([
      ['id', 'kind', 'at', 'line', 'merchant', 'port', 'words'],
      ...rows.map(({ id, kind, at, line, merchant, reply }) => [id, kind, at, line, merchant, reply.port, reply.words]),
    ]),
    'text/csv',
  );

const ByRate = () => {
  const { t } = useTranslation('carrier');
  const rates = useComplaintRates();
  return (
    <section className="sheet">
      <h2>{t('finding.rates')}</h2>
      <Answer
        query={rates}
        isEmpty={({ findings }) => findings.length === 0}
        empty={<EmptyState title={t('finding.noRatesTitle')} help={t('finding.noRates')} />}
      >
        {({ findings }) => <RateTable findings={findings} />}
      </Answer>
    </section>
  );
};

/** What detectors and rates found on the reader's lines. */
export const FindingsPage = () => {
  const { t } = useTranslation('carrier');
  const { role } = useSession();
  const pages = usePages<Finding>(['findings'], (after) =>
    answerOf(api.GET('/v1/findings', { params: { query: { limit: LIMIT, ...after } } })),
  );
  useChanged({ finding: [['findings'], ['complaint-rates']] });
  const columns = useColumns(role === 'carrier');
  return (
    <div className="stack">
      <PageHead title={t('finding.title')} help={t('finding.help')} />
      <section>
        <div className="row apart">
          <h2>{t('finding.detected')}</h2>
          <CsvButton disabled={pages.rows.length === 0} onSave={() => saveFindings(pages.rows)} />
        </div>
        <PagesAnswer pages={pages} empty={<EmptyState title={t('finding.emptyTitle')} help={t('finding.empty')} />}>
          {(rows) => (
            <BigList
              label={t('finding.detected')}
              rows={rows}
              columns={columns}
              keyOf={({ id }) => id}
              onNearEnd={pages.onNearEnd}
            />
          )}
        </PagesAnswer>
      </section>
      <ByRate />
    </div>
  );
};
