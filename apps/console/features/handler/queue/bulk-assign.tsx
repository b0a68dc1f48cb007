import { Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemAlert } from '../../../components/problem-alert.tsx';
import { HandField } from '../hand-field.tsx';
import { type Case, useMyId } from '../questions.ts';
import { useAssign } from '../use-case-steps.ts';

interface BulkAssignProps {
  readonly cases: readonly Case[];
  readonly onClose: () => void;
  readonly onDone: () => void;
}

export const BulkAssign = ({ cases, onClose, onDone }: BulkAssignProps) => {
  const { t } = useTranslation('handler');
  const [to, setTo] = useState(useMyId() ?? '');
  const assign = useAssign(onDone);
  const taken = cases.filter(({ assignee }) => assignee !== undefined && assignee !== to).length;
  return (
    <Modal
      open
      title={t('assign.many', { count: cases.length })}
      okText={t('assign.title')}
      cancelText={t('action.cancel')}
      okButtonProps={{ loading: assign.isPending }}
      onOk={() => assign.mutate({ cases: cases.map(({ id }) => id), to: to === '' ? null : to })}
      onCancel={onClose}
    >
      <div className="stack">
        <HandField value={to} onChange={setTo} />
        <p>{t('assign.taken', { count: taken })}</p>
        <p className="soft">{t('bulk.allOrNone')}</p>
        {assign.isError ? <ProblemAlert error={assign.error} /> : null}
      </div>
    </Modal>
  );
};
