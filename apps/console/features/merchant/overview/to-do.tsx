import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Answer } from '../../../components/answer.tsx';
import { EmptyState } from '../../../components/empty-state.tsx';
import { Due } from '../../cases/due.tsx';
import { CaseTag } from '../cases/case-tag.tsx';
import { casesDueQuery, inquiriesQuery, sanctionsQuery } from '../questions.ts';
import { SanctionTag } from '../sanctions/sanction-tag.tsx';

const MOST_SHOWN = 8;

const CasesDue = () => {
  const { t } = useTranslation('merchant');
  const query = useQuery(casesDueQuery);
  return (
    <section className="sheet">
      <h2>{t('overview.casesDue')}</h2>
      <Answer query={query}>
        {(cases) => {
          const open = cases.slice(0, MOST_SHOWN);
          if (open.length === 0) return <EmptyState title={t('case.empty.forwarded')} help={t('case.emptyHelp')} />;
          return (
            <ul className="time-line">
              {open.map(({ id, state, dueAt, isPaused }) => (
                <li key={id} className="row">
                  <Link to={`/merchant/cases/${encodeURIComponent(id)}`}>{id}</Link>
                  <CaseTag state={state} />
                  <Due dueAt={dueAt} isPaused={isPaused} />
                </li>
              ))}
            </ul>
          );
        }}
      </Answer>
    </section>
  );
};

const InquiriesDue = () => {
  const { t } = useTranslation('merchant');
  const query = useQuery(inquiriesQuery);
  return (
    <section className="sheet">
      <h2>{t('overview.inquiriesDue')}</h2>
      <Answer query={query}>
        {(inquiries) => {
          const open = inquiries.filter(({ state }) => state === 'asked').slice(0, MOST_SHOWN);
          if (open.length === 0) return <EmptyState title={t('inquiry.empty')} help={t('inquiry.emptyHelp')} />;
          return (
            <ul className="time-line">
              {open.map(({ id, dueAt }) => (
                <li key={id} className="row">
                  <Link to="/merchant/promises">{id}</Link>
                  <Due dueAt={dueAt} />
                </li>
              ))}
            </ul>
          );
        }}
      </Answer>
    </section>
  );
};

const SanctionsNow = () => {
  const { t } = useTranslation('merchant');
  const query = useQuery(sanctionsQuery);
  return (
    <section className="sheet">
      <h2>{t('overview.sanctionsNow')}</h2>
      <Answer query={query}>
        {(sanctions) => {
          const biting = sanctions.filter(({ state }) => ['in-force', 'appealed', 'noticed'].includes(state));
          if (biting.length === 0) return <EmptyState title={t('sanction.none')} help={t('sanction.emptyHelp')} />;
          return (
            <ul className="time-line">
              {biting.slice(0, MOST_SHOWN).map(({ id, state, kind, target }) => (
                <li key={id} className="row">
                  <Link to={`/merchant/sanctions/${encodeURIComponent(id)}`}>
                    {t(`sanctionKind.${kind}`)} · {target.id}
                  </Link>
                  <SanctionTag state={state} />
                </li>
              ))}
            </ul>
          );
        }}
      </Answer>
    </section>
  );
};

/** What is due, by its day, and what bites now. */
export const ToDo = () => (
  <div className="grid">
    <CasesDue />
    <InquiriesDue />
    <SanctionsNow />
  </div>
);
