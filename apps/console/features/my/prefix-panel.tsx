import { type FormEvent, useId, useState } from 'react';
import { Button } from '../../components/button.tsx';
import { Folded } from '../../components/folded.tsx';
import type { Preference } from './choices.ts';
import { useSay } from './use-say.ts';
import { useWish } from './use-wish.ts';

type Entry = Exclude<Preference['prefixes'][number], string>;

/** Read, entries come whole. */
const entriesOf = ({ prefixes }: Pick<Preference, 'prefixes'>): readonly Entry[] =>
  prefixes.map((entry) => (typeof entry === 'string' ? { prefix: entry, scope: 'commercial' } : entry));

const without = (wish: Preference, gone: string): Entry[] => entriesOf(wish).filter(({ prefix }) => prefix !== gone);

const PrefixForm = () => {
  const { t } = useSay();
  const id = useId();
  const change = useWish();
  const [prefix, setPrefix] = useState('');
  const [isAll, setAll] = useState(false);
  const add = (event: FormEvent): void => {
    event.preventDefault();
    const entry = { prefix: prefix.trim(), scope: isAll ? ('all' as const) : ('commercial' as const) };
    const clear = (): void => {
      setPrefix('');
      setAll(false);
    };
    change.mutate(
      {
        change: (now) => ({ prefixes: [...without(now, entry.prefix), entry] }),
        said: t('lists.added', { what: entry.prefix }),
      },
      { onSuccess: clear },
    );
  };
  return (
    <form className="row" onSubmit={add}>
      <label htmlFor={id}>{t('lists.digits')}</label>
      <input
        id={id}
        className="input grow"
        inputMode="tel"
        required
        value={prefix}
        onChange={({ target }) => setPrefix(target.value)}
      />
      <label>
        <input type="checkbox" checked={isAll} onChange={({ target }) => setAll(target.checked)} />{' '}
        {t('lists.prefixAll')}
      </label>
      <Button type="submit" isBusy={change.isPending}>
        {t('add')}
      </Button>
    </form>
  );
};

/** Callers that begin with these digits are refused. */
export const PrefixPanel = ({ wish }: { readonly wish: Preference }) => {
  const { t } = useSay();
  const prefixes = entriesOf(wish);
  const change = useWish();
  const remove = (gone: string): void =>
    change.mutate({
      change: (now) => ({ prefixes: without(now, gone) }),
      said: t('lists.removed', { what: gone }),
    });
  return (
    <Folded
      className="list-panel"
      summary={
        <>
          {t('lists.prefix')} <span className="soft">{prefixes.length}</span>
        </>
      }
    >
      <p className="soft">{t('lists.prefixHelp')}</p>
      {prefixes.length === 0 ? <p>{t('lists.prefixEmpty')}</p> : null}
      <ul className="plain-list">
        {prefixes.map((each) => (
          <li key={each.prefix} className="row apart">
            <span>
              <span className="number">{each.prefix}…</span>{' '}
              <span className="soft">{t(each.scope === 'all' ? 'lists.prefixAll' : 'lists.prefixCommercial')}</span>
            </span>
            <Button look="text" aria-label={t('removeOf', { what: each.prefix })} onClick={() => remove(each.prefix)}>
              {t('remove')}
            </Button>
          </li>
        ))}
      </ul>
      <PrefixForm />
    </Folded>
  );
};
