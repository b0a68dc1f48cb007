import { useQuery } from '@tanstack/react-query';
import { Alert, Button, Input, Tag } from 'antd';
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { answerOf, api } from '../../api/client.ts';
import { BigList } from '../../components/big-list.tsx';
import { CsvButton } from '../../components/csv-button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { PagesAnswer } from '../../components/pages-answer.tsx';
import { csvOf, saveFile } from '../../components/save-file.ts';
import { useChange } from '../../components/use-change.ts';
import { usePages } from '../../components/use-pages.ts';
import { When } from '../../components/when.tsx';
import { type AuditRow, checkChain } from './audit-chain.ts';
import { dayOf, spanOfDay } from './instant-field.ts';

const LIMIT = 200;
const DAY_MS = 86_400_000;
const WEEK_DAYS = 7;

const Checkpoint = () => {
  const { t } = useTranslation('regulator');
  const sign = useChange({
    make: () => answerOf(api.POST('/v1/audit/checkpoints')),
    touches: [['audit']],
    after: ({ line, sequence }) => saveFile(`audit-checkpoint-${sequence}.txt`, `${line}\n`),
    done: ({ sequence }) => t('audit.signed', { sequence }),
  });
  return (
    <Button loading={sign.isPending} onClick={() => sign.mutate(undefined)}>
      {t('audit.sign')}
    </Button>
  );
};

/** What a chain is checked by is what came: made again in this browser, not told by the server. */
const ChainAlert = ({ rows }: { readonly rows: readonly AuditRow[] }) => {
  const { t } = useTranslation('regulator');
  const last = rows.at(-1)?.sequence ?? 0;
  const { data } = useQuery({
    queryKey: ['audit-chain', rows.length, rows[0]?.sequence, last],
    queryFn: () => checkChain(rows),
  });
  if (data === undefined) return null;
  return data.broken.length === 0 ? (
    <Alert
      type="success"
      showIcon
      title={t('audit.whole', { count: data.checked })}
      description={t('audit.wholeHelp')}
    />
  ) : (
    <Alert
      type="error"
      showIcon
      title={t('audit.broken', { rows: data.broken.slice(0, 10).join('、') })}
      description={t('audit.brokenHelp')}
    />
  );
};

interface AuditFilterProps {
  readonly subject: string;
  readonly since: string;
  readonly onFilter: (subject: string, since: string) => void;
}

const AuditFilter = ({ subject, since, onFilter }: AuditFilterProps) => {
  const { t } = useTranslation('regulator');
  const [subjectId, sinceId] = [useId(), useId()];
  const [said, setSaid] = useState({ subject, since });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onFilter(said.subject.trim(), said.since);
  };
  return (
    <form className="row no-print" onSubmit={submit}>
      <label htmlFor={subjectId}>{t('audit.subject')}</label>
      <Input
        id={subjectId}
        className="narrow-field"
        value={said.subject}
        placeholder="case:case-1"
        onChange={({ target }) => setSaid({ ...said, subject: target.value })}
      />
      <label htmlFor={sinceId}>{t('audit.since')}</label>
      <input
        id={sinceId}
        type="date"
        value={said.since}
        onChange={({ target }) => setSaid({ ...said, since: target.value })}
      />
      <Button htmlType="submit" type="primary">
        {t('audit.filter')}
      </Button>
    </form>
  );
};

const useColumns = () => {
  const { t } = useTranslation('regulator');
  const { t: common } = useTranslation();
  return [
    { title: t('audit.sequence'), width: '80px', cell: ({ sequence }: AuditRow) => sequence },
    { title: t('audit.at'), width: '190px', cell: ({ at }: AuditRow) => <When at={at} form="second" /> },
    {
      title: t('audit.act'),
      width: '80px',
      cell: ({ act }: AuditRow) => <Tag color={act === 'change' ? 'blue' : 'default'}>{t(`audit.acts.${act}`)}</Tag>,
    },
    { title: t('audit.what'), width: 'minmax(150px, 1.2fr)', cell: ({ what }: AuditRow) => what },
    {
      title: t('audit.about'),
      width: 'minmax(160px, 1.5fr)',
      cell: ({ subject }: AuditRow) => `${subject.kind}:${subject.id}`,
    },
    { title: t('audit.who'), width: 'minmax(100px, 1fr)', cell: ({ who }: AuditRow) => who },
    {
      title: t('audit.role'),
      width: '110px',
      cell: ({ role }: AuditRow) => common(`role.${role}`, { defaultValue: role }),
    },
    { title: t('audit.hash'), width: '120px', cell: ({ hash }: AuditRow) => <code>{hash.slice(0, 12)}</code> },
  ];
};

/** Who read and who changed what, with the chain checked in the browser. */
export const AuditPage = () => {
  const { t } = useTranslation('regulator');
  const [search, setSearch] = useSearchParams();
  const subject = search.get('subject') ?? '';
  const since = search.get('since') ?? dayOf(Date.now() - WEEK_DAYS * DAY_MS);
  const pages = usePages<AuditRow>(['audit', subject, since], (after) =>
    answerOf(
      api.GET('/v1/audit', {
        params: {
          query: {
            limit: LIMIT,
            ...after,
            ...(subject !== '' && { subject }),
            ...(since !== '' && { since: spanOfDay(since).since }),
          },
        },
      }),
    ),
  );
  const columns = useColumns();
  const save = () =>
    saveFile(
      'audit.csv',
      csvOf([
        ['sequence', 'at', 'who', 'role', 'act', 'what', 'subject', 'previous', 'hash'],
        ...pages.rows.map((row) => [
          row.sequence,
          row.at,
          row.who,
          row.role,
          row.act,
          row.what,
          `${row.subject.kind}:${row.subject.id}`,
          row.previous,
          row.hash,
        ]),
      ]),
      'text/csv',
    );
  return (
    <div className="stack">
      <PageHead title={t('audit.title')} help={t('audit.help')} actions={<Checkpoint />} />
      <AuditFilter
        subject={subject}
        since={since}
        onFilter={(wanted, from) => setSearch({ subject: wanted, since: from })}
      />
      <PagesAnswer pages={pages} empty={<EmptyState title={t('audit.emptyTitle')} help={t('audit.empty')} />}>
        {(rows) => (
          <>
            <ChainAlert rows={rows} />
            <CsvButton onSave={save} />
            <BigList
              label={t('audit.title')}
              rows={rows}
              columns={columns}
              keyOf={({ sequence }) => sequence}
              onNearEnd={pages.onNearEnd}
            />
          </>
        )}
      </PagesAnswer>
    </div>
  );
};
