import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { Answer } from '../../../components/answer.tsx';
import { maskedNumber } from '../../../components/masked-number.tsx';
import { PageHead } from '../../../components/page-head.tsx';
import { When } from '../../../components/when.tsx';
import { Due } from '../../cases/due.tsx';
import { LinkButton } from '../link-button.tsx';
import { type CaseSheet, caseQuery } from '../questions.ts';
import { useWords } from '../scope.tsx';
import { useMerchantChanges } from '../use-merchant-changes.ts';
import { CaseAnswer, CaseAppeal } from './case-answer.tsx';
import { CaseEvidence } from './case-evidence.tsx';
import { CaseTag } from './case-tag.tsx';

const APPEALABLE: readonly CaseSheet['state'][] = ['upheld', 'rejected', 'closed'];

const Facts = ({ sheet }: { readonly sheet: CaseSheet }) => {
  const { t } = useTranslation('merchant');
  const words = useWords();
  return (
    <section className="sheet">
      <h2>{t('case.facts')}</h2>
      <dl className="facts">
        <dt>{t('case.state')}</dt>
        <dd>
          <CaseTag state={sheet.state} />
        </dd>
        <dt>{sheet.clock === undefined ? t('case.due') : t(`clock.${sheet.clock}`)}</dt>
        <dd>
          <Due dueAt={sheet.dueAt} isPaused={sheet.isPaused} />
        </dd>
        <dt>{t('case.opened')}</dt>
        <dd>
          <When at={sheet.openedAt} />
        </dd>
        <dt>{t('case.about')}</dt>
        <dd>
          {[
            sheet.channel === undefined ? '' : words('channel', [sheet.channel]),
            sheet.category === undefined ? '' : words('category', [sheet.category]),
          ]
            .filter(Boolean)
            .join(' · ')}
        </dd>
        <dt>{t('case.complaints')}</dt>
        <dd>{sheet.complaints}</dd>
      </dl>
    </section>
  );
};

const Complaint = ({ complaint }: { readonly complaint: CaseSheet['complaintsHeld'][number] }) => {
  const { t } = useTranslation('merchant');
  const { reported, complainant, channel, at, description, text } = complaint;
  return (
    <li>
      <p className="row">
        {at === undefined ? null : <When at={at} />}
        <span className="number">
          {reported === undefined ? '' : maskedNumber(reported)} →{' '}
          {complainant === undefined ? '' : maskedNumber(complainant)}
        </span>
        <span className="soft">{channel === undefined ? '' : t(`word.channel.${channel}`)}</span>
      </p>
      {description === undefined ? null : <p className="words">{description}</p>}
      {text === undefined ? null : (
        <blockquote className="words" title={t('case.messageText')}>
          {text}
        </blockquote>
      )}
    </li>
  );
};

const History = ({ sheet }: { readonly sheet: CaseSheet }) => {
  const { t, i18n } = useTranslation('merchant');
  const language = i18n.language === 'zh' ? 'zh' : 'en';
  return (
    <section className="sheet">
      <h2>{t('case.history')}</h2>
      <ol className="time-line">
        {sheet.steps.map(({ at, input, to, told, reason }) => (
          <li key={`${at} ${input}`}>
            <div className="row">
              <When at={at} />
              <strong>{t(`caseStep.${input}`)}</strong>
              <CaseTag state={to} />
            </div>
            <p className="soft words">{told[language]}</p>
            {reason === undefined ? null : (
              <p className="words">
                {t('case.reason')}: {reason}
              </p>
            )}
          </li>
        ))}
        {sheet.notes.map(({ id, at, text, attachments }) => (
          <li key={id}>
            <div className="row">
              <When at={at} />
              <strong>{t('case.ourAnswer')}</strong>
            </div>
            <p className="words">{text}</p>
            <ul>
              {attachments.map(({ name, sha256 }) => (
                <li key={sha256}>
                  <a href={`/v1/cases/${encodeURIComponent(sheet.id)}/attachments/${sha256}`} download={name}>
                    {name}
                  </a>
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ol>
    </section>
  );
};

/** A case as its party sees it: what is complained about, what was decided then, and answering in time. */
export const CasePage = () => {
  const { t } = useTranslation('merchant');
  const { id = '' } = useParams();
  const query = useQuery(caseQuery(id));
  useMerchantChanges();
  const actions = (
    <>
      <LinkButton to="/merchant/cases">{t('case.back')}</LinkButton>
      <Button onClick={() => window.print()}>{t('print')}</Button>
    </>
  );
  return (
    <>
      <PageHead title={t('case.one')} help={id} actions={actions} />
      <Answer query={query}>
        {(sheet) => (
          <>
            <Facts sheet={sheet} />
            {sheet.state === 'forwarded' ? <CaseAnswer id={id} /> : null}
            <section className="sheet">
              <h2>{t('case.complained')}</h2>
              <ul className="time-line">
                {sheet.complaintsHeld.map((complaint) => (
                  <Complaint key={complaint.id} complaint={complaint} />
                ))}
              </ul>
            </section>
            <CaseEvidence sheet={sheet} />
            <History sheet={sheet} />
            {APPEALABLE.includes(sheet.state) ? <CaseAppeal id={id} /> : null}
          </>
        )}
      </Answer>
    </>
  );
};
