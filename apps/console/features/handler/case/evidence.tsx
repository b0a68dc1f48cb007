import { Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { DecisionTag } from '../../../components/decision-tag.tsx';
import { EmptyState } from '../../../components/empty-state.tsx';
import { maskedNumber } from '../../../components/masked-number.tsx';
import { When } from '../../../components/when.tsx';
import { Chain } from '../../cases/chain.tsx';
import type { CaseSheet } from '../questions.ts';
import { useTellLanguage } from '../use-tell-language.ts';
import { useWords } from '../use-words.ts';
import { type AttemptEvidence, evidenceOf } from './evidence-shape.ts';
import { ExplanationSteps } from './explanation-steps.tsx';
import { ShownConsent } from './shown-consent.tsx';

const Attempt = ({ attempt }: { readonly attempt: AttemptEvidence }) => {
  const { t } = useTranslation('handler');
  const { decision, at, match, content, recording, explanation, consent } = attempt;
  return (
    <div className="stack">
      <p>
        <DecisionTag {...decision} />
      </p>
      <dl className="facts">
        <dt>{t('evidence.at')}</dt>
        <dd>
          <When at={at} form="second" />
        </dd>
        <dt>{t('evidence.decision')}</dt>
        <dd>{decision.id}</dd>
        <dt>{t('evidence.law')}</dt>
        <dd>
          {decision.law} · {decision.clause} · {t('evidence.version', { version: decision.dataVersion })}
        </dd>
        <dt>{t('evidence.match')}</dt>
        <dd>
          <Tag>{t(`evidence.confidence.${match.confidence}`)}</Tag>
        </dd>
        {recording === undefined ? null : (
          <>
            <dt>{t('evidence.recording')}</dt>
            <dd>{recording.reference}</dd>
          </>
        )}
      </dl>
      <Chain {...attempt} />
      {consent === undefined ? null : <ShownConsent consent={consent} />}
      {content === undefined ? null : (
        <>
          <h3>{t('evidence.content', { id: content.id, version: content.version ?? 1 })}</h3>
          <p className="told words">{content.text}</p>
        </>
      )}
      {explanation === undefined ? (
        <p className="soft">{t('evidence.noExplanation')}</p>
      ) : (
        <ExplanationSteps explanation={explanation} />
      )}
    </div>
  );
};

/** What the case opened with; it does not change under the handler. */
export const Evidence = ({ sheet }: { readonly sheet: CaseSheet }) => {
  const { t } = useTranslation('handler');
  const { nameOf } = useWords();
  const language = useTellLanguage();
  const evidence = evidenceOf(sheet);
  if (evidence === undefined)
    return (
      <section className="sheet">
        <h2>{t('evidence.title')}</h2>
        <EmptyState title={t('evidence.none')} help={t('evidence.noneHelp')} />
      </section>
    );
  return (
    <section className="sheet stack">
      <h2>{t('evidence.title')}</h2>
      <p className="soft">
        {t('evidence.gathered')} <When at={evidence.gatheredAt} />
      </p>
      {evidence.attempt === undefined ? <p className="warn">{t('evidence.noAttempt')}</p> : null}
      {evidence.noAttempt.map(({ meaning, text }) => (
        <p key={meaning} className="told">
          {text[language]}
        </p>
      ))}
      {evidence.attempt === undefined ? null : <Attempt attempt={evidence.attempt} />}
      <h3>{t('evidence.earlier')}</h3>
      <ul>
        {(evidence.earlier ?? []).map(({ subject, count, latest }) => (
          <li key={`${subject.kind} ${subject.id}`}>
            {t(`subject.${subject.kind}`)} {subject.kind === 'number' ? maskedNumber(subject.id) : nameOf(subject.id)}:{' '}
            {t('evidence.complaints', { count })}
            {latest.length === 0 ? null : <span className="soft"> {latest.slice(0, 5).join(', ')}</span>}
          </li>
        ))}
      </ul>
    </section>
  );
};
