import { useQuery } from '@tanstack/react-query';
import { Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { answerOf, api } from '../../api/client.ts';
import type { Schema } from '../../api/schemas.ts';
import { Answer } from '../../components/answer.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { useChanged } from '../../components/use-changed.ts';
import { When } from '../../components/when.tsx';
import { WideTable } from '../../components/wide-table.tsx';
import { InstallLaw } from './install-law.tsx';

export const useLaws = () => useQuery({ queryKey: ['laws'], queryFn: () => answerOf(api.GET('/v1/law')) });

const Timetable = ({ laws }: { readonly laws: Schema<'LawList'> }) => {
  const { t } = useTranslation('regulator');
  return (
    <section className="sheet">
      <h2>{t('law.timetable')}</h2>
      <ol>
        {laws.terms.map(({ law, from }) => (
          <li key={`${law} ${from}`}>
            {from === undefined ? t('law.always') : <When at={from} />} <Link to={`/regulator/law/${law}`}>{law}</Link>{' '}
            {law === laws.inForce ? <Tag color="green">{t('law.inForce')}</Tag> : null}
          </li>
        ))}
      </ol>
      <p className="soft">{t('law.timetableHelp')}</p>
    </section>
  );
};

/** Rule packs, from when each is in force, and a new one. */
export const LawPage = () => {
  const { t, i18n } = useTranslation('regulator');
  const laws = useLaws();
  useChanged({ law: [['laws']] });
  const language = i18n.language === 'zh' ? 'zh' : 'en';
  return (
    <>
      <PageHead title={t('law.title')} help={t('law.help')} />
      <Answer query={laws}>
        {(list) => (
          <>
            <Timetable laws={list} />
            <section className="sheet">
              <h2>{t('law.packs')}</h2>
              <WideTable
                pagination={false}
                rowKey="id"
                dataSource={[...list.items]}
                columns={[
                  { title: t('law.id'), render: (_, { id }) => <Link to={`/regulator/law/${id}`}>{id}</Link> },
                  { title: t('law.name'), render: (_, { title }) => title[language] },
                  { title: t('law.effectiveFrom'), dataIndex: 'effectiveFrom' },
                  { title: t('law.source'), dataIndex: 'source' },
                  {
                    title: t('law.installedAt'),
                    render: (_, { installedAt }) =>
                      installedAt === undefined ? t('law.builtIn') : <When at={installedAt} />,
                  },
                ]}
              />
            </section>
          </>
        )}
      </Answer>
      <InstallLaw />
    </>
  );
};
