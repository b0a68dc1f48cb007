import { useTranslation } from 'react-i18next';
import { DecisionTag } from '../../../components/decision-tag.tsx';
import { When } from '../../../components/when.tsx';
import type { CaseSheet } from '../questions.ts';

/** As a party is shown it; the contract leaves its shape open. */
interface SeenEvidence {
  readonly attempt?: {
    readonly at?: string;
    readonly decision?: {
      readonly id?: string;
      readonly decision?: string;
      readonly reason?: string;
      readonly text?: { readonly zh: string; readonly en: string };
    };
    readonly line?: { readonly id?: string; readonly name?: string };
    readonly consent?: { readonly words?: string };
    readonly content?: { readonly id?: string; readonly version?: number; readonly text?: string };
  };
  readonly noAttempt?: readonly { readonly text?: { readonly zh: string; readonly en: string } }[];
}

/** The attempt behind the complaint as the journal has it, or what it means that there is none. */
export const CaseEvidence = ({ sheet }: { readonly sheet: CaseSheet }) => {
  const { t, i18n } = useTranslation('merchant');
  const evidence = sheet.evidence as SeenEvidence | undefined;
  if (evidence === undefined) return null;
  const { attempt, noAttempt = [] } = evidence;
  const language = i18n.language === 'zh' ? 'zh' : 'en';
  return (
    <section className="sheet">
      <h2>{t('case.evidence')}</h2>
      {attempt === undefined ? (
        <ul>
          {noAttempt.map(({ text }) => (
            <li key={text?.en}>{text?.[language]}</li>
          ))}
        </ul>
      ) : (
        <dl className="facts">
          <dt>{t('case.attempt')}</dt>
          <dd>{attempt.at === undefined ? '' : <When at={attempt.at} form="second" />}</dd>
          <dt>{t('case.decision')}</dt>
          <dd>
            <DecisionTag
              decision={attempt.decision?.decision ?? ''}
              reason={attempt.decision?.reason ?? ''}
              {...(attempt.decision?.text === undefined ? {} : { text: attempt.decision.text })}
            />
          </dd>
          <dt>{t('lines.line')}</dt>
          <dd>{attempt.line?.name ?? attempt.line?.id ?? ''}</dd>
          <dt>{t('case.consentWords')}</dt>
          <dd className="words">{attempt.consent?.words ?? t('case.noConsent')}</dd>
          {attempt.content?.text === undefined ? null : (
            <>
              <dt>{t('content.one')}</dt>
              <dd className="words">{attempt.content.text}</dd>
            </>
          )}
        </dl>
      )}
    </section>
  );
};
