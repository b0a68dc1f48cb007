import { Button, type ButtonProps, Modal } from 'antd';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';

interface ConfirmButtonProps {
  readonly label: string;
  readonly title: string;
  /** What follows from it, in numbers; asked for when the question is shown. */
  readonly consequence: ReactNode;
  readonly onConfirm: () => Promise<unknown>;
  readonly isGrave?: boolean;
  readonly disabled?: boolean;
  readonly button?: Pick<ButtonProps, 'size' | 'type' | 'icon'>;
}

/** Asks before it acts, and shows the consequence. */
export const ConfirmButton = ({
  label,
  title,
  consequence,
  onConfirm,
  isGrave = false,
  disabled = false,
  button,
}: ConfirmButtonProps) => {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const confirm = async (): Promise<void> => {
    setBusy(true);
    try {
      await onConfirm();
      setOpen(false);
    } catch {
      // Whoever makes the change has said why; the question stays open.
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <Button {...button} danger={isGrave} disabled={disabled} onClick={() => setOpen(true)}>
        {label}
      </Button>
      <Modal
        open={isOpen}
        title={title}
        okText={label}
        cancelText={t('change.cancel')}
        okButtonProps={{ danger: isGrave, loading: isBusy }}
        onOk={() => void confirm()}
        onCancel={() => setOpen(false)}
        destroyOnHidden
      >
        {consequence}
      </Modal>
    </>
  );
};
