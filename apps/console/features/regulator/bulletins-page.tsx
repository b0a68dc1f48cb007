import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Answer } from '../../components/answer.tsx';
import { DownloadButton } from '../../components/download-button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { useChanged } from '../../components/use-changed.ts';
import { When } from '../../components/when.tsx';
import { WideTable } from '../../components/wide-table.tsx';
import { FreezeForm } from './freeze-form.tsx';
import { usePeriods } from './use-frozen.ts';

/** Periods that are out, and the next one to freeze. */
export const BulletinsPage = () => {
  const { t } = useTranslation('regulator');
  const periods = usePeriods();
  useChanged({ bulletin: [['bulletins']] });
  return (
    <>
      <PageHead title={t('bulletins.title')} help={t('bulletins.help')} />
      <FreezeForm taken={(periods.data ?? []).map(({ period }) => period)} />
      <section className="sheet">
        <h2>{t('bulletins.out')}</h2>
        <Answer
          query={periods}
          isEmpty={(all) => all.length === 0}
          empty={<EmptyState title={t('country.emptyTitle')} help={t('bulletins.empty')} />}
        >
          {(all) => (
            <WideTable
              pagination={{ pageSize: 24, hideOnSinglePage: true }}
              rowKey="period"
              dataSource={[...all]}
              columns={[
                {
                  title: t('country.period'),
                  render: (_, { period }) => <Link to={`/regulator/bulletins/${period}`}>{period}</Link>,
                },
                { title: t('bulletins.frozenAt'), render: (_, { frozenAt }) => <When at={frozenAt} /> },
                {
                  title: t('bulletins.files'),
                  render: (_, { period }) => (
                    <span className="row">
                      <DownloadButton address={`/v1/bulletins/${period}?format=csv`} name={`bulletin-${period}.csv`}>
                        CSV
                      </DownloadButton>
                      <DownloadButton address={`/v1/bulletins/${period}/frozen`} name={`${period}.frozen.json`}>
                        {t('bulletins.frozen')}
                      </DownloadButton>
                    </span>
                  ),
                },
              ]}
            />
          )}
        </Answer>
      </section>
    </>
  );
};
