import { useMutation } from '@tanstack/react-query';
import { Button, InputNumber, Tag } from 'antd';
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../../../api/client.ts';
import type { Schema } from '../../../api/schemas.ts';
import { Count } from '../../../components/count.tsx';
import { ProblemAlert } from '../../../components/problem-alert.tsx';
import { SubjectText } from './subject-text.tsx';

type Preview = Schema<'RatePreview'>;

const COLOURS = { below: 'green', unsure: 'gold', above: 'volcano' } as const;

const Found = ({ preview }: { readonly preview: Preview }) => {
  const { t } = useTranslation('handler');
  const { found, stoppedAttempts, attempts, rows, leftOut } = preview;
  return (
    <div className="stack">
      <p role="status">
        <strong>{t('threshold.found', { count: found })}</strong>{' '}
        {t('threshold.stopped', { stopped: stoppedAttempts, attempts })}
      </p>
      <section className="scroll-aside" aria-label={t('threshold.table')}>
        <table className="plain-table">
          <thead>
            <tr>
              <th>{t('finding.subject')}</th>
              <th>{t('threshold.verdict')}</th>
              <th>{t('finding.complaints')}</th>
              <th>{t('finding.attempts')}</th>
              <th>{t('threshold.foundOn')}</th>
              <th>{t('threshold.stops')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ subject, complaints, attempts: made, verdict, foundOn, stoppedAttempts: stops }) => (
              <tr key={`${subject.kind} ${subject.id}`}>
                <td>
                  <SubjectText subject={subject} />
                </td>
                <td>
                  <Tag color={COLOURS[verdict]}>{t(`threshold.verdicts.${verdict}`)}</Tag>
                </td>
                <td>
                  <Count value={complaints} />
                </td>
                <td>
                  <Count value={made} />
                </td>
                <td>{foundOn ?? '–'}</td>
                <td>
                  <Count value={stops} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {leftOut === 0 ? null : <p className="soft">{t('threshold.leftOut', { count: leftOut })}</p>}
    </div>
  );
};

interface AmountProps {
  readonly label: string;
  readonly value: number;
  readonly max: number;
  readonly onChange: (value: number) => void;
}

const Amount = ({ label, value, max, onChange }: AmountProps) => {
  const id = useId();
  return (
    <div className="labelled">
      <label htmlFor={id}>{label}</label>
      <InputNumber id={id} min={1} max={max} precision={0} value={value} onChange={(said) => onChange(said ?? 1)} />
    </div>
  );
};

const COMPLAINTS_MAX = 999_999;
const ATTEMPTS_MAX = 999_999_999;
const DAYS_MAX = 366;

/** What a threshold would have found over the last days; nothing is changed by looking. */
export const ThresholdPreview = () => {
  const { t } = useTranslation('handler');
  const [complaints, setComplaints] = useState(1);
  const [attempts, setAttempts] = useState(10_000);
  const [days, setDays] = useState(30);
  const preview = useMutation({
    mutationFn: () =>
      answerOf(api.POST('/v1/complaint-rates/preview', { body: { threshold: `${complaints}/${attempts}`, days } })),
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    preview.mutate();
  };
  return (
    <section className="sheet stack spaced">
      <h2>{t('threshold.title')}</h2>
      <p className="soft">{t('threshold.help')}</p>
      <form onSubmit={submit} className="filters">
        <Amount label={t('threshold.complaints')} value={complaints} max={COMPLAINTS_MAX} onChange={setComplaints} />
        <Amount label={t('threshold.attempts')} value={attempts} max={ATTEMPTS_MAX} onChange={setAttempts} />
        <Amount label={t('threshold.days')} value={days} max={DAYS_MAX} onChange={setDays} />
        <Button type="primary" htmlType="submit" loading={preview.isPending}>
          {t('threshold.look')}
        </Button>
      </form>
      {preview.isError ? <ProblemAlert error={preview.error} /> : null}
      {preview.data === undefined ? null : <Found preview={preview.data} />}
    </section>
  );
};
