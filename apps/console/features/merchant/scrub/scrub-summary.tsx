import { Button, Progress } from 'antd';
import { useTranslation } from 'react-i18next';
import { Count, Share } from '../../../components/count.tsx';
import { ProblemAlert } from '../../../components/problem-alert.tsx';
import type { Outcome, RowFilter } from './scrub-result.ts';
import { useReasonWords } from './use-reason-words.ts';
import type { ScrubState } from './use-scrub.ts';

const OUTCOMES: readonly Outcome[] = ['allow', 'refuse', 'unreadable'];
const WHOLE = 100;

const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);

const Tiles = ({ state: { result, answered } }: { readonly state: ScrubState }) => {
  const { t } = useTranslation('merchant');
  return (
    <>
      <dl className="tiles">
        {OUTCOMES.map((outcome) => (
          <div key={outcome}>
            <dt className="soft">{t(`outcome.${outcome}`)}</dt>
            <dd className="figure">
              <Count value={result.countOf(outcome)} />{' '}
              <small>
                <Share value={share(result.countOf(outcome), answered)} />
              </small>
            </dd>
          </div>
        ))}
      </dl>
      <svg className="share-bars" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
        {OUTCOMES.map((outcome, place) => {
          const from = OUTCOMES.slice(0, place).reduce((sum, before) => sum + result.countOf(before), 0);
          const width = share(result.countOf(outcome), answered) * WHOLE;
          return <rect key={outcome} className={outcome} x={share(from, answered) * WHOLE} width={width} height="4" />;
        })}
      </svg>
    </>
  );
};

interface SummaryProps {
  readonly state: ScrubState;
  readonly filter: RowFilter;
  readonly onFilter: (filter: RowFilter) => void;
  readonly onCancel: () => void;
}

const Reasons = ({ state: { result, answered }, filter, onFilter }: Omit<SummaryProps, 'onCancel'>) => {
  const { t } = useTranslation('merchant');
  const reasonWords = useReasonWords();
  return (
    <table className="plain-table">
      <thead>
        <tr>
          <th>{t('scrub.reason')}</th>
          <th>{t('scrub.outcome')}</th>
          <th className="amount">{t('scrub.rows')}</th>
          <th className="amount">{t('scrub.share')}</th>
        </tr>
      </thead>
      <tbody>
        {result.counts().map(({ reason, outcome, count }) => {
          const isChosen = filter.reason === reason && filter.outcome === outcome;
          return (
            <tr key={`${outcome} ${reason}`} className={isChosen ? 'chosen' : ''}>
              <th scope="row">
                <button
                  type="button"
                  className="text-button"
                  aria-pressed={isChosen}
                  onClick={() => onFilter(isChosen ? {} : { reason, outcome })}
                >
                  {reasonWords(reason)}
                </button>
              </th>
              <td>{t(`outcome.${outcome}`)}</td>
              <td className="amount">
                <Count value={count} />
              </td>
              <td className="amount">
                <Share value={share(count, answered)} />
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
};

/** How far it is, how fast, and what becomes of the rows so far; a reason is a filter. */
export const ScrubSummary = (props: SummaryProps) => {
  const { t } = useTranslation('merchant');
  const { state, onCancel } = props;
  const { result, isRunning, isSample, answered, rowsPerSecond, error } = state;
  const isCut = !isRunning && answered < result.total;
  return (
    <section className="sheet stack">
      <h2>{t(isSample ? 'scrub.sample' : 'scrub.result')}</h2>
      {isSample ? <p className="soft">{t('scrub.sampleHelp', { rows: result.total })}</p> : null}
      <div className="row apart">
        <span>
          <Count value={answered} /> / <Count value={result.total} /> {t('scrub.rows')} ·{' '}
          <Count value={rowsPerSecond} /> {t('scrub.perSecond')}
        </span>
        {isRunning ? <Button onClick={onCancel}>{t('scrub.cancel')}</Button> : null}
        {isCut && error === undefined ? <span className="warn">{t('scrub.cancelled')}</span> : null}
      </div>
      {isRunning ? (
        <Progress
          percent={Math.floor(share(answered, result.total) * WHOLE)}
          status="active"
          aria-label={t('scrub.running')}
        />
      ) : null}
      <p className="sr-only" role="status">
        {isRunning ? t('scrub.running') : t('scrub.ended', { rows: answered })}
      </p>
      {error === undefined ? null : <ProblemAlert error={error} />}
      <Tiles state={state} />
      <Reasons {...props} />
      <p className="soft">{t('scrub.sightHelp')}</p>
    </section>
  );
};
