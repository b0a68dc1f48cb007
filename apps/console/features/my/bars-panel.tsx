import { useState } from 'react';
import { Button } from '../../components/button.tsx';
import { Chips } from './chips.tsx';
import {
  CATEGORIES,
  type Category,
  CHANNELS,
  type Channel,
  narrowed,
  type Preference,
  toggled,
  widened,
} from './choices.ts';
import { useSay } from './use-say.ts';
import { useWish } from './use-wish.ts';

const same = (one: readonly string[], other: readonly string[]): boolean => one.join() === other.join();

/** A list that may not become empty: emptied, it would mean all. */
const keptSome = <One,>(next: readonly One[], before: readonly One[]): readonly One[] =>
  next.length === 0 ? before : next;

interface Bars {
  readonly channels: readonly Channel[];
  readonly categories: readonly Category[];
}

/** By which channels, and about what, do-not-disturb bars. */
export const BarsPanel = ({ wish }: { readonly wish: Preference }) => {
  const { t } = useSay();
  const change = useWish();
  const stored: Bars = {
    channels: widened(CHANNELS, wish.channels),
    categories: widened(CATEGORIES, wish.categories),
  };
  // What is chosen and not yet saved stays, whatever else of the wishes is stored meanwhile.
  const [draft, setDraft] = useState<Bars>();
  const { channels, categories } = draft ?? stored;
  const isChanged = !same(channels, stored.channels) || !same(categories, stored.categories);
  const choose = (chosen: Partial<Bars>): void => setDraft({ channels, categories, ...chosen });
  const isAll = channels.length === CHANNELS.length && categories.length === CATEGORIES.length;
  const save = (): void =>
    change.mutate(
      {
        change: () => ({ channels: narrowed(CHANNELS, channels), categories: narrowed(CATEGORIES, categories) }),
        said: t('number.barsSaved'),
      },
      { onSuccess: () => setDraft((now) => (now === draft ? undefined : now)) },
    );
  return (
    <section className={`sheet stack${wish.on ? '' : ' is-idle'}`} aria-labelledby="bars">
      <h2 id="bars">{t('number.bars')}</h2>
      <p className="soft">{t(wish.on ? 'number.barsHelp' : 'number.offHint')}</p>
      <Chips
        label={t('number.channels')}
        all={CHANNELS}
        chosen={channels}
        nameOf={(channel) => t(`channel.${channel}`)}
        onToggle={(channel) => choose({ channels: keptSome(toggled(CHANNELS, channels, channel), channels) })}
      />
      <Chips
        label={t('number.categories')}
        all={CATEGORIES}
        chosen={categories}
        nameOf={(category) => t(`category.${category}`)}
        onToggle={(category) => choose({ categories: keptSome(toggled(CATEGORIES, categories, category), categories) })}
      />
      <div className="row">
        <Button look="primary" disabled={!isChanged} isBusy={change.isPending} onClick={save}>
          {t('save')}
        </Button>
        {isAll ? null : (
          <Button onClick={() => choose({ channels: CHANNELS, categories: CATEGORIES })}>{t('number.all')}</Button>
        )}
        {isChanged ? <span className="warn">{t('number.unsaved')}</span> : null}
      </div>
    </section>
  );
};
