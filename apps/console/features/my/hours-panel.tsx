import { useId, useState } from 'react';
import { Button } from '../../components/button.tsx';
import { DAYS, type HoursWindow, type Preference, toggled } from './choices.ts';
import { useSay } from './use-say.ts';
import { useWish } from './use-wish.ts';

const FIRST_WINDOW: HoursWindow = { days: [1, 2, 3, 4, 5], from: '09:00', to: '18:00' };

interface Draft {
  readonly key: number;
  readonly window: HoursWindow;
}
interface WindowFieldsProps {
  readonly nr: number;
  readonly window: HoursWindow;
  readonly onChange: (window: HoursWindow) => void;
  readonly onRemove: () => void;
}

const WindowFields = ({ nr, window, onChange, onRemove }: WindowFieldsProps) => {
  const { t } = useSay();
  const id = useId();
  const days = DAYS.map(String);
  return (
    <div className="hours-window stack">
      <fieldset className="chips days">
        <legend>{t('hours.window', { nr })}</legend>
        {days.map((day) => (
          <button
            key={day}
            type="button"
            className="chip"
            aria-pressed={window.days.includes(Number(day))}
            onClick={() => onChange({ ...window, days: [...toggled(DAYS, window.days, Number(day))] })}
          >
            {t(`hours.day.${day}`)}
          </button>
        ))}
      </fieldset>
      <div className="row">
        {(['from', 'to'] as const).map((end) => (
          <label key={end} htmlFor={`${id}${end}`}>
            {t(`hours.${end}`)}{' '}
            <input
              id={`${id}${end}`}
              type="time"
              className="input"
              required
              value={window[end] === '24:00' ? '00:00' : window[end]}
              onChange={({ target }) => onChange({ ...window, [end]: target.value })}
            />
          </label>
        ))}
        <Button look="text" onClick={onRemove} aria-label={t('removeOf', { what: t('hours.window', { nr }) })}>
          {t('remove')}
        </Button>
      </div>
    </div>
  );
};

/** When merchants may reach this person at all. */
export const HoursPanel = ({ wish }: { readonly wish: Preference }) => {
  const { t } = useSay();
  const change = useWish();
  // As in `BarsPanel`: what is not yet saved stays.
  const [kept, setDrafts] = useState<readonly Draft[]>();
  const drafts = kept ?? wish.hours.map((window, key) => ({ key, window }));
  const hours = drafts.map(({ window }) => window);
  const isChanged = JSON.stringify(hours) !== JSON.stringify(wish.hours);
  const isWhole = hours.every(({ days, from, to }) => days.length > 0 && from !== '' && to !== '');
  const add = (): void =>
    setDrafts([...drafts, { key: 1 + Math.max(-1, ...drafts.map(({ key }) => key)), window: FIRST_WINDOW }]);
  return (
    <section className="sheet stack" aria-labelledby="hours">
      <h2 id="hours">{t('hours.title')}</h2>
      <p className="soft">{t('hours.help')}</p>
      {drafts.length === 0 ? <p>{t('hours.none')}</p> : null}
      {drafts.map(({ key, window }, index) => (
        <WindowFields
          key={key}
          nr={index + 1}
          window={window}
          onChange={(next) => setDrafts(drafts.map((draft) => (draft.key === key ? { key, window: next } : draft)))}
          onRemove={() => setDrafts(drafts.filter((draft) => draft.key !== key))}
        />
      ))}
      {isWhole ? null : (
        <p role="status" className="warn">
          {t('hours.noDay')}
        </p>
      )}
      <div className="row">
        <Button onClick={add}>{t('hours.add')}</Button>
        <Button
          look="primary"
          disabled={!isChanged || !isWhole}
          isBusy={change.isPending}
          onClick={() =>
            change.mutate(
              { change: () => ({ hours }), said: t('hours.saved') },
              { onSuccess: () => setDrafts((now) => (now === kept ? undefined : now)) },
            )
          }
        >
          {t('save')}
        </Button>
        {isChanged ? <span className="warn">{t('number.unsaved')}</span> : null}
      </div>
    </section>
  );
};
