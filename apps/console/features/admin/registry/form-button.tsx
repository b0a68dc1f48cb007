import { Button, Modal } from 'antd';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemAlert } from '../../../components/problem-alert.tsx';
import { useChange } from '../../../components/use-change.ts';
import { registryKey } from './noun-list.tsx';

interface FormButtonProps {
  readonly tab: string;
  readonly label: string;
  readonly isReady: boolean;
  readonly save: () => Promise<unknown>;
  readonly children: ReactNode;
}

/** Registers, or changes what is registered; every gate knows within a second. */
export const FormButton = ({ tab, label, isReady, save, children }: FormButtonProps) => {
  const { t } = useTranslation('admin');
  const { t: common } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  const change = useChange({
    make: save,
    touches: [registryKey(tab), ['names'], ['organisations']],
    done: () => t('registry.saved'),
    after: () => setOpen(false),
  });
  return (
    <>
      <Button type="primary" onClick={() => setOpen(true)}>
        {label}
      </Button>
      <Modal
        open={isOpen}
        title={label}
        okText={common('change.save')}
        cancelText={common('change.cancel')}
        okButtonProps={{ disabled: !isReady, loading: change.isPending }}
        onOk={() => change.mutate(undefined)}
        onCancel={() => setOpen(false)}
      >
        <div className="stack">
          {children}
          {change.isError ? <ProblemAlert error={change.error} /> : null}
        </div>
      </Modal>
    </>
  );
};
