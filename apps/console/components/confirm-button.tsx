import { type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, type ButtonLook } from './button.tsx';

interface ConfirmButtonProps {
  readonly label: string;
  readonly title: string;
  /** What follows from it, in numbers; asked for when the question is shown. */
  readonly consequence: ReactNode;
  readonly onConfirm: () => Promise<unknown>;
  readonly isGrave?: boolean;
  readonly disabled?: boolean;
  readonly button?: Pick<ButtonLook, 'size' | 'look'>;
}

type QuestionProps = Pick<ConfirmButtonProps, 'label' | 'title' | 'consequence' | 'onConfirm' | 'isGrave'> & {
  readonly onClosed: () => void;
};

/** The browser's own dialog: it keeps the focus, and needs no style that the page's policy would stop. */
const Question = ({ label, title, consequence, onConfirm, isGrave = false, onClosed }: QuestionProps) => {
  const { t } = useTranslation();
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const [isBusy, setBusy] = useState(false);
  useEffect(() => dialog.current?.showModal(), []);
  const confirm = async (): Promise<void> => {
    setBusy(true);
    try {
      await onConfirm();
      dialog.current?.close();
    } catch {
      // Whoever makes the change has said why; the question stays open.
    } finally {
      setBusy(false);
    }
  };
  return (
    <dialog ref={dialog} className="question" aria-labelledby={id} onClose={onClosed}>
      <h2 id={id}>{title}</h2>
      <div>{consequence}</div>
      <div className="row question-acts">
        <Button onClick={() => dialog.current?.close()}>{t('change.cancel')}</Button>
        <Button look="primary" isGrave={isGrave} isBusy={isBusy} onClick={() => void confirm()}>
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
