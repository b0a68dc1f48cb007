import { Input } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../../api/client.ts';
import type { Schema } from '../../api/schemas.ts';
import { ConfirmButton } from '../../components/confirm-button.tsx';
import { useChange } from '../../components/use-change.ts';
import { needsReason, type Step, stepsOf } from './form-rules.ts';

const GRAVE: readonly Step[] = ['impose', 'overturn', 'lift'];

interface Taken {
  readonly input: Step;
  readonly reason: string;
}

/** The steps that may follow, each with what it means. */
export const StepButtons = ({ sanction }: { readonly sanction: Schema<'Sanction'> }) => {
  const { t } = useTranslation('sanctions');
  const [reason, setReason] = useState('');
  const fieldId = useId();
  const { id } = sanction;
  const step = useChange({
    make: ({ input, reason: said }: Taken) =>
      answerOf(api.POST('/v1/sanctions/steps', { body: { ids: [id], input, ...(said !== '' && { reason: said }) } })),
    touches: [['sanction', id], ['sanctions']],
    done: (_, { input }) => t('step.done', { step: t(`input.${input}`) }),
  });
  const steps = stepsOf(sanction);
  if (steps.length === 0) return <p className="soft">{t('step.none')}</p>;
  return (
    <div className="stack no-print">
      <h3>{t('step.head')}</h3>
      {steps.some(needsReason) ? (
        <div>
          <label htmlFor={fieldId}>{t('step.reason')}</label>
          <Input.TextArea id={fieldId} rows={2} value={reason} onChange={({ target }) => setReason(target.value)} />
          <div className="soft">{t('step.reasonHelp')}</div>
        </div>
      ) : null}
      <div className="row">
        {steps.map((input) => (
          <ConfirmButton
            key={input}
            label={t(`input.${input}`)}
            title={t(`input.${input}`)}
            consequence={t(`step.means.${input}`)}
            isGrave={GRAVE.includes(input)}
            disabled={needsReason(input) && reason.trim() === ''}
            onConfirm={() => step.mutateAsync({ input, reason: needsReason(input) ? reason.trim() : '' })}
          />
        ))}
      </div>
    </div>
  );
};
