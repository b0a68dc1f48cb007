import { useId, useState } from 'react';
import { ConfirmButton } from '../../components/confirm-button.tsx';

interface ReasonButtonProps {
  readonly label: string;
  readonly help?: string;
  readonly reasonLabel: string;
  readonly onReason: (reason: string) => Promise<unknown>;
}

const REASON_CHARS = 2_000;

/** An act that says why: without a reason it is refused. */
export const ReasonButton = ({ label, help, reasonLabel, onReason }: ReasonButtonProps) => {
  const id = useId();
  const [reason, setReason] = useState('');
  return (
    <ConfirmButton
      label={label}
      title={label}
      consequence={
        <div className="stack">
          {help === undefined ? null : <p>{help}</p>}
          <label htmlFor={id}>{reasonLabel}</label>
          <textarea
            className="input area"
            id={id}
            rows={3}
            required
            maxLength={REASON_CHARS}
            value={reason}
            onChange={({ target }) => setReason(target.value)}
          />
        </div>
      }
      isIncomplete={reason.trim() === ''}
      onConfirm={() => onReason(reason.trim())}
    />
  );
};
