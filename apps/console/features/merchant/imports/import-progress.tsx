import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Progress } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Answer } from '../../../components/answer.tsx';
import { Count } from '../../../components/count.tsx';
import { ProblemAlert } from '../../../components/problem-alert.tsx';
import { FilePlace } from '../../cases/file-place.tsx';
import { type Import, importQuery, KEPT } from '../questions.ts';
import { ImportRows } from './import-rows.tsx';
import { sendFile } from './send-file.ts';
import { type AskedImport, useBeginImport } from './use-begin-import.ts';

export const POLL_MS = 700;
const WHOLE = 100;
export const RUNS: readonly Import['state'][] = ['checking', 'running'];

const perCent = (part: number, whole: number): number => (whole === 0 ? 0 : Math.floor((part / whole) * WHOLE));

interface SendingProps {
  readonly one: Import;
  readonly file: File | undefined;
  readonly onFile: (file: File) => void;
}

/** Sends what is not there yet: at once or, after the page was left, when the same file is chosen again. */
const Sending = ({ one, file, onFile }: SendingProps) => {
  const { t } = useTranslation('merchant');
  const queries = useQueryClient();
  const [sent, setSent] = useState<number>();
  const [fault, setFault] = useState<unknown>();
  const send = async (whole: File): Promise<void> => {
    setFault(undefined);
    setSent(one.bytes);
    try {
      await sendFile({ id: one.id, file: whole, from: one.bytes }, setSent);
    } catch (error) {
      setFault(error);
      setSent(undefined);
    }
    await queries.invalidateQueries({ queryKey: KEPT.imports });
  };
  if (sent !== undefined)
    return <Progress percent={perCent(sent, file?.size ?? 1)} aria-label={t('import.sending')} status="active" />;
  return (
    <>
      {fault === undefined ? null : <ProblemAlert error={fault} />}
      {file === undefined ? (
        <FilePlace
          label={t('import.resumeHelp', { name: one.name })}
          button={t('import.chooseFile')}
          accept=".csv,.txt,text/csv"
          onFiles={([first]) => first !== undefined && onFile(first)}
        />
      ) : (
        <div className="row">
          <Button type="primary" onClick={() => void send(file)}>
            {t(one.bytes === 0 ? 'import.send' : 'import.resume')}
          </Button>
          <span className="soft">
            {file.name} · <Count value={one.bytes} /> / <Count value={file.size} /> B
          </span>
        </div>
      )}
    </>
  );
};

const Figures = ({ one }: { readonly one: Import }) => {
  const { t } = useTranslation('merchant');
  const figures = [
    ['import.rows', one.rows],
    [one.dryRun ? 'import.sound' : 'import.stated', one.stated],
    ['import.unchanged', one.unchanged],
    ['import.bad', one.bad],
    ['import.held', one.held],
  ] as const;
  return (
    <dl className="tiles">
      {figures.map(([key, value]) => (
        <div key={key}>
          <dt className="soft">{t(key)}</dt>
          <dd className="figure">
            <Count value={value} />
          </dd>
        </div>
      ))}
    </dl>
  );
};

interface ImportProgressProps {
  readonly id: string;
  readonly file: File | undefined;
  readonly onFile: (file: File) => void;
  /** How it was asked for, where it was begun on this page. */
  readonly asked: AskedImport | undefined;
  readonly onBegun: (id: string, asked: AskedImport) => void;
  readonly onNew: () => void;
}

/** After a dry run the same again, this time to be stated; else another. */
const NextStep = ({
  one,
  asked,
  onBegun,
  onNew,
}: Omit<ImportProgressProps, 'id' | 'file' | 'onFile'> & { one: Import }) => {
  const { t } = useTranslation('merchant');
  const begin = useBeginImport(onBegun);
  const isTried = one.dryRun && one.state === 'checked' && asked !== undefined;
  // Where any error stops it, or every row has one, nothing would come of it.
  const isOfUse = one.bad === 0 || (asked?.onError === 'quarantine' && one.bad < one.rows);
  return (
    <div className="row no-print">
      {isTried && isOfUse ? (
        <Button type="primary" loading={begin.isPending} onClick={() => begin.mutate({ ...asked, dryRun: false })}>
          {t(one.bad === 0 ? 'import.stateNow' : 'import.stateSound')}
        </Button>
      ) : null}
      <Button onClick={onNew}>{t('import.another')}</Button>
    </div>
  );
};

export const ImportProgress = ({ id, file, onFile, ...next }: ImportProgressProps) => {
  const { t } = useTranslation('merchant');
  const query = useQuery({
    ...importQuery(id),
    refetchInterval: ({ state }) => (state.data !== undefined && RUNS.includes(state.data.state) ? POLL_MS : false),
  });
  return (
    <Answer query={query}>
      {(one) => (
        <section className="sheet stack" aria-live="polite">
          <h2>
            {one.name} — {t(`importState.${one.state}`)}
            {one.dryRun ? ` · ${t('import.dry')}` : ''}
          </h2>
          {one.state === 'receiving' ? <Sending one={one} file={file} onFile={onFile} /> : <Figures one={one} />}
          {RUNS.includes(one.state) ? (
            <Progress
              percent={perCent(one.position, Math.max(one.rows, 1))}
              aria-label={t('import.running')}
              status="active"
            />
          ) : null}
          {one.problem === undefined ? null : <Alert type="error" showIcon title={one.problem} />}
          {one.bad + one.held > 0 ? <ImportRows one={one} /> : null}
          {one.state === 'receiving' ? null : <NextStep one={one} {...next} />}
        </section>
      )}
    </Answer>
  );
};
