import { type FormEvent, useId, useState } from 'react';
import { Button } from '../../components/button.tsx';
import { Folded } from '../../components/folded.tsx';
import { NumberText, nationalNumber } from '../../components/masked-number.tsx';
import { useSay } from './use-say.ts';
import { type PersonalList, useListChange } from './use-wish.ts';

/** A personal list, allow or deny. */
export const ListPanel = ({ list, callers }: { readonly list: PersonalList; readonly callers: readonly string[] }) => {
  const { t } = useSay();
  const id = useId();
  const change = useListChange();
  const [caller, setCaller] = useState('');
  const add = (event: FormEvent): void => {
    event.preventDefault();
    const plain = caller.replaceAll(/[\s-]/g, '');
    change.mutate(
      { list, caller: plain, act: 'add', said: t('lists.added', { what: plain }) },
      { onSuccess: () => setCaller('') },
    );
  };
  return (
    <Folded
      className="list-panel"
      summary={
        <>
          {t(`lists.${list}`)} <span className="soft">{callers.length}</span>
        </>
      }
    >
      <p className="soft">{t(`lists.${list}Help`)}</p>
      {callers.length === 0 ? <p>{t(`lists.${list}Empty`)}</p> : null}
      <ul className="plain-list">
        {callers.map((each) => (
          <li key={each} className="row apart">
            <NumberText number={each} />
            <Button
              look="text"
              aria-label={t('removeOf', { what: nationalNumber(each) })}
              onClick={() =>
                change.mutate({
                  list,
                  caller: each,
                  act: 'remove',
                  said: t('lists.removed', { what: nationalNumber(each) }),
                })
              }
            >
              {t('remove')}
            </Button>
          </li>
        ))}
      </ul>
      <form className="row" onSubmit={add}>
        <label htmlFor={id}>{t('lists.number')}</label>
        <input
          id={id}
          className="input grow"
          inputMode="tel"
          required
          value={caller}
          onChange={({ target }) => setCaller(target.value)}
        />
        <Button type="submit" isBusy={change.isPending}>
          {t('add')}
        </Button>
      </form>
    </Folded>
  );
};
