import { Alert, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemAlert } from '../../../components/problem-alert.tsx';
import type { Case } from '../questions.ts';
import { ReasonField } from '../reason-field.tsx';
import { useCaseSteps } from '../use-case-steps.ts';
import { type BulkInput, type BulkPreview, previewBulk } from './bulk-preview.ts';

interface BulkStepProps {
  readonly input: BulkInput;
  readonly cases: readonly Case[];
  readonly onClose: () => void;
  readonly onDone: () => void;
}

const Preview = ({ input, preview }: { readonly input: BulkInput; readonly preview: BulkPreview }) => {
  const { t } = useTranslation('handler');
  const { able, complaints, states, partyless } = preview;
  return (
    <div className="stack">
      <p>
        <strong>{t('bulk.able', { count: able.length, step: t(`input.${input}`) })}</strong>{' '}
        {t('bulk.told', { count: complaints })}
      </p>
      <p className="soft">{t(`bulk.means.${input}`)}</p>
      {states.length + partyless === 0 ? null : (
        <Alert
          type="warning"
          title={t('bulk.leftOut')}
          description={
            <ul>
              {states.map(([state, count]) => (
                <li key={state}>{t('bulk.leftState', { count, state: t(`state.${state}`) })}</li>
              ))}
              {partyless === 0 ? null : <li>{t('bulk.leftParty', { count: partyless })}</li>}
            </ul>
          }
        />
      )}
      <p className="soft">{t('bulk.allOrNone')}</p>
    </div>
  );
};

/** One step in many cases: what it will do, asked before it is done. */
export const BulkStep = ({ input, cases, onClose, onDone }: BulkStepProps) => {
  const { t } = useTranslation('handler');
  const [reason, setReason] = useState('');
  const steps = useCaseSteps(onDone);
  const preview = previewBulk(input, cases);
  const template = input === 'uphold' || input === 'reject' ? input : undefined;
  const isReady = preview.able.length > 0 && (template === undefined || reason.trim() !== '');
  return (
    <Modal
      open
      title={t('bulk.title', { step: t(`input.${input}`), count: cases.length })}
      okText={t('bulk.confirm', { step: t(`input.${input}`), count: preview.able.length })}
      cancelText={t('action.cancel')}
      okButtonProps={{ disabled: !isReady, loading: steps.isPending }}
      onOk={() =>
        steps.mutate({
          cases: preview.able.map(({ id }) => id),
          input,
          ...(template === undefined ? {} : { reason }),
        })
      }
      onCancel={onClose}
    >
      <div className="stack">
        <Preview input={input} preview={preview} />
        {template === undefined ? null : (
          <ReasonField
            label={t('decide.reason')}
            help={t('decide.reasonHelp')}
            kind={template}
            value={reason}
            onChange={setReason}
          />
        )}
        {steps.isError ? <ProblemAlert error={steps.error} /> : null}
      </div>
    </Modal>
  );
};
