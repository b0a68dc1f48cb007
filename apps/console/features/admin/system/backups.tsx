import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Progress } from 'antd';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../../../api/client.ts';
import type { Schema } from '../../../api/schemas.ts';
import { Count } from '../../../components/count.tsx';
import { TextField } from '../../../components/labelled.tsx';
import { ProblemAlert } from '../../../components/problem-alert.tsx';
import { useChange } from '../../../components/use-change.ts';

const PROGRESS_KEY = ['system', 'backup'] as const;
const RUNNING_MS = 500;
const IDLE_MS = 10_000;
const PER_CENT = 100;

const Running = ({ progress }: { readonly progress: Schema<'BackupProgress'> }) => {
  const { t } = useTranslation('admin');
  if (!progress.running) return <p className="soft">{t('backup.idle')}</p>;
  const { stage, doneBytes = 0, totalBytes = 0 } = progress;
  return (
    <div role="status">
      <p>{t(`backup.stage.${stage ?? 'copy'}`)}</p>
      <Progress
        percent={totalBytes === 0 ? 0 : Math.floor((doneBytes / totalBytes) * PER_CENT)}
        aria-label={t('backup.progress')}
      />
    </div>
  );
};

const Made = ({ backup }: { readonly backup: Schema<'Backup'> }) => {
  const { t } = useTranslation('admin');
  return (
    <Alert
      type="success"
      title={t('backup.made', { directory: backup.directory })}
      description={
        <>
          {t('backup.files')} <Count value={backup.files} />, {t('backup.bytes')} <Count value={backup.bytes} />.{' '}
          {t(backup.encrypted ? 'backup.encrypted' : 'backup.plain')}
        </>
      }
    />
  );
};

/** Everything is copied to the server's own machine while it serves. */
export const Backups = () => {
  const { t } = useTranslation('admin');
  const queries = useQueryClient();
  const [into, setInto] = useState('');
  const [keyFile, setKeyFile] = useState('');
  const progress = useQuery({
    queryKey: PROGRESS_KEY,
    queryFn: () => answerOf(api.GET('/v1/backups/progress')),
    refetchInterval: ({ state }) => (state.data?.running ? RUNNING_MS : IDLE_MS),
  });
  const back = useChange({
    make: () =>
      answerOf(
        api.POST('/v1/backups', {
          body: { into: into.trim(), ...(keyFile.trim() === '' ? {} : { keyFile: keyFile.trim() }) },
        }),
      ),
    touches: [PROGRESS_KEY],
    done: () => t('backup.done'),
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    back.mutate(undefined);
    // It runs while it answers: the progress is asked for at once.
    setTimeout(() => void queries.invalidateQueries({ queryKey: PROGRESS_KEY }), RUNNING_MS);
  };
  return (
    <section className="sheet stack">
      <h2>{t('backup.title')}</h2>
      <p className="soft">{t('backup.help')}</p>
      {progress.data === undefined ? null : <Running progress={progress.data} />}
      <form onSubmit={submit} className="stack">
        <TextField label={t('backup.into')} help={t('backup.intoHelp')} value={into} onChange={setInto} isRequired />
        <TextField label={t('backup.keyFile')} help={t('backup.keyFileHelp')} value={keyFile} onChange={setKeyFile} />
        <Button type="primary" htmlType="submit" disabled={into.trim() === ''} loading={back.isPending}>
          {t('backup.make')}
        </Button>
      </form>
      {back.isError ? <ProblemAlert error={back.error} /> : null}
      {back.data === undefined ? null : <Made backup={back.data} />}
    </section>
  );
};
