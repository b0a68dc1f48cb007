import { useTranslation } from 'react-i18next';
import { When } from '../../../components/when.tsx';
import { LastDay } from '../../cases/due.tsx';
import { CaseTag } from '../case-tag.tsx';
import type { CaseSheet } from '../questions.ts';
import { useTellLanguage } from '../use-tell-language.ts';

type Step = CaseSheet['steps'][number];

const HistoryStep = ({ step }: { readonly step: Step }) => {
  const { t } = useTranslation('handler');
  const language = useTellLanguage();
  const { at, input, to, who, role, reason, told, clock, dueAt, wasLate } = step;
  return (
    <li className="stack">
      <p className="row">
        <When at={at} />
        <strong>{t(`input.${input}`)}</strong>
        <CaseTag state={to} />
        <span className="soft">
          {[role === undefined ? undefined : t(`role.${role}`), who].filter(Boolean).join(' · ')}
        </span>
        {wasLate ? <strong className="bad">{t('history.late')}</strong> : null}
      </p>
      {reason === undefined ? null : (
        <p className="words">
          {t('history.why')} {reason}
        </p>
      )}
      <figure className="told">
        <figcaption className="soft">{t('history.told')}</figcaption>
        {told[language]}
      </figure>
      {clock === undefined || dueAt === undefined ? null : (
        <p className="soft">
          {t('history.clock', { clock: t(`clock.name.${clock}`) })} <LastDay dueAt={dueAt} />
        </p>
      )}
    </li>
  );
};

/** Who did what when and why, and what the person was told then. */
export const CaseHistory = ({ sheet }: { readonly sheet: CaseSheet }) => {
  const { t } = useTranslation('handler');
  return (
    <section className="sheet">
      <h2>{t('history.title')}</h2>
      <ol className="timeline">
        <li>
          <When at={sheet.openedAt} /> <strong>{t('history.opened')}</strong>
        </li>
        {sheet.steps.map((step, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: steps are written down in their order for good
          <HistoryStep key={at} step={step} />
        ))}
      </ol>
    </section>
  );
};
