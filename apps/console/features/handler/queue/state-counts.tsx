import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { Count, countText } from '../../../components/count.tsx';
import { STATES } from '../questions.ts';
import type { QueueFilter } from './queue-filter.ts';
import { useCounts } from './use-queue.ts';

interface StateCountsProps {
  readonly filter: QueueFilter;
  readonly onChoose: (filter: QueueFilter) => void;
}

/** How many cases stand in each state, and how many of them are late; each narrows the list to its own. */
export const StateCounts = ({ filter, onChoose }: StateCountsProps) => {
  const { t, i18n } = useTranslation('handler');
  const { data } = useCounts();
  const byState = new Map(data?.map((count) => [count.state, count]));
  const { state: chosen, ...rest } = filter;
  return (
    <fieldset className="state-counts">
      <legend className="hidden-words">{t('queue.byState')}</legend>
      {STATES.map((state) => {
        const { cases, overdue } = byState.get(state) ?? { cases: 0, overdue: 0 };
        return (
          <Button
            key={state}
            aria-pressed={chosen === state}
            type={chosen === state ? 'primary' : 'default'}
            onClick={() => onChoose(chosen === state ? rest : { ...rest, state })}
          >
            {t(`state.${state}`)} <Count value={cases} />
            {overdue === 0 ? null : (
              <strong className={chosen === state ? '' : 'bad'}>
                {t('queue.late', { count: overdue, said: countText(overdue, i18n.language) })}
              </strong>
            )}
          </Button>
        );
      })}
    </fieldset>
  );
};
