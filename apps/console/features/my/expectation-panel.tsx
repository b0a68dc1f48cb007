import { useId, useState } from 'react';
import { Button } from '../../components/button.tsx';
import { Folded } from '../../components/folded.tsx';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { When, whenText } from '../../components/when.tsx';
import { type Expectation, endExpectation, expectCall } from './asked.ts';
import { Chips } from './chips.tsx';
import { CATEGORIES, type Category, toggled } from './choices.ts';
import { useExpectation } from './questions.ts';
import { useShownNumber } from './shown-number.ts';
import { useMyChange } from './use-my-change.ts';
import { useSay } from './use-say.ts';

const HOURS = [1, 2, 4, 8, 24] as const;

const Expected = ({ expected, until }: { readonly expected: Expectation; readonly until: string }) => {
  const { t, join } = useSay();
  const { number } = useShownNumber();
  const end = useMyChange({ make: () => endExpectation(number), done: () => t('expect.ended') });
  return (
    <div className="row apart">
      <p className="good">
        {t('expect.now', { categories: join(expected.categories.map((category) => t(`category.${category}`))) })}{' '}
        <strong>
          <When at={until} />
        </strong>
      </p>
      <Button onClick={() => end.mutate(undefined)} isBusy={end.isPending}>
        {t('expect.end')}
      </Button>
    </div>
  );
};

const ExpectForm = () => {
  const { t, language } = useSay();
  const { number } = useShownNumber();
  const id = useId();
  const [categories, setCategories] = useState<readonly Category[]>([]);
  const [hours, setHours] = useState<number>(2);
  const expect = useMyChange({
    make: () => expectCall(number, { categories, hours }),
    done: ({ until }) => t('expect.opened', { until: until === undefined ? '' : whenText(until, language) }),
    undo: () => endExpectation(number),
  });
  return (
    <Folded summary={t('expect.title')}>
      <div className="stack">
        <p className="soft">{t('expect.help')}</p>
        <Chips
          label={t('expect.about')}
          all={CATEGORIES}
          chosen={categories}
          nameOf={(category) => t(`category.${category}`)}
          onToggle={(category) => setCategories(toggled(CATEGORIES, categories, category))}
        />
        <div className="row">
          <label htmlFor={id}>{t('expect.hours')}</label>
          <select id={id} className="input" value={hours} onChange={({ target }) => setHours(Number(target.value))}>
            {HOURS.map((count) => (
              <option key={count} value={count}>
                {t('expect.forHours', { count })}
              </option>
            ))}
          </select>
          <Button
            look="primary"
            disabled={categories.length === 0}
            isBusy={expect.isPending}
            onClick={() => expect.mutate(undefined)}
          >
            {t('expect.open')}
          </Button>
        </div>
      </div>
    </Folded>
  );
};

/** For some hours, chosen kinds of calls come through. */
export const ExpectationPanel = () => {
  const { t } = useSay();
  const { data: expected, error, refetch } = useExpectation();
  if (expected === undefined && error !== null) return <ProblemAlert error={error} again={() => void refetch()} />;
  // In its place before it is known: what is below would move under the thumb.
  return (
    <section className="sheet" aria-label={t('expect.title')}>
      {expected?.until === undefined ? <ExpectForm /> : <Expected expected={expected} until={expected.until} />}
    </section>
  );
};
