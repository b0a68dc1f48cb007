import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { answerOf, api } from '../../../api/client.ts';
import { Answer } from '../../../components/answer.tsx';
import { Chart } from '../../../components/chart.tsx';
import { Count, Share } from '../../../components/count.tsx';
import { EmptyState } from '../../../components/empty-state.tsx';
import { PageHead } from '../../../components/page-head.tsx';
import { useChanged } from '../../../components/use-changed.ts';
import { askOwnFigures, type OwnFigures } from '../asked.ts';
import { CASES_KEY, type Case, STATES, useMyId } from '../questions.ts';
import '../handler.css';

const LIMIT = 200;
const PAGES_MAX = 10;
const BAR_MAX_PX = 48;

const askMine = async (assignee: string): Promise<readonly Case[]> => {
  const found: Case[] = [];
  let after: string | undefined;
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const query = { assignee, limit: LIMIT, ...(after === undefined ? {} : { after }) };
    const { items, next } = await answerOf(api.GET('/v1/cases', { params: { query } }));
    found.push(...items);
    if (next === undefined) break;
    after = next;
  }
  return found;
};

const isLate = ({ dueAt, isPaused }: Case): boolean =>
  dueAt !== undefined && isPaused !== true && Date.parse(dueAt) <= Date.now();

/** What lies on my desk now. */
const Desk = ({ cases }: { readonly cases: readonly Case[] }) => {
  const { t } = useTranslation('handler');
  const late = cases.filter(isLate).length;
  const open = cases.filter(({ state }) => state !== 'closed').length;
  return (
    <>
      <div className="grid">
        <section className="sheet">
          <h2>{t('me.open')}</h2>
          <p className="figure">
            <Link to="/handler?assignee=me">
              <Count value={open} />
            </Link>
          </p>
        </section>
        <section className="sheet">
          <h2>{t('me.late')}</h2>
          <p className={late > 0 ? 'figure bad' : 'figure good'}>
            <Link to="/handler?assignee=me&overdue=true">
              <Count value={late} />
            </Link>
          </p>
        </section>
      </div>
      <section className="sheet">
        <h2>{t('queue.byState')}</h2>
        <dl className="facts">
          {STATES.map((state) => (
            <div key={state} className="row">
              <dt>{t(`state.${state}`)}</dt>
              <dd>
                <Count value={cases.filter((one) => one.state === state).length} />
              </dd>
            </div>
          ))}
        </dl>
      </section>
    </>
  );
};

/** What I decided in the last 90 days, week by week. */
const Decided = ({ figures }: { readonly figures: OwnFigures }) => {
  const { t } = useTranslation('handler');
  const { decided, late, medianWorkingDays, weeks } = figures;
  const option = useMemo(
    () => ({
      xAxis: { type: 'category', data: weeks.map(({ monday }) => monday) },
      yAxis: { type: 'value', minInterval: 1 },
      legend: {},
      series: [
        { type: 'bar', barMaxWidth: BAR_MAX_PX, name: t('me.decided'), data: weeks.map((week) => week.decided) },
        { type: 'bar', barMaxWidth: BAR_MAX_PX, name: t('me.decidedLate'), data: weeks.map((week) => week.late) },
      ],
    }),
    [weeks, t],
  );
  return (
    <>
      <div className="grid">
        <section className="sheet">
          <h2>{t('me.decided')}</h2>
          <p className="figure">
            <Count value={decided} />
          </p>
        </section>
        <section className="sheet">
          <h2>{t('me.lateShare')}</h2>
          <p className="figure">{decided === 0 ? '–' : <Share value={late / decided} />}</p>
        </section>
        <section className="sheet">
          <h2>{t('me.median')}</h2>
          <p className="figure">{medianWorkingDays ?? '–'}</p>
        </section>
      </div>
      <Chart
        title={t('me.weeks')}
        option={option}
        table={{
          head: [t('me.week'), t('me.decided'), t('me.decidedLate')],
          rows: weeks.map((week) => [week.monday, week.decided, week.late]),
        }}
      />
    </>
  );
};

/** Own work: what lies on the desk, and what was decided how soon. */
export const MyWorkPage = () => {
  const { t } = useTranslation('handler');
  const myId = useMyId();
  const mine = useQuery({
    queryKey: [...CASES_KEY, 'mine', myId],
    queryFn: () => askMine(myId ?? ''),
    enabled: myId !== undefined,
  });
  const figures = useQuery({ queryKey: [...CASES_KEY, 'own-figures'], queryFn: askOwnFigures });
  useChanged({
    case: [
      [...CASES_KEY, 'mine'],
      [...CASES_KEY, 'own-figures'],
    ],
  });
  return (
    <>
      <PageHead title={t('me.title')} help={t('me.help')} />
      {myId === undefined ? (
        <EmptyState title={t('me.nobody')} help={t('me.nobodyHelp')} />
      ) : (
        <Answer
          query={mine}
          isEmpty={(cases) => cases.length === 0}
          empty={
            <EmptyState title={t('me.none')} help={t('me.noneHelp')}>
              <Link to="/handler">{t('queue.title')}</Link>
            </EmptyState>
          }
        >
          {(cases) => <Desk cases={cases} />}
        </Answer>
      )}
      {figures.data ? <Decided figures={figures.data} /> : null}
    </>
  );
};
