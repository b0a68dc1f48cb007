import { useQuery } from '@tanstack/react-query';
import { Alert, Button, Progress } from 'antd';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { answerOf, api } from '../../api/client.ts';
import type { Schema } from '../../api/schemas.ts';
import { Answer } from '../../components/answer.tsx';
import { Chart } from '../../components/chart.tsx';
import { Count } from '../../components/count.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { maskedNumber } from '../../components/masked-number.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { useChange } from '../../components/use-change.ts';
import { useReasonText } from '../../components/use-reasons.ts';
import { When, whenText } from '../../components/when.tsx';
import { WideTable } from '../../components/wide-table.tsx';
import { ExplanationPair } from './explanation-pair.tsx';
import { ReplayStateTag } from './replays-page.tsx';

const ASK_AGAIN_MS = 500;
const WHOLE = 100;
type Replay = Schema<'Replay'>;
type Result = Schema<'ReplayResult'>;

const Running = ({ replay }: { readonly replay: Replay }) => {
  const { t } = useTranslation('regulator');
  const cancel = useChange({
    make: (id: string) => answerOf(api.POST('/v1/replays/{id}/cancellation', { params: { path: { id } } })),
    touches: [['replay', replay.id], ['replays']],
    done: () => t('replay.cancelled'),
  });
  const { done, total } = replay;
  const percent = total === undefined || total === 0 ? 0 : Math.floor((done * WHOLE) / total);
  return (
    <section className="sheet stack" aria-live="polite">
      <div className="row">
        <ReplayStateTag state={replay.state} />
        <span>
          <Count value={done} />
          {total === undefined ? null : (
            <>
              {' / '}
              <Count value={total} />
            </>
          )}
        </span>
        <Button onClick={() => cancel.mutate(replay.id)} loading={cancel.isPending}>
          {t('replay.cancel')}
        </Button>
      </div>
      <Progress percent={percent} aria-label={t('replay.progress')} />
    </section>
  );
};

const Totals = ({ result }: { readonly result: Result }) => {
  const { t, i18n } = useTranslation('regulator');
  const left = Object.entries(result.notReplayed).filter(([, count]) => count > 0);
  return (
    <section className="sheet stack">
      <h2>{t('flip.head')}</h2>
      <div className="grid narrow">
        {(['decisions', 'flips', 'nowRefused', 'nowAllowed', 'otherReason'] as const).map((name) => (
          <div key={name}>
            <div className="soft">{t(`flip.${name}`)}</div>
            <div className="figure">
              <Count value={result.totals[name]} />
            </div>
          </div>
        ))}
      </div>
      <p className="soft">{result.note[i18n.language === 'zh' ? 'zh' : 'en']}</p>
      {left.map(([why, count]) => (
        <Alert
          key={why}
          type="warning"
          showIcon
          title={t(`flip.left.${why}`, { count, defaultValue: `${why}: ${count}` })}
        />
      ))}
    </section>
  );
};

const Pairs = ({ pairs }: { readonly pairs: Result['pairs'] }) => {
  const { t } = useTranslation('regulator');
  const reasonText = useReasonText();
  return (
    <section className="sheet">
      <h2>{t('flip.pairs')}</h2>
      <WideTable
        pagination={{ pageSize: 20, hideOnSinglePage: true }}
        rowKey={({ from, to }) => `${from} ${to}`}
        dataSource={[...pairs]}
        columns={[
          { title: t('flip.from'), render: (_, { from }) => reasonText(from) },
          { title: t('flip.to'), render: (_, { to }) => reasonText(to) },
          { title: t('flip.kind'), render: (_, { kind }) => t(`flip.${kind}`) },
          { title: t('flip.count'), render: (_, { count }) => <Count value={count} /> },
        ]}
      />
    </section>
  );
};

const FLIPS = ['nowRefused', 'nowAllowed', 'otherReason'] as const;
const FLIP_COLOURS = { nowRefused: '#c2410c', nowAllowed: '#0f766e', otherReason: '#6b7280' } as const;

const Series = ({ series }: { readonly series: Result['series'] }) => {
  const { t, i18n } = useTranslation('regulator');
  // The contract says of each part when it begins in an example only.
  const rows = series as unknown as readonly ((typeof series)[number] & { readonly from: string })[];
  const option = useMemo(
    () => ({
      grid: { left: 60, right: 16, top: 32, bottom: 28 },
      legend: { top: 0 },
      xAxis: { type: 'category', data: rows.map(({ from }) => whenText(from, i18n.language, 'time')) },
      yAxis: { type: 'value', minInterval: 1 },
      series: FLIPS.map((kind) => ({
        type: 'bar',
        stack: 'all',
        name: t(`flip.${kind}`),
        itemStyle: { color: FLIP_COLOURS[kind] },
        data: rows.map((row) => row[kind]),
      })),
    }),
    [rows, i18n.language, t],
  );
  return (
    <Chart
      title={t('flip.series')}
      option={option}
      table={{
        head: [t('flip.at'), ...FLIPS.map((kind) => t(`flip.${kind}`))],
        rows: rows.map((row) => [row.from, ...FLIPS.map((kind) => row[kind])]),
      }}
    />
  );
};

const Examples = ({ id, examples }: { readonly id: string; readonly examples: Result['examples'] }) => {
  const { t } = useTranslation('regulator');
  const reasonText = useReasonText();
  const [opened, setOpened] = useState<string>();
  return (
    <section className="sheet">
      <h2>{t('flip.examples')}</h2>
      <WideTable
        pagination={{ pageSize: 10, hideOnSinglePage: true }}
        rowKey="id"
        dataSource={[...examples]}
        columns={[
          { title: t('flip.at'), render: (_, { at }) => <When at={at} form="second" /> },
          { title: t('flip.callee'), render: (_, { callee }) => maskedNumber(callee) },
          { title: t('flip.from'), render: (_, { recorded }) => reasonText(recorded.reason) },
          { title: t('flip.to'), render: (_, { replayed }) => reasonText(replayed.reason) },
          {
            title: t('flip.why'),
            render: (_, example) => (
              <Button size="small" onClick={() => setOpened(example.id)}>
                {t('flip.open')}
              </Button>
            ),
          },
        ]}
      />
      {opened === undefined ? null : (
        <ExplanationPair replay={id} decision={opened} onClose={() => setOpened(undefined)} />
      )}
    </section>
  );
};

/** One replay: how far it is, then what would flip. */
export const ReplayPage = () => {
  const { id = '' } = useParams();
  const { t } = useTranslation('regulator');
  const query = useQuery({
    queryKey: ['replay', id],
    queryFn: () => answerOf(api.GET('/v1/replays/{id}', { params: { path: { id } } })),
    refetchInterval: ({ state }) => (state.data?.state === 'running' ? ASK_AGAIN_MS : false),
  });
  return (
    <>
      <PageHead
        title={t('replay.of', { law: query.data?.law ?? id })}
        help={t('replay.resultHelp')}
        actions={<Button onClick={() => window.print()}>{t('print')}</Button>}
      />
      <Answer query={query}>
        {(replay) => {
          const { state, result } = replay;
          if (state === 'running') return <Running replay={replay} />;
          if (result === undefined)
            return (
              <EmptyState title={t(`replay.states.${state}`)} help={replay.problem?.title ?? t('replay.noResult')} />
            );
          return (
            <>
              <Totals result={result} />
              {result.totals.flips === 0 ? (
                <EmptyState title={t('flip.noneTitle')} help={t('flip.none')} />
              ) : (
                <>
                  <Pairs pairs={result.pairs} />
                  <Series series={result.series} />
                  <Examples id={id} examples={result.examples} />
                </>
              )}
            </>
          );
        }}
      </Answer>
    </>
  );
};
