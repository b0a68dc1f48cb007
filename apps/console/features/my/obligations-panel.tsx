import { Link } from 'react-router';
import { answerOf, api } from '../../api/client.ts';
import type { components } from '../../api/contract.generated.ts';
import { Answer } from '../../components/answer.tsx';
import { countText } from '../../components/count.tsx';
import { Mark } from '../../components/mark.tsx';
import { When } from '../../components/when.tsx';
import { useObligations } from './questions.ts';
import { ReasonButton } from './reason-button.tsx';
import { useShownNumber } from './shown-number.ts';
import { useMyChange } from './use-my-change.ts';
import { useNames } from './use-names.ts';
import { useSay } from './use-say.ts';

type Obligation = components['schemas']['Obligation'];
type Input = 'dispute' | 'waive';

/** What the person may do in each state. */
const ACTS: Readonly<Record<Obligation['state'], readonly Input[]>> = {
  owed: ['waive'],
  paid: ['dispute'],
  disputed: ['waive'],
  waived: [],
};
const DONE = { dispute: 'disputed', waive: 'waived' } as const;

const Entry = ({ obligation }: { readonly obligation: Obligation }) => {
  const { t, language } = useSay();
  const { forShown } = useShownNumber();
  const nameOf = useNames();
  const { id, merchant, amountYuan, state, owedAt, complaint, reason } = obligation;
  const step = useMyChange({
    make: ({ input, reason: why }: { readonly input: Input; readonly reason: string }) =>
      answerOf(api.POST('/v1/obligations/steps', { ...forShown, body: { obligations: [id], input, reason: why } })),
    done: (_, { input }) => t(`promises.${DONE[input]}`),
  });
  return (
    <li className="attempt stack">
      <div className="row apart">
        <strong>
          {t('promises.yuan', { yuan: countText(amountYuan, language) })} · {nameOf(merchant)}
        </strong>
        <Mark tone="soft">{t(`promises.state.${state}`)}</Mark>
      </div>
      {reason === undefined ? null : <p className="words">{reason}</p>}
      <div className="row apart">
        <span className="soft">
          <When at={owedAt} form="day" /> · <Link to={`/my/complaints/${complaint}`}>{t('complaint.title')}</Link>
        </span>
        <span className="row">
          {ACTS[state].map((input) => (
            <ReasonButton
              key={input}
              label={t(`promises.${input}`)}
              reasonLabel={t('promises.reason')}
              onReason={(why) => step.mutateAsync({ input, reason: why })}
            />
          ))}
        </span>
      </div>
    </li>
  );
};

/** Money that merchants promised for upheld complaints and owe to this person. */
export const ObligationsPanel = () => {
  const { t } = useSay();
  const obligations = useObligations();
  return (
    <section aria-labelledby="promises" className="sheet">
      <h2 id="promises">{t('promises.title')}</h2>
      <Answer
        query={obligations}
        isEmpty={({ items }) => items.length === 0}
        empty={<p className="soft">{t('promises.empty')}</p>}
      >
        {({ items }) => (
          <ul className="plain-list">
            {items.map((obligation) => (
              <Entry key={obligation.id} obligation={obligation} />
            ))}
          </ul>
        )}
      </Answer>
    </section>
  );
};
