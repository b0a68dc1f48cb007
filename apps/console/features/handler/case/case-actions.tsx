import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type CaseInput, type CaseSheet, useHandName, useMyId } from '../questions.ts';
import { useTellLanguage } from '../use-tell-language.ts';
import { CaseStep } from './case-step.tsx';
import { ProposeFromCase } from './propose-from-case.tsx';

type Next = NonNullable<CaseSheet['next']>[number];

/** Steps of the other side stand among those that are not possible; they are never offered. */
const OFFERED: readonly CaseInput[] = ['forward', 'return', 'uphold', 'reject', 'tell', 'reopen'];

const NotPossible = ({ steps }: { readonly steps: readonly Next[] }) => {
  const { t } = useTranslation('handler');
  const language = useTellLanguage();
  if (steps.length === 0) return null;
  return (
    <details>
      <summary>{t('action.notPossible', { count: steps.length })}</summary>
      <dl className="facts">
        {steps.map(({ input, why }) => (
          <div key={input} className="row">
            <dt>{t(`input.${input}`)}</dt>
            <dd>{why?.[language]}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
};

/** What can be done with the case now, what each step would come to, and what is not possible and why. */
export const CaseActions = ({ sheet }: { readonly sheet: CaseSheet }) => {
  const { t } = useTranslation('handler');
  const [chosen, setChosen] = useState<CaseInput>();
  const myId = useMyId();
  const next = sheet.next ?? [];
  const possible = next.filter(({ input, why }) => why === undefined && OFFERED.includes(input));
  const step = possible.find(({ input }) => input === chosen);
  const handName = useHandName();
  const others = sheet.assignee === myId ? undefined : sheet.assignee;
  return (
    <section className="sheet stack no-print">
      <h2>{t('action.title')}</h2>
      {others === undefined ? null : <p className="warn">{t('action.others', { who: handName(others) })}</p>}
      {possible.length === 0 ? <p className="soft">{t('action.none')}</p> : null}
      <div className="row">
        {possible.map(({ input }) => (
          <Button
            key={input}
            type={input === chosen ? 'primary' : 'default'}
            aria-pressed={input === chosen}
            onClick={() => setChosen(input === chosen ? undefined : input)}
          >
            {t(`input.${input}`)}
          </Button>
        ))}
        <ProposeFromCase sheet={sheet} />
      </div>
      {step === undefined ? null : <CaseStep key={step.input} sheet={sheet} step={step} />}
      <NotPossible steps={next.filter(({ why }) => why !== undefined)} />
    </section>
  );
};
