import { Button } from 'antd';
import { useDeferredValue, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { BigList, type BigListColumn } from '../../../components/big-list.tsx';
import { Count, countText } from '../../../components/count.tsx';
import { EmptyState } from '../../../components/empty-state.tsx';
import { maskedNumber } from '../../../components/masked-number.tsx';
import { saveFile } from '../../../components/save-file.ts';
import { When } from '../../../components/when.tsx';
import { downloadParts } from './download-parts.ts';
import type { Outcome, RowFilter } from './scrub-result.ts';
import { useReasonWords } from './use-reason-words.ts';
import type { ScrubState } from './use-scrub.ts';

const ALL = 'all';
const OUTCOMES = [ALL, 'allow', 'refuse', 'unreadable'] as const;
const LAST_DIGITS = 4;

/** As it stands in the list, its middle hidden. */
const shownNumber = (number: string): string => {
  const masked = maskedNumber(number.replace(/[\s-]/g, ''));
  return masked.length > LAST_DIGITS ? masked : number;
};

interface ScrubRowsProps {
  readonly name: string;
  readonly separator: string;
  readonly state: ScrubState;
  readonly filter: RowFilter;
  readonly onFilter: (filter: RowFilter) => void;
}

const Downloads = ({ name, separator, state }: Pick<ScrubRowsProps, 'name' | 'separator' | 'state'>) => {
  const { t } = useTranslation('merchant');
  const wordsOf = useReasonWords();
  const [isBusy, setBusy] = useState(false);
  const save = async (outcome: Outcome | undefined): Promise<void> => {
    setBusy(true);
    try {
      const parts = await downloadParts({ list: state.list, result: state.result, separator, outcome, wordsOf });
      const file = `${name.replace(/\.[^.]*$/, '')}-${outcome ?? ALL}.csv`;
      saveFile(file, new Blob([...parts], { type: 'text/csv' }));
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className="row no-print">
      <Button type="primary" disabled={isBusy || state.isRunning} onClick={() => void save('allow')}>
        {t('scrub.downloadAllowed')}
      </Button>
      <Button disabled={isBusy || state.isRunning} onClick={() => void save('refuse')}>
        {t('scrub.downloadRefused')}
      </Button>
      <Button disabled={isBusy || state.isRunning} onClick={() => void save(undefined)}>
        {t('scrub.downloadAll')}
      </Button>
    </div>
  );
};

interface OutcomeChoiceProps {
  readonly chosen: Outcome | typeof ALL | undefined;
  readonly onFilter: (filter: RowFilter) => void;
}

/** Plain buttons: a choice that measures itself would have the page laid out twice. */
const OutcomeChoice = ({ chosen, onFilter }: OutcomeChoiceProps) => {
  const { t } = useTranslation('merchant');
  return (
    <fieldset className="outcome-choice no-print">
      <legend className="sr-only">{t('scrub.filter')}</legend>
      {OUTCOMES.map((outcome) => (
        <button
          key={outcome}
          type="button"
          aria-pressed={outcome === chosen}
          onClick={() => onFilter(outcome === ALL ? {} : { outcome })}
        >
          {t(`outcome.${outcome}`)}
        </button>
      ))}
    </fieldset>
  );
};

const useColumns = ({ list, result }: ScrubState): readonly BigListColumn<number>[] => {
  const { t, i18n } = useTranslation('merchant');
  const wordsOf = useReasonWords();
  const { language } = i18n;
  return useMemo(
    () => [
      { title: t('scrub.row'), width: '6rem', cell: (row) => countText(row + 1, language) },
      {
        title: t('scrub.number'),
        width: '10rem',
        cell: (row) => <span className="number">{shownNumber(list.numbers[row] ?? '')}</span>,
      },
      { title: t('scrub.outcome'), width: '6rem', cell: (row) => t(`outcome.${result.rowOf(row)?.outcome}`) },
      {
        title: t('scrub.reason'),
        width: 'minmax(14rem, 1fr)',
        cell: (row) => {
          const answer = result.rowOf(row);
          return answer?.error ?? wordsOf(answer?.reason ?? '');
        },
      },
      {
        title: t('scrub.retryAt'),
        width: '10rem',
        cell: (row) => {
          const retryAt = result.rowOf(row)?.retryAt;
          return retryAt === undefined ? '' : <When at={retryAt} />;
        },
      },
    ],
    [list, result, t, language, wordsOf],
  );
};

/** The answered rows: any number of them, filtered by what became of them or why. */
export const ScrubRows = ({ name, separator, state, filter, onFilter }: ScrubRowsProps) => {
  const { t } = useTranslation('merchant');
  const columns = useColumns(state);
  const { result, answered } = state;
  const { outcome, reason } = filter;
  const shown = useDeferredValue(filter);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the result grows in place, and `answered` with it
  const rows = useMemo(() => result.rows(shown), [result, answered, shown]);
  return (
    <section className="stack">
      <div className="row apart">
        <div className="side-scroll">
          <OutcomeChoice chosen={reason === undefined ? (outcome ?? ALL) : undefined} onFilter={onFilter} />
        </div>
        <span role="status">
          <Count value={rows.length} /> {t('scrub.rows')}
        </span>
        <Downloads name={name} separator={separator} state={state} />
      </div>
      {rows.length === 0 ? (
        <EmptyState title={t('scrub.noneFound')} help={t('scrub.noneFoundHelp')} />
      ) : (
        <BigList label={t('scrub.result')} rows={rows} columns={columns} keyOf={(row) => row} rowPx={36} />
      )}
    </section>
  );
};
