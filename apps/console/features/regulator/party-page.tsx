import { useQuery } from '@tanstack/react-query';
import { Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { answerOf, api } from '../../api/client.ts';
import { ApiProblem } from '../../api/problem.ts';
import type { Schema } from '../../api/schemas.ts';
import { Answer } from '../../components/answer.tsx';
import { BigList } from '../../components/big-list.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { PagesAnswer } from '../../components/pages-answer.tsx';
import { useChanged } from '../../components/use-changed.ts';
import { usePages } from '../../components/use-pages.ts';
import { Due } from '../cases/due.tsx';
import { RateTable } from '../rates/rate-table.tsx';
import { useComplaintRates } from '../rates/use-complaint-rates.ts';
import { ImposeButton } from '../sanctions/impose-button.tsx';
import { SanctionList } from '../sanctions/sanction-list.tsx';

const NOT_FOUND = 404;

type Organisation = (Schema<'Party'> & { readonly is: 'party' }) | (Schema<'Merchant'> & { readonly is: 'merchant' });

/** An id is a party's or a merchant's: the address does not say which. */
const readOrganisation = async (id: string): Promise<Organisation> => {
  const params = { path: { id } };
  try {
    return { ...(await answerOf(api.GET('/v1/parties/{id}', { params }))), is: 'party' };
  } catch (error) {
    if (!(error instanceof ApiProblem) || error.status !== NOT_FOUND) throw error;
    return { ...(await answerOf(api.GET('/v1/merchants/{id}', { params }))), is: 'merchant' };
  }
};

const About = ({ one }: { readonly one: Organisation }) => {
  const { t } = useTranslation('regulator');
  return (
    <section className="sheet">
      <div className="row apart">
        <h2>{t('party.about')}</h2>
        <ImposeButton isCarrier={false} target={{ kind: one.is, id: one.id }} ground={{ kind: 'case', id: '' }} />
      </div>
      <dl className="facts">
        <div className="fact">
          <dt>{t('party.kind')}</dt>
          <dd>{t(`party.kinds.${one.is === 'party' ? one.kind : 'merchant'}`)}</dd>
        </div>
        <div className="fact">
          <dt>{t('party.id')}</dt>
          <dd>{one.id}</dd>
        </div>
        <div className="fact">
          <dt>{t('badList.creditCode')}</dt>
          <dd>{one.creditCode ?? '–'}</dd>
        </div>
        <div className="fact">
          <dt>{t('party.status')}</dt>
          <dd>
            <Tag color={one.status === 'active' ? 'green' : 'default'}>{t(`party.statuses.${one.status}`)}</Tag>
          </dd>
        </div>
      </dl>
    </section>
  );
};

const ItsRates = ({ id }: { readonly id: string }) => {
  const { t } = useTranslation('regulator');
  const rates = useComplaintRates();
  return (
    <section className="sheet">
      <h2>{t('rates.head')}</h2>
      <Answer query={rates}>
        {({ findings }) => {
          const own = findings.filter(({ subject }) => subject.id === id);
          return own.length === 0 ? <p className="soft">{t('party.noRates')}</p> : <RateTable findings={own} />;
        }}
      </Answer>
    </section>
  );
};

const ItsCases = ({ id }: { readonly id: string }) => {
  const { t } = useTranslation('regulator');
  const pages = usePages<Schema<'Case'>>(['cases', 'party', id], (after) =>
    answerOf(api.GET('/v1/cases', { params: { query: { party: id, ...after } } })),
  );
  useChanged({ case: [['cases', 'party', id]], finding: [['complaint-rates']] });
  return (
    <section className="sheet">
      <h2>{t('party.cases')}</h2>
      <PagesAnswer pages={pages} empty={<EmptyState title={t('party.noCasesTitle')} help={t('party.noCases')} />}>
        {(rows) => (
          <BigList
            label={t('party.cases')}
            rows={rows}
            keyOf={(one) => one.id}
            heightPx={320}
            onNearEnd={pages.onNearEnd}
            columns={[
              { title: t('party.case'), width: 'minmax(90px, 1fr)', cell: (one) => one.id },
              { title: t('party.caseState'), width: '110px', cell: (one) => t(`caseState.${one.state}`) },
              { title: t('party.complaints'), width: '80px', cell: (one) => one.complaints },
              {
                title: t('party.due'),
                width: 'minmax(190px, 1fr)',
                cell: (one) => <Due {...one} />,
              },
            ]}
          />
        )}
      </PagesAnswer>
    </section>
  );
};

/** One organisation: what it is, what is said of it, what was done about it. */
export const PartyPage = () => {
  const { id = '' } = useParams();
  const { t } = useTranslation('regulator');
  const query = useQuery({ queryKey: ['organisation', id], queryFn: () => readOrganisation(id) });
  return (
    <>
      <PageHead title={query.data?.name ?? id} help={t('party.help')} />
      <Answer query={query}>
        {(one) => (
          <>
            <About one={one} />
            <ItsRates id={id} />
            <ItsCases id={id} />
            <section className="sheet">
              <h2>{t('party.sanctions')}</h2>
              <SanctionList base="/regulator/sanctions" owner={id} />
            </section>
          </>
        )}
      </Answer>
    </>
  );
};
