import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Case } from '../questions.ts';
import { BulkAssign } from './bulk-assign.tsx';
import { BULK_INPUTS, type BulkInput } from './bulk-preview.ts';
import { BulkStep } from './bulk-step.tsx';

interface BulkBarProps {
  readonly cases: readonly Case[];
  readonly shown: number;
  readonly onAll: () => void;
  readonly onNone: () => void;
}

/** What can be done with the cases that are chosen. */
export const BulkBar = ({ cases, shown, onAll, onNone }: BulkBarProps) => {
  const { t } = useTranslation('handler');
  const [asked, setAsked] = useState<BulkInput | 'assign'>();
  const close = (): void => setAsked(undefined);
  const done = (): void => {
    close();
    onNone();
  };
  const isNone = cases.length === 0;
  return (
    <div className="row bulk-bar no-print">
      <span role="status">{isNone ? t('bulk.none') : t('bulk.chosen', { count: cases.length })}</span>
      <Button size="small" disabled={shown === 0} onClick={onAll}>
        {t('bulk.all')}
      </Button>
      <Button size="small" disabled={isNone} onClick={onNone}>
        {t('bulk.clear')}
      </Button>
      {BULK_INPUTS.map((input) => (
        <Button key={input} size="small" type="primary" ghost disabled={isNone} onClick={() => setAsked(input)}>
          {t(`input.${input}`)}
        </Button>
      ))}
      <Button size="small" disabled={isNone} onClick={() => setAsked('assign')}>
        {t('assign.title')}
      </Button>
      {asked === 'assign' ? <BulkAssign cases={cases} onClose={close} onDone={done} /> : null}
      {asked !== undefined && asked !== 'assign' ? (
        <BulkStep key={asked} input={asked} cases={cases} onClose={close} onDone={done} />
      ) : null}
    </div>
  );
};
