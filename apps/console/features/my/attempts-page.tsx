import { useSearchParams } from 'react-router';
import { Button } from '../../components/button.tsx';
import { ChoiceRow } from '../../components/choice-row.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { Loading } from '../../components/loading.tsx';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { When } from '../../components/when.tsx';
import { AttemptEntry } from './attempt-entry.tsx';
import { dayOfInstant } from './china-clock.ts';
import { type Attempt, CHANNELS, type Channel } from './choices.ts';
import { MyPage } from './my-page.tsx';
import { useAttempts } from './questions.ts';
import { useSay } from './use-say.ts';

const DECISIONS = ['every', 'refuse', 'allow'] as const;
const ANY = 'any';

interface Filter {
  readonly decision: 'refuse' | 'allow' | undefined;
  readonly channel: Channel | undefined;
  readonly set: (field: 'decision' | 'channel', value: string | undefined) => void;
}

const useFilter = (): Filter => {
  const [query, setQuery] = useSearchParams();
  const set = (field: string, value: string | undefined): void => {
    const next = new URLSearchParams(query);
    if (value === undefined) next.delete(field);
    else next.set(field, value);
    setQuery(next, { replace: true });
  };
  const asked = query.get('decision');
  return {
    decision: asked === 'refuse' || asked === 'allow' ? asked : undefined,
    channel: CHANNELS.find((channel) => channel === query.get('channel')),
    set,
  };
};

const FilterRow = ({ decision, channel, set }: Filter) => {
  const { t } = useSay();
  return (
    <div className="stack no-print">
      <ChoiceRow
        label={t('attempts.shown')}
        value={decision ?? 'every'}
        onChange={(chosen) => set('decision', chosen === 'every' ? undefined : chosen)}
        options={DECISIONS.map((value) => ({ value, label: t(`attempts.${value}`) }))}
      />
      <select
        className="input"
        aria-label={t('form.channel')}
        value={channel ?? ANY}
        onChange={({ target }) => set('channel', target.value === ANY ? undefined : target.value)}
      >
        <option value={ANY}>{t('attempts.anyChannel')}</option>
        {CHANNELS.map((each) => (
          <option key={each} value={each}>
            {t(`channel.${each}`)}
          </option>
        ))}
      </select>
    </div>
  );
};

const Days = ({ attempts }: { readonly attempts: readonly Attempt[] }) => {
  const days = [...new Set(attempts.map(({ at }) => dayOfInstant(at)))];
  return days.map((day) => {
    const ofDay = attempts.filter(({ at }) => dayOfInstant(at) === day);
    return (
      <section key={day}>
        <h2 className="day">
          <When at={ofDay[0]?.at ?? day} form="day" />
        </h2>
        <ul className="sheet plain-list attempts">
          {ofDay.map((attempt) => (
            <AttemptEntry key={attempt.id} attempt={attempt} />
          ))}
        </ul>
      </section>
    );
  });
};

/** Every call and message that reached for this number, by day. */
export const AttemptsPage = () => {
  const { t } = useSay();
  const filter = useFilter();
  const attempts = useAttempts(filter.decision);
  const all = attempts.data?.pages.flatMap(({ items }) => items) ?? [];
  const shown = all.filter(({ channel }) => filter.channel === undefined || channel === filter.channel);
  const isFiltered = filter.decision !== undefined || filter.channel !== undefined;
  return (
    <MyPage title={t('attempts.title')} help={t('attempts.help')}>
      <FilterRow {...filter} />
      {attempts.isPending ? <Loading /> : null}
      {attempts.isError ? <ProblemAlert error={attempts.error} again={() => void attempts.refetch()} /> : null}
      {attempts.isSuccess && !attempts.hasNextPage && shown.length === 0 ? (
        <EmptyState
          title={t(isFiltered ? 'attempts.noneTitle' : 'attempts.emptyTitle')}
          help={t(isFiltered ? 'attempts.noneHelp' : 'attempts.emptyHelp')}
        />
      ) : null}
      <Days attempts={shown} />
      {attempts.hasNextPage ? (
        <Button isWide isBusy={attempts.isFetchingNextPage} onClick={() => void attempts.fetchNextPage()}>
          {t('more')}
        </Button>
      ) : null}
    </MyPage>
  );
};
