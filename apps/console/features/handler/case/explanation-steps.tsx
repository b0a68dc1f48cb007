import { Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { useReasonText } from '../../../components/use-reasons.ts';
import { useTellLanguage } from '../use-tell-language.ts';
import type { AttemptEvidence, StepShown } from './evidence-shape.ts';

const PLAIN: readonly string[] = ['passed', 'not asked'];

const Step = ({ shown }: { readonly shown: StepShown }) => {
  const { t } = useTranslation('handler');
  const language = useTellLanguage();
  const reasonText = useReasonText();
  const { step, question, looked, answer, answered } = shown;
  const said = PLAIN.includes(answer)
    ? t(`evidence.answer.${answer === 'passed' ? 'passed' : 'notAsked'}`)
    : reasonText(answer);
  return (
    <li>
      <span className="number">{step}</span>
      <span>{question[language]}</span>
      <span>{answered ? <Tag color="volcano">{said}</Tag> : <span className="soft">{said}</span>}</span>
      {Object.keys(looked).length === 0 ? null : (
        <details>
          <summary className="soft">{t('evidence.looked')}</summary>
          <pre>{JSON.stringify(looked, undefined, 2)}</pre>
        </details>
      )}
    </li>
  );
};

/** How the decision came about, question by question, and whether it comes out again. */
export const ExplanationSteps = ({
  explanation: { steps, reproduced },
}: {
  readonly explanation: NonNullable<AttemptEvidence['explanation']>;
}) => {
  const { t } = useTranslation('handler');
  return (
    <>
      <h3>{t('evidence.explanation')}</h3>
      <p className={reproduced ? 'good' : 'bad'}>{t(reproduced ? 'evidence.reproduced' : 'evidence.notReproduced')}</p>
      <ol className="steps-looked">
        {steps.map((shown) => (
          <Step key={shown.step} shown={shown} />
        ))}
      </ol>
    </>
  );
};
