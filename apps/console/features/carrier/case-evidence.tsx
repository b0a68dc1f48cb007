import { useTranslation } from 'react-i18next';
import type { Schema } from '../../api/schemas.ts';
import { DecisionTag } from '../../components/decision-tag.tsx';
import { When } from '../../components/when.tsx';
import { Chain, type ChainLink } from '../cases/chain.tsx';

/** As a party is shown it; the contract leaves its inside open. */
interface SeenEvidence {
  readonly gatheredAt: string;
  readonly attempt?: {
    readonly decision: Schema<'Decision'>;
    readonly at: string;
    readonly match: { readonly confidence: 'certain' | 'likely' | 'possible' };
    readonly line?: Pick<Schema<'Line'>, 'id' | 'name'>;
    readonly chain: readonly ChainLink[];
    readonly content?: { readonly id: string; readonly version?: number; readonly text: string };
    readonly recording?: { readonly reference: string };
  };
  readonly noAttempt: readonly { readonly meaning: string; readonly text: Schema<'Texts'> }[];
}

const Attempt = ({ attempt }: { readonly attempt: NonNullable<SeenEvidence['attempt']> }) => {
  const { t } = useTranslation('carrier');
  const { decision, at, match, content, recording } = attempt;
  return (
    <>
      <p>
        <DecisionTag {...decision} />
      </p>
      <dl className="facts">
        <dt>{t('case.attemptAt')}</dt>
        <dd>
          <When at={at} form="second" />
        </dd>
        <dt>{t('case.decision')}</dt>
        <dd className="words">{decision.id}</dd>
        <dt>{t('case.match')}</dt>
        <dd>{t(`case.matches.${match.confidence}`)}</dd>
        {recording === undefined ? null : (
          <>
            <dt>{t('case.recording')}</dt>
            <dd className="words">{recording.reference}</dd>
          </>
        )}
      </dl>
      <Chain {...attempt} />
      {content === undefined ? null : (
        <>
          <h3>{t('case.content', { id: content.id, version: content.version ?? 1 })}</h3>
          <p className="words">{content.text}</p>
        </>
      )}
    </>
  );
};

/**
 * Which attempt it was, over which line and chain, and what was said. What the person agreed to is between the person and the merchant: a
 * carrier does not need it to answer for its line.
 */
export const CaseEvidence = ({ sheet }: { readonly sheet: Schema<'CaseSheet'> }) => {
  const { t, i18n } = useTranslation('carrier');
  const evidence = sheet.evidence as SeenEvidence | undefined;
  if (evidence === undefined) return null;
  return (
    <section className="sheet stack">
      <h2>{t('case.evidence')}</h2>
      <p className="soft">
        {t('case.gathered')} <When at={evidence.gatheredAt} />
      </p>
      {evidence.noAttempt.map(({ meaning, text }) => (
        <p key={meaning}>{text[i18n.language === 'zh' ? 'zh' : 'en']}</p>
      ))}
      {evidence.attempt === undefined ? null : <Attempt attempt={evidence.attempt} />}
    </section>
  );
};
