import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PageHead } from '../../../components/page-head.tsx';
import { type ReadList, readList } from '../records.ts';
import { ChooseList, type ChosenList } from './choose-list.tsx';
import { QuestionForm } from './question-form.tsx';
import type { RowFilter } from './scrub-result.ts';
import { ScrubRows } from './scrub-rows.tsx';
import { ScrubSummary } from './scrub-summary.tsx';
import { type ScrubQuestion, useScrub } from './use-scrub.ts';

const FIRST_QUESTION: ScrubQuestion = { channel: 'voice', purpose: 'marketing' };

/** The list as it was read, so that a preview and the run read it once. */
const useRead = () => {
  const [read, setRead] = useState<{ readonly chosen: ChosenList; readonly list: ReadList }>();
  return async (chosen: ChosenList): Promise<ReadList> => {
    if (read?.chosen === chosen) return read.list;
    const list = await readList(chosen.text, chosen.shape, chosen.column);
    setRead({ chosen, list });
    return list;
  };
};

/** Scrubs a list against the register, in the browser: what would be refused now, and why. It authorises nothing. */
export const ScrubPage = () => {
  const { t } = useTranslation('merchant');
  const [chosen, setChosen] = useState<ChosenList>();
  const [question, setQuestion] = useState(FIRST_QUESTION);
  const [filter, setFilter] = useState<RowFilter>({});
  const [isReading, setReading] = useState(false);
  const { state, start, cancel, forget } = useScrub();
  const read = useRead();
  const begin = async (isSample: boolean): Promise<void> => {
    if (chosen === undefined) return;
    setFilter({});
    setReading(true);
    const list = await read(chosen);
    setReading(false);
    await start(list, question, isSample);
  };
  const choose = (next: ChosenList | undefined): void => {
    forget();
    setChosen(next);
  };
  const isBusy = isReading || state?.isRunning === true;
  return (
    <>
      <PageHead title={t('scrub.title')} help={t('scrub.help')} />
      <ChooseList chosen={chosen} onChoose={choose} />
      <QuestionForm question={question} onChange={setQuestion} />
      <div className="sheet row no-print">
        <Button disabled={chosen === undefined || isBusy} onClick={() => void begin(true)}>
          {t('scrub.preview')}
        </Button>
        <Button type="primary" disabled={chosen === undefined || isBusy} onClick={() => void begin(false)}>
          {t('scrub.start')}
        </Button>
        <span className="soft">{t('scrub.keepsNothing')}</span>
      </div>
      {state === undefined || chosen === undefined ? null : (
        <>
          <ScrubSummary state={state} filter={filter} onFilter={setFilter} onCancel={cancel} />
          <ScrubRows
            name={chosen.name}
            separator={chosen.shape.separator}
            state={state}
            filter={filter}
            onFilter={setFilter}
          />
        </>
      )}
    </>
  );
};
