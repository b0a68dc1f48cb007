import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../../../api/client.ts';
import type { Schema } from '../../../api/schemas.ts';
import { Answer } from '../../../components/answer.tsx';
import { ConfirmButton } from '../../../components/confirm-button.tsx';
import { Count } from '../../../components/count.tsx';
import { TextField } from '../../../components/labelled.tsx';
import { ProblemAlert } from '../../../components/problem-alert.tsx';
import { useChange } from '../../../components/use-change.ts';

const PLAN_KEY = ['numbering'] as const;

const Differences = ({ report }: { readonly report: Schema<'NumberingReport'> }) => {
  const { t } = useTranslation('admin');
  const { gained, lost, movedProvince, movedCity, otherCarrier } = report.comparison;
  const rows = [
    [t('numbering.prefixes'), report.prefixes],
    [t('numbering.gained'), gained],
    [t('numbering.lost'), lost],
    [t('numbering.movedProvince'), movedProvince],
    [t('numbering.movedCity'), movedCity],
    [t('numbering.otherCarrier'), otherCarrier],
  ] as const;
  return (
    <dl className="facts">
      {rows.map(([name, value]) => [
        <dt key={`${name} name`}>{name}</dt>,
        <dd key={name}>
          <Count value={value} />
        </dd>,
      ])}
    </dl>
  );
};

/** Another plan from a list on the server's machine: compared first, then taken. */
const Replacing = () => {
  const { t } = useTranslation('admin');
  const [file, setFile] = useState('');
  const [from, setFrom] = useState('');
  const replace = useChange({
    make: (dryRun: boolean) =>
      answerOf(api.PUT('/v1/numbering', { body: { file: file.trim(), from: from.trim(), dryRun } })),
    touches: [PLAN_KEY, ['provinces']],
    done: ({ replaced }) => t(replaced ? 'numbering.done' : 'numbering.compared'),
  });
  const isReady = file.trim() !== '' && from.trim() !== '';
  return (
    <details>
      <summary>{t('numbering.replace')}</summary>
      <div className="stack">
        <TextField label={t('numbering.file')} help={t('numbering.fileHelp')} value={file} onChange={setFile} />
        <TextField label={t('numbering.from')} value={from} onChange={setFrom} />
        <div className="row">
          <Button disabled={!isReady} loading={replace.isPending} onClick={() => replace.mutate(true)}>
            {t('numbering.compare')}
          </Button>
          <ConfirmButton
            label={t('numbering.take')}
            title={t('numbering.ask')}
            consequence={
              replace.data === undefined ? t('numbering.compareFirst') : <Differences report={replace.data} />
            }
            isGrave
            disabled={!isReady || replace.data === undefined}
            onConfirm={() => replace.mutateAsync(false)}
          />
        </div>
        {replace.isError ? <ProblemAlert error={replace.error} /> : null}
        {replace.data === undefined ? null : <Differences report={replace.data} />}
      </div>
    </details>
  );
};

export const NumberingPlan = () => {
  const { t } = useTranslation('admin');
  const plan = useQuery({ queryKey: PLAN_KEY, queryFn: () => answerOf(api.GET('/v1/numbering')) });
  return (
    <section className="sheet stack">
      <h2>{t('numbering.title')}</h2>
      <p className="soft">{t('numbering.help')}</p>
      <Answer query={plan}>
        {({ plan: id, asOf, source, prefixes, provinces }) => (
          <dl className="facts">
            <dt>{t('numbering.plan')}</dt>
            <dd>{id}</dd>
            <dt>{t('numbering.asOf')}</dt>
            <dd>{asOf}</dd>
            <dt>{t('numbering.source')}</dt>
            <dd>{source}</dd>
            <dt>{t('numbering.prefixes')}</dt>
            <dd>
              <Count value={prefixes} />
            </dd>
            <dt>{t('numbering.provinces')}</dt>
            <dd>
              <Count value={provinces.length} />
            </dd>
          </dl>
        )}
      </Answer>
      <Replacing />
    </section>
  );
};
