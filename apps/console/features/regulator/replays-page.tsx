import { useQuery } from '@tanstack/react-query';
import { Button, Select, Tag } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { answerOf, api } from '../../api/client.ts';
import type { Schema } from '../../api/schemas.ts';
import { Answer } from '../../components/answer.tsx';
import { Count } from '../../components/count.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { useChange } from '../../components/use-change.ts';
import { When } from '../../components/when.tsx';
import { WideTable } from '../../components/wide-table.tsx';
import { dayOf, spanOfDay } from './instant-field.ts';
import { useLaws } from './law-page.tsx';

const ASK_AGAIN_MS = 1_000;

const StartReplay = () => {
  const { t } = useTranslation('regulator');
  const go = useNavigate();
  const [search] = useSearchParams();
  const laws = useLaws();
  const [lawId, dayId] = [useId(), useId()];
  const [law, setLaw] = useState(search.get('law') ?? '');
  const [day, setDay] = useState(() => dayOf(Date.now()));
  const [recount, setRecount] = useState(false);
  const start = useChange({
    make: (body: Schema<'ReplayInput'>) => answerOf(api.POST('/v1/replays', { body })),
    touches: [['replays']],
    after: ({ id }) => void go(`/regulator/replays/${id}`),
  });
  const options = (laws.data?.items ?? []).map(({ id }) => ({ value: id, label: id }));
  return (
    <section className="sheet stack no-print">
      <h2>{t('replay.start')}</h2>
      <div className="row">
        <label htmlFor={lawId}>{t('replay.law')}</label>
        <Select id={lawId} value={law} options={options} onChange={setLaw} style={{ minWidth: 180 }} />
        <label htmlFor={dayId}>{t('replay.day')}</label>
        <input
          id={dayId}
          type="date"
          value={day}
          max={dayOf(Date.now())}
          onChange={({ target }) => setDay(target.value)}
        />
        <label>
          <input type="checkbox" checked={recount} onChange={({ target }) => setRecount(target.checked)} />{' '}
          {t('replay.recount')}
        </label>
        <Button
          type="primary"
          disabled={law === '' || day === ''}
          loading={start.isPending}
          onClick={() => start.mutate({ law, ...spanOfDay(day), recount })}
        >
          {t('replay.begin')}
        </Button>
      </div>
      <p className="soft">{t('replay.startHelp')}</p>
    </section>
  );
};

const COLOURS = { running: 'blue', done: 'green', cancelled: 'default', failed: 'volcano' } as const;

export const ReplayStateTag = ({ state }: { readonly state: Schema<'Replay'>['state'] }) => {
  const { t } = useTranslation('regulator');
  return <Tag color={COLOURS[state]}>{t(`replay.states.${state}`)}</Tag>;
};

/** What another law would have changed: begin a replay, and those that ran. */
export const ReplaysPage = () => {
  const { t } = useTranslation('regulator');
  const replays = useQuery({
    queryKey: ['replays'],
    queryFn: async () => (await answerOf(api.GET('/v1/replays'))).items,
    refetchInterval: ({ state }) => (state.data?.some((one) => one.state === 'running') ? ASK_AGAIN_MS : false),
  });
  return (
    <>
      <PageHead title={t('replay.title')} help={t('replay.help')} />
      <StartReplay />
      <section className="sheet">
        <h2>{t('replay.list')}</h2>
        <Answer
          query={replays}
          isEmpty={(all) => all.length === 0}
          empty={<EmptyState title={t('replay.emptyTitle')} help={t('replay.empty')} />}
        >
          {(all) => (
            <WideTable
              pagination={false}
              rowKey="id"
              dataSource={[...all]}
              columns={[
                { title: t('replay.id'), render: (_, { id }) => <Link to={`/regulator/replays/${id}`}>{id}</Link> },
                { title: t('replay.law'), dataIndex: 'law' },
                { title: t('replay.day'), render: (_, { since }) => <When at={since} form="day" /> },
                { title: t('replay.state'), render: (_, { state }) => <ReplayStateTag state={state} /> },
                { title: t('replay.done'), render: (_, { done }) => <Count value={done} /> },
              ]}
            />
          )}
        </Answer>
      </section>
    </>
  );
};
