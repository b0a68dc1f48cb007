import { Link } from 'react-router';
import { DecisionTag } from '../../components/decision-tag.tsx';
import { NumberText } from '../../components/masked-number.tsx';
import { When } from '../../components/when.tsx';
import type { Attempt } from './choices.ts';
import { OutcomeText } from './outcome-text.tsx';
import { useSay } from './use-say.ts';

/** One contact: who, when, how, and why it was refused or let through. */
export const AttemptEntry = ({ attempt }: { readonly attempt: Attempt }) => {
  const { t } = useSay();
  const { id, at, channel, caller, merchant, name, decision, reason, text, outcome } = attempt;
  return (
    <li className="attempt">
      <div className="row apart">
        <strong>
          {name ?? merchant ?? (caller === undefined ? t('attempts.unknownCaller') : <NumberText number={caller} />)}
        </strong>
        <span className="soft">
          <When at={at} form="time" />
        </span>
      </div>
      <div className="soft">
        {t(`channel.${channel}`)}
        {caller === undefined ? null : (
          <>
            {' · '}
            <NumberText number={caller} />
          </>
        )}
        <OutcomeText outcome={outcome} before=" · " />
      </div>
      <div className="row apart">
        <DecisionTag decision={decision} reason={reason} text={text} />
        <span className="row no-print">
          <Link to={`/my/attempts/${id}`}>{t('attempts.explain')}</Link>
          <Link to={`/my/complaints/new?attempt=${id}`}>{t('attempts.complain')}</Link>
        </span>
      </div>
    </li>
  );
};
