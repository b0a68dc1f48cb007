import { useQueryClient } from '@tanstack/react-query';
import { Button, Input } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { answerOf, api } from '../../api/client.ts';
import type { Schema } from '../../api/schemas.ts';
import { Answer } from '../../components/answer.tsx';
import { DownloadButton } from '../../components/download-button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { PagesAnswer } from '../../components/pages-answer.tsx';
import { useChange } from '../../components/use-change.ts';
import { useChanged } from '../../components/use-changed.ts';
import { useNameList } from '../../components/use-names.ts';
import { usePages } from '../../components/use-pages.ts';
import { When } from '../../components/when.tsx';
import { WideTable } from '../../components/wide-table.tsx';
import { RateTable } from '../rates/rate-table.tsx';
import { RATES_KEY, useComplaintRates } from '../rates/use-complaint-rates.ts';
import { LatenessTable } from './lateness-table.tsx';
import { useFrozen, usePeriods } from './use-frozen.ts';

const FOUND_MAX = 20;

const PartySearch = () => {
  const { t } = useTranslation('regulator');
  const fieldId = useId();
  const [text, setText] = useState('');
  const wanted = text.trim().toLowerCase();
  const found = useNameList()
    .filter(({ id, name }) => name.toLowerCase().includes(wanted) || id.toLowerCase().includes(wanted))
    .slice(0, FOUND_MAX);
  return (
    <section className="sheet">
      <h2>{t('party.search')}</h2>
      <label htmlFor={fieldId}>{t('party.searchLabel')}</label>
      <Input id={fieldId} value={text} allowClear onChange={({ target }) => setText(target.value)} />
      <ul className="links">
        {found.map(({ id, name }) => (
          <li key={id}>
            <Link to={`/regulator/parties/${encodeURIComponent(id)}`}>{name}</Link> <span className="soft">{id}</span>
          </li>
        ))}
      </ul>
    </section>
  );
};

const Rates = () => {
  const { t } = useTranslation('regulator');
  const queries = useQueryClient();
  const rates = useComplaintRates();
  const countNow = useChange({
    make: () => answerOf(api.GET('/v1/complaint-rates', { params: { query: { fresh: 'true' } } })),
    touches: [],
    after: (fresh) => queries.setQueryData(RATES_KEY, fresh),
  });
  return (
    <section className="sheet">
      <div className="row apart">
        <h2>{t('rates.head')}</h2>
        <Button className="no-print" loading={countNow.isPending} onClick={() => countNow.mutate(undefined)}>
          {t('rates.countNow')}
        </Button>
      </div>
      <p className="soft">{t('rates.help')}</p>
      <Answer
        query={rates}
        isEmpty={({ findings }) => findings.length === 0}
        empty={<EmptyState title={t('rates.emptyTitle')} help={t('rates.empty')} />}
      >
        {({ findings, countedAt }) => (
          <>
            <p className="soft">
              {t('rates.countedAt')} <When at={countedAt} />
            </p>
            <RateTable findings={findings} />
          </>
        )}
      </Answer>
    </section>
  );
};

const BadList = () => {
  const { t } = useTranslation('regulator');
  const pages = usePages<Schema<'BadListEntry'>>(
    ['bad-list'],
    async (after) => (await answerOf(api.GET('/v1/bad-list', { params: { query: after } }))) as Schema<'BadListPage'>,
  );
  return (
    <section className="sheet">
      <div className="row apart">
        <h2>{t('badList.head')}</h2>
        <DownloadButton address="/v1/bad-list?format=csv" name="bad-list.csv">
          {t('badList.csv')}
        </DownloadButton>
      </div>
      <p className="soft">{t('badList.help')}</p>
      <PagesAnswer pages={pages} empty={<EmptyState title={t('badList.emptyTitle')} help={t('badList.empty')} />}>
        {(rows) => (
          <>
            <WideTable
              pagination={false}
              rowKey={({ creditCode, onDay }) => `${creditCode} ${onDay}`}
              dataSource={[...rows]}
              columns={(['name', 'creditCode', 'licence', 'onDay', 'reason', 'listedBy'] as const).map((name) => ({
                title: t(`badList.${name}`),
                dataIndex: name,
              }))}
            />
            {pages.isWhole ? null : <Button onClick={pages.onNearEnd}>{t('more')}</Button>}
          </>
        )}
      </PagesAnswer>
    </section>
  );
};

const Lateness = () => {
  const { t } = useTranslation('regulator');
  const periods = usePeriods();
  const period = periods.data?.[0]?.period ?? '';
  const frozen = useFrozen(period);
  return (
    <section className="sheet">
      <h2>{t('lateness.head')}</h2>
      <p className="soft">{period === '' ? t('lateness.empty') : t('lateness.help', { period })}</p>
      {period === '' ? null : <Answer query={frozen}>{(counts) => <LatenessTable frozen={counts} />}</Answer>}
    </section>
  );
};

/** Who is late, who is exposed, who is complained about too often. */
export const PartiesPage = () => {
  const { t } = useTranslation('regulator');
  useChanged({ finding: [['complaint-rates']], sanction: [['bad-list']] });
  return (
    <>
      <PageHead
        title={t('parties.title')}
        help={t('parties.help')}
        actions={<Button onClick={() => window.print()}>{t('print')}</Button>}
      />
      <Rates />
      <Lateness />
      <BadList />
      <PartySearch />
    </>
  );
};
