import { useQuery } from '@tanstack/react-query';
import { Alert, Button, Select } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../../../api/client.ts';
import { ConfirmButton } from '../../../components/confirm-button.tsx';
import { useChange } from '../../../components/use-change.ts';
import { CopyText } from '../copy-text.tsx';
import { KEPT, linesQuery } from '../questions.ts';

export const RevokeKeyButton = ({ id, calls }: { readonly id: string; readonly calls: number }) => {
  const { t } = useTranslation('merchant');
  const revoke = useChange({
    make: () => answerOf(api.DELETE('/v1/keys/{id}', { params: { path: { id } } })),
    touches: [KEPT.keys],
    done: () => t('keys.revoked'),
  });
  return (
    <ConfirmButton
      isGrave
      button={{ size: 'small' }}
      label={t('keys.revoke')}
      title={t('keys.revokeAsk', { id })}
      consequence={t('keys.revokeMeans', { calls })}
      onConfirm={() => revoke.mutateAsync(undefined)}
    />
  );
};

/** A key for the merchant's own system, on lines that it has; shown once. */
export const NewKey = () => {
  const { t } = useTranslation('merchant');
  const lines = useQuery(linesQuery);
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const id = useId();
  const make = useChange({
    make: (ids: readonly string[]) => answerOf(api.POST('/v1/keys', { body: { role: 'merchant', lines: [...ids] } })),
    touches: [KEPT.keys],
    done: () => t('keys.made'),
    after: () => setChosen([]),
  });
  return (
    <div className="stack no-print">
      <h3>{t('keys.make')}</h3>
      <div className="field">
        <label htmlFor={id}>{t('keys.lines')}</label>
        <Select
          id={id}
          mode="multiple"
          value={[...chosen]}
          onChange={(ids) => setChosen(ids)}
          options={(lines.data ?? []).map((line) => ({ value: line.id, label: line.name }))}
        />
      </div>
      <Button loading={make.isPending} onClick={() => make.mutate(chosen)}>
        {t('keys.make')}
      </Button>
      {make.data?.key === undefined ? null : (
        <Alert type="success" showIcon title={t('keys.once')} description={<CopyText text={make.data.key} />} />
      )}
    </div>
  );
};
