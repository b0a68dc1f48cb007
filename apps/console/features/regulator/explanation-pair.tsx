import { useQuery } from '@tanstack/react-query';
import { Modal } from 'antd';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../../api/client.ts';
import type { Schema } from '../../api/schemas.ts';
import { Answer } from '../../components/answer.tsx';
import { DecisionTag } from '../../components/decision-tag.tsx';
import { useReasonText } from '../../components/use-reasons.ts';

interface ExplanationPairProps {
  readonly replay: string;
  readonly decision: string;
  readonly onClose: () => void;
}

type Explanation = Schema<'Explanation'>;

/** What a step says that did not end it; else it says a reason. */
const SAID: ReadonlySet<string> = new Set(['passed', 'not asked']);

const Steps = ({ title, explanation }: { readonly title: string; readonly explanation: Explanation }) => {
  const { t, i18n } = useTranslation('regulator');
  const reasonText = useReasonText();
  const language = i18n.language === 'zh' ? 'zh' : 'en';
  const { decision, clause, steps } = explanation;
  return (
    <section className="sheet">
      <h3>{title}</h3>
      <p>
        <DecisionTag decision={decision.decision} reason={decision.reason} text={decision.text} />
      </p>
      <p className="soft">
        {decision.law} · {clause.title[language]}
      </p>
      <ol className="steps">
        {steps.map(({ step, question, answer, answered }) => (
          <li key={step} value={step} className={answered ? 'answered' : ''}>
            {question[language]} <strong>{SAID.has(answer) ? t(`flip.answers.${answer}`) : reasonText(answer)}</strong>
          </li>
        ))}
      </ol>
    </section>
  );
};

/** The recorded decision beside the replayed one, step by step. Opening it is a reading that is logged. */
export const ExplanationPair = ({ replay, decision, onClose }: ExplanationPairProps) => {
  const { t } = useTranslation('regulator');
  const query = useQuery({
    queryKey: ['replay', replay, decision],
    queryFn: () =>
      answerOf(api.GET('/v1/replays/{id}/examples/{decision}', { params: { path: { id: replay, decision } } })),
  });
  return (
    <Modal open width={1_000} title={t('flip.pairTitle')} footer={null} onCancel={onClose}>
      <Answer query={query}>
        {({ recorded, replayed }) => (
          <div className="grid">
            <Steps title={t('flip.recorded')} explanation={recorded} />
            <Steps title={t('flip.replayed')} explanation={replayed} />
          </div>
        )}
      </Answer>
    </Modal>
  );
};
