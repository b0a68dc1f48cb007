import { Link, useParams } from 'react-router';
import type { components } from '../../api/contract.generated.ts';
import { Answer } from '../../components/answer.tsx';
import { Button } from '../../components/button.tsx';
import { DecisionTag } from '../../components/decision-tag.tsx';
import { NumberText, nationalNumber } from '../../components/masked-number.tsx';
import { When } from '../../components/when.tsx';
import type { Channel } from './choices.ts';
import { AskButton, RefuseButton } from './merchant-acts.tsx';
import { MyPage } from './my-page.tsx';
import { OutcomeText } from './outcome-text.tsx';
import { useContacts, useExplanation } from './questions.ts';
import { useNames } from './use-names.ts';
import { useSay } from './use-say.ts';
import { useListChange } from './use-wish.ts';

type Explanation = components['schemas']['Explanation'];

/** Of the attempt, what a person reads of it. */
export interface SeenAttempt {
  readonly channel: Channel;
  readonly caller?: string;
  readonly text?: string;
}
interface Resolved {
  readonly merchant?: string;
  readonly purpose?: string;
}
interface Fact {
  readonly id?: string;
  readonly kind?: string;
  readonly words?: string;
  readonly receivedAt?: string;
}

const BASES = ['consent', 'request', 'relation'];

const WhatItWas = ({ found }: { readonly found: Explanation }) => {
  const { t } = useSay();
  const nameOf = useNames();
  const { channel, caller, text } = found.attempt as unknown as SeenAttempt;
  const { merchant, purpose } = found.resolved as Resolved;
  return (
    <>
      <dl className="facts">
        <dt>{t('attempt.from')}</dt>
        <dd>{caller === undefined ? t('attempts.unknownCaller') : <NumberText number={caller} />}</dd>
        {merchant === undefined ? null : (
          <>
            <dt>{t('attempt.merchant')}</dt>
            <dd>{nameOf(merchant)}</dd>
          </>
        )}
        <dt>{t('attempt.at')}</dt>
        <dd>
          <When at={found.at} form="second" />
        </dd>
        <dt>{t('attempt.how')}</dt>
        <dd>
          {t(`channel.${channel}`)}
          <OutcomeText outcome={found.outcome} before=" · " />
        </dd>
        {purpose === undefined ? null : (
          <>
            <dt>{t('attempt.purpose')}</dt>
            <dd>{t(`purpose.${purpose}`)}</dd>
          </>
        )}
      </dl>
      {text === undefined ? null : (
        <>
          <p className="soft">{t('attempt.text')}</p>
          <blockquote className="words">{text}</blockquote>
        </>
      )}
    </>
  );
};

const FactShown = ({ fact }: { readonly fact: Fact }) => {
  const { t } = useSay();
  const isBasis = fact.id !== undefined && BASES.includes(fact.kind ?? '');
  return (
    <section className="sheet stack" aria-labelledby="fact">
      <h2 id="fact">{t('attempt.fact')}</h2>
      {fact.words ? <blockquote className="words">{fact.words}</blockquote> : null}
      {fact.receivedAt === undefined ? null : (
        <p className="soft">
          {t('consent.receivedAt')} <When at={fact.receivedAt} form="second" />
        </p>
      )}
      <Link to={isBasis ? `/my/consents/${fact.id}` : '/my'}>
        {t(isBasis ? 'attempt.openConsent' : 'attempt.openNumber')}
      </Link>
    </section>
  );
};

const Steps = ({ found }: { readonly found: Explanation }) => {
  const { t, language } = useSay();
  const words = language === 'zh' ? 'zh' : 'en';
  const said = (answer: string): string =>
    answer === 'passed'
      ? t('attempt.passed')
      : answer === 'not asked'
        ? t('attempt.notAsked')
        : found.decision.text[words];
  return (
    <details className="sheet">
      <summary>{t('attempt.steps')}</summary>
      <ol className="steps">
        {found.steps.map(({ step, question, answer, answered }) => (
          <li key={step} className={answered ? 'decisive' : undefined}>
            {question[words]}
            <div className={answered ? 'decisive' : 'soft'}>
              {answered ? <strong>{t('attempt.decisive')} · </strong> : null}
              {said(answer)}
            </div>
          </li>
        ))}
      </ol>
      <p className={found.reproduced ? 'good' : 'bad'}>
        {t(found.reproduced ? 'attempt.reproduced' : 'attempt.notReproduced')}
      </p>
    </details>
  );
};

const Acts = ({ id, found }: { readonly id: string; readonly found: Explanation }) => {
  const { t } = useSay();
  const nameOf = useNames();
  const contacts = useContacts();
  const lists = useListChange();
  const { caller } = found.attempt as unknown as SeenAttempt;
  const { merchant } = found.resolved as Resolved;
  const list = found.decision.decision === 'allow' ? 'deny' : 'allow';
  const permissions = contacts.data?.mayContact.filter((basis) => basis.merchant === merchant).length ?? 0;
  return (
    <div className="row no-print">
      <Link className="link-button" to={`/my/complaints/new?attempt=${id}`}>
        {t('attempts.complain')}
      </Link>
      {caller === undefined ? null : (
        <Button
          isBusy={lists.isPending}
          onClick={() =>
            lists.mutate({
              list,
              caller,
              act: 'add',
              said: t(list === 'deny' ? 'attempt.denied' : 'attempt.allowed', { number: nationalNumber(caller) }),
            })
          }
        >
          {t(`attempt.${list}`)}
        </Button>
      )}
      {merchant === undefined ? null : (
        <>
          <AskButton merchant={merchant} name={nameOf(merchant)} />
          <RefuseButton merchant={merchant} name={nameOf(merchant)} permissions={permissions} />
        </>
      )}
    </div>
  );
};

/** Why one contact was refused or let through, in plain words. */
export const AttemptPage = () => {
  const { t, language } = useSay();
  const { id = '' } = useParams();
  const explanation = useExplanation(id);
  return (
    <MyPage title={t('attempt.title')}>
      <Answer query={explanation}>
        {(found) => (
          <>
            <section className="sheet stack">
              <p className="answer-line">
                <DecisionTag {...found.decision} />
              </p>
              <WhatItWas found={found} />
              <Acts id={id} found={found} />
            </section>
            {found.fact === undefined ? null : <FactShown fact={found.fact as Fact} />}
            <section className="sheet">
              <h2>{t('attempt.rule')}</h2>
              <p>{found.clause.title[language === 'zh' ? 'zh' : 'en']}</p>
              <p className="soft">{found.clause.source}</p>
            </section>
            <Steps found={found} />
          </>
        )}
      </Answer>
    </MyPage>
  );
};
