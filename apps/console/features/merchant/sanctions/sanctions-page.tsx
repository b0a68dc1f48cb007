import { useQuery } from '@tanstack/react-query';
import { Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Answer } from '../../../components/answer.tsx';
import { BigList, type BigListColumn } from '../../../components/big-list.tsx';
import { EmptyState } from '../../../components/empty-state.tsx';
import { PageHead } from '../../../components/page-head.tsx';
import { When } from '../../../components/when.tsx';
import { Due } from '../../cases/due.tsx';
import { appealsQuery, type Sanction, sanctionsQuery } from '../questions.ts';
import { useMerchantChanges } from '../use-merchant-changes.ts';
import { ObjectionForm } from './objection-form.tsx';
import { SanctionTag } from './sanction-tag.tsx';

const useColumns = (): readonly BigListColumn<Sanction>[] => {
  const { t } = useTranslation('merchant');
  return [
    {
      title: t('sanction.what'),
      width: 'minmax(10rem, 2fr)',
      cell: ({ id, kind, target }) => (
        <Link to={`/merchant/sanctions/${encodeURIComponent(id)}`}>
          {t(`sanctionKind.${kind}`)} · {target.id}
        </Link>
      ),
    },
    { title: t('consents.state'), width: '7rem', cell: ({ state }) => <SanctionTag state={state} /> },
    {
      title: t('sanction.since'),
      width: '9rem',
      cell: ({ inForceAt }) => (inForceAt === undefined ? '' : <When at={inForceAt} form="day" />),
    },
    {
      title: t('sanction.ends'),
      width: '9rem',
      cell: ({ endsAt }) => (endsAt === undefined ? t('sanction.noEnd') : <When at={endsAt} form="day" />),
    },
    {
      title: t('case.due'),
      width: 'minmax(12rem, 1fr)',
      cell: ({ dueAt }) => (dueAt === undefined ? '' : <Due dueAt={dueAt} />),
    },
  ];
};

const SanctionList = ({ sanctions }: { readonly sanctions: readonly Sanction[] }) => {
  const { t } = useTranslation('merchant');
  const columns = useColumns();
  return <BigList label={t('sanction.title')} rows={sanctions} columns={columns} keyOf={({ id }) => id} />;
};

const Objections = () => {
  const { t } = useTranslation('merchant');
  const query = useQuery(appealsQuery);
  return (
    <section className="sheet stack">
      <h2>{t('objection.title')}</h2>
      <p className="soft">{t('objection.help')}</p>
      <Answer
        query={query}
        isEmpty={(items) => items.length === 0}
        empty={<p className="soft">{t('objection.empty')}</p>}
      >
        {(items) => (
          <ul className="time-line">
            {items.map(({ id, statement, status, receivedAt, answer, caller }) => (
              <li key={id}>
                <div className="row">
                  <When at={receivedAt} />
                  <Tag>{t(`objection.status.${status}`)}</Tag>
                  <span className="number">{caller}</span>
                </div>
                <p className="words">{statement}</p>
                {answer === undefined ? null : (
                  <p className="words">
                    {t('objection.answer')}: {answer.words}
                  </p>
                )}
              </li>
            ))}
          </ul>
        )}
      </Answer>
      <ObjectionForm />
    </section>
  );
};

export const SanctionsPage = () => {
  const { t } = useTranslation('merchant');
  useMerchantChanges();
  const query = useQuery(sanctionsQuery);
  return (
    <>
      <PageHead title={t('sanction.title')} help={t('sanction.help')} />
      <section className="sheet">
        <h2>{t('sanction.onUs')}</h2>
        <Answer
          query={query}
          isEmpty={(items) => items.length === 0}
          empty={<EmptyState title={t('sanction.empty')} help={t('sanction.emptyHelp')} />}
        >
          {(items) => <SanctionList sanctions={items} />}
        </Answer>
      </section>
      <Objections />
    </>
  );
};
