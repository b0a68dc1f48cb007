import { type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, type ButtonLook } from './button.tsx';
import { ProblemAlert } from './problem-alert.tsx';

interface ConfirmButtonProps {
  readonly label: string;
  readonly title: string;
  /** What follows from it, in numbers; asked for when the question is shown. */
  readonly consequence: ReactNode;
  readonly onConfirm: () => Promise<unknown>;
  readonly isGrave?: boolean;
  /** What it asks for is not filled in yet. */
  readonly isIncomplete?: boolean;
  readonly disabled?: boolean;
  readonly button?: Pick<ButtonLook, 'size' | 'look'>;
}

type QuestionProps = Omit<ConfirmButtonProps, 'disabled' | 'button'> & {
  readonly onClosed: () => void;
};

/** The browser's own dialog: it keeps the focus, and needs no style that the page's policy would stop. */
const Question = ({
  label,
  title,
  consequence,
  onConfirm,
  isGrave = false,
  isIncomplete = false,
  onClosed,
}: QuestionProps) => {
  const { t } = useTranslation();
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const [isBusy, setBusy] = useState(false);
  const [fault, setFault] = useState<unknown>();
  useEffect(() => dialog.current?.showModal(), []);
  const confirm = async (): Promise<void> => {
    setBusy(true);
    setFault(undefined);
    try {
      await onConfirm();
      dialog.current?.close();
    } catch (error) {
      // The question stays open, and says it too: while it is, nothing outside of it is read out.
      setFault(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <dialog ref={dialog} className="question" aria-labelledby={id} onClose={onClosed}>
      <h2 id={id}>{title}</h2>
      <div>{consequence}</div>
      {fault === undefined ? null : <ProblemAlert error={fault} />}
      <div className="row question-acts">
        <Button onClick={() => dialog.current?.close()}>{t('change.cancel')}</Button>
        <Button look="primary" isGrave={isGrave} disabled={isIncomplete} isBusy={isBusy} onClick={() => void confirm()}>
          {label}
        </Button>
      </div>
    </dialog>
  );
};

/** Asks before it acts, and shows the consequence. */
export const ConfirmButton = ({ isGrave = false, disabled = false, button, ...question }: ConfirmButtonProps) => {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button {...button} isGrave={isGrave} disabled={disabled} onClick={() => setOpen(true)}>
        {question.label}
      </Button>
      {isOpen ? <Question {...question} isGrave={isGrave} onClosed={() => setOpen(false)} /> : null}
    </>
  );
};
