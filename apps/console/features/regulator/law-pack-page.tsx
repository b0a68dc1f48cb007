import { useQuery } from '@tanstack/react-query';
import { Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { answerOf, api } from '../../api/client.ts';
import { Answer } from '../../components/answer.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { useReasonText } from '../../components/use-reasons.ts';
import { WideTable } from '../../components/wide-table.tsx';

interface Clause {
  readonly id: string;
  readonly title: { readonly zh: string; readonly en: string };
  readonly source: string;
}
interface PurposeRule {
  readonly commercial: boolean;
  readonly basis: readonly string[];
  readonly clause?: string;
}
/** As the contract leaves it open, and docs/law-packs.md says it. */
interface Pack {
  readonly id: string;
  readonly title: Clause['title'];
  readonly source: string;
  readonly effectiveFrom: string;
  readonly inForce: boolean;
  readonly clauses: Readonly<Record<string, Clause>>;
  readonly matrix: Readonly<Record<string, PurposeRule>>;
  readonly clocks: Readonly<
    Record<string, { readonly days: number; readonly dayKind: string; readonly clause: string }>
  >;
  readonly reasonClauses: Readonly<Record<string, string>>;
}

const HOUSE = 'house-';

const Clauses = ({ pack }: { readonly pack: Pack }) => {
  const { t, i18n } = useTranslation('regulator');
  const reasonText = useReasonText();
  const language = i18n.language === 'zh' ? 'zh' : 'en';
  const reasonsOf = (id: string): readonly string[] =>
    Object.entries(pack.reasonClauses)
      .filter(([, clause]) => clause === id)
      .map(([reason]) => reason);
  return (
    <section className="sheet">
      <h2>{t('pack.clauses')}</h2>
      <WideTable
        pagination={false}
        rowKey="id"
        dataSource={Object.values(pack.clauses)}
        columns={[
          {
            title: t('pack.clause'),
            render: (_, { id }) => (
              <>
                {id} {id.startsWith(HOUSE) ? <Tag>{t('pack.house')}</Tag> : null}
              </>
            ),
          },
          { title: t('pack.words'), render: (_, { title }) => title[language] },
          { title: t('law.source'), dataIndex: 'source' },
          {
            title: t('pack.reasons'),
            render: (_, { id }) => (
              <ul className="plain">
                {reasonsOf(id).map((reason) => (
                  <li key={reason}>{reasonText(reason)}</li>
                ))}
              </ul>
            ),
          },
        ]}
      />
    </section>
  );
};

const Clocks = ({ pack }: { readonly pack: Pack }) => {
  const { t } = useTranslation('regulator');
  return (
    <section className="sheet">
      <h2>{t('pack.clocks')}</h2>
      <WideTable
        pagination={false}
        rowKey="name"
        dataSource={Object.entries(pack.clocks).map(([name, clock]) => ({ name, ...clock }))}
        columns={[
          { title: t('pack.clock'), render: (_, { name }) => t(`pack.clockNames.${name}`, { defaultValue: name }) },
          {
            title: t('pack.days'),
            render: (_, { days, dayKind }) =>
              t(`pack.dayKinds.${dayKind}`, { count: days, defaultValue: `${days} ${dayKind}` }),
          },
          { title: t('pack.clause'), dataIndex: 'clause' },
        ]}
      />
    </section>
  );
};

/** One pack: its clauses with their sources and the reasons that rest on them, its clocks; whole on the page of the server. */
export const LawPackPage = () => {
  const { id = '' } = useParams();
  const { t, i18n } = useTranslation('regulator');
  const language = i18n.language === 'zh' ? 'zh' : 'en';
  const query = useQuery({
    queryKey: ['law', id],
    queryFn: async () => (await answerOf(api.GET('/v1/laws/{id}', { params: { path: { id } } }))) as unknown as Pack,
  });
  return (
    <>
      <PageHead
        title={query.data?.title[language] ?? id}
        help={query.data?.source ?? ''}
        actions={
          <>
            <Link to={`/regulator/replays?law=${id}`}>{t('pack.replay')}</Link>
            <a href={`/v1/laws/${id}/page?lang=${language}`} target="_blank" rel="noreferrer">
              {t('pack.page')}
            </a>
          </>
        }
      />
      <Answer query={query}>
        {(pack) => (
          <>
            <p>
              {t('law.effectiveFrom')} {pack.effectiveFrom}{' '}
              {pack.inForce ? <Tag color="green">{t('law.inForce')}</Tag> : null}
            </p>
            <Clauses pack={pack} />
            <Clocks pack={pack} />
          </>
        )}
      </Answer>
    </>
  );
};
