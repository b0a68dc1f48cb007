import { useMutation } from '@tanstack/react-query';
import { Alert, Button, Input, Select } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { answerOf, api } from '../../api/client.ts';
import type { Schema } from '../../api/schemas.ts';
import { ConfirmButton } from '../../components/confirm-button.tsx';
import { Count } from '../../components/count.tsx';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { useChange } from '../../components/use-change.ts';
import { type Held, monthsForgone, periodsOver, readHeld } from './bulletin-periods.ts';

const MONTHS = 24;

const COUNTED = [
  'subscribers',
  'protected',
  'protections',
  'complaints',
  'decisions',
  'stepsDue',
  'stepsLate',
  'exposed',
] as const;

const Report = ({ report }: { readonly report: Schema<'FrozenReport'> }) => {
  const { t } = useTranslation('regulator');
  return (
    <div className="grid narrow">
      {COUNTED.map((name) => (
        <div key={name}>
          <div className="soft">{t(`freeze.counts.${name}`)}</div>
          <div className="figure">
            <Count value={report.counts[name]} />
          </div>
        </div>
      ))}
    </div>
  );
};

const inputOf = (period: string, held: readonly Held[], dryRun: boolean): Schema<'FreezeInput'> => ({
  period,
  dryRun,
  ...(held.length > 0 && { subscribers: [...held] }),
});

const freeze = (body: Schema<'FreezeInput'>) => answerOf(api.POST('/v1/bulletins', { body }));

const HeldField = ({ text, onText }: { readonly text: string; readonly onText: (text: string) => void }) => {
  const { t } = useTranslation('regulator');
  const fieldId = useId();
  const { badLine } = readHeld(text);
  return (
    <details>
      <summary>{t('freeze.held')}</summary>
      <label htmlFor={fieldId}>{t('freeze.heldLabel')}</label>
      <Input.TextArea
        id={fieldId}
        rows={4}
        value={text}
        status={badLine === undefined ? '' : 'error'}
        onChange={({ target }) => onText(target.value)}
        placeholder="110000,party-sample-carrier,21540000"
      />
      <div className={badLine === undefined ? 'soft' : 'bad'}>
        {badLine === undefined ? t('freeze.heldHelp') : t('freeze.heldBad', { line: badLine })}
      </div>
    </details>
  );
};

/** Chooses a period, counts it without keeping anything, then freezes it for good. */
export const FreezeForm = ({ taken }: { readonly taken: readonly string[] }) => {
  const { t } = useTranslation('regulator');
  const go = useNavigate();
  const fieldId = useId();
  const options = periodsOver(Date.now(), MONTHS).filter((period) => !taken.includes(period));
  const [said, setSaid] = useState<string>();
  const period = said ?? options.find((one) => !one.includes('Q')) ?? '';
  const [heldText, setHeldText] = useState('');
  const { rows: held, badLine } = readHeld(heldText);
  const count = useMutation({
    mutationFn: (body: Schema<'FreezeInput'>) => freeze(body),
  });
  const keep = useChange({
    make: (body: Schema<'FreezeInput'>) => freeze(body),
    touches: [['bulletins']],
    done: (report) => t('freeze.done', { period: report.period }),
    after: (report) => void go(`/regulator/bulletins/${report.period}`),
  });
  const forgone = monthsForgone(period, taken);
  const report = count.data?.period === period ? count.data : undefined;
  return (
    <section className="sheet stack no-print">
      <h2>{t('freeze.head')}</h2>
      <div className="row">
        <label htmlFor={fieldId}>{t('country.period')}</label>
        <Select
          id={fieldId}
          showSearch
          value={period}
          onChange={setSaid}
          options={options.map((value) => ({ value, label: value }))}
          style={{ minWidth: 140 }}
        />
        <Button
          loading={count.isPending}
          disabled={period === '' || badLine !== undefined}
          onClick={() => count.mutate(inputOf(period, held, true))}
        >
          {t('freeze.preview')}
        </Button>
        <ConfirmButton
          label={t('freeze.freeze')}
          title={t('freeze.confirmTitle', { period })}
          disabled={report === undefined || badLine !== undefined}
          isGrave
          consequence={
            <div className="stack">
              <p>{t('freeze.means', { period })}</p>
              {forgone.length === 0 ? null : (
                <Alert type="warning" showIcon title={t('freeze.forgone', { months: forgone.join('、') })} />
              )}
              {report === undefined ? null : <Report report={report} />}
            </div>
          }
          onConfirm={() => keep.mutateAsync(inputOf(period, held, false))}
        />
      </div>
      <HeldField text={heldText} onText={setHeldText} />
      {count.isError ? <ProblemAlert error={count.error} /> : null}
      {report === undefined ? (
        <p className="soft">{t('freeze.first')}</p>
      ) : (
        <>
          <h3>{t('freeze.previewHead', { period })}</h3>
          <Report report={report} />
        </>
      )}
    </section>
  );
};
